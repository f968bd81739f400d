package sipphone

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"time"

	"github.com/emiago/diago"
	"github.com/emiago/sipgo"
	"github.com/emiago/sipgo/sip"
)

// What a branch may ask about.
var (
	// ErrEnded is the answer of a call that is over.
	ErrEnded = errors.New("the call has ended")
	// ErrCancelled is the answer to whoever picks up a ring the caller has left.
	ErrCancelled = errors.New("the caller has cancelled")
	// ErrSettled is the answer to a second Answer or Reject.
	ErrSettled = errors.New("the ring was answered or rejected before")
	// ErrClosed is the answer of a closed phone.
	ErrClosed = errors.New("the phone is closed")
)

// Config is a phone's account and voice.
type Config struct {
	Server   string // host:port of FreeSWITCH, or of another phone
	Domain   string // of the account and of callers' addresses; the server's host if empty
	User     string // empty for a trunk's caller, who does not register
	Password string
	Tone     float64 // hertz it sends while it talks; 0 sends silence
	Dumb     bool    // sends no sound at all, not even silence, as from behind a firewall
	ALaw     bool    // prefers G.711 A-law to µ-law
	// Expires is how long a registration is asked for; an hour if zero. It is
	// renewed after three quarters of what the server grants.
	Expires time.Duration
	Logger  *slog.Logger // of the SIP stack; nothing is logged if nil
}

// Phone is one SIP user agent. Its methods may be used from any goroutine.
type Phone struct {
	config Config
	log    *slog.Logger
	wire   *wire
	agent  *sipgo.UserAgent
	dialer *diago.Diago

	spectrum *spectrum
	script   *script
	decoders decoders
	rings    chan *Ring

	ctx     context.Context // ends when Close begins
	hangUp  context.CancelCauseFunc
	talks   group // rings, dials, calls, the registration
	serving group // what answers the network
	closing sync.Once

	mu           sync.Mutex
	arriving     map[string]*Ring // by the INVITE's branch
	calls        map[string]*Call // by dialog
	registration *registration
}

// maxRings is how many rings wait to be taken from Incoming; further callers
// hear that the phone is busy.
const maxRings = 64

// New starts a phone on a free port of 127.0.0.1. It lives until Close or
// until ctx ends, whichever comes first.
func New(ctx context.Context, config Config) (*Phone, error) {
	host, _, err := net.SplitHostPort(config.Server)
	if err != nil {
		return nil, fmt.Errorf("server of a phone %q: %w", config.Server, err)
	}
	if config.Domain == "" {
		config.Domain = host
	}
	if config.Expires == 0 {
		config.Expires = time.Hour
	}
	p := &Phone{
		config:   config,
		log:      config.Logger,
		spectrum: newSpectrum(),
		script:   newScript(config.Tone),
		decoders: newDecoders(),
		rings:    make(chan *Ring, maxRings),
		arriving: make(map[string]*Ring),
		calls:    make(map[string]*Call),
	}
	if p.log == nil {
		p.log = slog.New(slog.DiscardHandler)
	}
	if p.wire, err = newWire(); err != nil {
		return nil, err
	}
	p.ctx, p.hangUp = context.WithCancelCause(context.WithoutCancel(ctx))
	if err := p.serve(); err != nil {
		return nil, errors.Join(err, p.wire.Close())
	}
	unwatch := context.AfterFunc(ctx, func() { p.Close() })
	context.AfterFunc(p.ctx, func() { unwatch() })
	return p, nil
}

// serve puts the SIP stack on the wire.
func (p *Phone) serve() error {
	name := p.config.User
	if name == "" {
		name = "sipphone"
	}
	agent, err := sipgo.NewUA(
		sipgo.WithUserAgent(name),
		sipgo.WithUserAgentHostname(p.config.Domain),
		sipgo.WithUserAgentTransportLayerOptions(sip.WithTransportLayerLogger(p.log)),
		sipgo.WithUserAgentTransactionLayerOptions(
			sip.WithTransactionLayerLogger(p.log),
			// A late copy of a response: the transaction it belongs to is over.
			sip.WithTransactionLayerUnhandledResponseHandler(func(*sip.Response) {}),
		),
	)
	if err != nil {
		return fmt.Errorf("start a SIP user agent: %w", err)
	}
	p.agent = agent
	server, err := sipgo.NewServer(agent, sipgo.WithServerLogger(p.log))
	if err != nil {
		return fmt.Errorf("start a SIP server: %w", err)
	}
	client, err := sipgo.NewClient(agent, sipgo.WithClientNAT(), sipgo.WithClientLogger(p.log))
	if err != nil {
		return fmt.Errorf("start a SIP client: %w", err)
	}
	client.TxRequester = &oneSocket{agent: agent, local: p.wire.addr()}

	p.dialer = diago.NewDiago(agent,
		diago.WithLogger(p.log),
		diago.WithServer(server),
		diago.WithClient(client),
		diago.WithMediaConfig(diago.MediaConfig{Codecs: p.codecs()}),
		diago.WithServerRequestMiddleware(p.watch),
		diago.WithTransport(diago.Transport{
			Transport: "udp",
			BindHost:  p.wire.addr().IP.String(),
			BindPort:  p.wire.addr().Port,
		}),
	)
	p.dialer.HandleFunc(p.ring)
	p.serving.start(func() {
		if err := server.ServeUDP(p.wire); err != nil && !errors.Is(err, net.ErrClosed) {
			p.log.Error("serve SIP", "error", err)
		}
	})
	<-p.wire.served
	return nil
}

// Addr is the host:port where the phone can be called.
func (p *Phone) Addr() string { return p.wire.addr().String() }

// Vanish cuts the phone off: from now on it sends nothing and hears nothing,
// neither SIP nor RTP, without a word to anybody, as when its network is gone.
// Its ports stay open. There is no way back but Close and a new Phone.
func (p *Phone) Vanish() { p.wire.cut.Store(true) }

// goodbye bounds how long Close waits for the other sides to answer.
const goodbye = time.Second

// Close hangs up, leaves the callers of unanswered rings with 480, gives the
// registration back and stops the phone. A phone that has vanished stops
// without a word. It returns when every goroutine of the phone has ended; the
// error is that of giving the registration back.
func (p *Phone) Close() error {
	var err error
	p.closing.Do(func() { err = p.close() })
	return err
}

func (p *Phone) close() error {
	var err error
	if vanished := p.wire.cut.Load(); vanished {
		p.hangUp(ErrClosed)
		p.talks.close()
	} else {
		err = p.sayGoodbye()
	}
	p.serving.close()
	err = errors.Join(err, p.agent.Close(), p.wire.Close())
	// Nothing can wait for the network any more.
	return errors.Join(err, p.talks.wait(context.Background()), p.serving.wait(context.Background()))
}

func (p *Phone) sayGoodbye() error {
	ctx, cancel := context.WithTimeout(context.Background(), goodbye)
	defer cancel()
	err := p.Unregister(ctx)
	p.hangUp(ErrClosed)
	p.talks.close()
	ctx, cancel = context.WithTimeout(context.Background(), goodbye)
	defer cancel()
	if err := p.talks.wait(ctx); err != nil {
		p.log.Info("close a phone without an answer to the good-bye", "error", err)
	}
	return err
}

// watch stands before the SIP stack's handlers: it counts them, keeps the
// rings' and calls' last words, and turns away who calls a phone that closes.
func (p *Phone) watch(next sipgo.RequestHandler) sipgo.RequestHandler {
	return func(req *sip.Request, tx sip.ServerTransaction) {
		if !p.serving.enter() {
			return
		}
		defer p.serving.leave()
		switch {
		case req.IsInvite() && req.To() != nil && !req.To().Params.Has("tag"):
			if !p.talks.enter() {
				p.refuse(req, tx, sip.StatusTemporarilyUnavailable)
				return
			}
			defer p.expect(req, tx)()
		case req.Method == sip.BYE:
			p.wire.order.wait(callID(req))
			p.noteBye(req)
		}
		next(req, tx)
	}
}

func (p *Phone) refuse(req *sip.Request, tx sip.ServerTransaction, code int) {
	if err := tx.Respond(sip.NewResponseFromRequest(req, code, phrase(code), nil)); err != nil {
		p.log.Info("refuse a call", "code", code, "error", err)
	}
}

// oneSocket sends every request by the phone's own socket. Left alone, the
// SIP stack opens another for a request inside a dialog whose contact is not
// where the last packet came from.
type oneSocket struct {
	agent *sipgo.UserAgent
	local *net.UDPAddr
}

func (s *oneSocket) Request(ctx context.Context, req *sip.Request) (sip.ClientTransaction, error) {
	req.Laddr = sip.Addr{IP: s.local.IP, Port: s.local.Port, Hostname: s.local.IP.String()}
	if req.IsAck() {
		return nil, s.agent.TransportLayer().WriteMsg(req)
	}
	tx, err := s.agent.TransactionLayer().Request(ctx, req)
	if err != nil {
		return nil, err // a nil *ClientTx in the interface would not be nil
	}
	return tx, nil
}

// phrase is the reason phrase of the codes a phone rejects with.
func phrase(code int) string {
	switch code {
	case sip.StatusTemporarilyUnavailable:
		return "Temporarily Unavailable"
	case sip.StatusBusyHere:
		return "Busy Here"
	case sip.StatusGlobalDecline:
		return "Decline"
	default:
		return fmt.Sprintf("Rejected %d", code)
	}
}
