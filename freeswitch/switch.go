package freeswitch

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"sync"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/route"
	"github.com/cabline/cabline/dialplan/trunk"
	"github.com/cabline/cabline/esl"
	"github.com/cabline/cabline/office"
)

// Desk is who is told what happens in the switch.
type Desk interface {
	Happened(dialplan.Event)
	Guarded() []dialplan.Guarded
	Renew([]dialplan.CallID) []dialplan.Guarded
	Statuses() map[dialplan.OperatorID]route.Status
}

// Config says how to reach a FreeSWITCH.
type Config struct {
	// Dial opens a connection to its event socket.
	Dial     func(context.Context) (net.Conn, error)
	Password string
	Domain   string // of the operators' phones
	Queues   []string
	Sounds   string // directory of prompts, as FreeSWITCH sees it
	Voice    dialplan.Voice
	Log      *slog.Logger

	// Office has the trunks over which somebody outside is called, and the
	// numbers of the lines that he is shown.
	Office office.Office

	// Trunk is told when a call failed by a trunk's fault, and when a trunk is down
	// or works again. It must return at once. It may be nil.
	Trunk func(trunk.Notice)

	// Reconnected is called each time the connection for events is up again,
	// and Decided with the time from a call's arrival to the engine's first
	// command for it. Both may be nil.
	Reconnected func()
	Decided     func(time.Duration)
}

// Switch is a running FreeSWITCH. It implements the desk's Hands; Run keeps
// its connections and tells the desk what happens.
type Switch struct {
	cfg      Config
	log      *slog.Logger
	events   *esl.Client
	commands *esl.Client
	timers   *esl.Client
	desk     Desk

	pulse      pulse
	timing     sync.Mutex // held while timers are renewed, or one is taken off: these go out in the order in which the desk decided them
	channels   channels
	contacts   phonebook
	telephones telephones
	offers     offers
	ears       ears
	trunks     *trunks
	sessions   sync.Map        // handed, by the call's UUID
	diallings  sync.Map        // context.CancelCauseFunc of the calls out under way, by dialplan.Errand
	board      chan func()     // work that must not hold up events, done in order
	ctx        context.Context // of Run: ends the jobs

	jobsMu sync.Mutex
	jobs   sync.WaitGroup
	over   bool // Run ends, and no job begins any more
}

// New makes a Switch; nothing is dialled before Run.
func New(c Config) *Switch {
	s := &Switch{cfg: c, log: c.Log, board: make(chan func(), 1024), trunks: newTrunks(c.Office, c.Trunk)}
	s.channels.init()
	s.offers.init()
	s.ears.init()
	s.contacts.init()
	s.telephones.init()
	s.events = s.client(&esl.Client{
		Subscribe: []string{
			"CHANNEL_CREATE", "CHANNEL_ANSWER", "CHANNEL_BRIDGE", "CHANNEL_UNBRIDGE", "CHANNEL_HOLD", "CHANNEL_UNHOLD", "CHANNEL_HANGUP", "DTMF", "HEARTBEAT",
			"CUSTOM", "callcenter::info", "sofia::register", "sofia::unregister", "sofia::expire", "sofia::gateway_state",
			"verto::login", "verto::client_disconnect",
		},
		Only:             concerning(),
		Events:           s.event,
		HeartbeatTimeout: time.Minute, // HEARTBEAT comes every 20 s
		Connected:        func(context.Context, *esl.Conn) error { s.later(s.resync); return nil },
		Disconnected:     func(error) { s.desk.Happened(dialplan.Disconnected{At: time.Now()}) },
	})
	s.commands = s.client(&esl.Client{Subscribe: []string{"BACKGROUND_JOB", "HEARTBEAT"}, HeartbeatTimeout: time.Minute})
	s.timers = s.client(&esl.Client{Subscribe: []string{"HEARTBEAT"}, HeartbeatTimeout: time.Minute})
	return s
}

// concerning are the events that tell the office something, of those asked for
// by name. Each costs FreeSWITCH six kilobytes of text, which it makes byte by
// byte: that a client's leg exists and is answered is told by its session.
func concerning() []esl.Filter {
	return []esl.Filter{
		{Header: "Event-Name", Value: "CHANNEL_BRIDGE"},
		{Header: "Event-Name", Value: "CHANNEL_UNBRIDGE"},
		{Header: "Event-Name", Value: "CHANNEL_HANGUP"},
		{Header: "Event-Name", Value: "DTMF"},
		{Header: "Event-Name", Value: "HEARTBEAT"},
		{Header: "Event-Name", Value: "CUSTOM"},
		// Of the others, those of a leg that was dialled or is an operator's.
		{Header: "Call-Direction", Value: "outbound"},
		{Header: "variable_cabline_operator", Value: "/./"},
		// callcenter_track says twice in every call that it has looked.
		{Header: "CC-Action", Value: "-agent-status-get"},
	}
}

func (s *Switch) client(c *esl.Client) *esl.Client {
	c.Dial, c.Password, c.Logger = s.cfg.Dial, s.cfg.Password, s.log
	return c
}

// Run keeps the connections to FreeSWITCH until the context ends.
func (s *Switch) Run(ctx context.Context, desk Desk) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s.desk, s.ctx = desk, ctx
	s.pulse.last.Store(time.Now().UnixNano())
	var all sync.WaitGroup
	for _, run := range []func(context.Context) error{
		s.events.Run, s.commands.Run, s.timers.Run, s.renew, s.work, s.pulse.run, s.followTelephones,
	} {
		all.Go(func() {
			if err := run(ctx); err != nil && ctx.Err() == nil {
				s.log.Error("event socket", "error", err)
			}
		})
	}
	all.Wait()
	s.jobsMu.Lock()
	s.over = true
	s.jobsMu.Unlock()
	s.jobs.Wait()
	return context.Cause(ctx)
}

// Connected reports whether FreeSWITCH is reached for events and for commands.
func (s *Switch) Connected() bool {
	_, events := s.events.Conn()
	_, commands := s.commands.Conn()
	return events == nil && commands == nil
}

// later does f on the goroutine for slow work, in order.
func (s *Switch) later(f func()) {
	select {
	case s.board <- f:
	case <-s.ctx.Done():
	}
}

// resyncEvery is how often the desk is compared with what really lives in the
// switch, against events that were never sent.
const resyncEvery = time.Minute

func (s *Switch) work(ctx context.Context) error {
	again := time.NewTicker(resyncEvery)
	defer again.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case f := <-s.board:
			f()
		case <-again.C:
			if _, err := s.events.Conn(); err == nil {
				s.resync()
			}
		}
	}
}

// job does f in a goroutine of its own, which Run waits for. Once Run ends,
// nothing is done any more.
func (s *Switch) job(f func(context.Context)) {
	s.jobsMu.Lock()
	defer s.jobsMu.Unlock()
	if !s.over {
		s.jobs.Go(func() { f(s.ctx) })
	}
}

// api runs one command on the connection for commands.
func (s *Switch) api(ctx context.Context, command, args string) (string, error) {
	c, err := s.commands.Conn()
	if err != nil {
		return "", err
	}
	return c.API(ctx, command, args)
}

// ErrUnreachable says that nothing of an operator can be dialled now.
var ErrUnreachable = errors.New("no phone of the operator is reachable")
