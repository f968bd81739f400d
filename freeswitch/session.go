package freeswitch

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/esl"
	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/taxi"
)

// Session is a caller whom FreeSWITCH handed to the engine. It implements
// dialplan.Call.
type Session struct {
	esl     *esl.Session
	sw      *Switch
	arrived time.Time // zero once the first command has gone out

	unheld atomic.Bool // he waits, and no queue of FreeSWITCH's holds him
}

// Handler is what an esl.Server does with a call: it lets a conversation have
// it.
//
// A call that FreeSWITCH's own queue has taken meanwhile is left alone: an
// engine that was frozen finds such calls in its listen queue when it wakes, and
// FreeSWITCH would still run on them whatever it is told.
func (s *Switch) Handler(conversation func(context.Context, dialplan.Call)) func(context.Context, *esl.Session) {
	return func(ctx context.Context, e *esl.Session) {
		if e.Channel().Variable("cabline_alone") != "" {
			return
		}
		s.channels.calls(e.UUID())
		translated, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
		defer cancel(nil)
		defer context.AfterFunc(ctx, func() { cancel(ended(context.Cause(ctx))) })()
		gone := make(chan struct{})
		defer close(gone)
		s.sessions.Store(e.UUID(), handed{e, gone})
		defer s.sessions.CompareAndDelete(e.UUID(), handed{e, gone})
		conversation(translated, &Session{esl: e, sw: s, arrived: time.Now()})
	}
}

// handed is a call that FreeSWITCH has handed to the engine.
type handed struct {
	esl  *esl.Session
	gone chan struct{} // closed when its conversation has ended
}

// letGoWithin is how long FreeSWITCH may take to see that a socket was closed.
const letGoWithin = 150 * time.Millisecond

// leave ends the session of a call that is to be taken elsewhere. FreeSWITCH ends
// what the socket has begun when it sees it closed, and takes the call out of the
// engine's control then, also if it has come back to the engine meanwhile
// (mod_event_socket.c, listener_run: CF_CONTROLLED). So it must see that first.
func (s *Switch) leave(ctx context.Context, call string) {
	h, ok := s.sessions.Load(call)
	if !ok {
		return
	}
	h.(handed).esl.Close()
	select {
	case <-h.(handed).gone:
		sleep(ctx, letGoWithin)
	case <-ctx.Done():
	}
}

// Arrival implements dialplan.Call.
func (c *Session) Arrival() dialplan.Arrival {
	a := arrivalOf(c.esl.Channel())
	if a.ID == "" {
		// The dialplan was not the generated one: still a caller.
		a.ID = dialplan.CallID(c.esl.UUID())
		a.Started = time.Now()
	}
	return a
}

// exitKey takes a caller out of mod_callcenter's queue when the engine sends it
// as if he had pressed it. No telephone has a key D; a caller who sends the
// tone all the same is put back.
const exitKey = "D"

// Wait implements dialplan.Call: the caller is a member of a queue without
// tiers, in which mod_callcenter plays the music and offers him to nobody. If
// FreeSWITCH does not have the queue, he hears the music all the same: it is the
// engine that offers him.
func (c *Session) Wait(ctx context.Context, queue string, since time.Time) error {
	if !plain(queue) {
		return fmt.Errorf("queue %q: not a name", queue)
	}
	done, err := c.execute(ctx,
		execution("multiset", "cc_exit_keys="+exitKey+" cc_member_uuid= cabline_queue="+queue+" cabline_since="+strconv.FormatInt(since.UnixMicro(), 10)),
		esl.Execution{App: "callcenter", Args: queue, Open: true}) // announcements play inside it
	if err != nil || done[1].Variable("cc_member_uuid") != "" {
		return err
	}
	// mod_callcenter does not know the queue, and has neither answered the call
	// nor made it a member (mod_callcenter.c, callcenter_function).
	c.sw.log.Error("FreeSWITCH does not have the queue; its caller hears music without it", "queue", queue, "call", c.esl.UUID())
	c.unheld.Store(true)
	defer c.unheld.Store(false)
	_, err = c.execute(ctx,
		execution("answer", ""), execution("set", "playback_terminators=none"), // the desk reads the keys
		esl.Execution{App: "playback", Args: "local_stream://" + queue, Open: true})
	if err != nil {
		return err
	}
	_, err = c.execute(ctx, execution("unset", "playback_terminators"))
	return err
}

// Retrieve implements dialplan.Call.
func (c *Session) Retrieve(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	if c.unheld.Load() {
		_, err := c.esl.API(ctx, "uuid_break", c.esl.UUID())
		return ended(err)
	}
	// An announcement that plays would swallow the key: it is stopped first. A
	// break comes before keys (switch_ivr_play_say.c, switch_ivr_play_file).
	_, err := c.esl.SendAll(ctx, esl.APICommand("uuid_break", c.esl.UUID()), esl.APICommand("uuid_recv_dtmf", c.esl.UUID()+" "+exitKey))
	return ended(err)
}

// Connect implements dialplan.Call.
func (c *Session) Connect(ctx context.Context, to dialplan.OperatorID, ring time.Duration) error {
	list, err := c.sw.contactsOf(ctx, to)
	if errors.Is(err, ErrUnreachable) {
		return dialplan.ErrNoTelephone
	}
	if err != nil {
		return err
	}
	legs := make([]string, len(list))
	for i := range legs {
		legs[i] = uuid.NewString()
	}
	a := c.Arrival()
	v := c.toSomebody(ring)
	v.telephone()
	v.set("cabline_operator", string(to))
	v.set("cabline_call", string(a.ID))
	v.callerID(string(a.Caller), a.Name)
	v.set("execute_on_originate", "callcenter_track "+string(to))
	return c.bridge(ctx, fork(v, list, legs))
}

// ConnectOutside implements dialplan.Call. The network shows no number that is
// not the office's own.
func (c *Session) ConnectOutside(ctx context.Context, to office.Outside, ring time.Duration) error {
	trial := trial{To: taxi.Phone(to.Number), From: to.From, For: ring}
	return c.sw.overTrunks(ctx, trial, func(w way) (cause string, err error) {
		v := w.variables()
		v.set("origination_uuid", w.Leg)
		v.set("cabline_outside", "true")
		v.set("api_on_answer", "sched_del "+c.esl.UUID()) // as in toSomebody
		c.toOutside(&v, to)
		return c.dial(ctx, v.braces()+w.address())
	})
}

// toSomebody are the variables of a leg that the caller is bridged to. As it is
// answered, the leg takes the dead-man timer off the caller inside FreeSWITCH: an
// engine that dies there leaves none that would tear a conversation apart.
func (c *Session) toSomebody(ring time.Duration) variables {
	var v variables
	v.set("ignore_early_media", "true")
	v.set("originate_timeout", strconv.Itoa(max(1, int(ring.Seconds()))))
	v.set("api_on_answer", "sched_del "+c.esl.UUID())
	return v
}

// bridge joins the caller with who answers; see dialplan.Call.Connect. The
// generated dialplan has set continue_on_fail and what he hears meanwhile.
func (c *Session) bridge(ctx context.Context, dial string) error {
	cause, err := c.dial(ctx, dial)
	switch {
	case err != nil:
		return err
	case cause == "":
		return nil
	case cause == "USER_BUSY", cause == "CALL_REJECTED":
		return fmt.Errorf("%w: %s", dialplan.ErrBusy, cause)
	}
	return fmt.Errorf("%w: %s", dialplan.ErrNotAnswered, cause)
}

// dial is bridge, and says why nobody answered; empty: somebody did.
func (c *Session) dial(ctx context.Context, dial string) (cause string, err error) {
	done, err := c.execute(ctx, esl.Execution{App: "bridge", Args: dial, Open: true}) // who is held in it hears music
	if err != nil {
		return "", err
	}
	switch cause = done[0].Variable("originate_disposition"); cause {
	case "SUCCESS":
		return "", nil
	case "ORIGINATOR_CANCEL": // the caller has gone, of which FreeSWITCH tells a moment later
		select {
		case <-ctx.Done():
			return "", context.Cause(ctx)
		case <-time.After(time.Second):
		}
	}
	return cause, nil
}

// Reject implements dialplan.Call.
func (c *Session) Reject(ctx context.Context, with dialplan.Rejection) error {
	// A call that was answered, or is not of SIP, takes no notice of the status.
	_, err := c.execute(ctx, execution("respond", strconv.Itoa(int(with))), execution("hangup", causeNormal))
	if errors.Is(err, dialplan.ErrHangup) {
		return nil
	}
	return err
}

// Release implements dialplan.Call.
func (c *Session) Release(ctx context.Context) error {
	_, err := c.execute(ctx, execution("hangup", causeNormal))
	if errors.Is(err, dialplan.ErrHangup) {
		return nil
	}
	return err
}

// execute sends applications in one write, so that FreeSWITCH takes them in one
// lap of its session, and waits for each of them.
func (c *Session) execute(ctx context.Context, apps ...esl.Execution) ([]*esl.Event, error) {
	if !c.arrived.IsZero() {
		if decided := c.sw.cfg.Decided; decided != nil {
			decided(time.Since(c.arrived))
		}
		c.arrived = time.Time{}
	}
	if err := c.awake(ctx); err != nil {
		return nil, err
	}
	done, err := c.esl.ExecuteAll(ctx, apps...)
	return done, ended(err)
}

// awake makes sure that the call is still with this session if the process has
// been asleep for longer than a dead-man timer runs: FreeSWITCH's own queue may
// have the caller by now, or an operator.
func (c *Session) awake(ctx context.Context) error {
	if c.sw.pulse.late() < renewEvery {
		return nil
	}
	away, err := c.esl.API(ctx, "uuid_getvar", c.esl.UUID()+" cabline_alone")
	if err != nil {
		return ended(err)
	}
	if away = strings.TrimSpace(away); away != "" && away != "_undef_" {
		c.esl.Close()
		return dialplan.ErrMoved
	}
	return nil
}

func execution(app, args string) esl.Execution { return esl.Execution{App: app, Args: args} }

// ended translates the event socket's endings.
func ended(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, esl.ErrHangup):
		return dialplan.ErrHangup
	case errors.Is(err, esl.ErrUnparked), errors.Is(err, esl.ErrDisconnected), errors.Is(err, esl.ErrClosed):
		return fmt.Errorf("%w: %w", dialplan.ErrMoved, err)
	}
	return err
}
