package morning

import (
	"time"

	"github.com/cabline/cabline/sounds"
)

// The stories of the clients who want a car or have ordered one. Each is one
// call, from dialling to hanging up.

// orders a car: somebody chooses one by key and waits for an operator, who
// writes it down.
func orders(r *role) {
	call := r.calls(r.oneOf("city", "city", "mobile"))
	if call.hearsMenu("car") {
		call.presses(r.oneOf("1", "1", "3"))
	}
	call.talks(2 * time.Minute)
}

// ordersBusiness goes one menu deeper: who pays?
func ordersBusiness(r *role) {
	call := r.calls("city")
	if call.hearsMenu("car") {
		call.presses("2")
	}
	if call.hearsMenu("payer") {
		call.presses(r.oneOf("1", "2"))
	}
	call.talks(2 * time.Minute)
}

// pressesTheWrongKey first, and listens better when the menu comes again.
func pressesTheWrongKey(r *role) {
	call := r.calls("mobile")
	if call.hearsMenu("car") {
		call.presses("9")
	}
	if call.hearsMenu("car") {
		call.presses("1")
	}
	call.talks(2 * time.Minute)
}

// pressesNothing has an old telephone, hears the menu twice and is put through.
func pressesNothing(r *role) {
	call := r.calls("city")
	call.hearsMenu("car")
	call.talks(2 * time.Minute)
}

// dialsAnExtension knows whom he wants.
func dialsAnExtension(r *role) {
	call := r.calls("city")
	if call.hearsMenu("car") {
		call.presses(r.oneOf("101", "102", "103"))
	}
	call.talks(2 * time.Minute)
}

// callsFromAHotel is a guest: his line is English, and he is a VIP.
func callsFromAHotel(r *role) {
	call := r.calls("hotels")
	if call.hearsMenu("car") {
		call.presses(r.oneOf("1", "2"))
	}
	if call.hearsMenu("payer") {
		call.presses("2")
	}
	call.talks(2 * time.Minute)
}

// callsHisDirector has a person of his own, and no menu keeps him from him.
func callsHisDirector(r *role) {
	r.calls("city").talks(2 * time.Minute)
}

// isRefused: he is on the black list, hears so, and is released.
func isRefused(r *role) {
	call := r.calls("city")
	call.hears(sounds.Blacklisted)
	call.isReleased()
}

// dialsOnAndOn is a telephone whose keys a child has found. The office listens
// to the first calls, and not to the others.
func dialsOnAndOn(r *role) {
	for range r.Office.CallsPerMinute + 2 {
		call := r.calls("mobile")
		if call.hearsOneOf(3*time.Second, sounds.TooManyCalls) {
			call.isReleased()
			continue
		}
		call.hangsUp()
		if r.ctx.Err() != nil {
			return
		}
	}
	pause(r.ctx, time.Minute) // until the office listens to that telephone again
}

// hearsAboutHisCar, which is all that he wanted to know.
func hearsAboutHisCar(r *role) {
	call := r.calls("city")
	if call.hearsOfHisOrder() {
		call.thinks(8, 12)
	}
	call.hangsUp()
}

// waitsForWordOfHisCar: he has heard how it stands and stays on the line, which
// leads to an operator.
func waitsForWordOfHisCar(r *role) {
	call := r.calls("mobile")
	call.hearsOfHisOrder()
	call.talks(2 * time.Minute)
}

// cancels his order by key. Who is told that it is too late talks to an
// operator about it.
func cancels(r *role) {
	call := r.calls("city")
	if call.hearsOfHisOrder() {
		call.presses("0")
	}
	if call.hearsOneOf(20*time.Second, sounds.OrderCancelled) {
		call.isReleased()
		return
	}
	call.talks(2 * time.Minute)
}

// asksForTheOperator about his order, or for the driver: which cannot be done
// yet, so that an operator has him as well.
func asksForTheOperator(r *role) {
	call := r.calls("city")
	if call.hearsOfHisOrder() {
		call.presses(r.oneOf("2", "2", "1"))
	}
	call.talks(2 * time.Minute)
}

// hearsOfHisOrder: how it stands, in whichever of the ways there are.
func (c *call) hearsOfHisOrder() bool {
	return c.hearsOneOf(10*time.Second, sounds.OnTheWay{}, sounds.Arrived{}, sounds.OrderSearching, sounds.OrderUnderWay)
}

// oneOf is one of several words.
func (r *role) oneOf(words ...string) string { return words[r.dice.IntN(len(words))] }
