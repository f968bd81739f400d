package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/robot"
	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/taxi"
	"github.com/cabline/cabline/web"
)

// connects joins clients and drivers whom somebody wants to be joined (B3). What
// is under way is known from the switch: each channel of it carries the order as
// its errand, also of a call that an engine before this one has made. Only until
// there is a channel the order is noted here.
type connects struct {
	*engine
	asking  sync.Mutex // one at a time looks and begins
	mu      sync.Mutex
	dialled map[taxi.OrderID]bool
	running sync.WaitGroup
	ctx     context.Context // of their calls
	stop    context.CancelFunc
}

func newConnects(e *engine) *connects {
	c := &connects{engine: e, dialled: make(map[taxi.OrderID]bool)}
	c.ctx, c.stop = context.WithCancel(context.Background())
	return c
}

// end gives up what is still dialled. Whoever talks goes on.
func (c *connects) end() {
	c.stop()
	c.running.Wait()
}

// driverRing is how long the driver's phone rings, who is called first.
const driverRing = 30 * time.Second

// Connect implements web.Connector.
func (c *connects) Connect(ctx context.Context, id taxi.OrderID) (already bool, err error) {
	system := c.book().Orders
	o, err := system.Order(ctx, id)
	if err != nil {
		return false, err
	}
	if err := dialplan.Joinable(o); err != nil {
		return false, err
	}
	if _, out := c.office.CallsOut(); !out {
		return false, dialplan.ErrNoTrunk
	}
	c.asking.Lock()
	defer c.asking.Unlock()
	if already, err = c.underWay(ctx, o.ID); already || err != nil {
		return already, err
	}
	c.note(o.ID, true)
	c.running.Go(func() {
		defer c.note(o.ID, false)
		c.callDriver(o)
	})
	return false, nil
}

// underWay reports whether the two are being called, or talk to each other.
func (c *connects) underWay(ctx context.Context, id taxi.OrderID) (bool, error) {
	c.mu.Lock()
	dialled := c.dialled[id]
	c.mu.Unlock()
	if dialled {
		return true, nil
	}
	if !c.sw.Connected() {
		return false, web.ErrSwitchAway
	}
	errands, err := c.sw.Errands(ctx)
	if err != nil {
		return false, fmt.Errorf("%w: %w", web.ErrSwitchAway, err)
	}
	for _, e := range errands {
		if e.Kind == dialplan.ForOrder && e.ID == string(id) {
			return true, nil
		}
	}
	return false, nil
}

func (c *connects) note(id taxi.OrderID, dialled bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if dialled {
		c.dialled[id] = true
	} else {
		delete(c.dialled, id)
	}
}

// callDriver calls the driver; the conversation that he has calls the client. If
// he is not reached that is all there was, and its record says so.
func (c *connects) callDriver(o taxi.Order) {
	began := time.Now()
	d := dialplan.Dialling{
		Errand: dialplan.Errand{Kind: dialplan.ForOrder, ID: string(o.ID)}, To: o.Driver.Phone(), Line: lineOfOrder(c.office, o), For: driverRing,
	}
	err := c.sw.CallOut(c.ctx, d)
	if err == nil {
		return
	}
	c.log.Info("the driver was not reached for his client", "order", o.ID, "callee", d.To.Short(), "error", err)
	c.journal.Save(dialplan.Record{
		ID: dialplan.CallID(uuid.NewString()), Line: d.Line, Caller: d.To, Errand: d.Errand, Order: o.ID,
		Started: began, Ended: time.Now(), Outcome: dialplan.NotReached,
		Decisions: []dialplan.Decision{{At: began, What: "called the driver of order " + o.Number, Why: err.Error()}},
	})
}

// rules are the robot's rules that join client and driver as soon as an
// order enters a state.
func (c *connects) rules(o office.Office, rules map[string]robot.Rule) {
	for _, state := range o.Orders.ConnectOn {
		rules[robot.Connect+string(state)] = robot.Rule{
			State: state, Party: robot.Driver, Attempts: 2, Pause: 30 * time.Second, RingFor: driverRing,
			Check: func(ctx context.Context, _ robot.Job, o taxi.Order) robot.Outcome {
				if err := dialplan.Joinable(o); err != nil {
					return robot.Outcome{Result: robot.Dropped, Why: err.Error()}
				}
				if already, err := c.underWay(ctx, o.ID); err == nil && already {
					return robot.Outcome{Result: robot.Dropped, Why: "somebody has joined them already"}
				}
				return robot.Outcome{}
			},
		}
	}
}
