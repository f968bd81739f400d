package dialplan

import (
	"time"

	"github.com/cabline/cabline/dialplan/route"
)

// stage is what a live call is in the middle of.
type stage uint8

const (
	inMenu  stage = iota // a conversation has him
	waiting              // at the desk
	talking              // with an operator
	alone                // FreeSWITCH's own queue has him
)

// call is one live call of the desk.
type call struct {
	record  Record
	arrival Arrival
	stage   stage
	moved   time.Time // when the stage began

	ticket chan Departure // of the conversation that waits for an answer; nil otherwise
	entry  Entry          // how he came to the desk

	joined chan struct{} // closed when he talks to somebody outside; see Desk.Joins
	over   chan struct{} // closed when the call has ended; see Desk.Over

	holder  OperatorID // of two colleagues, who holds the other; see HoldColleague
	move    *Move      // where he goes when he comes back to the engine
	movedBy OperatorID // whose caller he was

	consultation *Consultation // that his operator has about him; nil: none

	direct      OperatorID // who is rung for him, and is no queue's; see watchedCall
	directSince time.Time

	offeredCallBack bool // he was told that he may be called back instead

	pausedAt time.Time     // when its recording was last paused or went on
	masking  chan struct{} // holds one thing while the switch is told of that; see mask

	aloneRinging bool
	retakes      int

	// firstTimer: his dead-man timer is the dialplan's own, which the leg of his
	// operator takes off inside FreeSWITCH. Once it was renewed, a renewal may
	// cross with the answer.
	firstTimer bool
	nextRetake time.Time
}

func (c *call) enter(s stage, at time.Time) {
	c.stage = s
	c.moved = at
}

// open begins a segment and ends the one before it.
func (c *call) open(s Segment) {
	c.close(s.Start)
	c.record.Segments = append(c.record.Segments, s)
}

// hangingUp is how long after it has ended a hold FreeSWITCH tells at the latest that
// who held is gone.
const hangingUp = 100 * time.Millisecond

// close ends the segment that lasts. FreeSWITCH ends the hold of a leg that it hangs
// up (switch_channel_perform_hangup); a talk that would have been in between was none.
func (c *call) close(at time.Time) {
	last := c.lasting()
	if last == nil {
		return
	}
	if at.Before(last.Start) {
		at = last.Start
	}
	if n := len(c.record.Segments); n > 1 && last.Kind == Talk && at.Sub(last.Start) < hangingUp {
		if before := &c.record.Segments[n-2]; before.Kind == Hold && before.End.Equal(last.Start) && before.Operator == last.Operator {
			before.End = at
			c.record.Segments = c.record.Segments[:n-1]
			return
		}
	}
	last.End = at
}

// lasting is the segment that has not ended, or nil.
func (c *call) lasting() *Segment {
	if n := len(c.record.Segments); n > 0 && c.record.Segments[n-1].End.IsZero() {
		return &c.record.Segments[n-1]
	}
	return nil
}

// note writes a decision down, with what was known.
func (c *call) note(at time.Time, what, why string) {
	c.record.Decisions = append(c.record.Decisions, Decision{At: at, What: what, Why: why})
}

// arrive finds the call's record or begins it. A call comes more than once:
// back from FreeSWITCH's own queue, or after its operator vanished.
func (d *Desk) arrive(a Arrival) *call {
	c := d.calls[a.ID]
	if c != nil {
		return c
	}
	if a.CalledBy != "" {
		if l, ok := d.office.Line(a.Line); ok {
			a.Number = l.Numbers[0] // that he would have called
		}
	}
	c = &call{arrival: a, masking: make(chan struct{}, 1)}
	if r, ok := d.earlier[a.ID]; ok {
		delete(d.earlier, a.ID)
		c.record = r
		for _, s := range r.Segments {
			if s.Kind == Wait {
				c.arrival.Since = firstTime(c.arrival.Since, s.Start)
			}
		}
		c.note(d.now, "taken up again", "the engine was restarted while the call was up")
	} else {
		c.record = Record{
			ID: a.ID, Line: a.Line, Number: a.Number, Caller: a.Caller, Name: a.Name, Errand: a.Errand,
			Started: a.Started, Outcome: InProgress,
		}
		d.made(c)
		if c.record.Started.IsZero() {
			c.record.Started = d.now
		}
	}
	if t := d.tickets[a.Errand.of(ForTicket)]; t != nil {
		t.enter(ticketAnswered, d.now)
	}
	c.enter(inMenu, d.now)
	d.calls[a.ID] = c
	return c
}

func (d *Desk) bridged(ev Bridged) {
	c := d.calls[ev.Call]
	if c == nil {
		if ev.Arrival.ID == "" {
			return // nobody's caller
		}
		c = d.arrive(ev.Arrival)
	}
	if c.stage == talking && c.record.Operator == ev.Operator && c.lasting() != nil {
		return
	}
	if ev.Outside {
		ev.Operator = c.caller()
	}
	c.consultation = nil
	queue := c.record.Queue
	since := c.moved
	wasWaiting := c.stage == waiting || c.stage == alone
	c.open(Segment{Kind: Talk, Start: ev.At, Operator: ev.Operator, Queue: queue})
	c.enter(talking, ev.At)
	c.record.Operator = ev.Operator
	c.record.Outcome = AnsweredBy
	c.record.Recording = d.recording(c)
	if c.record.Answered.IsZero() {
		c.record.Answered = ev.At
	}
	if ev.Outside {
		c.note(ev.At, "talks to somebody outside", "")
	} else {
		c.note(ev.At, "talks to "+string(ev.Operator), "")
	}
	switch {
	case c.inside():
	case c.caller() != "":
		c.record.Outcome = CalledOut
	case ev.Outside && c.record.Peer.Known():
		c.record.Outcome = Joined
	case ev.Outside:
		c.record.Outcome = Overflowed
	}
	d.gotThrough(c.record.Caller)
	if !c.firstTimer {
		d.hands.LetGo(ev.Call)
	}
	if wasWaiting && queue != "" {
		d.observer.Waited(queue, ev.At.Sub(since))
	}
	if _, ours := d.offers[ev.Offer]; ours {
		delete(d.offers, ev.Offer)
		d.observer.OfferEnded("answered")
		d.step(route.Answered{Offer: ev.Offer})
	} else if !c.inside() {
		d.step(route.Connected{Call: ev.Call, Operator: ev.Operator})
	}
	d.depart(c, Departure{Answered: true, Operator: ev.Operator})
	if ev.Outside && c.joined != nil {
		close(c.joined)
		c.joined = nil
	}
	d.journal.Save(c.snapshot())
}

func (d *Desk) unbridged(ev Unbridged) {
	c := d.calls[ev.Call]
	if c == nil || c.stage != talking {
		return
	}
	d.talkEnded(c, ev.At)
	c.enter(inMenu, ev.At)
	if c.consultation.rings() && c.move == nil {
		d.leavesWaiting(c)
	}
	c.consultation = nil
	d.journal.Save(c.snapshot())
}

// talkEnded closes the conversation and frees the operator.
func (d *Desk) talkEnded(c *call, at time.Time) {
	s := c.lasting()
	if s == nil || s.Kind != Talk && s.Kind != Hold {
		return
	}
	c.close(at)
	operator, queue, start := s.Operator, s.Queue, c.talkBegan()
	if operator != "" && c.caller() == "" {
		d.recall.talked(c.record.Caller, Conversation{
			Caller: c.record.Caller, Operator: operator, Queue: queue, Ended: at,
		})
	}
	if !c.inside() {
		d.step(route.Talked{Call: c.record.ID, Operator: operator, Queue: queue, Start: start, End: at})
	}
}

func (d *Desk) ended(ev Ended) {
	c := d.calls[ev.Call]
	if c == nil {
		return
	}
	delete(d.calls, ev.Call)
	if c.over != nil {
		close(c.over)
	}
	d.talkEnded(c, ev.At)
	if c.stage == waiting || c.stage == alone {
		d.recall.leftWaiting(c.record.Caller, place{queue: c.record.Queue, since: c.arrival.Since, left: ev.At})
	}
	d.step(route.Left{Call: ev.Call})
	d.depart(c, Departure{Err: ErrHangup})
	d.notReached(c.arrival.Errand.of(ForTicket))
	c.close(ev.At)
	c.record.Ended = ev.At
	c.record.Paused = false
	c.record.Cause = ev.Cause
	if c.record.Outcome == InProgress {
		c.record.Outcome = Abandoned
		if c.caller() != "" {
			c.record.Outcome = NotReached
		}
	}
	c.note(ev.At, "ended", ev.Cause)
	d.journal.Save(c.snapshot())
	d.counts(c.record)
}

// alone takes note of a caller whom no engine had in time.
func (d *Desk) alone(ev Alone) {
	c := d.arrive(ev.Arrival)
	if c.stage == talking {
		return
	}
	if c.arrival.Since.IsZero() {
		c.arrival.Since = c.record.Started
	}
	if c.stage != alone {
		d.step(route.Left{Call: ev.Arrival.ID}) // the core must not offer him as well
		c.note(ev.At, "in FreeSWITCH's own queue", "no engine renewed the call's timer in time")
		if s := c.lasting(); s == nil || s.Kind != Wait {
			c.open(Segment{Kind: Wait, Start: ev.At, Queue: c.record.Queue})
		}
	}
	c.enter(alone, ev.At)
	c.nextRetake = ev.At.Add(time.Second)
	d.journal.Save(c.snapshot())
}

// retakeAlone brings callers back from FreeSWITCH's own queue, those who have
// waited longest first. A caller for whom a phone rings there is left to be
// answered, and nobody is fetched more than a few times: if the engine cannot
// be reached from the switch, he is better off where he is.
func (d *Desk) retakeAlone() {
	if !d.connected {
		return
	}
	const tries, pause = 3, 10 * time.Second
	for _, c := range d.byWaiting() {
		if c.stage != alone || c.caller() != "" || c.aloneRinging || c.retakes >= tries || d.now.Before(c.nextRetake) {
			continue
		}
		c.retakes++
		c.nextRetake = d.now.Add(pause)
		c.note(d.now, "fetched back from FreeSWITCH's own queue", "")
		d.hands.Retake(c.record.ID, c.arrival.Line)
	}
}

func (d *Desk) saveAll() {
	for _, c := range d.calls {
		d.journal.Save(c.snapshot())
	}
}
