package notify

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"
)

// wire is a network in memory with one server on it, so that a provider's
// silence costs a test no time.
type wire struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newWire() *wire { return &wire{conns: make(chan net.Conn), closed: make(chan struct{})} }

func (w *wire) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case w.conns <- there:
		return here, nil
	case <-w.closed:
		return nil, errors.New("connection refused")
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (w *wire) Accept() (net.Conn, error) {
	select {
	case c := <-w.conns:
		return c, nil
	case <-w.closed:
		return nil, net.ErrClosed
	}
}

func (w *wire) Close() error   { w.once.Do(func() { close(w.closed) }); return nil }
func (w *wire) Addr() net.Addr { return &net.UnixAddr{Name: "wire"} }

// website serves a provider's HTTP on a wire and gives the client that reaches
// it. Both end with the test.
func website(t *testing.T, provider http.HandlerFunc) *http.Client {
	t.Helper()
	w := newWire()
	var served sync.WaitGroup
	server := &http.Server{Handler: http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		served.Add(1)
		defer served.Done()
		provider(rw, r)
	})}
	served.Go(func() { _ = server.Serve(w) })
	transport := &http.Transport{DialContext: w.dial, DisableKeepAlives: true}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		server.Close()
		w.Close()
		served.Wait()
	})
	return &http.Client{Transport: transport}
}

// silent reads what it is asked and says nothing until the other side has gone.
func silent(_ http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body) // else the server does not notice that it has
	<-r.Context().Done()
}

// want is what an error should say.
type want struct {
	fault Fault
	code  int
	pause time.Duration
}

func (w want) check(t *testing.T, err error) {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("%v is no *Error", err)
	}
	if e.Fault != w.fault || e.Code != w.code || e.RetryAfter != w.pause {
		t.Errorf("%v: fault %s, code %d, again in %s; want %s, %d, %s", err, e.Fault, e.Code, e.RetryAfter, w.fault, w.code, w.pause)
	}
	if FaultOf(err) != w.fault || RetryAfter(err) != w.pause {
		t.Errorf("FaultOf and RetryAfter do not say what %+v says", e)
	}
}
