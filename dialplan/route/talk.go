package route

import (
	"slices"
	"time"
)

// answered joins the operator and the caller of an offer. Of two operators who
// answer at once the first has him: the other's offer is stopped with that, and
// his own answer finds no offer any more.
func (c *Core) answered(r *offering) {
	c.drop(r)
	c.talk(r.operator, r.caller.Call)
	c.served(r.caller)
}

// connected joins an operator and a caller whom somebody else brought together.
func (c *Core) connected(id CallID, operator OperatorID) {
	if w := c.callers[id]; w != nil {
		c.served(w)
	}
	if o := c.operators[operator]; o != nil {
		c.talk(o, id)
	} else {
		c.hangUp(id)
	}
}

// served takes out a caller whom an operator has; his other phones stop.
func (c *Core) served(w *caller) {
	c.stopAll(w, "answered elsewhere")
	c.forget(w)
}

func (c *Core) talk(o *operator, id CallID) {
	o.misses = 0
	if c.talks[id] != o {
		c.hangUp(id)
		c.talks[id] = o
		o.talks = append(o.talks, id)
	}
	c.wake(o)
	if o.rings != nil {
		c.stop(o.rings, "operator not ready")
	}
}

// hold takes a caller on hold, or back.
func (c *Core) hold(ev Held) {
	o := c.talks[ev.Call]
	if o == nil || slices.Contains(o.held, ev.Call) == ev.Held {
		return
	}
	if ev.Held {
		o.held = append(o.held, ev.Call)
	} else {
		o.held = without(o.held, ev.Call)
		if o.rings != nil {
			c.stop(o.rings, "operator not ready")
		}
	}
	c.refresh(o)
}

func without(list []CallID, id CallID) []CallID {
	return slices.DeleteFunc(list, func(c CallID) bool { return c == id })
}

// talked counts a conversation that has ended.
func (c *Core) talked(ev Talked) {
	o, q := c.operators[ev.Operator], c.queues[ev.Queue]
	took := max(0, ev.End.Sub(ev.Start))
	if o == nil {
		if q != nil {
			q.learn(took + q.WrapUp)
		}
		return
	}
	wrap := o.wrapUpAfter(q)
	if q != nil {
		q.learn(took + wrap)
	}
	today := ev.Start
	if today.Before(c.day) {
		today = c.day
	}
	if ev.End.After(today) {
		o.TalkDay += ev.End.Sub(today)
	}
	if ev.End.After(o.LastTalk) {
		o.LastTalk = ev.End
	}
	switch {
	case ev.Call != "" && c.talks[ev.Call] == o:
		c.unTalk(o, ev.Call)
	case ev.Call == "" && len(o.talks) > 0:
		c.unTalk(o, o.talks[0])
	}
	c.restUntil(o, wrappingUp, ev.End.Add(wrap))
}

// hangUp ends a conversation that cannot be going on any more, although no
// Talked has said so: its caller waits, is with somebody else, or is gone. How
// long it was is not known and not counted; a Talked that comes late still is.
func (c *Core) hangUp(id CallID) {
	o := c.talks[id]
	if o == nil {
		return
	}
	c.unTalk(o, id)
	o.LastTalk = c.now
	c.restUntil(o, wrappingUp, c.now.Add(o.WrapUp))
}

func (c *Core) unTalk(o *operator, id CallID) {
	delete(c.talks, id)
	o.talks, o.held = without(o.talks, id), without(o.held, id)
}

func (o *operator) wrapUpAfter(q *queue) time.Duration {
	if o.WrapUp == 0 && q != nil {
		return q.WrapUp
	}
	return o.WrapUp
}
