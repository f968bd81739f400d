package freeswitch

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/trunk"
	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/taxi"
)

// trunks is what is known of the ways to the telephone network: whether each
// works, and the calls out that it carries. A call's place is taken before it is
// dialled, so that two calls at once do not take the last one both.
type trunks struct {
	office    office.Office
	directory trunk.Directory
	tell      func(trunk.Notice)

	mu     sync.Mutex
	health map[string]*trunk.Record
	legs   map[string]*trunkLeg // by channel UUID
}

// trunkLeg is a call out.
type trunkLeg struct {
	trunk string
	since time.Time
	over  chan struct{} // closed when its channel has ended
	end   trunk.End     // then; Cause and Status may be missing
}

func newTrunks(o office.Office, tell func(trunk.Notice)) *trunks {
	t := &trunks{
		office: o, directory: trunk.NewDirectory(o), tell: tell,
		health: make(map[string]*trunk.Record), legs: make(map[string]*trunkLeg),
	}
	for _, way := range o.Trunks {
		t.health[way.Name] = new(trunk.Record)
	}
	return t
}

// choose says which trunks are to be tried.
func (t *trunks) choose(to taxi.Phone) trunk.Choice {
	callee := t.directory.Callee(to)
	now := make(map[string]trunk.State)
	t.mu.Lock()
	defer t.mu.Unlock()
	for name, r := range t.health {
		now[name] = trunk.State{Health: r.ForChoice(time.Now()), Calls: t.calls(name)}
	}
	return trunk.Choose(callee, t.office.Trunks, now)
}

// calls is how many calls out a trunk has. The caller holds the lock.
func (t *trunks) calls(name string) (n int) {
	for _, l := range t.legs {
		if l.trunk == name {
			n++
		}
	}
	return n
}

// take reserves a place on the trunk for a leg, unless it is full by now.
func (t *trunks) take(way office.Trunk, leg string) (*trunkLeg, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if way.Full(t.calls(way.Name)) {
		return nil, false
	}
	l := &trunkLeg{trunk: way.Name, since: time.Now(), over: make(chan struct{})}
	t.legs[leg] = l
	return l, true
}

// created takes in a leg that somebody else has dialled: FreeSWITCH's own
// dialplan, or an engine before this one.
func (t *trunks) created(c *channel) {
	if c.trunk == "" {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.legs[c.id] == nil {
		t.legs[c.id] = &trunkLeg{trunk: c.trunk, since: time.Now(), over: make(chan struct{})}
	}
}

// ended is the end of a leg, as its event tells it: times that are not zero are
// those at which a phone rang (180) and at which the network spoke (183).
func (t *trunks) ended(id string, h headers) {
	t.mu.Lock()
	defer t.mu.Unlock()
	l := t.legs[id]
	if l == nil {
		return
	}
	delete(t.legs, id)
	l.end.Cause = h.Get("Hangup-Cause")
	l.end.Status, _ = strconv.Atoi(h.Variable("sip_invite_failure_status"))
	l.end.Rang = !micros(h.Get("Caller-Channel-Progress-Time")).IsZero()
	l.end.Spoke = !micros(h.Get("Caller-Channel-Progress-Media-Time")).IsZero()
	close(l.over)
}

// answered: a call that is answered proves its trunk.
func (t *trunks) answered(id string) {
	t.mu.Lock()
	l := t.legs[id]
	t.mu.Unlock()
	if l != nil {
		t.worked(l.trunk)
	}
}

// give takes back the place of a leg that has not come to be.
func (t *trunks) give(id string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.legs, id)
}

// unseen is how long a leg may be dialled before a snapshot that lacks it proves
// that it has ended.
const unseen = 10 * time.Second

// merge makes the legs agree with a snapshot that was begun at that time.
func (t *trunks) merge(all []*channel, began time.Time) {
	live := make(map[string]bool, len(all))
	for _, c := range all {
		live[c.id] = true
		t.created(c)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for id, l := range t.legs {
		if !live[id] && began.Sub(l.since) > unseen {
			delete(t.legs, id)
		}
	}
}

// failed takes note that a call failed by the trunk's fault.
func (t *trunks) failed(name string, end trunk.End) {
	now := time.Now()
	t.note(name, func(r *trunk.Record) bool { r.Failed(end.String(), now); return true })
}

// worked takes note that a call went through.
func (t *trunks) worked(name string) {
	now := time.Now()
	t.note(name, func(r *trunk.Record) bool { return r.Worked(now) })
}

// reached takes note of what FreeSWITCH says of a gateway: why it is down.
func (t *trunks) reached(name, down string, at time.Time) {
	t.note(name, func(r *trunk.Record) bool { return r.Reached(down, at) })
}

// note changes a trunk's record, and tells if that is news.
func (t *trunks) note(name string, change func(*trunk.Record) bool) {
	t.mu.Lock()
	r := t.health[name]
	news := r != nil && change(r)
	var n trunk.Notice
	if news {
		n = trunk.Notice{Trunk: name, Health: r.Health(), Cause: r.Cause(), At: time.Now()}
	}
	t.mu.Unlock()
	if news && t.tell != nil {
		t.tell(n)
	}
}

// Trunks is every trunk of the office as it is now, in the office's order.
func (s *Switch) Trunks() []trunk.Report {
	t := s.trunks
	t.mu.Lock()
	defer t.mu.Unlock()
	var list []trunk.Report
	for _, way := range t.office.Trunks {
		r := t.health[way.Name]
		report := trunk.Report{
			Name: way.Name, CallsOut: way.Proxy != "", Health: r.Health(), Cause: r.Cause(), Since: r.Since(),
			Calls: t.calls(way.Name), MaxCalls: way.MaxCalls,
		}
		report.LastFailure, report.LastFailed = r.LastFailure()
		list = append(list, report)
	}
	return list
}

// way is one trunk to be tried.
type way struct {
	office.Trunk
	From    string // the number that the callee sees
	Leg     string // UUID that its channel is to have
	callee  taxi.Phone
	forTime time.Duration
}

// address is the leg's part of a dial string.
func (w way) address() string { return fmt.Sprintf("sofia/gateway/%s/%s", w.Name, w.callee) }

// variables are those of a call over a trunk.
func (w way) variables() variables {
	var v variables
	v.set("ignore_early_media", "true")
	v.set("originate_timeout", strconv.Itoa(max(1, int(w.forTime.Seconds()))))
	v.set("leg_progress_timeout", strconv.Itoa(int(w.Silence.Seconds())))
	v.set("cabline_trunk", w.Name)
	v.callerID(w.From, w.From)
	return v
}

// trial is somebody to be called over whichever trunk carries him.
type trial struct {
	To   taxi.Phone
	From string // what he sees, unless the trunk has a number of its own
	For  time.Duration
}

// overTrunks tries the trunks one after another. Try dials and returns the cause
// of a call that nobody answered, empty for one that was answered; an error of its
// own ends everything. The error is dialplan.ErrNotAnswered, ErrCannotDial or
// ErrNoTrunk, with what was tried.
func (s *Switch) overTrunks(ctx context.Context, c trial, try func(way) (cause string, err error)) error {
	if !plain(string(c.To)) || !c.To.Known() {
		return fmt.Errorf("%w: %q", dialplan.ErrCannotDial, c.To.Short())
	}
	choice := s.trunks.choose(c.To)
	var tried string
	for _, t := range choice.Try {
		from := t.CallerID
		if from == "" {
			from = c.From
		}
		w := way{Trunk: t, From: from, Leg: newLeg(), callee: c.To, forTime: c.For}
		if !plain(w.Name) || !plain(w.From) {
			return fmt.Errorf("%q, %q in a call out: neither a name nor a number", w.Name, w.From)
		}
		leg, free := s.trunks.take(t, w.Leg)
		if !free {
			continue
		}
		cause, err := try(w)
		if err != nil {
			return err // the leg's own end gives its place back
		}
		if cause == "" {
			return nil
		}
		end := s.endOf(ctx, leg, w.Leg, cause)
		s.trunks.give(w.Leg)
		switch trunk.Judge(end) {
		case trunk.ByCallee:
			s.trunks.worked(t.Name)
			return fmt.Errorf("%w: %s over %s", dialplan.ErrNotAnswered, end, t.Name)
		case trunk.NoSuchNumber:
			return fmt.Errorf("%w: %s over %s", dialplan.ErrCannotDial, end, t.Name)
		case trunk.BySwitch:
			return fmt.Errorf("%w: %s", dialplan.ErrNoTrunk, end)
		}
		s.log.Warn("a trunk failed", "trunk", t.Name, "cause", end.String(), "callee", c.To.Short())
		s.trunks.failed(t.Name, end)
		tried += fmt.Sprintf("; %s: %s", t.Name, end)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
	return fmt.Errorf("%w: %s%s", dialplan.ErrNoTrunk, choice, tried)
}

// endOf is how a call ended that nobody answered. What the provider has said
// stands in the event of its channel's end, which comes over another connection
// than the answer to the command, mostly before it.
func (s *Switch) endOf(ctx context.Context, leg *trunkLeg, id, cause string) trunk.End {
	const patience = 500 * time.Millisecond
	switch cause {
	case "GATEWAY_DOWN", "INVALID_GATEWAY": // it has not had a channel (mod_sofia.c, sofia_outgoing_channel)
	default:
		select {
		case <-leg.over:
		case <-ctx.Done():
		case <-time.After(patience):
			s.log.Debug("the end of a call out was not told", "leg", id)
		}
	}
	s.trunks.mu.Lock()
	defer s.trunks.mu.Unlock()
	end := leg.end
	end.Cause = cause
	return end
}
