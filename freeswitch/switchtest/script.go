package switchtest

import (
	"slices"
	"time"

	"github.com/cabline/cabline/sounds"
)

// Play is a call script: people at telephones, who do one thing after another
// and see that what should happen does. Whatever fails ends the test and names
// what was expected, what was seen, and what happened lately.
type Play struct {
	t  TB
	on Exchange

	// Patience is how long the people wait for what they expect.
	Patience time.Duration
}

// TB is what a script needs of testing.TB. A program that imports this package
// for its switch does not import package testing with it.
type TB interface {
	Helper()
	Fatalf(format string, args ...any)
}

// Script begins a play on a switch.
func Script(t TB, on Exchange) *Play {
	return &Play{t: t, on: on, Patience: 10 * time.Second}
}

// fail ends the test if there is an error.
func (p *Play) fail(who string, err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatalf("%s: %v\nWhat happened lately:\n%s", who, err, p.on.Trace())
	}
}

// OperatorRole is an operator at a telephone.
type OperatorRole struct {
	play  *Play
	Phone Phone
}

// Operator is the operator at his usual place.
func (p *Play) Operator(id string) *OperatorRole { return p.OperatorAt(id, 1) }

// OperatorAt is the operator at one of several places.
func (p *Play) OperatorAt(id string, place int) *OperatorRole {
	return &OperatorRole{play: p, Phone: p.on.Phone(id, place)}
}

func (o *OperatorRole) who() string { return "operator " + o.Phone.Operator() }

// Rings: his phone rings, or begins to.
func (o *OperatorRole) Rings() {
	o.play.t.Helper()
	o.play.fail(o.who(), o.Phone.Rings(o.play.Patience))
}

// RingsWithin is Rings with another patience.
func (o *OperatorRole) RingsWithin(d time.Duration) {
	o.play.t.Helper()
	o.play.fail(o.who(), o.Phone.Rings(d))
}

// RingsFor: his phone rings, and its display shows that number.
func (o *OperatorRole) RingsFor(number string) {
	o.play.t.Helper()
	o.Rings()
	if shown, name := o.Phone.Shows(); shown != number {
		o.play.t.Fatalf("%s: the display shows %q (%q), not %s\nWhat happened lately:\n%s", o.who(), shown, name, number, o.play.on.Trace())
	}
}

// StaysQuiet: his phone does not ring for so long.
func (o *OperatorRole) StaysQuiet(d time.Duration) {
	o.play.t.Helper()
	o.play.fail(o.who(), o.Phone.Quiet(d))
}

// Answers a phone that rings, or waits for it to ring.
func (o *OperatorRole) Answers() {
	o.play.t.Helper()
	o.Rings()
	o.play.fail(o.who(), o.Phone.Answer())
}

// Ignores a phone that rings: it rings until it stops.
func (o *OperatorRole) Ignores() {
	o.play.t.Helper()
	o.Rings()
	o.play.fail(o.who(), o.Phone.Stops(2*time.Minute))
}

// StopsRinging: his phone stops, or has stopped, by itself.
func (o *OperatorRole) StopsRinging() {
	o.play.t.Helper()
	o.play.fail(o.who(), o.Phone.Stops(o.play.Patience))
}

// Refuses a call that rings.
func (o *OperatorRole) Refuses() {
	o.play.t.Helper()
	o.Rings()
	o.play.fail(o.who(), o.Phone.Refuse())
}

// IsBusy: he has another call on his phone.
func (o *OperatorRole) IsBusy() {
	o.play.t.Helper()
	o.play.fail(o.who(), o.Phone.Busy())
}

// HangsUp ends his call.
func (o *OperatorRole) HangsUp() {
	o.play.t.Helper()
	o.play.fail(o.who(), o.Phone.HangUp())
}

// Vanishes from the network, without a word.
func (o *OperatorRole) Vanishes() { o.Phone.Vanish() }

// Returns to the network.
func (o *OperatorRole) Returns() { o.Phone.Return() }

// Dials a number from his phone.
func (o *OperatorRole) Dials(number string) *CallerRole {
	return &CallerRole{play: o.play, Caller: o.Phone.Dial(number), name: o.who()}
}

// CallerRole is somebody who called.
type CallerRole struct {
	play   *Play
	Caller Caller
	name   string
}

// Call lets somebody outside call a number.
func (p *Play) Call(from, to string, options ...CallOption) *CallerRole {
	return &CallerRole{play: p, Caller: p.on.Call(from, to, options...), name: "caller " + from}
}

// Hears: a phrase of the robot, every piece of it. Pieces have the same names in
// all languages but for the forms of nouns, which are the English ones here.
func (c *CallerRole) Hears(phrase sounds.Phrase) {
	c.play.t.Helper()
	for _, piece := range phrase.In("en") {
		c.HearsSound(Sound(piece.Name))
	}
}

// HearsSound: music, a tone, or a file by its name.
func (c *CallerRole) HearsSound(s Sound) {
	c.play.t.Helper()
	c.play.fail(c.name, c.Caller.Hears(s, c.play.Patience))
}

// HearsMusic: he waits somewhere.
func (c *CallerRole) HearsMusic() {
	c.play.t.Helper()
	c.HearsSound(Music)
}

// TalksTo an operator: each hears the other.
func (c *CallerRole) TalksTo(o *OperatorRole) {
	c.play.t.Helper()
	c.play.fail(c.name, c.Caller.TalksTo(o.Phone, c.play.Patience))
}

// Waits in a queue.
func (c *CallerRole) Waits(queue string) {
	c.play.t.Helper()
	for until := time.Now().Add(c.play.Patience); !slices.Contains(c.play.on.Members(queue), c.Caller.UUID()); {
		if !time.Now().Before(until) {
			c.play.t.Fatalf("%s: does not wait in %s; there are %v\nWhat happened lately:\n%s", c.name, queue, c.play.on.Members(queue), c.play.on.Trace())
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// IsReleased: his call ends, and not by him. It returns why.
func (c *CallerRole) IsReleased() string {
	c.play.t.Helper()
	cause, err := c.Caller.Released(c.play.Patience)
	c.play.fail(c.name, err)
	return cause
}

// StaysOn the line for so long.
func (c *CallerRole) StaysOn(d time.Duration) {
	c.play.t.Helper()
	if cause, err := c.Caller.Released(d); err == nil {
		c.play.t.Fatalf("%s: was released (%s) and should stay\nWhat happened lately:\n%s", c.name, cause, c.play.on.Trace())
	}
}

// Presses keys.
func (c *CallerRole) Presses(keys string) { c.Caller.Press(keys) }

// HangsUp the receiver.
func (c *CallerRole) HangsUp() { c.Caller.HangUp() }

// Vanishes from the network.
func (c *CallerRole) Vanishes() { c.Caller.Vanish() }
