package web

import (
	"sync"
	"time"
)

// patience slows down who guesses passwords. A login from one address has a few
// attempts and then pauses that double; an address has more, for all logins
// together. An attempt counts as failed until it has passed, so that many at once
// are no way around it.
type patience struct {
	mu    sync.Mutex
	tries map[string]try
}

type try struct {
	failed int
	until  time.Time // no attempt before
}

const (
	loginTries   = 5
	addressTries = 50
	longestPause = 5 * time.Minute
	mostTries    = 10000 // addresses and logins remembered
)

func newPatience() *patience { return &patience{tries: make(map[string]try)} }

// attempt counts one, or tells how long there may be none.
func (p *patience) attempt(login, address string) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	keys := map[string]int{login + "\x00" + address: loginTries, address: addressTries}
	for key := range keys {
		if wait := p.tries[key].until.Sub(now); wait > 0 {
			return wait
		}
	}
	if len(p.tries) > mostTries {
		p.forget(now)
	}
	for key, free := range keys {
		t := p.tries[key]
		if now.Sub(t.until) > longestPause && t.failed >= free {
			t = try{} // he has waited longer than he had to
		}
		t.failed++
		if over := t.failed - free; over >= 0 {
			t.until = now.Add(min(longestPause, time.Second<<min(over, 16)))
		}
		p.tries[key] = t
	}
	return 0
}

// passed forgets the failures of who knew his password. Those of the address
// stay: others log in from there.
func (p *patience) passed(login, address string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.tries, login+"\x00"+address)
	if t, ok := p.tries[address]; ok {
		t.failed--
		p.tries[address] = t
	}
}

// forget makes room: first who may try again anyway, then everybody.
func (p *patience) forget(now time.Time) {
	for key, t := range p.tries {
		if now.After(t.until) {
			delete(p.tries, key)
		}
	}
	if len(p.tries) > mostTries {
		clear(p.tries)
	}
}
