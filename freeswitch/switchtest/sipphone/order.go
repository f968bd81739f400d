package sipphone

import (
	"bytes"
	"sync"
	"time"
)

// order keeps messages from overtaking each other. The SIP stack handles each
// datagram in a goroutine of its own, so on a busy machine it may see a CANCEL
// before its INVITE, or a BYE before the 200 that it follows; either would be
// refused with 481, and the ring or the call would never end. Whoever does the
// first step says when it is done, and the second waits for it.
type order struct {
	mu    sync.Mutex
	steps map[string]*step
}

type step struct {
	began time.Time
	done  chan struct{}
	once  sync.Once
}

const (
	// outOfOrder is how long the second step waits: handling a message takes
	// less on the busiest machine, and the other side repeats it after that.
	outOfOrder = 500 * time.Millisecond
	// stepsKept is how long a step that nobody ends is remembered: past the
	// repetitions of its message.
	stepsKept = 2 * time.Minute
)

func newOrder() *order { return &order{steps: make(map[string]*step)} }

// begin says that a step has begun; to say it again changes nothing.
func (o *order) begin(key string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if _, again := o.steps[key]; again {
		return
	}
	now := time.Now()
	for key, s := range o.steps {
		if now.Sub(s.began) > stepsKept {
			delete(o.steps, key)
		}
	}
	o.steps[key] = &step{began: now, done: make(chan struct{})}
}

// done says that a step is done. It stays known, as its message may be repeated.
func (o *order) done(key string) {
	if s := o.step(key); s != nil {
		s.once.Do(func() { close(s.done) })
	}
}

// wait returns when the step is done, if it has begun, or too much time has
// passed.
func (o *order) wait(key string) {
	s := o.step(key)
	if s == nil {
		return
	}
	select {
	case <-s.done:
	case <-time.After(outOfOrder):
	}
}

func (o *order) step(key string) *step {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.steps[key]
}

// pass sees each message from the network before the SIP stack does.
func (o *order) pass(msg []byte) {
	switch {
	case bytes.HasPrefix(msg, []byte("INVITE ")):
		o.begin(topBranch(msg))
	case bytes.HasPrefix(msg, []byte("CANCEL ")):
		o.wait(topBranch(msg))
	}
}

// topBranch is the transaction's key: the branch of the first Via header, the
// same in an INVITE and its CANCEL.
func topBranch(msg []byte) string {
	_, after, found := bytes.Cut(msg, []byte("branch="))
	if !found {
		return ""
	}
	if end := bytes.IndexAny(after, "; ,\t\r\n"); end >= 0 {
		after = after[:end]
	}
	return string(after)
}
