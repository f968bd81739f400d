package main

import (
	"testing"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/sounds"
	"github.com/cabline/cabline/store"
	"github.com/cabline/cabline/taxi"
)

// A full queue sends who comes to the responsible person, and if he does not
// take it to a good-bye; a VIP, of a line or of the list, is let in and is the
// next to be answered.
func TestRealFullQueue(t *testing.T) {
	const goodbye = 700
	r := startReal(t, realOptions{
		Queue:     "max_waiting = 1\nwrap_up_seconds = 0\nring_seconds = 60",
		Office:    `responsible = "900"`,
		More:      "[[line]]\nname = \"vip\"\nnumbers = [\"+380441230001\"]\nqueue = \"clients\"\nvip = true\n",
		Operators: append(clientsOf("101"), namedOnly("900")...),
	})
	first, boss := r.operator("101"), r.operator("900")
	r.records(sounds.NobodyHere.File("en"), goodbye, time.Second)
	if err := r.book().Enlist(t.Context(), store.Listing{Phone: ann, Standing: taxi.Standing{List: taxi.VIP, Reason: "test"}}); err != nil {
		t.Fatal(err)
	}
	talks := r.call("+380671110001", city)
	first.answers()
	talks.talksTo(first)
	r.knowsThatTalks(talks.from)
	waits := r.call("+380671110002", city)
	waits.hearsSomething()

	// The queue is full.
	overflows := make(chan *client, 1)
	go func() { // his call is answered when the responsible person does
		c, err := r.dial("+380671110003", city, optionsFrom("+380671110003"))
		if err != nil {
			t.Errorf("a call to a full queue: %v", err)
		}
		overflows <- c
	}()
	boss.rings(3 * time.Second)
	boss.answers()
	third := <-overflows
	if third == nil {
		return
	}
	third.talksTo(boss)
	third.hangsUp()

	refused := make(chan *client, 1)
	go func() {
		c, err := r.dial("+380671110004", city, optionsFrom("+380671110004"))
		if err != nil {
			t.Errorf("a call to a full queue: %v", err)
		}
		refused <- c
	}()
	boss.rings(3 * time.Second)
	boss.refuses()
	fourth := <-refused
	if fourth == nil {
		return
	}
	fourth.hears(goodbye, 3*time.Second)
	fourth.isReleased(5 * time.Second)
	record := r.recordOf("+380671110004")
	decided(t, record, "rings the responsible person", "the responsible person did not answer", "good-bye")
	if record.Outcome != dialplan.TurnedAway {
		t.Errorf("the record says %s", record.Outcome)
	}

	byLine := r.call("+380671110005", "+380441230001")
	byList := r.call(ann, city)
	byLine.hearsSomething()
	byList.hearsSomething()
	boss.isQuiet()
	talks.hangsUp()
	for _, c := range []*client{byLine, byList, waits} {
		if ring := first.rings(3 * time.Second); ring.CallerNumber() != c.from {
			t.Fatalf("%s rings, not %s", ring.CallerNumber(), c.from)
		}
		first.answers()
		c.talksTo(first)
		c.hangsUp()
	}
}

// Who has waited as long as anybody may is the responsible person's, too, and so
// is who waits while everybody goes.
func TestRealWaitingComesToAnEnd(t *testing.T) {
	r := startReal(t, realOptions{
		Queue:     "max_wait_seconds = 3\nnobody_seconds = 2\nwrap_up_seconds = 0\nring_seconds = 60",
		Office:    `responsible = "900"`,
		Operators: append(clientsOf("101"), namedOnly("900")...),
	})
	first, boss := r.operator("101"), r.operator("900")
	long := r.call("+380671110001", city)
	first.rings(2 * time.Second)
	boss.isQuiet()
	boss.rings(5 * time.Second)
	first.isQuiet()
	boss.answers()
	long.talksTo(boss)
	long.hangsUp()
	r.status("101", "break")
	left := r.call("+380671110002", city)
	left.hearsSomething()
	boss.rings(5 * time.Second)
	boss.answers()
	left.talksTo(boss)
	left.hangsUp()
}

// A number that calls on and on hears why nobody takes it. A VIP is never told
// so, nor is anybody who withholds his number: they may be many.
func TestRealTooManyCalls(t *testing.T) {
	const tooMany = 700
	r := startReal(t, realOptions{
		Queue: "wrap_up_seconds = 0", Office: "calls_per_minute = 2", Operators: clientsOf("101"),
		More: "[[line]]\nname = \"vip\"\nnumbers = [\"+380441230001\"]\nqueue = \"clients\"\nvip = true\n",
	})
	first := r.operator("101")
	r.records(sounds.TooManyCalls.File("en"), tooMany, time.Second)
	talk := func(from, to string) {
		t.Helper()
		call := r.call(from, to)
		first.rings(3 * time.Second)
		first.answers()
		call.talksTo(first)
		call.hangsUp()
		time.Sleep(300 * time.Millisecond)
	}
	const pest = "+380671110001"
	talk(pest, city)
	talk(pest, city)
	for range 2 { // and trying again does not help
		call := r.call(pest, city)
		call.hears(tooMany, 3*time.Second)
		call.isReleased(5 * time.Second)
		first.isQuiet()
	}
	talk(pest, "+380441230001")
	for range 4 {
		talk("anonymous", city)
	}
}
