package robot

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/cabline/cabline/taxi"
)

// Switch makes calls. Its methods may be called by several goroutines.
type Switch interface {
	// Call dials for an attempt and waits. NoResult: he has answered, and
	// FreeSWITCH brings him to a conversation with the attempt's ID.
	Call(ctx context.Context, c Calling) Outcome

	// Live lists the IDs of attempts of which there is a call, also one that
	// only rings.
	Live(ctx context.Context) ([]string, error)

	// Room is how many calls the robot may have at once now, beside all others;
	// 0 while the switch is not there.
	Room() int
}

// Calling is a call to be made.
type Calling struct {
	Attempt
	Line    string
	RingFor time.Duration
}

// Observer is told what the robot does. It must return at once.
type Observer interface {
	RobotAttempt(rule string, r Result)
	RobotEnded(rule string, r Result)
}

// Config is what a runner is made of.
type Config struct {
	Store    Store
	Switch   Switch
	Orders   taxi.Orders  // nil: jobs that are about an order wait for ever
	Changes  taxi.Changes // nil: nobody follows the orders
	Rules    map[string]Rule
	Pace     Pace
	Line     func(taxi.Order) string // whose number is shown, of a job that names no line
	Holder   string                  // names this run of this engine, and no other
	Observer Observer                // may be nil
	Log      *slog.Logger
}

// How long a lease holds without being renewed, and how often it is. What an
// engine held that died is another's after so long.
const (
	leaseFor   = 15 * time.Second
	renewEvery = 5 * time.Second
	roomEvery  = time.Second
	askWithin  = 5 * time.Second // the store, the order system
)

// Runner does what a Core decides.
type Runner struct {
	cfg    Config
	log    *slog.Logger
	events chan Event
	done   chan struct{}
	all    sync.WaitGroup // goroutines of actions

	core *Core // owned by Run

	mu   sync.Mutex
	over bool           // Run ends
	ours map[string]Job // by the ID of the attempt under way: what a conversation may have without the store
}

// NewRunner makes a runner. It does nothing before Run.
func NewRunner(c Config) *Runner {
	return &Runner{
		cfg: c, log: c.Log, events: make(chan Event, 256), done: make(chan struct{}),
		core: NewCore(c.Rules, c.Pace), ours: make(map[string]Job),
	}
}

// Run works until the context ends. Calls that are up then go on without the
// runner; another engine finds out what became of them.
func (r *Runner) Run(ctx context.Context) error {
	inner, stop := context.WithCancel(ctx)
	r.job(func() { r.follow(inner) })
	defer func() {
		stop()
		r.mu.Lock()
		r.over = true
		r.mu.Unlock()
		close(r.done)
		r.all.Wait()
		r.letGo()
	}()
	tick := time.NewTimer(0)
	defer tick.Stop()
	room := time.NewTicker(roomEvery)
	defer room.Stop()
	renew := time.NewTicker(renewEvery)
	defer renew.Stop()
	r.step(inner, Room{r.cfg.Switch.Room()})
	for {
		if at, ok := r.core.Next(); ok {
			tick.Reset(max(0, time.Until(at)))
		} else {
			tick.Stop()
		}
		select {
		case <-ctx.Done():
			r.lastWords(inner)
			return context.Cause(ctx)
		case ev := <-r.events:
			r.step(inner, ev)
		case <-tick.C:
			r.step(inner, Tick{})
		case <-room.C:
			r.step(inner, Room{r.cfg.Switch.Room()})
		case <-renew.C:
			if held := r.core.Held(); len(held) > 0 {
				r.job(func() { r.renew(inner, held) })
			}
		}
	}
}

// tell gives the core an event. After Run has ended nobody hears it.
func (r *Runner) tell(ev Event) {
	select {
	case r.events <- ev:
	case <-r.done:
	}
}

func (r *Runner) step(ctx context.Context, ev Event) {
	for _, a := range r.core.Step(time.Now(), ev) {
		r.job(func() { r.do(ctx, a) })
	}
}

// lastWords takes in what conversations have said until now, so that it is
// written before the engine ends.
func (r *Runner) lastWords(ctx context.Context) {
	for {
		select {
		case ev := <-r.events:
			if _, ok := ev.(Ended); ok {
				r.step(ctx, ev)
			}
		default:
			return
		}
	}
}

// job does f in a goroutine of its own, which Run waits for. Once Run ends,
// nothing is begun any more.
func (r *Runner) job(f func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.over {
		r.all.Go(f)
	}
}

func (r *Runner) do(ctx context.Context, a Action) {
	switch a := a.(type) {
	case Take:
		r.take(ctx, a.Most)
	case Dial:
		r.dial(ctx, a.Job, a.N)
	case Trace:
		r.trace(ctx, a.Job, a.N)
	case Postpone:
		r.postpone(ctx, a)
	case Settle:
		r.settle(ctx, a)
	}
}

func (r *Runner) lease(now time.Time) Lease {
	return Lease{Holder: r.cfg.Holder, Now: now, Until: now.Add(leaseFor)}
}

func (r *Runner) take(ctx context.Context, most int) {
	ctx, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	jobs, err := r.cfg.Store.Take(ctx, r.lease(time.Now()), most)
	if err != nil {
		if ctx.Err() == nil {
			r.log.Error("robot jobs could not be read", "error", err)
		}
		r.tell(Untaken{})
		return
	}
	r.tell(Taken{jobs})
}

// renew keeps what this engine works on. A store that does not answer is asked
// again; the leases last long enough for two failures.
func (r *Runner) renew(ctx context.Context, held []JobID) {
	ctx, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	still, err := r.cfg.Store.Renew(ctx, r.lease(time.Now()), held)
	if err != nil {
		if ctx.Err() == nil {
			r.log.Error("leases of robot jobs could not be renewed", "error", err)
		}
		return
	}
	kept := make(map[JobID]bool, len(still))
	for _, id := range still {
		kept[id] = true
	}
	var lost []JobID
	for _, id := range held {
		if !kept[id] {
			lost = append(lost, id)
		}
	}
	if len(lost) > 0 {
		r.tell(Lost{lost})
	}
}

// letGo gives back what nobody has begun with, so that another engine need not
// wait until the leases are over.
func (r *Runner) letGo() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	for _, j := range r.core.Idle() {
		if err := r.cfg.Store.Postpone(ctx, r.cfg.Holder, j.ID, j.Due); err != nil {
			r.log.Debug("a robot job was not let go of", "job", j.ID, "error", err)
		}
	}
}
