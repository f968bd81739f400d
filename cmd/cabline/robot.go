package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/robot"
	"github.com/cabline/cabline/esl"
	"github.com/cabline/cabline/freeswitch"
	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/store"
	"github.com/cabline/cabline/taxi"
	"github.com/cabline/cabline/web"
)

// newRobot wires the robot, nil where it has nothing to do. Orders are asked without the guard of
// conversations: nobody waits on the line while a job is prepared.
func (e *engine) newRobot(w world) *robot.Runner {
	rules := robotRules(w.Office)
	e.askForMarks(rules)
	e.callMissed(rules)
	e.joins.rules(w.Office, rules)
	if len(rules) == 0 {
		return nil
	}
	c := robot.Config{
		Store:  w.DB.Jobs(),
		Switch: robotSwitch{e.sw, e.desk, w.Office},
		Orders: w.Orders,
		Rules:  rules,
		Pace:   robot.Pace{PerSecond: w.Office.Robot.CallsPerSecond, MaxCalls: w.Office.Robot.MaxCalls},
		Line:   func(o taxi.Order) string { return lineOfOrder(w.Office, o) },
		Holder: uuid.NewString(), Log: w.Log,
	}
	c.Observer = &robotWatch{counters: w.Counters, fails: e.alerts.signs.Robot}
	if changes, ok := w.Orders.(taxi.Changes); ok {
		c.Changes = changes
	}
	return robot.NewRunner(c)
}

// checkStates finds rules about states that the order system does not have:
// they would never call anybody, and nobody would know why.
func checkStates(ctx context.Context, o office.Office, orders taxi.Orders) error {
	if orders == nil || len(o.OnStates)+len(o.Orders.ConnectOn)+len(o.Rating.States) == 0 {
		return nil
	}
	states, err := orders.States(ctx)
	if errors.Is(err, taxi.ErrUnavailable) {
		return nil // it is another program's, and may come later
	}
	if err != nil {
		return err
	}
	var known []string
	for _, s := range states {
		known = append(known, string(s.ID))
	}
	var wrong []error
	missing := func(rule, key string, state taxi.StateID) {
		if state != "" && !slices.Contains(known, string(state)) {
			wrong = append(wrong, fmt.Errorf("on_state %q: %s: the order system has no state %q; it has %s", rule, key, state, strings.Join(known, ", ")))
		}
	}
	for _, r := range o.OnStates {
		missing(r.Name, "state", r.State)
		for result, state := range r.Then {
			missing(r.Name, "then."+result, state)
		}
	}
	for _, state := range o.Orders.ConnectOn {
		if !slices.Contains(known, string(state)) {
			wrong = append(wrong, fmt.Errorf("orders: connect_on: the order system has no state %q; it has %s", state, strings.Join(known, ", ")))
		}
	}
	for _, state := range o.Rating.States {
		if !slices.Contains(known, string(state)) {
			wrong = append(wrong, fmt.Errorf("rating: states: the order system has no state %q; it has %s", state, strings.Join(known, ", ")))
		}
	}
	return errors.Join(wrong...)
}

// robotRules are the office's, as the robot takes them.
func robotRules(o office.Office) map[string]robot.Rule {
	rules := make(map[string]robot.Rule)
	for _, r := range o.OnStates {
		rule := robot.Rule{
			State: r.State, Party: robot.Party(r.Call), Line: r.Line,
			Attempts: r.Attempts, Pause: r.Pause, RingFor: r.RingFor, Drop: r.Drop,
			Quiet: func(at time.Time) (time.Time, bool) { return o.Quiet(r.Quiet, at) },
			Check: func(_ context.Context, j robot.Job, order taxi.Order) robot.Outcome { return hasCar(o, r, j, order) },
			Then:  make(map[robot.Result]taxi.StateID),
		}
		for result, state := range r.Then {
			rule.Then[robot.Result(result)] = state
		}
		rules[r.Name] = rule
	}
	return rules
}

// hasCar finds orders without the car that a rule tells of.
func hasCar(o office.Office, r office.OnState, j robot.Job, order taxi.Order) robot.Outcome {
	name := j.Line
	if name == "" {
		name = lineOfOrder(o, order)
	}
	line, _ := o.Line(name)
	if order.Driver == nil && dialplan.NeedsCar(r, line.Language) {
		return robot.Outcome{Result: robot.NotReached, Why: "the rule tells of the car, and the order has none"}
	}
	return robot.Outcome{}
}

// lineOfOrder is the line an order came by, or the office's first.
func lineOfOrder(o office.Office, order taxi.Order) string {
	if l, ok := o.Line(order.Line); ok {
		return l.Name
	}
	return o.Lines[0].Name
}

// robotSwitch is the switch as the robot has it.
type robotSwitch struct {
	sw     *freeswitch.Switch
	desk   *dialplan.Desk
	office office.Office
}

// Call implements robot.Switch.
func (s robotSwitch) Call(ctx context.Context, c robot.Calling) robot.Outcome {
	err := s.sw.CallOut(ctx, dialplan.Dialling{
		Errand: dialplan.Errand{Kind: dialplan.ForJob, ID: c.ID()}, To: c.Phone, Line: c.Line, For: c.RingFor,
	})
	switch {
	case err == nil:
		return robot.Outcome{}
	case errors.Is(err, dialplan.ErrCannotDial):
		return robot.Outcome{Result: robot.NotReached, Why: err.Error(), Final: true}
	case errors.Is(err, dialplan.ErrNotAnswered):
		return robot.Outcome{Result: robot.NotReached, Why: err.Error()}
	case errors.Is(err, dialplan.ErrNoTrunk), errors.Is(err, esl.ErrNotConnected):
		return robot.Outcome{Result: robot.NoTrunk, Why: err.Error()}
	}
	return robot.Outcome{Unknown: true, Why: err.Error()}
}

// Live implements robot.Switch.
func (s robotSwitch) Live(ctx context.Context) ([]string, error) {
	errands, err := s.sw.Errands(ctx)
	var ids []string
	for _, e := range errands {
		if e.Kind == dialplan.ForJob {
			ids = append(ids, e.ID)
		}
	}
	return ids, err
}

// Room implements robot.Switch. Who calls the office needs a channel, and the
// operator's phone another; of what is left then the robot has half.
func (s robotSwitch) Room() int {
	if !s.sw.Connected() {
		return 0
	}
	return max(0, s.office.FreeSWITCH.MaxCalls-2*s.desk.Callers()) / 2
}

// robotWatch counts what the robot does and notices when it fails: when calls
// find no trunk, one after another.
type robotWatch struct {
	counters any // robot.Observer, or one that does not count the robot
	fails    func(why string)

	mu      sync.Mutex
	trunks  int // calls in a row that found no trunk
	failing bool
}

// robotFailsAfter is how many calls in a row must find no trunk.
const robotFailsAfter = 5

// RobotAttempt implements robot.Observer.
func (r *robotWatch) RobotAttempt(rule string, result robot.Result) {
	if o, ok := r.counters.(robot.Observer); ok {
		o.RobotAttempt(rule, result)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if result == robot.NoTrunk {
		r.trunks++
	} else {
		r.trunks = 0
	}
	switch failing := r.trunks >= robotFailsAfter; {
	case failing && !r.failing:
		r.failing = true
		r.fails(fmt.Sprintf("%d calls in a row found no trunk", r.trunks))
	case !failing && r.failing:
		r.failing = false
		r.fails("")
	}
}

// RobotEnded implements robot.Observer.
func (r *robotWatch) RobotEnded(rule string, result robot.Result) {
	if o, ok := r.counters.(robot.Observer); ok {
		o.RobotEnded(rule, result)
	}
}

// jobs is the robot's work as the API sees it.
type jobs struct{ db *store.DB }

func (j jobs) Jobs(ctx context.Context, f web.JobFilter) ([]robot.Job, error) {
	return j.db.Jobs().List(ctx, store.JobFilter(f))
}
