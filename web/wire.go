package web

import (
	"math"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/route"
)

// Types whose names end in JSON are what travels; the document calls them by
// the rest of their names. Times are UTC, durations seconds, and an array is
// never null.

type membershipJSON struct {
	Queue    string `json:"queue" minLength:"1" maxLength:"100" doc:"a queue of the configuration" example:"clients"`
	Group    string `json:"group,omitempty" maxLength:"100" doc:"steps of the queue name groups"`
	Priority int    `json:"priority,omitempty" minimum:"1" maximum:"1000" default:"1" doc:"for the order by priority: 1 is offered a call before 2"`
}

type operatorJSON struct {
	ID     string           `json:"id" pattern:"^[0-9]{2,6}$" doc:"the operator's extension" example:"101"`
	Name   string           `json:"name" example:"Olena"`
	Queues []membershipJSON `json:"queues" nullable:"false"`

	Status      string     `json:"status" enum:"ready,break,logged-out" doc:"what the operator said last"`
	BreakReason string     `json:"break_reason,omitempty"`
	StatusSince *time.Time `json:"status_since,omitempty"`

	Doing      string     `json:"doing" enum:"free,ringing,talking,wrap-up,on a call,pause,on break,logged out"`
	DoingSince *time.Time `json:"doing_since,omitempty"`
	Call       string     `json:"call,omitempty" doc:"the call the operator talks to or that rings"`

	TalkDay  float64    `json:"talk_day_seconds" doc:"talk time since midnight of the office"`
	LastTalk *time.Time `json:"last_talk_at,omitempty" doc:"end of the last conversation"`

	Password string `json:"password,omitempty" doc:"only where one was made up: in the answer that creates the operator, or gives him a new one"`
}

type waitingJSON struct {
	Call    string    `json:"call"`
	Caller  string    `json:"caller" doc:"empty when the number is withheld"`
	Place   int       `json:"place" doc:"1 is next"`
	Since   time.Time `json:"since"`
	Waited  float64   `json:"waiting_seconds"`
	VIP     bool      `json:"vip"`
	Offered []string  `json:"offered" nullable:"false" doc:"operators whose phones ring for this caller"`
}

type queueJSON struct {
	Name      string            `json:"name"`
	Waiting   []waitingJSON     `json:"waiting" nullable:"false" doc:"next to be served first"`
	Operators operatorCountJSON `json:"operators"`
}

type operatorCountJSON struct {
	Ready     int `json:"ready" doc:"could be offered a call now"`
	Ringing   int `json:"ringing"`
	Talking   int `json:"talking" doc:"to a caller, or on another call"`
	WrapUp    int `json:"wrap_up" doc:"or paused after an offer that came to nothing"`
	OnBreak   int `json:"on_break"`
	LoggedOut int `json:"logged_out"`
}

type segmentJSON struct {
	Kind     string     `json:"kind" enum:"menu,wait,talk,hold"`
	Start    time.Time  `json:"start"`
	End      *time.Time `json:"end,omitempty" doc:"absent while it lasts"`
	Seconds  float64    `json:"seconds"`
	Operator string     `json:"operator,omitempty"`
	Queue    string     `json:"queue,omitempty"`
}

type decisionJSON struct {
	At     time.Time `json:"at"`
	After  float64   `json:"after_seconds" doc:"since the call began"`
	During string    `json:"during,omitempty" enum:"menu,wait,talk,hold" doc:"the segment in which it was decided"`
	What   string    `json:"what" example:"offered to 101"`
	Why    string    `json:"why" doc:"what was known at the time" example:"longest idle of 3 free (idle 4m10s); 2 talking"`
}

type callJSON struct {
	ID     string `json:"id"`
	Live   bool   `json:"live" doc:"the call is up"`
	Line   string `json:"line"`
	Number string `json:"number" doc:"the number that was called"`
	Caller string `json:"caller" doc:"empty when the number is withheld"`
	Name   string `json:"name,omitempty" doc:"as the caller's network sent it; do not trust it"`
	Queue  string `json:"queue,omitempty"`

	Direction string `json:"direction" enum:"in,out,inside" doc:"inside: from one operator to another; no report counts it"`
	MadeBy    string `json:"made_by,omitempty" doc:"the operator who has made it from the telephone"`

	Started  time.Time  `json:"started_at"`
	Answered *time.Time `json:"answered_at,omitempty" doc:"when the first conversation began"`
	Ended    *time.Time `json:"ended_at,omitempty"`
	Waited   float64    `json:"wait_seconds" doc:"in all"`
	Talked   float64    `json:"talk_seconds" doc:"in all"`

	Operator string `json:"operator,omitempty" doc:"the last who talked to the caller"`
	Outcome  string `json:"outcome" enum:"in progress,answered,abandoned,overflow,callback,goodbye,refused,robot,not reached,connected,called out,lost"`
	Cause    string `json:"cause,omitempty" doc:"FreeSWITCH's hangup cause"`

	Order     string `json:"order,omitempty" doc:"whose client and driver were joined"`
	Peer      string `json:"peer,omitempty" doc:"the number of the one who was called for the other"`
	Recording string `json:"recording,omitempty" doc:"the address of its sound, once the call is over; absent: it is not recorded"`
	Paused    bool   `json:"recording_paused,omitempty" doc:"silence is recorded at the moment"`

	Wishes wishesJSON `json:"wishes" doc:"what the line, the caller's company and his keys say of the order that comes of the call"`

	Segments  []segmentJSON  `json:"segments" nullable:"false"`
	Decisions []decisionJSON `json:"decisions" nullable:"false"`
}

func operatorToJSON(v OperatorView) operatorJSON {
	o := operatorJSON{
		ID: string(v.ID), Name: v.Name, Queues: make([]membershipJSON, 0, len(v.Queues)),
		Status: statusName(v.Status), BreakReason: v.BreakReason, StatusSince: instant(v.StatusSince),
		Doing: string(v.Doing), DoingSince: instant(v.DoingSince), Call: string(v.Call),
		TalkDay: seconds(v.TalkDay), LastTalk: instant(v.LastTalk),
	}
	for _, m := range v.Queues {
		o.Queues = append(o.Queues, membershipJSON{Queue: m.Queue, Group: m.Group, Priority: m.Priority})
	}
	return o
}

func queueToJSON(v QueueView, now time.Time) queueJSON {
	q := queueJSON{
		Name: v.Name, Waiting: make([]waitingJSON, 0, len(v.Waiting)),
		Operators: operatorCountJSON{
			Ready: v.Ready, Ringing: v.Ringing, Talking: v.Talking,
			WrapUp: v.WrapUp, OnBreak: v.OnBreak, LoggedOut: v.LoggedOut,
		},
	}
	for _, w := range v.Waiting {
		j := waitingJSON{
			Call: string(w.Call), Caller: string(w.Caller), Place: w.Place, Since: w.Since.UTC(),
			Waited: seconds(now.Sub(w.Since)), VIP: w.VIP, Offered: make([]string, 0, len(w.Offered)),
		}
		for _, id := range w.Offered {
			j.Offered = append(j.Offered, string(id))
		}
		q.Waiting = append(q.Waiting, j)
	}
	return q
}

// callToJSON shows a record; what lasts in it has lasted until now.
func callToJSON(r dialplan.Record, live bool, now time.Time) callJSON {
	c := callJSON{
		ID: string(r.ID), Live: live, Line: r.Line, Number: r.Number, Caller: string(r.Caller), Name: r.Name, Queue: r.Queue,
		Direction: string(r.Direction()), MadeBy: string(r.By()),
		Started: r.Started.UTC(), Answered: instant(r.Answered), Ended: instant(r.Ended),
		Operator: string(r.Operator), Outcome: string(r.Outcome), Cause: r.Cause, Wishes: wishesToJSON(r.Wishes),
		Order: string(r.Order), Peer: string(r.Peer), Recording: soundOf(r), Paused: r.Paused,
		Segments: make([]segmentJSON, 0, len(r.Segments)), Decisions: make([]decisionJSON, 0, len(r.Decisions)),
	}
	for _, s := range r.Segments {
		end := s.End
		if end.IsZero() {
			end = r.Ended // of a record that was left open
		}
		if end.IsZero() {
			end = now
		}
		j := segmentJSON{
			Kind: string(s.Kind), Start: s.Start.UTC(), End: instant(s.End), Seconds: seconds(end.Sub(s.Start)),
			Operator: string(s.Operator), Queue: s.Queue,
		}
		switch s.Kind {
		case dialplan.Wait:
			c.Waited += j.Seconds
		case dialplan.Talk:
			c.Talked += j.Seconds
		}
		c.Segments = append(c.Segments, j)
	}
	for _, d := range r.Decisions {
		c.Decisions = append(c.Decisions, decisionJSON{
			At: d.At.UTC(), After: seconds(d.At.Sub(r.Started)), During: segmentAt(r.Segments, d.At), What: d.What, Why: d.Why,
		})
	}
	return c
}

// segmentAt is the kind of the segment that lasted at a moment; where two meet
// it is the later one.
func segmentAt(segments []dialplan.Segment, at time.Time) string {
	kind := ""
	for _, s := range segments {
		if !s.Start.After(at) && (s.End.IsZero() || !s.End.Before(at)) {
			kind = string(s.Kind)
		}
	}
	return kind
}

func statusName(s route.Status) string {
	switch s {
	case route.Ready:
		return "ready"
	case route.OnBreak:
		return "break"
	}
	return "logged-out"
}

// seconds to the millisecond; clocks that disagree make no negative ones.
func seconds(d time.Duration) float64 {
	return math.Round(max(0, d.Seconds())*1000) / 1000
}

// instant is nil for the zero time, which JSON would show as the year 1.
func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}
