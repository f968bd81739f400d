package main

import (
	"context"
	"slices"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/robot"
	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/store"
	"github.com/cabline/cabline/taxi"
)

// How often those who gave up are looked for, and how long the robot lets their
// telephones ring.
const (
	missedEvery = 5 * time.Second
	missedRing  = 40 * time.Second
)

// callMissed adds the robot's rule about callers who gave up, where a queue wants
// it. They are called once.
func (e *engine) callMissed(rules map[string]robot.Rule) {
	if slices.ContainsFunc(e.office.Queues, func(q office.Queue) bool { return q.Missed == office.MissedRobot }) {
		rules[robot.Missed] = robot.Rule{Attempts: 1, RingFor: missedRing, Check: e.stillMissed}
	}
}

// stillMissed stands before the robot's call: who got through meanwhile, or
// calls just now, is not called.
func (e *engine) stillMissed(ctx context.Context, j robot.Job, _ taxi.Order) robot.Outcome {
	now := time.Now()
	list, err := e.db.Missed(ctx, store.MissedFilter{From: now.Add(-dialplan.MissedFresh), To: now, Caller: j.Phone})
	switch {
	case err != nil:
		return robot.Outcome{Why: err.Error()} // and is tried again
	case len(list) == 0:
		return robot.Outcome{Result: robot.Dropped, Why: "he gave up too long ago"}
	}
	m := list[0]
	switch {
	case string(m.Call) != string(j.Order):
		return robot.Outcome{Result: robot.Obsolete, Why: "he has called again since"}
	case m.OnTheLine, e.desk.OnTheLine(j.Phone):
		return robot.Outcome{Result: robot.Obsolete, Why: "he is on the line"}
	case !m.Through.IsZero():
		return robot.Outcome{Result: robot.Obsolete, Why: "he got through"}
	case m.Promised:
		return robot.Outcome{Result: robot.Obsolete, Why: "he has asked to be called back"}
	}
	return robot.Outcome{}
}

// callBackMissed looks for callers who gave up, as the records of their calls
// tell, so that an engine that was away finds them too.
func (e *engine) callBackMissed(ctx context.Context) {
	wanted := func(q office.Queue) bool { return q.Missed != office.MissedList }
	if !slices.ContainsFunc(e.office.Queues, wanted) {
		return
	}
	for pause(ctx, missedEvery) {
		now := time.Now()
		list, err := e.db.Missed(ctx, store.MissedFilter{From: now.Add(-dialplan.MissedFresh), To: now, Open: true, Limit: 1000})
		if err != nil {
			if ctx.Err() == nil {
				e.log.Error("callers who gave up could not be read", "error", err)
			}
			continue
		}
		for _, m := range list {
			q, ok := e.office.Queue(m.Queue)
			if !ok || !wanted(q) || !m.ToCallBack(now, q.MissedPause) || e.desk.OnTheLine(m.Caller) {
				continue
			}
			if err := e.callBack(ctx, m, q); err != nil {
				e.log.Error("a caller who gave up is not called back yet", "call", m.Call, "caller", m.Caller.Short(), "error", err)
			}
		}
	}
}

// callBack gives a caller who gave up to the robot, or to the next operator who
// is free. Of several engines one does.
func (e *engine) callBack(ctx context.Context, m dialplan.MissedCall, q office.Queue) error {
	if q.Missed == office.MissedRobot {
		_, err := e.robot.Enqueue(ctx, robot.Job{
			Key:   robot.Key{Rule: robot.Missed, Order: taxi.OrderID(m.Call)},
			Phone: m.Caller, Line: m.Line, Party: robot.Client, Created: time.Now(),
		})
		return err
	}
	line, _ := e.office.Line(m.Line)
	t := dialplan.Ticket{
		ID: string(m.Call), Phone: m.Caller, Line: m.Line, Queue: m.Queue, Since: m.Since, Priority: line.Priority, VIP: line.VIP, Missed: true,
	}
	ours, err := e.db.TakeMissed(ctx, t)
	if ours {
		e.desk.KeepMissed(t)
	}
	return err
}
