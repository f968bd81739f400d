package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/cabline/cabline/cmd/cabline/morning"
	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/route"
	"github.com/cabline/cabline/freeswitch/conf"
	"github.com/cabline/cabline/freeswitch/switchtest"
	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/store"
	"github.com/cabline/cabline/taxi"
)

// Half an hour of the sample's morning: every story happens, with the outcome
// that it must have, and nobody is left in silence.
func TestMorning(t *testing.T) {
	dir := t.TempDir()
	o, err := office.Parse(filepath.Join(dir, "morning.toml"), morning.Config(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var m *played
	synctest.Test(t, func(t *testing.T) { m = playMorning(t, o, 30*time.Minute) })
	t.Run("every story", m.everyStory)
	t.Run("nobody in silence", m.nobodyInSilence)
	t.Run("the office's own work", m.ordersMoved)
	for _, line := range m.warnings {
		if !strings.HasPrefix(line, "operator sent on break") {
			t.Errorf("the engine warns: %s", line)
		}
	}
}

// played is a morning that is over.
type played struct {
	mu       sync.Mutex
	scenes   []morning.Scene
	warnings []string
	breaks   int // of the operators

	records map[dialplan.CallID]dialplan.Record
	orders  []taxi.Order
	stages  map[taxi.Stage]bool // in which orders have been
}

// seed is of all that chance decides in the morning of the test.
const seed = 7

// playMorning lets the morning go on for so long, between an engine and a
// switch that are wired in memory.
func playMorning(t *testing.T, o office.Office, long time.Duration) *played {
	t.Helper()
	ctx := context.Background()
	time.Sleep(6 * time.Hour) // a bubble begins in the night: it is 8 o'clock now
	m := &played{records: make(map[dialplan.CallID]dialplan.Record), stages: make(map[taxi.Stage]bool)}
	log := slog.New(warnings{m})
	db := must[*store.DB](t)(store.Open(ctx, o.Store.DSN, quiet()))
	defer db.Close()
	staff := morning.Staff(o, time.Now())
	for _, p := range staff {
		p.Password = "secret-" + string(p.ID)
		if err := db.PutOperator(ctx, p); err != nil {
			t.Fatal(err)
		}
	}
	book := orderBook(db, o)
	if err := morning.Settle(ctx, book); err != nil {
		t.Fatal(err)
	}
	disk := make(fstest.MapFS)
	for name, content := range must[map[string][]byte](t)(conf.Files(conf.Input{Office: o, Operators: staff, Secrets: conf.Secrets{EventSocket: "secret"}})) {
		disk[name] = &fstest.MapFile{Data: content}
	}
	calls := newPipe()
	sw := must[*switchtest.Switch](t)(switchtest.New(disk, switchtest.Options{
		Trace: -1, Sound: spoken, DialEngine: func(string) (net.Conn, error) { return calls.dial() },
	}))
	e := must[*engine](t)(newEngine(ctx, world{
		Office: o, DB: db, Orders: book, Spool: filepath.Dir(o.Store.DSN), Password: "secret", Counters: nothingCounted{}, Log: log,
		Voice: everythingRecorded{}, Dial: func(context.Context) (net.Conn, error) {
			here, there := net.Pipe()
			go sw.ServeEventSocket(there)
			return here, nil
		},
	}))
	serving, stop := context.WithCancel(ctx)
	var running sync.WaitGroup
	running.Go(func() {
		if err := e.run(serving, calls); !errors.Is(err, context.Canceled) {
			t.Errorf("the engine ended: %v", err)
		}
	})
	time.Sleep(time.Second) // it connects

	day, over := context.WithTimeout(ctx, long)
	defer over()
	err := morning.Play(day, morning.Stage{
		Switch: sw, Office: o, Book: book, Records: db, Screen: deskScreen{e.desk, m}, Seed: seed, Log: log, Seen: m.see,
	})
	if err != nil {
		t.Fatal(err)
	}
	time.Sleep(10 * time.Second) // for the last records
	stop()
	running.Wait()
	sw.Close()
	m.collect(t, db, book)
	return m
}

// spoken is how long a recording plays: menus are long, pieces of a phrase
// short.
func spoken(path string) (time.Duration, error) {
	if strings.Contains(path, "/own/") {
		return 6 * time.Second, nil
	}
	return 700 * time.Millisecond, nil
}

func (m *played) see(s morning.Scene) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.scenes = append(m.scenes, s)
}

func (m *played) collect(t *testing.T, db *store.DB, book *store.Book) {
	t.Helper()
	ctx := context.Background()
	for _, r := range must[[]dialplan.Record](t)(db.Records(ctx, store.Filter{Limit: 10_000, Whole: true})) {
		m.records[r.ID] = r
	}
	m.orders = must[[]taxi.Order](t)(book.Orders(ctx, store.OrderFilter{Limit: 10_000}))
	for _, o := range m.orders {
		for _, c := range must[[]taxi.Change](t)(book.History(ctx, o.ID)) {
			m.stages[c.To.Stage] = true
		}
	}
}

// everyStory has happened and come to what it must come to at least once, and
// never to what it must not.
func (m *played) everyStory(t *testing.T) {
	const (
		answered, abandoned, refused = dialplan.AnsweredBy, dialplan.Abandoned, dialplan.Refused
		robot, callback, notReached  = dialplan.SelfServed, dialplan.CallsBack, dialplan.NotReached
	)
	must := map[string][]dialplan.Outcome{
		"is refused": {refused}, "gives up": {abandoned}, "dials on and on": {refused, abandoned},
		"hears about the car": {abandoned}, "cancels": {robot},
		"is called back": {callback, answered}, "leaves it to the machine": {callback, notReached},
	}
	came := make(map[string]map[dialplan.Outcome]int)
	for _, s := range m.scenes {
		if came[s.Story] == nil {
			came[s.Story] = make(map[dialplan.Outcome]int)
		}
		came[s.Story][m.records[dialplan.CallID(s.Call)].Outcome]++
	}
	for _, name := range morning.Stories() {
		want := must[name]
		if want == nil {
			want = []dialplan.Outcome{answered}
		}
		for _, outcome := range want {
			if came[name][outcome] == 0 {
				t.Errorf("%q never came to %q: %v", name, outcome, came[name])
			}
		}
		if name != "is refused" && name != "dials on and on" && came[name][refused] > 0 {
			t.Errorf("%q was refused: %v", name, came[name])
		}
		t.Logf("%-36s %v", name, came[name])
	}
	if n := came["is refused"]; len(n) != 1 {
		t.Errorf("who is on the black list came to %v", n)
	}
}

// nobodyInSilence: every call has a record that has ended with an outcome, and
// whom the office released was talked to or told why.
func (m *played) nobodyInSilence(t *testing.T) {
	for _, s := range m.scenes {
		r, ok := m.records[dialplan.CallID(s.Call)]
		switch {
		case !ok:
			t.Errorf("%q: call %s has no record", s.Story, s.Call)
		case r.Ended.IsZero() || r.Outcome == dialplan.InProgress || r.Outcome == dialplan.LostInCrash:
			t.Errorf("%q: ended %s with %q\n%s", s.Story, r.Ended, r.Outcome, decisions(r))
		case !s.HungUp && !s.Talked && len(s.Heard) == 0:
			t.Errorf("%q was released without a word (%s, %s)\n%s", s.Story, r.Outcome, r.Cause, decisions(r))
		case s.Talked != !r.Answered.IsZero():
			t.Errorf("%q: talked %t, and the record says %q\n%s", s.Story, s.Talked, r.Outcome, decisions(r))
		}
	}
	if len(m.records) != len(m.scenes) {
		t.Errorf("%d records of %d calls", len(m.records), len(m.scenes))
	}
}

// ordersMoved: what was chosen reached the orders, these went through every
// stage, and callers heard of different ones, of their places and of the wait.
func (m *played) ordersMoved(t *testing.T) {
	chosen := make(map[string]int)
	for _, o := range m.orders {
		for _, w := range []string{"service " + o.Wishes.Service, "tariff " + o.Wishes.Tariff, "crew group " + o.Wishes.CrewGroup} {
			chosen[w]++
		}
	}
	for _, w := range []string{"service standard", "service minibus", "service business", "tariff company", "crew group large", "crew group business"} {
		if chosen[w] == 0 {
			t.Errorf("no order has the %s: %v", w, chosen)
		}
	}
	for _, stage := range taxi.Stages() {
		if !m.stages[stage] && stage != taxi.CancelledByOffice {
			t.Errorf("no order was ever %s", stage)
		}
	}
	heard := make(map[string]int)
	for _, s := range m.scenes {
		for _, phrase := range s.Heard {
			heard[phrase]++
		}
	}
	for _, phrase := range []string{
		"own", "on-the-way", "arrived", "order-searching", "order-cancelled", "position", "callback-offer", "callback-accepted", "callback-greeting",
		"blacklisted", "too-many-calls",
	} {
		if heard[phrase] == 0 {
			t.Errorf("nobody heard %q: %v", phrase, heard)
		}
	}
	if m.breaks == 0 {
		t.Error("no operator had a break")
	}
	told := ""
	for _, r := range m.records {
		told += decisions(r)
	}
	for _, words := range []string{"You are number", "waiting time", "his own operator", "did not take it", "goes to the drivers' handling", "rings 106"} {
		if !strings.Contains(told, words) {
			t.Errorf("no record says %q", words)
		}
	}
	t.Log(len(m.orders), "orders", slices.Sorted(maps.Keys(heard)))
}

// deskScreen is the operators' screens, without HTTP between.
type deskScreen struct {
	desk *dialplan.Desk
	of   *played
}

func (d deskScreen) SetStatus(_ context.Context, id dialplan.OperatorID, s route.Status, reason string) error {
	if s == route.OnBreak {
		d.of.mu.Lock()
		d.of.breaks++
		d.of.mu.Unlock()
	}
	return d.desk.SetStatus(id, s, reason)
}

// warnings is a log that keeps them.
type warnings struct{ in *played }

func (w warnings) Enabled(_ context.Context, l slog.Level) bool { return l >= slog.LevelWarn }
func (w warnings) WithAttrs([]slog.Attr) slog.Handler           { return w }
func (w warnings) WithGroup(string) slog.Handler                { return w }

func (w warnings) Handle(_ context.Context, r slog.Record) error {
	line := r.Message
	r.Attrs(func(a slog.Attr) bool { line += fmt.Sprintf(" %s=%v", a.Key, a.Value); return true })
	w.in.mu.Lock()
	defer w.in.mu.Unlock()
	w.in.warnings = append(w.in.warnings, line)
	return nil
}
