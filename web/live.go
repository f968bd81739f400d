package web

import (
	"context"
	"crypto/rand"
	"sync"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/trunk"
)

// Live follows the office for everybody who watches it. It is told that something
// has changed, not what: it looks at the whole office, at most ten times a
// second, compares what it sees with what it saw, and keeps the differences in a
// ring. Each follower reads the ring from where he was, so that a hundred
// consoles cost one look and one encoding, and one who does not read costs
// nothing.
type Live struct {
	office     Scenery
	trunks     Trunks
	phones     func() map[dialplan.OperatorID][]BoardPhone
	listenings func() []BoardListening
	opened     func(CardOpened)
	began      time.Time
	epoch      string // of this engine's life; numbers of another mean nothing

	mu        sync.RWMutex
	now       scene
	things    map[string]*thing // by kind and key
	ring      []change          // the last of them; that of number n at n % ringSize
	next      uint64            // number of the change to come; the first is 1
	followers map[*follower]struct{}
	opens     map[dialplan.OperatorID]CardOpens
	cards     map[cardKey]bool // those that were opened, of calls that are up
	over      chan struct{}    // closed when Run has ended
}

// Scenery is the office that is followed; dialplan's Desk.
type Scenery interface {
	Board() dialplan.Board

	// Changed receives after something may have changed.
	Changed() <-chan struct{}
}

// BoardPhone is a telephone at which an operator is logged in.
type BoardPhone struct {
	Kind  string    // "sip", "verto", "browser"
	Since time.Time // that he is
}

// BoardListening is a supervisor who listens to an operator.
type BoardListening struct {
	ID       string
	Operator dialplan.OperatorID // who is heard
	By       string              // the login of who listens
	Mode     string              // as dialplan.ListenMode
}

// LiveConfig is what a Live is made of.
type LiveConfig struct {
	Office     Scenery
	Trunks     Trunks                                      // nil: none are shown
	Listenings func() []BoardListening                     // nil: nobody listens
	Phones     func() map[dialplan.OperatorID][]BoardPhone // nil: nobody is logged in anywhere
	Cards      map[dialplan.OperatorID]CardOpens           // when each operator's opens; who is missing: when it rings
	Opened     func(CardOpened)                            // is told of each, if not nil; it must return at once
}

const (
	// pace is the shortest time from one look at the office to the next.
	pace = 100 * time.Millisecond

	// ringSize is how many changes a follower may be behind: some ten seconds of
	// a busy office, and a megabyte or two.
	ringSize = 4096
)

// NewLive makes a Live. Run must be called for it to follow anything.
func NewLive(c LiveConfig) *Live {
	l := &Live{
		office: c.Office, trunks: c.Trunks, listenings: c.Listenings, phones: c.Phones, opened: c.Opened,
		epoch: rand.Text()[:8], began: time.Now(),
		things: make(map[string]*thing), ring: make([]change, ringSize), next: 1,
		followers: make(map[*follower]struct{}), opens: make(map[dialplan.OperatorID]CardOpens), cards: make(map[cardKey]bool),
		over: make(chan struct{}),
	}
	for id, when := range c.Cards {
		l.opens[id] = when
	}
	return l
}

// Run follows the office until the context ends. Then every stream is ended too.
func (l *Live) Run(ctx context.Context) {
	defer close(l.over)
	for {
		l.look()
		select {
		case <-ctx.Done():
			return
		case <-time.After(pace):
		}
		select {
		case <-ctx.Done():
			return
		case <-l.office.Changed():
		}
	}
}

// scene is the office now, looked at anew: whoever asks for it does not follow.
func (l *Live) scene() scene {
	var trunks []trunk.Report
	if l.trunks != nil {
		trunks = l.trunks.Trunks()
	}
	var listenings []BoardListening
	if l.listenings != nil {
		listenings = l.listenings()
	}
	var phones map[dialplan.OperatorID][]BoardPhone
	if l.phones != nil {
		phones = l.phones()
	}
	return newScene(l.office.Board(), phones, trunks, listenings)
}

// look compares the office with what was seen last, and wakes the followers if
// it differs.
func (l *Live) look() {
	s := l.scene()
	seen := thingsOf(s)
	l.mu.Lock()
	from := l.next
	for id, t := range seen {
		if before := l.things[id]; !before.same(t) {
			l.add(change{before: before, after: t})
		}
	}
	for id, t := range l.things {
		if seen[id] == nil {
			l.add(change{before: t})
		}
	}
	cards := l.newCards(s)
	for _, c := range cards {
		l.add(change{after: c.thing()})
	}
	l.now, l.things = s, seen
	if l.next != from {
		for f := range l.followers {
			f.call()
		}
	}
	l.mu.Unlock()
	if l.opened != nil {
		for _, c := range cards {
			l.opened(c)
		}
	}
}

// add puts a change into the ring. The caller holds the lock.
func (l *Live) add(c change) {
	l.ring[l.next%ringSize] = c
	l.next++
}
