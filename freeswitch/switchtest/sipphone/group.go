package sipphone

import (
	"context"
	"sync"
)

// group counts goroutines whose owner waits for them. Unlike a WaitGroup it
// can be asked to start one while somebody waits: requests arrive from the
// network until the phone is shut.
type group struct {
	mu   sync.Mutex
	n    int
	shut bool
	idle chan struct{} // non-nil while somebody waits, closed at zero
}

// enter counts the calling goroutine in, unless the group is shut.
func (g *group) enter() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.shut {
		return false
	}
	g.n++
	return true
}

func (g *group) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.n--
	if g.n == 0 && g.idle != nil {
		close(g.idle)
		g.idle = nil
	}
}

// start runs f in a goroutine of the group and reports whether it could.
func (g *group) start(f func()) bool {
	if !g.enter() {
		return false
	}
	go func() {
		defer g.leave()
		f()
	}()
	return true
}

// close lets nobody in any more.
func (g *group) close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.shut = true
}

// wait returns when nobody is left or ctx ends.
func (g *group) wait(ctx context.Context) error {
	g.mu.Lock()
	if g.n == 0 {
		g.mu.Unlock()
		return nil
	}
	if g.idle == nil {
		g.idle = make(chan struct{})
	}
	idle := g.idle
	g.mu.Unlock()
	select {
	case <-idle:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
