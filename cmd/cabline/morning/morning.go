// Package morning is a morning at a taxi office, played on a simulated switch
// by people who do not exist. It lets somebody who has no FreeSWITCH see the
// office at work: what is real is the engine, the order book and the records.
//
// The town (town.go) has clients, drivers and strangers with telephones. What
// one of them does in a call is a story (clients.go, waiting.go, drivers.go)
// that reads like a call script; the programme (programme.go) says who calls
// when, and lets a crowd call at once every few minutes. Operators (operators.go)
// answer, refuse, write orders down and drink coffee. The dispatcher
// (dispatcher.go) finds drivers for the orders and lets them drive, so that who
// calls a minute later hears something else.
//
// Everybody waits on package time alone: in a testing/synctest bubble half an
// hour takes seconds.
package morning

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/route"
	"github.com/cabline/cabline/freeswitch/switchtest"
	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/store"
)

// Stage is where a morning is played.
type Stage struct {
	Switch  *switchtest.Switch
	Office  office.Office
	Book    *store.Book // in which Settle has written the town
	Records Records
	Screen  Screen
	Seed    uint64 // of all chance; what happens at the same moment may still change its order
	Log     *slog.Logger

	// Seen is told of every call made or taken by somebody of the town when it
	// is over. It may be nil, and is called by several goroutines.
	Seen func(Scene)
}

// Records are the calls of the office, as an operator sees them on his screen.
type Records interface {
	Records(ctx context.Context, f store.Filter) ([]dialplan.Record, error)
}

// Screen is what an operator clicks at.
type Screen interface {
	SetStatus(ctx context.Context, id dialplan.OperatorID, s route.Status, reason string) error
}

// Scene is a call as the person outside saw it.
type Scene struct {
	Story  string
	Call   string // its channel, which is the name of its record
	Heard  []string
	Talked bool
	HungUp bool // he did, and not the office
}

// play is a morning under way.
type play struct {
	Stage
	*town
	people sync.WaitGroup
}

// Play lets the morning go on until ctx ends. It returns when everybody has
// hung up and gone.
func Play(ctx context.Context, s Stage) error {
	t, err := newTown(ctx, s.Book, s.Office)
	if err != nil {
		return err
	}
	p := &play{Stage: s, town: t}
	defer p.people.Wait()
	for i, staff := range Staff(s.Office, time.Now()) {
		p.people.Go(func() { p.operator(staff, p.dice(uint64(i))).works(ctx) })
	}
	p.people.Go(func() { p.dispatches(ctx, p.dice(50)) })
	p.programme(ctx, p.dice(51))
	return nil
}

// dice are somebody's own: whatever the others do, his luck is the same.
func (p *play) dice(whose uint64) *rand.Rand { return rand.New(rand.NewPCG(p.Seed, whose)) }

func (p *play) seen(s Scene) {
	if p.Seen != nil {
		p.Seen(s)
	}
}

// trouble is told of something that a person of the town could not do. At the
// end of the morning nobody can do anything any more.
func (p *play) trouble(ctx context.Context, what string, err error) {
	if err != nil && ctx.Err() == nil {
		p.Log.Warn("the morning: "+what, "error", err)
	}
}

// seconds is a time between two numbers of seconds.
func seconds(dice *rand.Rand, from, to int) time.Duration {
	return time.Duration(from)*time.Second + time.Duration(dice.Int64N(int64(to-from)*int64(time.Second)+1))
}

// pause waits, and reports whether the morning still goes on.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}
