package webphone

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"

	"github.com/gobwas/ws"
	"github.com/gobwas/ws/wsutil"
)

// What a branch may ask about.
var (
	// ErrOver is the answer of a ring that has stopped and of a call that is over.
	ErrOver = errors.New("the call is over")
	// ErrRefused is the answer to a login with a wrong name or password, and to a
	// hold that FreeSWITCH does not want.
	ErrRefused = errors.New("refused")
)

// Config is a phone's account and voice.
type Config struct {
	URL      string // of FreeSWITCH's WebSocket: ws://127.0.0.1:5066
	Domain   string // of the account
	User     string
	Password string
	Tone     float64 // hertz it says while it talks; 0: silence
	Log      *slog.Logger
}

// language is how a phone speaks with FreeSWITCH about calls.
type language interface {
	// hear takes one message from FreeSWITCH.
	hear(message []byte)

	accept(r *Ring, answer string) error
	refuse(r *Ring) error
	hangUp(r *Ring) error
	hold(ctx context.Context, r *Ring, hold bool) error
	logOut()

	// forget is told of every call that is over.
	forget(id string)
}

// Phone is one browser's telephone. Its methods may be used from any goroutine.
type Phone struct {
	config Config
	log    *slog.Logger
	conn   net.Conn
	speaks language
	rings  chan *Ring
	done   chan struct{} // nothing is heard any more

	writing sync.Mutex

	mu    sync.Mutex
	calls map[string]*Ring // by what FreeSWITCH calls them
}

// maxRings is how many rings wait to be taken from Incoming.
const maxRings = 16

// dial connects a phone; protocol is the WebSocket's subprotocol.
func dial(ctx context.Context, c Config, protocol string) (*Phone, error) {
	p := &Phone{config: c, log: c.Log, rings: make(chan *Ring, maxRings), done: make(chan struct{}), calls: make(map[string]*Ring)}
	if p.log == nil {
		p.log = slog.New(slog.DiscardHandler)
	}
	dialer := ws.Dialer{}
	if protocol != "" {
		dialer.Protocols = []string{protocol}
	}
	conn, _, _, err := dialer.Dial(ctx, c.URL)
	if err != nil {
		return nil, fmt.Errorf("connect to %s: %w", c.URL, err)
	}
	p.conn = conn
	return p, nil
}

// listen hears FreeSWITCH until the connection ends, and with it all calls.
func (p *Phone) listen() {
	defer close(p.done)
	for {
		message, _, err := wsutil.ReadServerData(p.conn)
		if err != nil {
			break
		}
		p.log.Debug("heard", "message", string(message))
		p.speaks.hear(message)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, r := range p.calls {
		r.end("the connection is gone")
	}
}

func (p *Phone) say(message []byte) error {
	p.writing.Lock()
	defer p.writing.Unlock()
	p.log.Debug("said", "message", string(message))
	return wsutil.WriteClientText(p.conn, message)
}

// Incoming gives the calls that ring here.
func (p *Phone) Incoming() <-chan *Ring { return p.rings }

// Done is closed when the phone has lost its connection, or closed it.
func (p *Phone) Done() <-chan struct{} { return p.done }

// Close logs the phone out, as a page that is left does, and ends its calls.
func (p *Phone) Close() error {
	p.speaks.logOut()
	return p.Vanish()
}

// Vanish cuts the phone off without a word, as a browser that is killed.
func (p *Phone) Vanish() error {
	err := p.conn.Close()
	<-p.done
	return err
}

// arrives lets a new call ring.
func (p *Phone) arrives(r *Ring) {
	p.mu.Lock()
	p.calls[r.id] = r
	p.mu.Unlock()
	select {
	case p.rings <- r:
	default:
		if err := p.speaks.refuse(r); err != nil {
			p.log.Warn("turn a call away: nobody takes the rings", "error", err)
		}
		p.ends(r.id, "nobody takes the rings here")
	}
}

// ends takes a call off the phone: FreeSWITCH has ended it.
func (p *Phone) ends(id, why string) {
	p.mu.Lock()
	r := p.calls[id]
	delete(p.calls, id)
	p.mu.Unlock()
	if r != nil {
		p.speaks.forget(id)
		r.end(why)
	}
}

// ring is the call of that name; nil: it is over.
func (p *Phone) ring(id string) *Ring {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.calls[id]
}
