package freeswitch

import (
	"slices"
	"sync"
	"time"

	"github.com/cabline/cabline/dialplan"
)

// ears are the supervisors who listen, by the ID of their listening.
type ears struct {
	mu    sync.Mutex
	byID  map[string]*ear
	ended map[string]time.Time // those that were let go lately
}

// ear is one supervisor's telephone.
type ear struct {
	listening dialplan.Listening
	legs      []string         // that ring
	leg       string           // that has been answered; empty: none yet
	want      dialplan.Tapping // what he is to hear
	mode      dialplan.ListenMode
	turn      int        // counts wants, so that of several the last is done
	busy      sync.Mutex // held while commands about him go out
}

func (e *ears) init() {
	e.byID = make(map[string]*ear)
	e.ended = make(map[string]time.Time)
}

// add takes in a listening; of one who has called himself, with his leg.
func (e *ears) add(l dialplan.Listening) *ear {
	e.mu.Lock()
	defer e.mu.Unlock()
	one := &ear{listening: l, leg: l.To.Leg, mode: l.Mode}
	e.byID[l.ID] = one
	return one
}

// adopt takes in the leg of a listening that another engine has begun, or that
// was answered unseen.
func (e *ears) adopt(l dialplan.Listener, leg string) (known bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if _, over := e.ended[l.ID]; over {
		return false
	}
	if e.byID[l.ID] == nil {
		e.byID[l.ID] = &ear{listening: dialplan.Listening{ID: l.ID, By: dialplan.Supervisor{Login: l.Login, Operator: l.Phone}}, leg: leg, mode: l.Mode}
	}
	return true
}

func (e *ears) get(id string) *ear {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.byID[id]
}

// listener is whose leg a channel is; nil: nobody's who listens.
func (e *ears) listener(leg string) *ear {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, one := range e.byID {
		if one.leg == leg || slices.Contains(one.legs, leg) {
			return one
		}
	}
	return nil
}

// rings notes the legs that are dialled. It reports false if he was let go
// meanwhile.
func (e *ears) rings(one *ear, legs []string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	one.legs = legs
	return e.byID[one.listening.ID] == one
}

// answered notes which of them he has picked up. It reports false if he was let
// go meanwhile.
func (e *ears) answered(one *ear, leg string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	one.leg, one.legs = leg, nil
	return e.byID[one.listening.ID] == one
}

// remove forgets a listening, and returns the legs that it has.
func (e *ears) remove(id string) (legs []string, known bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	one := e.byID[id]
	if one == nil {
		return nil, false
	}
	delete(e.byID, id)
	for old, at := range e.ended {
		if time.Since(at) > time.Minute {
			delete(e.ended, old)
		}
	}
	e.ended[id] = time.Now()
	if one.leg != "" {
		return []string{one.leg}, true
	}
	return one.legs, true
}

// hears notes what he is to hear and returns the turn.
func (e *ears) hears(one *ear, t dialplan.Tapping) (turn int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	one.want = t
	one.turn++
	return one.turn
}

// now is what he is to hear, and whether that turn is still the last.
func (e *ears) now(one *ear, turn int) (leg string, t dialplan.Tapping, m dialplan.ListenMode, last bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return one.leg, one.want, one.mode, one.turn == turn && e.byID[one.listening.ID] == one
}

// speaks notes who hears him.
func (e *ears) speaks(one *ear, m dialplan.ListenMode) {
	e.mu.Lock()
	defer e.mu.Unlock()
	one.mode = m
}
