package freeswitch

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/esl"
)

// The dead-man timer. Every caller who depends on the engine carries a
// scheduled transfer to FreeSWITCH's own queue. The generated dialplan sets the
// first one, of five seconds, before it hands the call to the engine; from then
// on the engine puts it off, for all callers in one batch and in the order of
// their waiting, so that when it dies they fall back in that order.
//
// renewEvery must be less than the dialplan's five seconds, timer more than
// renewEvery by what a slow moment may take. The scheduler counts whole seconds
// (switch_scheduler.c, task_thread_loop).
const (
	renewEvery = 3 * time.Second
	timer      = 8 * time.Second
)

// pulse tells whether the process has been asleep: stopped, or its machine.
type pulse struct{ last atomic.Int64 }

const beat = 500 * time.Millisecond

func (p *pulse) run(ctx context.Context) error {
	tick := time.NewTicker(beat)
	defer tick.Stop()
	for p.last.Store(time.Now().UnixNano()); ; p.last.Store(time.Now().UnixNano()) {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// late is how long ago the pulse was last felt.
func (p *pulse) late() time.Duration {
	return time.Since(time.Unix(0, p.last.Load()))
}

// FreeSWITCH reads commands byte by byte and gives its processor away after
// each (mod_event_socket.c, read_packet): the timers of three hundred callers in
// one write keep it busy for a tenth of a second, and whoever is offered a call
// meanwhile waits. So they go out a few at a time, over half of the period.
const (
	renewAtOnce = 8
	renewWithin = renewEvery / 2
)

// renew puts every guarded caller's timer off, again and again.
func (s *Switch) renew(ctx context.Context) error {
	tick := time.NewTicker(renewEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		if err := s.renewAll(ctx); err != nil && ctx.Err() == nil {
			s.log.Warn("timers not renewed", "error", err)
		}
	}
}

// renewAll renews first the timers that run out first, of who has just come,
// and then those of all, who has waited longest first: in that order they would
// run out.
func (s *Switch) renewAll(ctx context.Context) error {
	guarded := s.desk.Guarded()
	var list []dialplan.CallID
	for _, g := range guarded {
		if g.New {
			list = append(list, g.Call)
		}
	}
	for _, g := range guarded {
		list = append(list, g.Call)
	}
	if len(list) == 0 {
		return nil
	}
	pause := time.NewTicker(renewWithin / time.Duration(1+len(list)/renewAtOnce))
	defer pause.Stop()
	for some := range slices.Chunk(list, renewAtOnce) {
		if err := s.renewSome(ctx, some); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-pause.C:
		}
	}
	return nil
}

// renewSome renews the timers of those who still depend on the engine. Whoever
// begins to talk after the desk has said so is let go on the same connection,
// behind the renewal.
func (s *Switch) renewSome(ctx context.Context, calls []dialplan.CallID) error {
	conn, err := s.timers.Conn()
	if err != nil {
		return nil // the timers run out, as they should
	}
	ctx, cancel := context.WithTimeout(ctx, timer)
	defer cancel()
	s.timing.Lock()
	defer s.timing.Unlock()
	var cmds []esl.Command
	for _, g := range s.desk.Renew(calls) {
		cmds = append(cmds, putOff(g)...)
	}
	if len(cmds) == 0 {
		return nil
	}
	_, err = conn.SendAll(ctx, cmds...)
	return err
}

// putOff replaces the caller's timer by a new one. Both commands go out in one
// write, so that he is never without.
func putOff(g dialplan.Guarded) []esl.Command {
	id := string(g.Call)
	return []esl.Command{
		esl.APICommand("sched_del", id),
		esl.APICommand("sched_transfer", fmt.Sprintf("+%d %s %s XML alone", int(timer.Seconds()), id, lineExtension(g.Line))),
	}
}

// lineExtension is the generated dialplan's name for a line, in the contexts
// engine and alone, or in engine for a call to a colleague, which has no line.
func lineExtension(line string) string {
	if line == "" {
		return "inside"
	}
	return "line-" + line
}

// LetGo implements dialplan.Hands: a caller who talks has no timer. The leg of
// the offer has taken it off already, inside FreeSWITCH; this one meets a
// renewal that crossed with the answer.
func (s *Switch) LetGo(id dialplan.CallID) {
	s.job(func(ctx context.Context) {
		s.timing.Lock()
		defer s.timing.Unlock()
		conn, err := s.timers.Conn()
		if err != nil {
			if conn, err = s.commands.Conn(); err != nil {
				return
			}
		}
		ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
		defer cancel()
		if _, err := conn.API(ctx, "sched_del", string(id)); err != nil {
			s.log.Debug("timer not taken off", "call", id, "error", err)
		}
	})
}

// Retake implements dialplan.Hands.
func (s *Switch) Retake(id dialplan.CallID, line string) {
	s.job(func(ctx context.Context) {
		ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
		defer cancel()
		s.leave(ctx, string(id))
		if _, err := s.api(ctx, "uuid_transfer", string(id)+" "+lineExtension(line)+" XML engine"); err != nil {
			s.log.Debug("call not fetched", "call", id, "error", err)
		}
	})
}

// command sends one API command and does not wait for its answer here.
func (s *Switch) command(name, args string) {
	s.job(func(ctx context.Context) {
		ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
		defer cancel()
		if _, err := s.api(ctx, name, args); err != nil {
			s.log.Debug("command", "name", name, "args", args, "error", err)
		}
	})
}
