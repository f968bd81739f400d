package morning

import (
	"context"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/cabline/cabline/freeswitch/switchtest"
	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/sounds"
)

// role is somebody of the town in his story.
type role struct {
	*play
	person
	ctx   context.Context
	dice  *rand.Rand
	story string
}

// call is one call of his. Its methods take the time that a person takes, and
// come back early when the call or the morning is over.
type call struct {
	*role
	line   switchtest.Caller
	office office.Line
	scene  Scene
}

// calls dials a line of the office; where there is none of that name, its
// first.
func (r *role) calls(name string) *call {
	l, ok := r.Office.Line(name)
	if !ok {
		l = r.Office.Lines[0]
	}
	from := string(r.phone)
	if !r.phone.Known() {
		from = "anonymous"
	}
	return r.inCall(r.Switch.Call(from, l.Numbers[0], switchtest.Named(r.name)), l)
}

func (r *role) inCall(line switchtest.Caller, l office.Line) *call {
	return &call{role: r, line: line, office: l, scene: Scene{Story: r.story, Call: line.UUID()}}
}

// lap is how often somebody with a receiver at his ear thinks again.
const lap = 200 * time.Millisecond

// until goes on until something is the case, and reports whether it was before
// his patience, the call or the morning ended.
func (c *call) until(patience time.Duration, is func() bool) bool {
	for end := time.Now().Add(patience); ; {
		if is() {
			return true
		}
		if !time.Now().Before(end) || c.over() || !pause(c.ctx, lap) {
			return false
		}
	}
}

func (c *call) over() bool {
	_, err := c.line.Released(0)
	return err == nil
}

// hears a phrase of the robot, every piece of it, in the language of the line.
func (c *call) hears(p sounds.Phrase) bool {
	sentence := p.In(c.office.Language)
	for _, piece := range sentence {
		if !c.until(20*time.Second, func() bool { return c.line.Hears(switchtest.Sound(piece.Name), 0) == nil }) {
			return false
		}
	}
	if len(sentence) > 0 {
		c.scene.Heard = append(c.scene.Heard, p.Name())
	}
	return len(sentence) > 0
}

// hearsOneOf waits until one of several phrases begins.
func (c *call) hearsOneOf(patience time.Duration, phrases ...sounds.Phrase) bool {
	return c.until(patience, func() bool { return slices.ContainsFunc(phrases, c.begins) })
}

// begins reports whether the first piece of a phrase has been heard.
func (c *call) begins(p sounds.Phrase) bool {
	s := p.In(c.office.Language)
	if len(s) == 0 || c.line.Hears(switchtest.Sound(s[0].Name), 0) != nil {
		return false
	}
	c.scene.Heard = append(c.scene.Heard, p.Name())
	return true
}

// hearsMenu listens to a menu of the office, or to the first it has.
func (c *call) hearsMenu(name string) bool {
	m, ok := c.play.Office.Menu(name)
	return ok && c.hears(sounds.Own{Words: sounds.Words{UK: m.Text["uk"], RU: m.Text["ru"], EN: m.Text["en"]}})
}

// thinks for a moment, with the receiver at his ear.
func (c *call) thinks(from, to int) bool {
	c.until(seconds(c.dice, from, to), func() bool { return false })
	return c.ctx.Err() == nil && !c.over()
}

// presses a key once he has made up his mind.
func (c *call) presses(keys string) {
	if c.thinks(2, 4) {
		c.line.Press(keys)
	}
}

// isAnswered waits for somebody to speak, or tells that somebody has.
func (c *call) isAnswered(patience time.Duration) bool {
	if !c.scene.Talked && c.until(patience, func() bool { return c.line.Hears(switchtest.Voice, 0) == nil }) {
		c.scene.Talked = true
	}
	return c.scene.Talked
}

// talks, if he is answered before he loses patience, until one of the two hangs
// up; most leave that to the operator.
func (c *call) talks(patience time.Duration) {
	if c.isAnswered(patience) {
		c.until(seconds(c.dice, 12, 60), func() bool { return false })
	}
	c.hangsUp()
}

// hangsUp the receiver, unless the office has.
func (c *call) hangsUp() {
	c.isAnswered(0) // while he was busy with something else
	if !c.over() {
		c.scene.HungUp = true
		c.line.HangUp()
	} else {
		c.hearsGoodbye()
	}
	c.seen(c.scene)
}

// isReleased stays until the office has hung up.
func (c *call) isReleased() {
	c.until(time.Minute, c.over)
	c.hangsUp()
}

// hearsGoodbye notes with which words he was released, if with any.
func (c *call) hearsGoodbye() {
	for _, p := range []sounds.Phrase{sounds.NobodyHere, sounds.Blacklisted, sounds.TooManyCalls} {
		c.begins(p)
	}
}
