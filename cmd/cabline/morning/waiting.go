package morning

import (
	"time"

	"github.com/cabline/cabline/sounds"
)

// The stories of those who wait, and of those who would rather not.

// givesUp before anybody answers: in the menu, or soon after.
func givesUp(r *role) {
	call := r.calls("city")
	if call.hearsMenu("car") && r.dice.IntN(2) == 0 {
		call.presses("1")
	}
	call.isAnswered(time.Duration(r.dice.IntN(4)) * time.Second)
	call.hangsUp()
}

// waitsInTheCrowd hears his place as long as it takes.
func waitsInTheCrowd(r *role) {
	call := r.calls("city")
	if call.hearsMenu("car") {
		call.presses("1")
	}
	call.hearsWhileWaiting(sounds.Position{N: 1}, sounds.Position{N: 2})
	call.talks(3 * time.Minute)
}

// hearsWhileWaiting waits for one of several phrases, and reports whether it
// came before an operator did.
func (c *call) hearsWhileWaiting(phrases ...sounds.Phrase) (told bool) {
	c.until(90*time.Second, func() bool {
		told = c.hearsOneOf(0, phrases...)
		return told || c.isAnswered(0)
	})
	return told
}

// isCalledBack takes the offer to be called back instead of waiting, has his
// telephone at hand when it rings, and talks.
func isCalledBack(r *role) {
	if !r.asksToBeCalledBack() {
		return
	}
	if back, ok := r.picksUp(4 * time.Minute); ok {
		if back.hears(sounds.CallbackGreeting{Connect: '1'}) {
			back.presses("1")
		}
		back.talks(2 * time.Minute)
	}
}

// leavesItToTheMachine asks to be called back, too, and is out when it rings: a
// machine answers, presses no key, and no operator has to listen to it.
func leavesItToTheMachine(r *role) {
	if !r.asksToBeCalledBack() {
		return
	}
	if machine, ok := r.picksUp(4 * time.Minute); ok {
		machine.hears(sounds.CallbackGreeting{Connect: '1'})
		machine.isReleased()
	}
	// It rings twice more, two minutes apart, and nobody is at home.
}

// asksToBeCalledBack calls, and reports whether the office has promised it.
func (r *role) asksToBeCalledBack() bool {
	call := r.calls("city")
	if call.hearsMenu("car") {
		call.presses("1")
	}
	if !call.hearsWhileWaiting(sounds.CallbackOffer{Accept: '1'}) {
		call.talks(2 * time.Minute)
		return false
	}
	call.presses("1")
	if !call.hearsWhileWaiting(sounds.CallbackAccepted) {
		call.talks(2 * time.Minute)
		return false
	}
	call.isReleased()
	return true
}

// picksUp his telephone when it rings.
func (r *role) picksUp(patience time.Duration) (*call, bool) {
	phone := r.Switch.Outside(string(r.phone))
	for end := time.Now().Add(patience); phone.Rings(0) != nil; {
		if !time.Now().Before(end) || !pause(r.ctx, lap) {
			return nil, false
		}
	}
	if !pause(r.ctx, seconds(r.dice, 2, 5)) || phone.Answer() != nil {
		return nil, false
	}
	l, _ := r.Office.Line("city")
	return r.inCall(phone.Line(), l), true
}
