package morning

import (
	"time"

	"github.com/cabline/cabline/freeswitch/switchtest"
	"github.com/cabline/cabline/sounds"
)

// The stories of those who wait, and of those who would rather not.

// givesUp before anybody answers: in the menu, or soon after.
func givesUp(r *role) {
	call := r.calls("city")
	if call.hearsMenu("car") && r.dice.IntN(2) == 0 {
		call.presses("1")
	}
	call.isAnsweredNot(r.dice.IntN(4))
	call.hangsUp()
}

// isAnsweredNot waits so many seconds, unless somebody answers.
func (c *call) isAnsweredNot(secs int) { c.isAnswered(time.Duration(secs) * time.Second) }

// waitsInTheCrowd hears his place as long as it takes.
func waitsInTheCrowd(r *role) {
	call := r.calls("city")
	if call.hearsMenu("car") {
		call.presses("1")
	}
	call.hearsHisPlace()
	call.talks(3 * time.Minute)
}

// hearsHisPlace, unless somebody answers before it is told.
func (c *call) hearsHisPlace() bool {
	_, told := c.hearsWhileWaiting(sounds.Position{N: 1}, sounds.Position{N: 2})
	return told
}

// hearsWhileWaiting waits for one of several phrases, or for an operator.
func (c *call) hearsWhileWaiting(phrases ...sounds.Phrase) (heard sounds.Phrase, ok bool) {
	c.until(90*time.Second, func() bool {
		for _, p := range phrases {
			if c.begins(p) {
				heard, ok = p, true
				c.scene.Heard = append(c.scene.Heard, p.Name())
				return true
			}
		}
		if c.line.Hears(switchtest.Voice, 0) == nil {
			c.scene.Talked = true
		}
		return c.scene.Talked
	})
	return heard, ok
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
	if _, ok := call.hearsWhileWaiting(sounds.CallbackOffer{Accept: '1'}); !ok {
		call.talks(2 * time.Minute)
		return false
	}
	call.presses("1")
	if _, ok := call.hearsWhileWaiting(sounds.CallbackAccepted); !ok {
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
