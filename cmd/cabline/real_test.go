package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/route"
	"github.com/cabline/cabline/esl"
	"github.com/cabline/cabline/freeswitch/conf"
	"github.com/cabline/cabline/freeswitch/switchtest/sipphone"
	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/store"
)

// realOffice is an office on a real FreeSWITCH: the generated configuration, an
// engine in a process of its own, SIP phones and sound.
type realOffice struct {
	t      *testing.T
	office office.Office
	config string
	dir    string

	freeswitch *exec.Cmd
	engine     *exec.Cmd
	events     *recorder

	phones map[string]*operator
}

// realOptions describe the office of a script.
type realOptions struct {
	Queue     string // TOML of the queue "clients" below its name
	More      string // more TOML
	Office    string // more of [office]
	Operators []dialplan.Operator
	NoEngine  bool
	Limit     int // calls per second; 0: 100

	// Furnish changes the office's sounds before FreeSWITCH starts; it may be nil.
	Furnish func(*realOffice)
	Verto   bool // browsers may be telephones that speak verto,
	WS      bool // or SIP over a WebSocket
}

// clientsOf makes operators who serve the queue "clients", all ready.
func clientsOf(ids ...string) []dialplan.Operator {
	var all []dialplan.Operator
	for i, id := range ids {
		all = append(all, dialplan.Operator{
			ID: dialplan.OperatorID(id), Name: "Operator " + id, Password: "password-of-" + id, Status: route.Ready,
			Queues: []route.Membership{{Queue: "clients", Priority: i + 1}},
		})
	}
	return all
}

// startReal starts the office, or skips the test where there is no FreeSWITCH.
func startReal(t *testing.T, o realOptions) *realOffice {
	t.Helper()
	program := os.Getenv("FREESWITCH")
	if program == "" {
		t.Skip("no FreeSWITCH: set FREESWITCH=/path/to/freeswitch to run the call scripts on a real one")
	}
	r := &realOffice{t: t, dir: t.TempDir(), phones: make(map[string]*operator)}
	t.Cleanup(func() { _ = os.RemoveAll(conf.Databases(filepath.Join(r.dir, "fs"))) })
	r.config = filepath.Join(r.dir, "cabline.toml")
	if err := os.WriteFile(r.config, []byte(r.configuration(o)), 0o600); err != nil {
		t.Fatal(err)
	}
	var err error
	if r.office, err = office.Load(r.config); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), r.office.Store.DSN, quiet())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range o.Operators {
		if err := db.PutOperator(t.Context(), p); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(prepare(t.Context(), r.office, db), db.Close()); err != nil {
		t.Fatal(err)
	}
	if o.Furnish != nil {
		o.Furnish(r)
	}
	t.Cleanup(func() { // when the engine has ended
		db, err := store.Open(context.Background(), r.office.Store.DSN, quiet())
		if err != nil {
			t.Error(err)
			return
		}
		isSaid(t, db)
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	r.startFreeSWITCH(program)
	r.events = r.record()
	if !o.NoEngine {
		r.startEngine()
	}
	t.Cleanup(r.report)
	return r
}

func (r *realOffice) configuration(o realOptions) string {
	p := freePorts(r.t, 8)
	if o.Limit == 0 {
		o.Limit = 100
	}
	verto, ws := 0, 0
	if o.Verto {
		verto = p[5]
	}
	if o.WS {
		ws = p[6]
	}
	return fmt.Sprintf(`
[office]
name = "Test"
language = "en"
time_zone = "Europe/Kyiv"
%s
[freeswitch]
home = "fs"
domain = "office.test"
phone_port = %d
trunk_port = %d
ws_port = %d
verto_port = %d
rtp_ports = [20000, 28000]
event_socket = "127.0.0.1:%d"
engines = ["127.0.0.1:%d"]
max_calls = 2000
calls_per_second = %d
[store]
dsn = "cabline.db"
[api]
listen = "127.0.0.1:%d"
[[line]]
name = "city"
numbers = ["+380441230000"]
queue = "clients"
[[trunk]]
name = "provider"
addresses = ["127.0.0.0/8"]
[[queue]]
name = "clients"
%s
%s
`, o.Office, p[0], p[1], ws, verto, p[2], p[3], o.Limit, p[4], o.Queue, o.More)
}

// freePorts finds ports that nobody listens on, for UDP and TCP.
func freePorts(t *testing.T, n int) []int {
	t.Helper()
	var ports []int
	for len(ports) < n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		port := l.Addr().(*net.TCPAddr).Port
		u, err := net.ListenPacket("udp", fmt.Sprintf("127.0.0.1:%d", port))
		if err != nil {
			continue
		}
		defer u.Close()
		ports = append(ports, port)
	}
	return ports
}

func (r *realOffice) startFreeSWITCH(program string) {
	r.t.Helper()
	out, err := os.Create(filepath.Join(r.dir, "freeswitch.out"))
	if err != nil {
		r.t.Fatal(err)
	}
	cmd := exec.Command(program, conf.Arguments(r.office.FreeSWITCH.Home)...)
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		r.t.Fatal(err)
	}
	r.freeswitch = cmd
	r.t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		ended := make(chan struct{})
		go func() { _ = cmd.Wait(); close(ended) }()
		select {
		case <-ended:
		case <-time.After(10 * time.Second):
			_ = cmd.Process.Kill()
			<-ended
		}
		out.Close()
	})
	ctx, cancel := context.WithTimeout(r.t.Context(), 40*time.Second)
	defer cancel()
	if err := waitForSwitch(ctx, r.office); err != nil {
		r.t.Fatal(err)
	}
	for ctx.Err() == nil && !strings.Contains(r.api("sofia", "status"), "2 profiles") {
		time.Sleep(50 * time.Millisecond)
	}
}

// startEngine starts an engine and waits until it is ready for calls. It goes
// before others, as docs/cabline.service has it, where that is allowed.
func (r *realOffice) startEngine() {
	r.t.Helper()
	log, err := os.OpenFile(filepath.Join(r.dir, "engine.log"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		r.t.Fatal(err)
	}
	cmd := exec.Command("nice", "-n", "-10", os.Args[0], "serve", "-config", r.config)
	cmd.Env = append(os.Environ(), "CABLINE_TEST_AS_PROGRAM=1")
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		r.t.Fatal(err)
	}
	r.engine = cmd
	ended := make(chan struct{})
	go func() { _ = cmd.Wait(); log.Close(); close(ended) }()
	r.t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGCONT)
		_ = cmd.Process.Signal(syscall.SIGTERM)
		select {
		case <-ended:
		case <-time.After(10 * time.Second):
			_ = cmd.Process.Kill()
			<-ended
		}
	})
	r.eventually("the engine is ready", 15*time.Second, func() bool {
		resp, err := http.Get("http://" + r.office.API.Listen + "/readyz")
		if err != nil {
			return false
		}
		resp.Body.Close()
		return resp.StatusCode == http.StatusOK
	})
}

// signal sends the engine a signal.
func (r *realOffice) signal(s syscall.Signal) {
	r.t.Helper()
	if err := r.engine.Process.Signal(s); err != nil {
		r.t.Fatal(err)
	}
}

// api asks FreeSWITCH, on a connection of the test's own.
func (r *realOffice) api(command, args string) string {
	conn := r.socket(esl.Config{})
	if conn == nil {
		return ""
	}
	defer func() { conn.Close(); <-conn.Done() }()
	out, err := conn.API(r.t.Context(), command, args)
	if err != nil {
		return err.Error()
	}
	return out
}

func (r *realOffice) socket(c esl.Config) *esl.Conn {
	secrets, err := conf.LoadOrCreateSecrets(r.office.FreeSWITCH.Home)
	if err != nil {
		r.t.Fatal(err)
	}
	nc, err := net.Dial("tcp", r.office.FreeSWITCH.EventSocket)
	if err != nil {
		return nil
	}
	conn := esl.NewConn(nc, c)
	if err := conn.Auth(r.t.Context(), secrets.EventSocket); err != nil {
		conn.Close()
		return nil
	}
	return conn
}

// get reads the engine's API.
func (r *realOffice) get(path string, into any) {
	r.t.Helper()
	resp, err := http.Get("http://" + r.office.API.Listen + path)
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(into); err != nil {
		r.t.Fatalf("%s: %v", path, err)
	}
}

// status sets what an operator says of himself, over the API.
func (r *realOffice) status(id, status string) {
	r.t.Helper()
	req, _ := http.NewRequest(http.MethodPut, "http://"+r.office.API.Listen+"/api/v1/operators/"+id+"/status",
		strings.NewReader(`{"status":"`+status+`"}`))
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode >= 300 {
		r.t.Fatalf("status of %s: %s", id, resp.Status)
	}
}

// callView is what the scripts read of a call.
type callView struct {
	ID       string
	Live     bool
	Caller   string
	Outcome  string
	Operator string
	Queue    string
}

func (r *realOffice) calls() []callView {
	r.t.Helper()
	var list struct{ Calls []callView }
	r.get("/api/v1/calls?limit=500", &list)
	return list.Calls
}

func (r *realOffice) eventually(what string, within time.Duration, ok func() bool) {
	r.t.Helper()
	for end := time.Now().Add(within); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if ok() {
			return
		}
	}
	r.t.Fatalf("not within %s: %s", within, what)
}

// report shows both sides' words when a script has failed.
func (r *realOffice) report() {
	if !r.t.Failed() {
		return
	}
	if resp, err := http.Get("http://" + r.office.API.Listen + "/api/v1/calls"); err == nil {
		b, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		r.t.Logf("calls: %s", strings.ReplaceAll(string(b), "{\"id\"", "\n{\"id\""))
	}
	for _, file := range []string{"engine.log", "fs/log/freeswitch.log"} {
		b, err := os.ReadFile(filepath.Join(r.dir, file))
		if err != nil {
			continue
		}
		if len(b) > 3000 {
			b = b[len(b)-3000:]
		}
		r.t.Logf("%s:\n%s", file, b)
	}
}

// recorder keeps the events the scripts measure by.
type recorder struct {
	mu   sync.Mutex
	list []*esl.Event
	lag  []time.Duration // from the event to its arrival here
}

func (r *realOffice) record() *recorder {
	rec := new(recorder)
	conn := r.socket(esl.Config{Events: func(e *esl.Event) {
		rec.mu.Lock()
		rec.list = append(rec.list, e)
		rec.lag = append(rec.lag, time.Since(e.Time()))
		rec.mu.Unlock()
	}})
	if conn == nil {
		r.t.Fatal("no event socket")
	}
	_, err := conn.Send(r.t.Context(), subscribeCommand(
		"CHANNEL_CREATE", "CHANNEL_ANSWER", "CHANNEL_BRIDGE", "CHANNEL_HANGUP", "PLAYBACK_START", "CUSTOM", "callcenter::info"))
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { conn.Close(); <-conn.Done() })
	return rec
}

// all returns the events of a name so far.
func (rec *recorder) all(name string) []*esl.Event {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	var list []*esl.Event
	for _, e := range rec.list {
		if e.Name() == name {
			list = append(list, e)
		}
	}
	return list
}

// operator is an operator at his SIP phone.
type operator struct {
	r     *realOffice
	id    string
	tone  float64
	phone *sipphone.Phone

	mu   sync.Mutex
	ring *sipphone.Ring
	call *sipphone.Call
	rang []time.Time
}

// operator registers the operator's phone. Each sends a tone of its own.
func (r *realOffice) operator(id string) *operator {
	r.t.Helper()
	return r.operatorWith(id, sipphone.Config{})
}

// operatorWith is operator with a phone that is peculiar.
func (r *realOffice) operatorWith(id string, c sipphone.Config) *operator {
	r.t.Helper()
	tone := 1200 + 50*float64(len(r.phones)) // above what the music has; a packet of 20 ms holds whole waves of it
	c.Server, c.Domain = fmt.Sprintf("127.0.0.1:%d", r.office.FreeSWITCH.PhonePort), r.office.FreeSWITCH.Domain
	c.User, c.Password, c.Tone = id, "password-of-"+id, tone
	phone, err := sipphone.New(context.Background(), c)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { phone.Close() })
	ctx, cancel := context.WithTimeout(r.t.Context(), 5*time.Second)
	defer cancel()
	if err := phone.Register(ctx); err != nil {
		r.t.Fatalf("operator %s: %v", id, err)
	}
	o := &operator{r: r, id: id, tone: tone, phone: phone}
	r.phones[id] = o
	go func() {
		for ring := range phone.Incoming() {
			o.mu.Lock()
			o.ring = ring
			o.rang = append(o.rang, ring.At())
			o.mu.Unlock()
		}
	}()
	return o
}

// ringing is the ring that goes on now, or nil.
func (o *operator) ringing() *sipphone.Ring {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.ring == nil {
		return nil
	}
	select {
	case <-o.ring.Cancelled():
		return nil
	default:
		return o.ring
	}
}

func (o *operator) rings(within time.Duration) *sipphone.Ring {
	o.r.t.Helper()
	o.r.eventually(o.id+" rings", within, func() bool { return o.ringing() != nil })
	return o.ringing()
}

func (o *operator) isQuiet() {
	o.r.t.Helper()
	if o.ringing() != nil {
		o.r.t.Fatalf("%s rings", o.id)
	}
}

// stops waits until the phone no longer rings, and returns why.
func (o *operator) stops(within time.Duration) string {
	o.r.t.Helper()
	o.mu.Lock()
	ring := o.ring
	o.mu.Unlock()
	if ring == nil {
		return ""
	}
	select {
	case <-ring.Cancelled():
		return ring.CancelReason()
	case <-time.After(within):
		o.r.t.Fatalf("%s still rings", o.id)
		return ""
	}
}

func (o *operator) answers() *sipphone.Call {
	o.r.t.Helper()
	ring := o.rings(5 * time.Second)
	ctx, cancel := context.WithTimeout(o.r.t.Context(), 5*time.Second)
	defer cancel()
	call, err := ring.Answer(ctx)
	if err != nil {
		o.r.t.Fatalf("%s answers: %v", o.id, err)
	}
	o.mu.Lock()
	o.ring, o.call = nil, call
	o.mu.Unlock()
	return call
}

func (o *operator) refuses() {
	o.r.t.Helper()
	ring := o.rings(5 * time.Second)
	o.mu.Lock()
	o.ring = nil
	o.mu.Unlock()
	if err := ring.Reject(603); err != nil {
		o.r.t.Fatal(err)
	}
}

func (o *operator) hangsUp() {
	o.r.t.Helper()
	o.mu.Lock()
	call := o.call
	o.mu.Unlock()
	ctx, cancel := context.WithTimeout(o.r.t.Context(), 5*time.Second)
	defer cancel()
	if err := call.Hangup(ctx); err != nil {
		o.r.t.Fatalf("%s hangs up: %v", o.id, err)
	}
}

// client is a caller from the trunk.
type client struct {
	r     *realOffice
	phone *sipphone.Phone
	call  *sipphone.Call
	from  string
}

const clientTone = 1000

// calls dials a line and returns when FreeSWITCH has answered.
func (r *realOffice) call(from, to string) *client {
	r.t.Helper()
	c, err := r.dial(from, to, sipphone.DialOptions{FromNumber: from, FromName: "Client"})
	if err != nil {
		r.t.Fatalf("%s calls %s: %v", from, to, err)
	}
	return c
}

func (r *realOffice) dial(from, to string, o sipphone.DialOptions) (*client, error) {
	phone, err := sipphone.New(context.Background(), sipphone.Config{
		Server: fmt.Sprintf("127.0.0.1:%d", r.office.FreeSWITCH.TrunkPort), Tone: clientTone,
	})
	if err != nil {
		return nil, err
	}
	r.t.Cleanup(func() { phone.Close() })
	ctx, cancel := context.WithTimeout(r.t.Context(), 20*time.Second)
	defer cancel()
	call, err := phone.Dial(ctx, to, o)
	if err != nil {
		return nil, err
	}
	return &client{r: r, phone: phone, call: call, from: from}, nil
}

// talksTo checks by ear that both hear each other.
func (c *client) talksTo(o *operator) {
	c.r.t.Helper()
	ctx, cancel := context.WithTimeout(c.r.t.Context(), 5*time.Second)
	defer cancel()
	if err := c.call.Hears(ctx, o.tone); err != nil {
		c.r.t.Fatalf("client %s does not hear %s: %v", c.from, o.id, err)
	}
	o.mu.Lock()
	call := o.call
	o.mu.Unlock()
	if err := call.Hears(ctx, clientTone); err != nil {
		c.r.t.Fatalf("%s does not hear client %s: %v", o.id, c.from, err)
	}
}

// hearsSomething checks by ear that the line is not dead.
func (c *client) hearsSomething() {
	c.r.t.Helper()
	ctx, cancel := context.WithTimeout(c.r.t.Context(), 3*time.Second)
	defer cancel()
	if err := c.call.HearsSound(ctx); err != nil {
		c.r.t.Fatalf("client %s: %v", c.from, err)
	}
}

func (c *client) hangsUp() {
	c.r.t.Helper()
	ctx, cancel := context.WithTimeout(c.r.t.Context(), 5*time.Second)
	defer cancel()
	if err := c.call.Hangup(ctx); err != nil {
		c.r.t.Fatalf("client hangs up: %v", err)
	}
}

func (c *client) isReleased(within time.Duration) {
	c.r.t.Helper()
	select {
	case <-c.call.Done():
	case <-time.After(within):
		c.r.t.Fatalf("client %s is not released", c.from)
	}
}

func (c *client) isUp() {
	c.r.t.Helper()
	select {
	case <-c.call.Done():
		c.r.t.Fatalf("client %s was released: %s", c.from, c.call.EndReason())
	default:
	}
}

// tableRows reads mod_callcenter's lists.
func tableRows(body string) []map[string]string {
	var names []string
	var rows []map[string]string
	for line := range strings.Lines(body) {
		fields := strings.Split(strings.TrimSpace(line), "|")
		switch {
		case len(fields) < 2:
		case names == nil:
			names = fields
		default:
			row := make(map[string]string)
			for i, n := range names {
				if i < len(fields) {
					row[n] = fields[i]
				}
			}
			rows = append(rows, row)
		}
	}
	return rows
}

func optionsFrom(number string) sipphone.DialOptions {
	return sipphone.DialOptions{FromNumber: number, FromName: "Client"}
}
