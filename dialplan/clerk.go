package dialplan

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/cabline/cabline/sounds"
	"github.com/cabline/cabline/taxi"
)

// Digits that callers dial, ended by a hash or a pause.
const (
	longestName = 12 // of a callsign or a client's number
	longestPIN  = 12
	longestCard = 20
	digitsWait  = 8 * time.Second
	endOfDigits = "#"
)

// pinTries is how often a caller may dial callsign and PIN.
const pinTries = 3

// digits says a phrase and takes what the caller dials. What it was is nobody's
// business but the conversation's: it gets into no record and no log.
func (v *visit) digits(ctx context.Context, most int, p sounds.Phrase) (string, error) {
	return v.call.Ask(ctx, Question{Prompt: v.files(ctx, p), Most: most, End: endOfDigits, Wait: digitsWait})
}

// identify lets a caller say by keys who he is. Known is false if he could not,
// in three tries. An error of the order system ends it at once: nobody can be
// identified then, and it is not the caller's fault.
//
// He is asked for the PIN whatever number he dialled, and told the same whatever
// is wrong, so that nobody learns whom there is.
func (v *visit) identify(ctx context.Context) (who taxi.Caller, known bool, err error) {
	for range pinTries {
		name, err := v.digits(ctx, longestName, sounds.AskCallsign)
		if err != nil {
			return who, false, err
		}
		if name == "" {
			break // he has none
		}
		pin, err := v.digits(ctx, longestPIN, sounds.AskPIN)
		if err != nil {
			return who, false, err
		}
		who, err := v.whose(ctx, name, pin)
		switch {
		case err == nil:
			return who, true, nil
		case !errors.Is(err, taxi.ErrNotFound):
			return who, false, fmt.Errorf("%w: %w", errNoClerk, err)
		}
		v.desk.Note(v.id, "did not prove who he is", "number and PIN do not belong together")
		if err := v.say(ctx, sounds.WrongPIN); err != nil {
			return who, false, err
		}
	}
	return who, false, nil
}

// errNoClerk says that the order system could not be asked.
var errNoClerk = errors.New("the order system could not be asked")

// whose asks the order system, unless too many have tried this name lately.
func (v *visit) whose(ctx context.Context, name, pin string) (taxi.Caller, error) {
	if v.orders == nil {
		return taxi.Caller{}, errors.New("there is none")
	}
	if !v.guesses.may(name, time.Now()) {
		v.log.Warn("a PIN has been guessed at too often; it is not looked at for a while", "call", v.id)
		return taxi.Caller{}, taxi.ErrNotFound
	}
	if pin == "" {
		return taxi.Caller{}, taxi.ErrNotFound
	}
	who, err := v.orders.Identify(ctx, name, pin)
	if err == nil {
		v.guesses.forget(name)
	}
	return who, err
}

// guesses bounds how often a PIN is tried, by all callers together: four digits
// are found by a machine that may go on.
type guesses struct {
	mu    sync.Mutex
	tried map[string][]time.Time
}

// So many tries of one name within so long; more are wrong whatever the PIN.
const (
	mostGuesses  = 10
	guessesSpan  = time.Hour
	namesGuessed = 10000 // are remembered; nobody dials more in an hour
)

// may counts a try.
func (g *guesses) may(name string, now time.Time) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.tried == nil || len(g.tried) > namesGuessed {
		g.tried = make(map[string][]time.Time)
	}
	var late []time.Time
	for _, at := range g.tried[name] {
		if now.Sub(at) < guessesSpan {
			late = append(late, at)
		}
	}
	if len(late) >= mostGuesses {
		g.tried[name] = late
		return false
	}
	g.tried[name] = append(late, now)
	return true
}

// forget takes the tries back of somebody who knew his PIN.
func (g *guesses) forget(name string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.tried, name)
}
