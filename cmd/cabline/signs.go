package main

import (
	"sync"
	"time"

	"github.com/cabline/cabline/alarm"
	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/office"
)

// signs is what the engine's parts notice by the way: who was answered, which
// trunk fails, whether the robot and the order system work. Its methods return
// at once and may be called from everywhere.
type signs struct {
	mu       sync.Mutex
	answered map[string]time.Time // by queue
	turned   map[string]time.Time // away, by queue
	trunks   map[string]string    // why it fails
	robot    string               // why it fails
	orders   bool                 // away
}

// Trunk takes note that a trunk does not work, and why; empty: it does.
func (s *signs) Trunk(name, down string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.trunks == nil {
		s.trunks = make(map[string]string)
	}
	s.trunks[name] = down
}

// Robot takes note that the robot's calls fail, and why; empty: they do not.
func (s *signs) Robot(fails string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.robot = fails
}

// OrdersAway takes note whether the order system answers.
func (s *signs) OrdersAway(away bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.orders = away
}

func (s *signs) answer(queue string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.answered == nil {
		s.answered = make(map[string]time.Time)
	}
	s.answered[queue] = time.Now()
}

func (s *signs) turnAway(queue string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.turned == nil {
		s.turned = make(map[string]time.Time)
	}
	s.turned[queue] = time.Now()
}

// ofQueue is when somebody was last answered, and when last turned away.
func (s *signs) ofQueue(queue string) (answered, turnedAway time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.answered[queue], s.turned[queue]
}

// seen is what the signs say at this moment.
func (s *signs) seen(o office.Office) alarm.Observation {
	s.mu.Lock()
	defer s.mu.Unlock()
	seen := alarm.Observation{Robot: s.robot, OrdersAway: s.orders}
	for _, t := range o.Trunks {
		seen.Trunks = append(seen.Trunks, alarm.Trunk{Name: t.Name, Down: s.trunks[t.Name]})
	}
	return seen
}

// answering lets the signs hear of every caller whom an operator takes, and of
// those whom nobody could.
type answering struct {
	counters
	signs *signs
}

// Waited implements dialplan.Observer.
func (a answering) Waited(queue string, d time.Duration) {
	a.signs.answer(queue)
	a.counters.Waited(queue, d)
}

// CallEnded implements dialplan.Observer.
func (a answering) CallEnded(r dialplan.Record) {
	if r.Outcome == dialplan.TurnedAway && r.Queue != "" {
		a.signs.turnAway(r.Queue)
	}
	a.counters.CallEnded(r)
}
