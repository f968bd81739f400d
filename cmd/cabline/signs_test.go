package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/notify"
	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/taxi"
)

func TestTheOrderSystemIsAway(t *testing.T) {
	watched(t, `
[[alert]]
what = "order_system"
to = ["telegram:42"]
`, func(s *simulated, telegram, _ *messages) {
		broken := &awayOrders{away: true}
		s.stopEngine()
		s.orders = broken
		s.startEngine()
		for i := range 6 {
			call := s.Call(fmt.Sprintf("+38067111000%d", i), city)
			time.Sleep(time.Second)
			call.HangsUp()
		}
		time.Sleep(50 * time.Second)
		telegram.says(t, "the order system does not answer")
		broken.heal()
		s.Call(ann, city)
		time.Sleep(2 * time.Minute)
		telegram.says(t, "back to normal: the order system")
	})
}

// awayOrders is an order system that is away.
type awayOrders struct {
	taxi.System
	mu   sync.Mutex
	away bool
}

func (b *awayOrders) heal() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.away = false
}

func (b *awayOrders) Lookup(context.Context, taxi.Phone) (taxi.Caller, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.away {
		return taxi.Caller{}, errors.New("connection refused")
	}
	return taxi.Caller{}, taxi.ErrNotFound
}

// What the office's parts notice is told with their words.
func TestWhatTheEngineNotices(t *testing.T) {
	watched(t, `
[[alert]]
what = "trunk"
to = ["telegram:42"]
[[alert]]
what = "robot"
to = ["telegram:42"]
[[alert]]
what = "disk"
free_percent = 10
to = ["telegram:42"]
`, func(s *simulated, telegram, _ *messages) {
		signs := &s.engine.alerts.signs
		signs.Trunk("provider", "503 Service Unavailable")
		time.Sleep(45 * time.Second)
		telegram.says(t, "trunk “provider” is down (503 Service Unavailable)")
		signs.Trunk("provider", "")
		signs.Robot("10 calls in a row failed")
		time.Sleep(70 * time.Second)
		telegram.says(t, "back to normal: trunk “provider”", "the robot’s calls do not get through (10 calls in a row failed)")
	})
	simulate(t, withTelegram+`[[alert]]
what = "disk"
free_percent = 10
to = ["telegram:42"]
`, nil, func(s *simulated) {
		telegram := &messages{}
		s.stopEngine()
		s.room, s.ways = 9, map[string]notify.Messenger{"telegram": telegram}
		s.startEngine()
		time.Sleep(90 * time.Second)
		telegram.mu.Lock()
		defer telegram.mu.Unlock()
		if len(telegram.taken) == 0 || !strings.Contains(telegram.taken[0], "9 % free") {
			t.Errorf("sent %q", telegram.taken)
		}
	})
}

// The switch is lost: he who is written to is told, and told when it is back.
func TestTheSwitchIsLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		telegram := &messages{}
		sw := &lostSwitch{}
		a := newAlerts(world{Office: office.Office{
			Name: "Test", Language: "uk", Location: time.UTC,
			Trunks: []office.Trunk{{Name: "provider"}},
			Alerts: []office.Alert{{What: "switch", After: 10 * time.Second, To: []office.Receiver{{By: "telegram", To: "42"}}}},
		}, Ways: map[string]notify.Messenger{"telegram": telegram}, Room: func(string) (int, error) { return 50, nil }, Log: quiet()})
		a.desk, a.sw = noDesk{}, sw
		ctx, stop := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { a.run(ctx) })
		defer running.Wait()
		defer stop()
		time.Sleep(20 * time.Second)
		telegram.says(t, "немає зв’язку з FreeSWITCH")
		sw.connect()
		time.Sleep(30 * time.Second)
		telegram.says(t, "вже все гаразд")
	})
}

type lostSwitch struct {
	mu sync.Mutex
	up bool
}

func (l *lostSwitch) connect() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.up = true
}

func (l *lostSwitch) Connected() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.up
}

func (l *lostSwitch) CallOut(context.Context, dialplan.Dialling) error {
	return dialplan.ErrNoTrunk
}

type noDesk struct{}

// A disk that never answers holds up nobody, and is told of.
func TestDisks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hangs := make(chan struct{})
		o := office.Office{FreeSWITCH: office.FreeSWITCH{Home: "/srv/freeswitch"}, Store: office.Store{DSN: "/var/lib/cabline.db"}}
		d := newDisks(o, func(dir string) (int, error) {
			if dir == "/var/lib" {
				<-hangs
			}
			return 7, nil
		})
		slices.Sort(d.dirs)
		d.look()
		synctest.Wait()
		if got := fmt.Sprint(d.look()); got != "[{/srv/freeswitch 7 } {/var/lib 100 }]" {
			t.Errorf("the disks are %s", got)
		}
		time.Sleep(time.Minute)
		if got := fmt.Sprint(d.look()); got != "[{/srv/freeswitch 7 } {/var/lib 100 no answer for 30s}]" {
			t.Errorf("the disks are %s", got)
		}
		close(hangs)
		synctest.Wait()
		if got := fmt.Sprint(d.look()); got != "[{/srv/freeswitch 7 } {/var/lib 7 }]" {
			t.Errorf("the disks are %s", got)
		}
		d.wait()
	})
	if free, err := freePercent(t.TempDir()); err != nil || free < 0 || free > 100 {
		t.Errorf("%d %% are free, %v", free, err)
	}
	if _, err := freePercent("/nonexistent/yet"); err != nil {
		t.Errorf("a directory that is not there yet: %v", err)
	}
}
