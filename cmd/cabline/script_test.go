package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/esl"
	"github.com/cabline/cabline/freeswitch/conf"
	"github.com/cabline/cabline/freeswitch/switchtest"
	"github.com/cabline/cabline/notify"
	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/sounds"
	"github.com/cabline/cabline/store"
	"github.com/cabline/cabline/taxi"
)

// simulated is an office on the simulated switch: the whole chain from the
// dialplan's XML to the database, over net.Pipe, in a bubble whose time costs
// nothing.
type simulated struct {
	*switchtest.Play
	t      *testing.T
	office office.Office
	disk   fstest.MapFS // FreeSWITCH's configuration
	sw     *switchtest.Switch
	db     *store.DB

	mu       sync.Mutex
	calls    *pipe // where the engine takes calls; nil: nobody does
	engine   *engine
	stop     context.CancelFunc
	stopped  chan struct{}
	operator []dialplan.Operator

	orders taxi.System // nil: callers are not looked up
	words  sounds.Vocabulary
	ways   map[string]notify.Messenger // who carries messages
	mailer mailer                      // who carries complaints; nil: the office's mail server
	counts counters                    // what is measured of calls
	room   int                         // per cent that is free on the disks

	unreadable string // a sound file that cannot be played
}

// everythingRecorded is an office in which every piece of every phrase is.
type everythingRecorded struct{}

func (everythingRecorded) Files(_ context.Context, s sounds.Sentence) ([]string, error) {
	return s.Files(), nil
}

// simulate lets play in an office with these operators. What the queue
// "clients" is to be like is TOML.
func simulate(t *testing.T, queue string, operators []dialplan.Operator, play func(*simulated)) {
	t.Helper()
	dir := t.TempDir()
	o, err := office.Parse(filepath.Join(dir, "cabline.toml"), []byte(`
[office]
name = "Test"
language = "en"
[[line]]
name = "city"
numbers = ["+380441230000"]
queue = "clients"
[[line]]
name = "vip"
numbers = ["+380441230001"]
queue = "clients"
vip = true
[[queue]]
name = "clients"
`+queue), nil)
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		s := &simulated{t: t, office: o, operator: operators, room: 50, counts: nothingCounted{}}
		if s.db, err = store.Open(t.Context(), filepath.Join(dir, "cabline.db"), quiet()); err != nil {
			t.Fatal(err)
		}
		for _, p := range operators {
			if err := s.db.PutOperator(t.Context(), p); err != nil {
				t.Fatal(err)
			}
		}
		files, err := conf.Files(conf.Input{Office: o, Operators: operators, Secrets: conf.Secrets{EventSocket: "secret"}})
		if err != nil {
			t.Fatal(err)
		}
		s.disk = make(fstest.MapFS)
		for name, content := range files {
			s.disk[name] = &fstest.MapFile{Data: content}
		}
		s.sw, err = switchtest.New(s.disk, switchtest.Options{
			DialEngine: func(string) (net.Conn, error) { return s.handOver() },
			Sound: func(path string) (time.Duration, error) { // there is every file but one
				if filepath.Base(path) == "missing.wav" || s.unreadable != "" && strings.HasSuffix(path, s.unreadable) {
					return 0, fs.ErrNotExist
				}
				return 3 * time.Second, nil
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		s.Play = switchtest.Script(t, s.sw)
		s.startEngine()
		defer func() { // also when the script has failed
			s.stopEngine()
			isSaid(t, s.db)
			s.sw.Close()
			if err := s.db.Close(); err != nil {
				t.Error(err)
			}
		}()
		play(s)
	})
}

// handOver is FreeSWITCH's connection to the engine for one call.
func (s *simulated) handOver() (net.Conn, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.calls == nil {
		return nil, errors.New("connection refused")
	}
	return s.calls.dial()
}

func (s *simulated) startEngine() {
	s.t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	e, err := newEngine(ctx, world{
		Office: s.office, DB: s.db, Spool: filepath.Dir(s.office.Store.DSN), Password: "secret", Counters: s.counts, Log: quiet(),
		Orders: s.orders, Voice: everythingRecorded{}, Words: s.words, Ways: s.ways, Mailer: s.mailer, Room: func(string) (int, error) { return s.room, nil },
		Dial: func(context.Context) (net.Conn, error) {
			here, there := net.Pipe()
			go s.sw.ServeEventSocket(there)
			return here, nil
		},
	})
	if err != nil {
		s.t.Fatal(err)
	}
	calls := newPipe()
	s.mu.Lock()
	s.engine, s.calls, s.stop, s.stopped = e, calls, stop, make(chan struct{})
	s.mu.Unlock()
	go func() {
		defer close(s.stopped)
		if err := e.run(ctx, calls); err != nil && !errors.Is(err, context.Canceled) {
			s.t.Errorf("the engine ended: %v", err)
		}
	}()
	time.Sleep(time.Second) // it connects, and learns what there is
}

func (s *simulated) stopEngine() {
	s.mu.Lock()
	s.calls = nil
	s.mu.Unlock()
	s.stop()
	<-s.stopped
}

// api asks the switch something itself.
func (s *simulated) api(command, args string) string {
	s.t.Helper()
	here, there := net.Pipe()
	go s.sw.ServeEventSocket(there)
	conn := esl.NewConn(here, esl.Config{})
	defer func() { conn.Close(); <-conn.Done() }()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := conn.Auth(ctx, "secret"); err != nil {
		s.t.Fatal(err)
	}
	out, err := conn.API(ctx, command, args)
	if err != nil {
		s.t.Fatal(err)
	}
	return out
}

// record is the only call's, once it has ended.
func (s *simulated) record() dialplan.Record {
	s.t.Helper()
	time.Sleep(2 * time.Second)
	list, err := s.db.Records(context.Background(), store.Filter{Whole: true})
	if err != nil || len(list) != 1 {
		s.t.Fatalf("%d records, %v", len(list), err)
	}
	return list[0]
}

// pipe is a listener in memory.
type pipe struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newPipe() *pipe { return &pipe{conns: make(chan net.Conn), closed: make(chan struct{})} }

func (p *pipe) dial() (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case p.conns <- there:
		return here, nil
	case <-p.closed:
		return nil, errors.New("connection refused")
	}
}

func (p *pipe) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipe) Close() error   { p.once.Do(func() { close(p.closed) }); return nil }
func (p *pipe) Addr() net.Addr { return &net.UnixAddr{Name: "pipe"} }

type nothingCounted struct{}

func (nothingCounted) CallEnded(dialplan.Record)    {}
func (nothingCounted) OfferEnded(string)            {}
func (nothingCounted) Waited(string, time.Duration) {}
func (nothingCounted) Reconnected()                 {}
func (nothingCounted) Decision(time.Duration)       {}

func TestUnansweredOfferGoesToTheNext(t *testing.T) {
	simulate(t, "", clientsOf("101", "102"), func(s *simulated) {
		first, second := s.Operator("101"), s.Operator("102")
		call := s.Call("+380671112233", city)
		call.HearsMusic()
		first.Rings()
		second.StaysQuiet(5 * time.Second)
		first.Ignores()
		second.RingsWithin(25 * time.Second)
		second.Answers()
		call.TalksTo(second)
		time.Sleep(time.Minute)
		second.HangsUp()
		call.IsReleased()
		r := s.record()
		if r.Outcome != dialplan.AnsweredBy || r.Operator != "102" || r.Ended.IsZero() {
			t.Errorf("the record says %s by %s, ended %s", r.Outcome, r.Operator, r.Ended)
		}
		for _, d := range r.Decisions {
			t.Log(fmt.Sprint(d.At.Format(time.TimeOnly), " ", d.What, ": ", d.Why))
		}
	})
}
