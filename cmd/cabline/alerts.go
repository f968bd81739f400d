package main

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/cabline/cabline/alarm"
	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/notify"
	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/web"
)

// alerts tells people what is wrong in the office (F1). It looks at the office
// every few seconds, on a goroutine of its own, and hands what is to be told to
// an outbox: no call ever waits for any of it.
type alerts struct {
	office office.Office
	rules  []office.Alert
	desk   interface{ Queues() []dialplan.QueueView }
	sw     caller
	signs  signs
	disks  *disks
	calls  voiceCalls
	outbox *notify.Outbox
	log    *slog.Logger

	mu     sync.Mutex
	core   *alarm.Core // Step is run's alone
	active []alarm.Alarm
	recent []*told                             // the oldest first
	heard  map[string]map[office.Receiver]bool // of each alarm that is not over: who was told
}

// caller is the switch as alerts use it.
type caller interface {
	Connected() bool
	CallOut(context.Context, dialplan.Dialling) error
}

// told is a notice and what became of it.
type told struct {
	alarm.Notice
	at    time.Time
	text  string
	about string
	to    []notify.Delivery
}

// lookEvery is how often the office is looked at, and keepTold how many notices
// are kept for who asks.
const (
	lookEvery = 5 * time.Second
	keepTold  = 200
)

// newAlerts makes the alerts of an office. Who is told by telephone needs desk
// and sw, which are set before run.
func newAlerts(w world) *alerts {
	o, log := w.Office, w.Log
	a := &alerts{office: o, rules: o.Watched(), log: log, heard: make(map[string]map[office.Receiver]bool)}
	var rules []alarm.Rule
	for _, r := range a.rules {
		rules = append(rules, ruleOf(r))
	}
	a.core = alarm.New(rules)
	room := w.Room
	if room == nil {
		room = freePercent
	}
	a.disks = newDisks(o, room)
	ways := w.Ways
	if ways == nil {
		ways = providersOf(o, log)
	}
	all := map[string]notify.Way{"call": a.call}
	for by, m := range ways {
		all[by] = notify.By(m)
	}
	a.outbox = notify.NewOutbox(notify.OutboxConfig{Ways: all, Told: a.delivered, Log: log})
	return a
}

func ruleOf(r office.Alert) alarm.Rule {
	rule := alarm.Rule{What: alarm.Kind(r.What), Name: r.Trunk + r.Queue, After: r.After, Remind: r.Remind}
	switch rule.What {
	case alarm.QueueLong:
		rule.Limit = r.Waiting
	case alarm.DiskFull:
		rule.Limit = r.FreePercent
	}
	return rule
}

// run looks at the office until the context ends.
func (a *alerts) run(ctx context.Context) {
	defer a.disks.wait()
	defer a.outbox.Close()
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		now := time.Now()
		for _, n := range a.core.Step(now, a.observe()) {
			a.tell(n, now)
		}
		a.mu.Lock()
		a.active = a.core.Active()
		a.mu.Unlock()
	}
}

// observe is the office at this moment.
func (a *alerts) observe() alarm.Observation {
	o := a.signs.seen(a.office)
	o.SwitchAway = !a.sw.Connected()
	o.Disks = a.disks.look()
	for _, q := range a.desk.Queues() {
		seen := alarm.Queue{Name: q.Name, Waiting: len(q.Waiting)}
		seen.Answered, seen.TurnedAway = a.signs.ofQueue(q.Name)
		for _, w := range q.Waiting {
			if seen.Oldest.IsZero() || w.Since.Before(seen.Oldest) {
				seen.Oldest = w.Since
			}
		}
		o.Queues = append(o.Queues, seen)
	}
	return o
}

// tell writes to those whom the rule names.
func (a *alerts) tell(n alarm.Notice, now time.Time) {
	rule := a.rules[n.Rule]
	about := fmt.Sprintf("%d/%s/%s", n.Rule, n.What, n.Name)
	text := n.Text(a.office.Name, a.office.Language, a.office.Location)
	if n.Stage == alarm.Over {
		a.log.Info("back to normal", "what", n.What, "name", n.Name, "since", n.Since)
	} else {
		a.log.Warn("something is wrong", "what", n.What, "name", n.Name, "since", n.Since, "count", n.Count, "why", n.Why)
	}
	a.calls.speak(about, n.Alarm, rule.CallPause)
	if n.Stage == alarm.Lasts && a.outbox.UnderWay(about) {
		return // he may just be listening to it
	}
	a.mu.Lock()
	to, otherwise := a.receivers(rule, about, n.Stage)
	if n.Stage == alarm.Over {
		delete(a.heard, about)
	}
	a.recent = append(a.recent, &told{Notice: n, at: now, text: text, about: about})
	a.recent = a.recent[max(0, len(a.recent)-keepTold):]
	a.mu.Unlock()
	if len(to) == 0 {
		a.outbox.Forget(about)
		return
	}
	a.outbox.Post(notify.Letter{About: about, Text: text, To: asLetter(rule, to), Otherwise: asLetter(rule, otherwise)})
}

// receivers are who is told of a stage of an alarm. A telephone rings for what
// goes on, and no more once he has confirmed that he knows; the end is written
// to those who are always told and to whoever else knows of the beginning.
func (a *alerts) receivers(rule office.Alert, about string, stage alarm.Stage) (to, otherwise []office.Receiver) {
	knows := func(r office.Receiver) bool { return a.heard[about][r] }
	called := func(r office.Receiver) bool { return r.By == "call" }
	switch stage {
	case alarm.Began:
		return rule.To, rule.Otherwise
	case alarm.Lasts:
		to = slices.DeleteFunc(slices.Clone(rule.To), func(r office.Receiver) bool { return called(r) && knows(r) })
		return to, slices.DeleteFunc(slices.Clone(rule.Otherwise), func(r office.Receiver) bool { return called(r) && knows(r) })
	}
	to = slices.DeleteFunc(slices.Clone(rule.To), called)
	for _, r := range rule.Otherwise {
		if !called(r) && knows(r) {
			to = append(to, r)
		}
	}
	return to, nil
}

func asLetter(rule office.Alert, receivers []office.Receiver) []notify.Receiver {
	var all []notify.Receiver
	for _, r := range receivers {
		to := notify.Receiver{By: r.By, To: r.To}
		if r.By == "call" {
			to.Tries = rule.Calls
		}
		all = append(all, to)
	}
	return all
}

// delivered takes note of what became of a letter.
func (a *alerts) delivered(d notify.Delivery) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, t := range slices.Backward(a.recent) {
		if t.about != d.Letter.About {
			continue
		}
		t.to = append(t.to, d)
		if d.Err == nil && t.Stage != alarm.Over {
			if a.heard[t.about] == nil {
				a.heard[t.about] = make(map[office.Receiver]bool)
			}
			a.heard[t.about][office.Receiver{By: d.Receiver.By, To: d.Receiver.To}] = true
		}
		return
	}
}

// Active implements web.Alerts.
func (a *alerts) Active() []web.AlertView {
	a.mu.Lock()
	defer a.mu.Unlock()
	var views []web.AlertView
	for _, v := range a.active {
		views = append(views, alertView(v))
	}
	return views
}

// Notices implements web.Alerts.
func (a *alerts) Notices() []web.NoticeView {
	a.mu.Lock()
	defer a.mu.Unlock()
	var views []web.NoticeView
	for _, t := range slices.Backward(a.recent) {
		v := web.NoticeView{AlertView: alertView(t.Alarm), At: t.at, Stage: t.Stage.String(), Text: t.text}
		for _, d := range t.to {
			one := web.ToldView{To: d.Receiver.String(), Attempts: d.Attempts}
			if d.Err != nil {
				one.Failure = d.Err.Error()
			}
			v.Told = append(v.Told, one)
		}
		views = append(views, v)
	}
	return views
}

func alertView(a alarm.Alarm) web.AlertView {
	return web.AlertView{What: string(a.What), Name: a.Name, Since: a.Since, Until: a.Until, Count: a.Count, Why: a.Why}
}
