package esl

import (
	"bytes"
	"context"
	"crypto/rand"
	"slices"
	"time"
)

// turn is how long FreeSWITCH may take to begin with an application when
// nothing runs before it. It looks into its queue every 20 ms, but an
// application that needs media may wait two seconds for it, and a loaded machine
// longer.
//
// The answer to an execute says only that FreeSWITCH has queued it. That it
// began and ended is told by events, which carry the Event-UUID it was sent
// with as Application-UUID (switch_core_session.c, switch_core_session_exec).
// They may never come: uuid_break and the loop of mod_callcenter empty the
// queue, and an application that cannot run may leave no trace. So it is
// watched whose turn it is, and one that does not begin in its turn is lost.
const turn = 10 * time.Second

// run is an application on its way through FreeSWITCH.
type run struct {
	id      string
	started bool
	event   *Event
	err     error
	done    chan struct{} // closed when event or err is there
}

// newRunID is a name for an application on its way. It need only differ from
// others of its call, and each of its bytes costs FreeSWITCH a turn; see
// Execution.
func newRunID() string { return rand.Text()[:10] }

// Batch is what Start has sent.
type Batch struct {
	s       *Session
	waiters []*waiter
	runs    []*run
}

// Start sends commands and applications (as Execution) in one write, in this
// order, and waits for nothing. FreeSWITCH takes what comes in one write in one
// lap of the call, where each write of its own would cost another 20 ms.
func (s *Session) Start(ctx context.Context, cmds ...Command) (*Batch, error) {
	if s.hasHungUp() {
		return nil, ErrHangup
	}
	named := slices.Clone(cmds)
	runs := make(map[int]*run)
	b := &Batch{s: s}
	for i, cmd := range cmds {
		if x, ok := cmd.(Execution); ok {
			r := &run{id: newRunID(), done: make(chan struct{})}
			named[i], runs[i] = x.named(r.id), r
			b.runs = append(b.runs, r)
		}
	}
	p, err := pack(named...)
	if err != nil {
		return nil, err
	}
	for i, r := range runs {
		p.waiters[i].took = func(reply *Reply) {
			if err := reply.Err(); err != nil {
				s.over(r, err)
			}
		}
	}
	p.leaving = func() { s.queue(b.runs) }
	b.waiters = p.waiters
	if err := s.post(ctx, p); err != nil {
		return nil, s.why(err)
	}
	return b, nil
}

// Replies waits for the reply to each command, in order. The reply to an
// application says that it is queued.
func (b *Batch) Replies(ctx context.Context) ([]*Reply, error) {
	replies, err := b.s.collect(ctx, b.waiters)
	if err != nil {
		return nil, b.s.why(err)
	}
	return replies, nil
}

// Wait waits until each application of the batch has ended: it returns the
// CHANNEL_EXECUTE_COMPLETE of each, in order.
//
// It ends early with ErrHangup when the call ends, ErrUnparked or ErrDisconnected
// when FreeSWITCH takes the call away from this socket, ErrLost when FreeSWITCH
// dropped one of them, a *CommandError when it refused one, or the context's
// cause. What had completed by then is returned too.
func (b *Batch) Wait(ctx context.Context) ([]*Event, error) {
	events := make([]*Event, 0, len(b.runs))
	for _, r := range b.runs {
		if err := b.s.wait(ctx, r); err != nil {
			return events, b.s.why(err)
		}
		events = append(events, r.event)
	}
	return events, nil
}

// wait waits for one application's end. A completion that is there counts,
// whatever has happened since.
func (s *Session) wait(ctx context.Context, r *run) error {
	var err error
	select {
	case <-r.done:
		return r.err
	case <-ctx.Done():
		err = context.Cause(ctx)
	case <-s.hungup:
		err = ErrHangup
	case <-s.failed:
		err = s.Err()
	}
	select {
	case <-r.done:
		return r.err
	default:
		return err
	}
}

// Execute runs an application and waits until it has ended; see Batch.Wait.
func (s *Session) Execute(ctx context.Context, app, args string) (*Event, error) {
	done, err := s.ExecuteAll(ctx, Execution{App: app, Args: args})
	if err != nil {
		return nil, err
	}
	return done[0], nil
}

// ExecuteAll sends applications in one write and waits until each has ended;
// see Batch.Wait.
func (s *Session) ExecuteAll(ctx context.Context, apps ...Execution) ([]*Event, error) {
	cmds := make([]Command, len(apps))
	for i, a := range apps {
		cmds[i] = a
	}
	b, err := s.Start(ctx, cmds...)
	if err != nil {
		return nil, err
	}
	return b.Wait(ctx)
}

// wanted reports whether a session cares for an event that begins like this.
func wanted(start []byte) bool {
	line, _, _ := bytes.Cut(start, []byte("\n"))
	name, ok := bytes.CutPrefix(line, []byte("Event-Name: "))
	if !ok {
		return true
	}
	switch string(name) {
	case "CHANNEL_EXECUTE", "CHANNEL_EXECUTE_COMPLETE", "CHANNEL_UNPARK",
		"CHANNEL_HANGUP", "CHANNEL_HANGUP_COMPLETE", "BACKGROUND_JOB":
		return true
	}
	return false
}
