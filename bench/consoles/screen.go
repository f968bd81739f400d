package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

// screen is a console: it notes when its stream has brought that an operator has
// begun to talk.
type screen struct {
	mu    sync.Mutex
	talks map[string][]time.Time // by operator
	state map[string]string
	err   error
}

func newScreen() *screen {
	return &screen{talks: make(map[string][]time.Time), state: make(map[string]string)}
}

// follow reads the stream until the context ends. A stream that ends before is a
// failure: consoles come back, but here nothing gives them a reason to.
func (s *screen) follow(ctx context.Context, address, token string) {
	err := s.read(ctx, address, token)
	if ctx.Err() != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.err = fmt.Errorf("a stream ended: %w", err)
}

func (s *screen) failure() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

func (s *screen) read(ctx context.Context, address, token string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+token)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return errors.New(answer.Status)
	}
	lines := bufio.NewScanner(answer.Body)
	lines.Buffer(make([]byte, 0, 64<<10), 4<<20)
	for lines.Scan() {
		// Reading all of the JSON a hundred times over would measure this program.
		if thing, ok := strings.CutPrefix(lines.Text(), `data: {"operator":{"id":"`); ok {
			s.saw(thing, time.Now())
		}
	}
	return errors.Join(lines.Err(), errors.New("its end"))
}

// saw takes an operator in, from his extension on.
func (s *screen) saw(thing string, at time.Time) {
	operator, rest, _ := strings.Cut(thing, `"`)
	_, rest, _ = strings.Cut(rest, `"state":"`)
	state, _, _ := strings.Cut(rest, `"`)
	s.mu.Lock()
	defer s.mu.Unlock()
	if state == "talking" && s.state[operator] != state {
		s.talks[operator] = append(s.talks[operator], at)
	}
	s.state[operator] = state
}

// pickup is an operator who has picked up.
type pickup struct {
	operator string
	at       time.Time
}

// shown is how long after it the screen showed a pickup, before the operator had
// hung up again.
func (s *screen) shown(p pickup, talk time.Duration) (time.Duration, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, at := range s.talks[p.operator] {
		if d := at.Sub(p.at); d >= 0 && d < talk {
			return d, true
		}
	}
	return 0, false
}

// pickups is the file in which the switch notes them, one a line: nanoseconds
// and extension.
const pickups = "pickups"

func readPickups(path string) ([]pickup, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var all []pickup
	for line := range strings.Lines(string(text)) {
		at, operator, _ := strings.Cut(strings.TrimSpace(line), " ")
		n, err := strconv.ParseInt(at, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("read when operators picked up: %w", err)
		}
		all = append(all, pickup{operator: operator, at: time.Unix(0, n)})
	}
	return all, nil
}
