package main

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/cabline/cabline/alarm"
	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/notify"
	"github.com/cabline/cabline/sounds"
	"github.com/cabline/cabline/taxi"
)

// How long a telephone rings for an alert, and how long a call about one may
// last once it was answered.
const (
	alertRing = 40 * time.Second
	alertTalk = 3 * time.Minute
)

// voiceCalls is the calls to the responsible person: what they have to say, and
// those under way. The conversation that he has finds its words here.
type voiceCalls struct {
	mu    sync.Mutex
	words map[string]voiceWords    // by what the letter is about
	up    map[string]*voiceCall    // by errand
	lines map[string]chan struct{} // by number: one call at a time
}

// voiceWords is what is said of an alarm, and how long after a call in vain
// there is another.
type voiceWords struct {
	said  sounds.Alert
	pause time.Duration
}

type voiceCall struct {
	said  sounds.Alert
	heard chan bool // of one, whether he has confirmed
}

// speak says what calls about an alarm have to say from now on.
func (v *voiceCalls) speak(about string, a alarm.Alarm, pause time.Duration) {
	said := sounds.Alert{What: sounds.Trouble(a.What)}
	if a.What == alarm.NobodyAnswers || a.What == alarm.QueueLong {
		said.Waiting = a.Count
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.words == nil {
		v.words = make(map[string]voiceWords)
	}
	v.words[about] = voiceWords{said: said, pause: pause}
}

// begin takes note of a call. End it.
func (v *voiceCalls) begin(about string) (id string, c *voiceCall, pause time.Duration) {
	v.mu.Lock()
	defer v.mu.Unlock()
	w := v.words[about]
	if v.up == nil {
		v.up = make(map[string]*voiceCall)
	}
	id, c = uuid.NewString(), &voiceCall{said: w.said, heard: make(chan bool, 1)}
	v.up[id] = c
	return id, c, w.pause
}

func (v *voiceCalls) end(id string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	delete(v.up, id)
}

// line waits until nobody else calls the number; a person has one ear for one
// trouble.
func (v *voiceCalls) line(ctx context.Context, number string) (release func(), err error) {
	v.mu.Lock()
	if v.lines == nil {
		v.lines = make(map[string]chan struct{})
	}
	if v.lines[number] == nil {
		v.lines[number] = make(chan struct{}, 1)
	}
	line := v.lines[number]
	v.mu.Unlock()
	select {
	case line <- struct{}{}:
		return func() { <-line }, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// Alert implements dialplan.Alerts.
func (v *voiceCalls) Alert(id string) (sounds.Alert, bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	c := v.up[id]
	if c == nil {
		return sounds.Alert{}, false
	}
	return c.said, true
}

// Heard implements dialplan.Alerts.
func (v *voiceCalls) Heard(id string, confirmed bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if c := v.up[id]; c != nil {
		select {
		case c.heard <- confirmed:
		default:
		}
	}
}

// call is the way to somebody's ear: nil when he has confirmed.
func (a *alerts) call(ctx context.Context, to string, l notify.Letter) error {
	release, err := a.calls.line(ctx, to)
	if err != nil {
		return &notify.Error{Provider: "call", Reason: "it is over"}
	}
	defer release()
	id, c, pause := a.calls.begin(l.About)
	defer a.calls.end(id)
	failed := func(reason string) error {
		return &notify.Error{Provider: "call", Reason: reason, RetryAfter: pause}
	}
	err = a.sw.CallOut(ctx, dialplan.Dialling{
		Errand: dialplan.Errand{Kind: dialplan.ForAlert, ID: id}, To: taxi.Phone(to), Line: a.office.Lines[0].Name, For: alertRing,
	})
	switch {
	case errors.Is(err, dialplan.ErrCannotDial):
		return &notify.Error{Provider: "call", Fault: notify.BadReceiver, Reason: "the number cannot be dialled"}
	case err != nil:
		return failed(err.Error())
	}
	limit := time.NewTimer(alertTalk)
	defer limit.Stop()
	select {
	case confirmed := <-c.heard:
		if !confirmed {
			return failed("answered, and not confirmed")
		}
		return nil
	case <-limit.C:
		return failed("answered, and nothing was heard of it")
	case <-ctx.Done():
		return failed("it is over")
	}
}
