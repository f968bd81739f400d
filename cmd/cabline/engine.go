package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"time"

	"github.com/cabline/cabline/archive"
	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/robot"
	"github.com/cabline/cabline/dialplan/route"
	"github.com/cabline/cabline/dialplan/trunk"
	"github.com/cabline/cabline/esl"
	"github.com/cabline/cabline/freeswitch"
	"github.com/cabline/cabline/notify"
	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/sounds"
	"github.com/cabline/cabline/store"
	"github.com/cabline/cabline/taxi"
	"github.com/cabline/cabline/taxi/guard"
	"github.com/cabline/cabline/web"
	"github.com/cabline/cabline/why"
)

// engine is everything that runs, wired together. What touches the world comes
// in from outside, so that a test can let the same engine live between a
// simulated switch and a database of its own.
type engine struct {
	office  office.Office
	db      *store.DB
	orders  taxi.System // nil: callers are not looked up
	journal *store.Journal
	desk    *dialplan.Desk
	sw      *freeswitch.Switch
	calls   *esl.Server
	alerts  *alerts
	joins   *connects
	wishes  *lineWishes
	mailer  mailer          // nil: nobody mails what callers complain of
	robot   *robot.Runner   // nil: no rule of the office makes it call anybody
	tapes   *archive.Keeper // nil: the directory of recordings is out of order
	live    *web.Live       // who follows the office, console or program
	hooks   *webhooks
	words   *why.Book // for whoever reads what the engine has done
	log     *slog.Logger

	saves chan func(context.Context) // small writes that nobody waits for
}

// world is what an engine needs from outside.
type world struct {
	Office   office.Office
	DB       *store.DB
	Orders   taxi.System // nil: callers are not looked up
	Voice    dialplan.Voice
	Words    sounds.Vocabulary
	Spool    string // directory for records while the database is away
	Dial     func(context.Context) (net.Conn, error)
	Password string
	Counters counters
	Mailer   mailer                                    // nil: the mail server of the office, if it has one
	Ways     map[string]notify.Messenger               // who carries messages, by "mail", "telegram", "sms"; nil: those of the office
	Room     func(dir string) (percent int, err error) // that is free on a disk; nil: as the operating system says
	Log      *slog.Logger
}

// counters is who counts what happens.
type counters interface {
	dialplan.Observer
	Reconnected()
	Decision(time.Duration)
}

// newEngine reads what the store remembers and wires the parts. Run starts
// them.
func newEngine(ctx context.Context, w world) (*engine, error) {
	e := &engine{office: w.Office, db: w.DB, orders: w.Orders, log: w.Log, saves: make(chan func(context.Context), 1024)}
	memory, err := e.remember(ctx)
	if err != nil {
		return nil, fmt.Errorf("read what the store remembers: %w", err)
	}
	if e.words, err = why.Open(); err != nil {
		return nil, err
	}
	e.journal, err = store.NewJournal(w.DB, w.Spool, store.JournalOptions{
		Log:   w.Log,
		Alarm: func(err error) { w.Log.Error("call records do not reach the database", "error", err) },
	})
	if err != nil {
		return nil, err
	}
	e.alerts = newAlerts(w)
	e.joins = newConnects(e)
	e.wishes = newLineWishes(w)
	e.wishes.refresh(ctx)
	var queues []string
	for _, q := range w.Office.Queues {
		queues = append(queues, q.Name)
	}
	e.sw = freeswitch.New(freeswitch.Config{
		Dial: w.Dial, Password: w.Password, Domain: w.Office.FreeSWITCH.Domain,
		Queues: queues, Sounds: w.Office.FreeSWITCH.Sounds, Voice: w.Voice, Log: w.Log,
		Office: w.Office, Trunk: e.trunkNotice,
		Reconnected: w.Counters.Reconnected, Decided: w.Counters.Decision,
	})
	e.hooks = newWebhooks(w.Office, w.DB, w.Log)
	e.desk = dialplan.NewDesk(dialplan.DeskConfig{
		Office: w.Office, Memory: memory, Hands: e.sw, Journal: heardJournal{e.journal, e.hooks}, Observer: answering{w.Counters, &e.alerts.signs}, Roster: e, Book: e, Log: w.Log,
		Ears: e.sw, Audit: auditLog{e}, Supervisors: supervisors{w.DB},
	})
	var orders dialplan.OrderSystem
	if w.Orders != nil {
		orders = guard.New(w.Orders, guard.Options{LookUp: w.Office.Orders.Budget, Notice: func(away bool) {
			e.alerts.signs.OrdersAway(away)
			if away {
				w.Log.Error("the order system does not answer; callers go on as unknown")
			} else {
				w.Log.Info("the order system answers again")
			}
		}})
	}
	if err := checkStates(ctx, w.Office, w.Orders); err != nil {
		return nil, err
	}
	parts := dialplan.Config{
		Office: w.Office, Desk: e.desk, Orders: orders, Voice: w.Voice, Words: w.Words, Alerts: &e.alerts.calls, Log: w.Log, LineWishes: e.wishes, Landline: landlines(w.Office),
		Supervisors: supervisors{w.DB},
	}
	if own, ours := w.Orders.(*store.Book); ours {
		parts.Drivers = own
	}
	if e.mailer = w.Mailer; e.mailer == nil && w.Office.Mail.Host != "" {
		e.mailer = mailServerOf(w.Office)
	}
	if e.mailer != nil && w.Office.Complaints.To != "" {
		parts.Complaints = e
	}
	if e.robot = e.newRobot(w); e.robot != nil {
		parts.Robot, parts.Marks = e.robot, e
	}
	conversations := dialplan.New(parts)
	e.alerts.desk, e.alerts.sw = e.desk, e.sw
	cards, err := e.cardOpens(ctx)
	if err != nil {
		return nil, err
	}
	e.live = e.follow(cards)
	e.openRecordings(w)
	e.calls = &esl.Server{
		Handler: e.sw.Handler(conversations.Handle),
		Logger:  w.Log,
	}
	return e, nil
}

// remember is what the desk goes on with.
func (e *engine) remember(ctx context.Context) (dialplan.Memory, error) {
	var m dialplan.Memory
	var err error
	if m.Operators, err = e.db.Operators(ctx); err != nil {
		return m, err
	}
	now := time.Now()
	if m.Talk, err = e.db.DayTalk(ctx, midnight(now, e.office.Location)); err != nil {
		return m, err
	}
	if m.Last, err = e.db.LastConversations(ctx, now.Add(-24*time.Hour)); err != nil {
		return m, err
	}
	if m.Tickets, err = e.db.OpenTickets(ctx); err != nil {
		return m, err
	}
	m.Open, err = e.db.OpenRecords(ctx)
	return m, err
}

// trunkNotice takes note of what became of a trunk.
func (e *engine) trunkNotice(n trunk.Notice) {
	e.alerts.signs.Trunk(n.Trunk, n.Cause)
	if n.Health == trunk.Good {
		e.log.Info("a trunk works again", "trunk", n.Trunk)
		return
	}
	e.log.Warn("a trunk does not work", "trunk", n.Trunk, "health", n.Health.String(), "cause", n.Cause)
}

// midnight is when the office's day began.
func midnight(now time.Time, where *time.Location) time.Time {
	y, m, d := now.In(where).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, where)
}

// run works until the context ends. Calls that are up go on talking; those in
// a conversation are drained for a moment and then left to FreeSWITCH.
func (e *engine) run(ctx context.Context, calls net.Listener) error {
	// The parts end in turn: no more calls, then the switch and the desk, then
	// the records they left.
	inner, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	records, stopRecords := context.WithCancel(context.WithoutCancel(ctx))
	defer stopRecords()
	// Whoever watches is sent away at once: the API waits for what is under way.
	watched, stopWatched := context.WithCancel(ctx)
	defer stopWatched()
	failed := make(chan error, 4)
	var parts, keepers sync.WaitGroup
	keepers.Go(func() { e.ended(failed, "journal", e.journal.Run(records)) })
	keepers.Go(func() { e.write(records) })
	keepers.Go(func() { e.hooks.run(records) })
	parts.Go(func() { e.ended(failed, "desk", e.desk.Run(inner)) })
	parts.Go(func() { e.ended(failed, "switch", e.sw.Run(inner, e.desk)) })
	parts.Go(func() { e.alerts.run(inner) })
	parts.Go(func() { e.live.Run(watched) })
	parts.Go(func() { e.wishes.run(inner) })
	parts.Go(func() { e.followTrips(inner) })
	parts.Go(func() { e.callBackMissed(inner) })
	parts.Go(func() { e.mailComplaints(inner) })
	parts.Go(func() { e.keepRecordings(inner) })
	if e.robot != nil {
		parts.Go(func() { e.ended(failed, "robot", e.robot.Run(inner)) })
	}
	parts.Go(func() {
		if err := e.calls.Serve(calls); !errors.Is(err, esl.ErrServerClosed) {
			failed <- fmt.Errorf("take calls: %w", err)
		}
	})
	var err error
	select {
	case <-ctx.Done():
		err = context.Cause(ctx)
	case err = <-failed:
	}
	stopWatched()
	const drain = 2 * time.Second
	draining, cancel := context.WithTimeout(context.WithoutCancel(ctx), drain)
	defer cancel()
	_ = e.calls.Shutdown(draining) // whoever is left is FreeSWITCH's now
	e.joins.end()
	stop()
	parts.Wait()
	stopRecords()
	keepers.Wait()
	return err
}

func (e *engine) ended(failed chan<- error, part string, err error) {
	if err != nil && !errors.Is(err, context.Canceled) {
		failed <- fmt.Errorf("%s: %w", part, err)
	}
}

// SaveStatus implements dialplan.Roster.
func (e *engine) SaveStatus(id dialplan.OperatorID, s route.Status, reason string, at time.Time) {
	e.save(func(ctx context.Context) error { return e.db.SetStatus(ctx, id, s, reason, at) }, func(err error) {
		if err != nil {
			e.log.Error("status not saved", "operator", id, "error", err)
		}
	})
}

// SaveTicket implements dialplan.TicketBook.
func (e *engine) SaveTicket(t dialplan.Ticket, saved func(error)) {
	e.save(func(ctx context.Context) error { return e.db.SaveTicket(ctx, t) }, func(err error) {
		if err != nil {
			e.log.Error("ticket not saved", "caller", t.Phone.Short(), "error", err)
		}
		if saved != nil {
			saved(err)
		}
	})
}

// CloseTicket implements dialplan.TicketBook.
func (e *engine) CloseTicket(id, outcome string) {
	e.save(func(ctx context.Context) error { return e.db.CloseTicket(ctx, id, outcome) }, func(err error) {
		if err != nil {
			e.log.Error("ticket not closed", "ticket", id, "outcome", outcome, "error", err)
		}
	})
}

// errSlow says that the database does not keep up.
var errSlow = errors.New("the database is too slow")

// save writes something small, in its turn, and tells what came of it.
func (e *engine) save(write func(context.Context) error, done func(error)) {
	f := func(ctx context.Context) {
		ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
		defer cancel()
		done(write(ctx))
	}
	select {
	case e.saves <- f:
	default:
		go done(errSlow) // whoever saves must not wait, nor be called back at once
	}
}

// write does the small writes in their order.
func (e *engine) write(ctx context.Context) {
	for {
		select {
		case f := <-e.saves:
			f(context.WithoutCancel(ctx))
		case <-ctx.Done():
			for {
				select {
				case f := <-e.saves:
					f(context.WithoutCancel(ctx))
				default:
					return
				}
			}
		}
	}
}
