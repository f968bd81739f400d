package dialplan

import (
	"slices"
	"time"

	"github.com/cabline/cabline/dialplan/route"
	"github.com/cabline/cabline/taxi"
)

// Board is everything that the screens of the office show, at one moment. It
// shares nothing with the desk that changes.
type Board struct {
	At        time.Time
	Calls     []BoardCall      // who has been up longest first
	Operators []BoardOperator  // by extension
	Queues    []BoardQueueLine // in the order of the configuration
}

// BoardStage is what a live call is in the middle of, as people see it.
type BoardStage string

// The stages of a live call.
const (
	StageMenu    BoardStage = "menu"    // with the robot
	StageWaiting BoardStage = "waiting" // in a queue
	StageRinging BoardStage = "ringing" // in a queue, and phones ring for it
	StageTalking BoardStage = "talking"
	StageHeld    BoardStage = "held"  // its operator hears something else
	StageAlone   BoardStage = "alone" // in FreeSWITCH's own queue
)

// Direction is who called whom.
type Direction string

// The directions of a call.
const (
	Inward  Direction = "in"     // somebody called the office
	Outward Direction = "out"    // the office, or one of its people, called somebody
	Inside  Direction = "inside" // one of its people called another
)

// BoardCall is a call that is up.
type BoardCall struct {
	ID        CallID
	Line      string
	Number    string // that was called
	Caller    taxi.Phone
	Name      string // hostile text
	Started   time.Time
	Stage     BoardStage
	Since     time.Time    // of the stage; of one who waits, of his waiting
	Queue     string       // where he waits, or whose operator he talks to
	Operator  OperatorID   // who has him, or has called him; empty: nobody
	Offered   []OperatorID // whose phones ring for him
	Order     taxi.OrderID
	VIP       bool
	Recorded  bool // what is said now is recorded
	Direction Direction
	By        OperatorID // who has made it from his phone, to somebody outside or a colleague; empty: nobody has

	Consultation *Consultation // that the operator has about it; nil: none
}

// BoardOperator is a person with the calls that he has, or that ring for him.
type BoardOperator struct {
	ID          OperatorID
	Name        string
	Status      route.Status
	Reason      string // of a break
	StatusSince time.Time
	Doing       route.Doing
	Since       time.Time // that he does it
	Until       time.Time // end of a wrap-up or pause
	Calls       []CallID
	Queues      []string
}

// BoardQueueLine is a queue with how many wait and how many can serve them.
type BoardQueueLine struct {
	Name         string
	Waiting      int
	LongestSince time.Time // zero: nobody waits
	Ready        int       // operators who could be offered a caller now
	Talking      int
}

// Board is the office at this moment.
func (d *Desk) Board() Board {
	var b Board
	d.look(func() {
		b.At = d.now
		byOperator := d.boardCalls(&b)
		d.boardPeople(&b, byOperator)
	})
	return b
}

// Changed receives after something that Board shows may have changed. Of several
// changes it may receive once. There is one such channel: whoever receives is
// the only one who does.
func (d *Desk) Changed() <-chan struct{} { return d.changed }

// tell says that something may have changed.
func (d *Desk) tell() {
	select {
	case d.changed <- struct{}{}:
	default: // said already, and nobody has looked since
	}
}

// look runs f on the desk's goroutine, f changing nothing. After Run has ended it
// does nothing.
func (d *Desk) look(f func()) {
	ran := make(chan struct{})
	select {
	case d.looks <- func() { f(); close(ran) }:
	case <-d.done:
		return
	}
	select {
	case <-ran:
	case <-d.done:
	}
}

func (d *Desk) boardCalls(b *Board) map[OperatorID][]CallID {
	offered := make(map[CallID][]OperatorID)
	for _, o := range d.offers {
		offered[o.call] = append(offered[o.call], o.operator)
	}
	byOperator := make(map[OperatorID][]CallID)
	for _, c := range d.byStart() {
		v := c.onBoard(offered[c.record.ID])
		b.Calls = append(b.Calls, v)
		for _, id := range v.Offered {
			byOperator[id] = append(byOperator[id], v.ID)
		}
		if v.Operator != "" && !slices.Contains(v.Offered, v.Operator) {
			byOperator[v.Operator] = append(byOperator[v.Operator], v.ID)
		}
		if v.By != "" && v.By != v.Operator {
			byOperator[v.By] = append(byOperator[v.By], v.ID)
		}
	}
	return byOperator
}

// byStart is the live calls, the oldest first.
func (d *Desk) byStart() []*call {
	all := make([]*call, 0, len(d.calls))
	for _, c := range d.calls {
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b *call) int { return a.record.Started.Compare(b.record.Started) })
	return all
}

// onBoard is the call as screens show it.
func (c *call) onBoard(offered []OperatorID) BoardCall {
	r := c.record
	v := BoardCall{
		ID: r.ID, Line: r.Line, Number: r.Number, Caller: r.Caller, Name: r.Name, Started: r.Started,
		Since: c.moved, Queue: r.Queue, Offered: offered, Order: r.Order, VIP: c.entry.VIP, Direction: r.Direction(), By: c.caller(),
	}
	slices.SortFunc(v.Offered, compareOperators)
	switch c.stage {
	case inMenu:
		v.Stage = StageMenu
		if c.direct != "" {
			v.Stage, v.Queue, v.Offered = StageRinging, "", []OperatorID{c.direct}
		}
	case waiting:
		v.Stage = StageWaiting
		if len(offered) > 0 {
			v.Stage = StageRinging
		}
	case talking:
		v.Stage = StageTalking
	case alone:
		v.Stage = StageAlone
		if v.By != "" {
			v.Stage = StageRinging // FreeSWITCH lets the other's telephone ring
		}
	}
	if s := c.lasting(); s != nil {
		switch {
		case s.Kind == Hold:
			v.Stage, v.Since, v.Operator = StageHeld, s.Start, OperatorID(firstOf(string(s.Operator), string(r.Operator)))
		case s.Kind == Talk && c.stage == talking:
			v.Since, v.Operator = s.Start, s.Operator
			v.Recorded = r.Recording != "" && !r.Paused
		case v.Stage == StageMenu && s.Kind == Menu:
			v.Since = s.Start
		}
	}
	if v.Stage == StageRinging && c.direct != "" {
		v.Since = c.directSince
	}
	if c.stage == waiting && !c.arrival.Since.IsZero() {
		v.Since = c.arrival.Since
	}
	if v.Direction == Outward && v.By != "" {
		v.Operator = v.By // it is his channel
	}
	if c.consultation != nil {
		t := *c.consultation
		v.Consultation = &t
	}
	return v
}

func (d *Desk) boardPeople(b *Board, calls map[OperatorID][]CallID) {
	byQueue := make(map[string]*BoardQueueLine, len(d.office.Queues))
	b.Queues = make([]BoardQueueLine, len(d.office.Queues))
	for i, q := range d.office.Queues {
		b.Queues[i].Name = q.Name
		byQueue[q.Name] = &b.Queues[i]
	}
	for _, c := range b.Calls {
		q := byQueue[c.Queue]
		if q == nil || c.Stage != StageWaiting && c.Stage != StageRinging && c.Stage != StageAlone {
			continue
		}
		q.Waiting++
		q.LongestSince = firstTime(q.LongestSince, c.Since)
	}
	has := make(map[OperatorID]bool) // whoever talks to one of the calls
	for _, c := range b.Calls {
		has[c.Operator], has[c.By] = true, true
	}
	for _, s := range d.core.Operators() {
		o := d.people[s.Operator.ID]
		if o == nil {
			continue
		}
		if s.Doing == route.OnOtherCall && len(calls[o.ID]) > 0 && !has[o.ID] {
			s.Doing = route.IsRinging // for a colleague, or for somebody of no queue
		}
		v := BoardOperator{
			ID: o.ID, Name: o.Name, Status: o.Status, Reason: o.BreakReason, StatusSince: o.StatusSince,
			Doing: s.Doing, Since: s.Since, Until: s.Until, Calls: calls[o.ID],
		}
		for _, m := range o.Queues {
			v.Queues = append(v.Queues, m.Queue)
			switch q := byQueue[m.Queue]; {
			case q == nil:
			case s.Doing == route.Free:
				q.Ready++
			case s.Doing == route.IsTalking, s.Doing == route.OnOtherCall:
				q.Talking++
			}
		}
		b.Operators = append(b.Operators, v)
	}
}

// compareOperators orders extensions as people do: 99 before 100.
func compareOperators(a, b OperatorID) int {
	if len(a) != len(b) {
		return len(a) - len(b)
	}
	if a < b {
		return -1
	}
	if a > b {
		return 1
	}
	return 0
}
