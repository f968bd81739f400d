package esl

import (
	"bytes"
	"errors"
	"net"
	"net/textproto"
	"strings"
	"testing"

	"github.com/percipia/eslgo/command"
	"github.com/percipia/eslgo/command/call"
)

// raw is a command of somebody's own making, without fields to look into.
type raw func() string

func (r raw) BuildMessage() string { return r() }

func message(s string) raw { return func() string { return s } }

// own is another, with fields.
type own struct {
	Name   string
	hidden []string
}

func (o own) BuildMessage() string { return "own " + o.Name + strings.Join(o.hidden, " ") }

// readBack lets FreeSWITCH read what a command became.
func readBack(t *testing.T, cmd Command) []request {
	t.Helper()
	b, err := encode(nil, cmd)
	if err != nil {
		t.Fatalf("%#v: %v", cmd, err)
	}
	ours, p := pipe(t)
	go func() { ours.Write(b); ours.Close() }() //nolint:errcheck // the reader tells
	var got []request
	for {
		q, err := p.read()
		if err != nil {
			return got
		}
		got = append(got, q)
	}
}

func TestEveryCommandIsReadAsOne(t *testing.T) {
	long := strings.Repeat("x", 5000)
	addr := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8025}
	for _, tt := range []struct {
		cmd        Command
		line, body string
	}{
		{cmd: APICommand("status", ""), line: "api status "},
		{cmd: job{Name: "originate", Args: "user/1 &park()", UUID: "u"}, line: "bgapi originate user/1 &park()"},
		{cmd: command.Connect{}, line: "connect"},
		{cmd: command.MyEvents{Format: "plain"}, line: "myevents plain"},
		{cmd: command.Linger{Enabled: true, Seconds: 5}, line: "linger 5"},
		{cmd: command.Filter{EventHeader: "Unique-ID", FilterValue: "x"}, line: "filter Unique-ID x"},
		{cmd: command.Event{Format: "plain", Listen: []string{"DTMF", "CUSTOM", "a::b"}}, line: "event plain DTMF CUSTOM a::b"},
		{cmd: &command.SendMessage{UUID: "u", Body: "a\n\nb"}, line: "sendmsg u", body: "a\n\nb"},
		{cmd: &command.SendMessage{UUID: "u"}, line: "sendmsg u"},
		{cmd: &command.SendEvent{Name: "GENERAL", Headers: textproto.MIMEHeader{"Unique-Id": {"u"}}}, line: "sendevent GENERAL"},
		{cmd: EventCommand("GENERAL", "unique-id", "u", "eavesdrop-command", "2"), line: "sendevent GENERAL"},
		{cmd: &command.SendEvent{Name: "GENERAL", Headers: textproto.MIMEHeader{"A": {"b"}}, Body: "x\n"}, line: "sendevent GENERAL", body: "x\n"},
		{cmd: Execution{App: "playback", Args: "a.wav"}, line: "sendmsg "},
		{cmd: Execution{App: "answer"}, line: "sendmsg "},
		{cmd: Execution{App: "bridge", Args: long}, line: "sendmsg ", body: long},
		{cmd: &call.Execute{AppName: "x", AppArgs: "two\nlines", ForceBody: true}, line: "sendmsg ", body: "two\nlines"},
		{cmd: call.Set{Key: "a", Value: "b"}, line: "sendmsg ", body: "a=b"},
		{cmd: &call.Export{Key: "a", Value: "b"}, line: "sendmsg ", body: "a=b"},
		{cmd: call.Hangup{UUID: "u", Cause: "USER_BUSY"}, line: "sendmsg u"},
		{cmd: call.Unicast{Local: addr, Remote: addr, Flags: "native"}, line: "sendmsg "},
		{cmd: message("api hello"), line: "api hello"},
		{cmd: message("sendmsg\nContent-Length: 3\n\na\nb"), line: "sendmsg", body: "a\nb"},
		{cmd: own{Name: "x"}, line: "own x"},
	} {
		got := readBack(t, tt.cmd)
		if len(got) != 1 || got[0].line != tt.line || got[0].body != tt.body {
			t.Errorf("%#v was read as %q", tt.cmd, got)
		}
	}
}

func TestExecutionIsLocked(t *testing.T) {
	q := readBack(t, Execution{App: "playback", Args: "a.wav"}.named("id"))[0]
	for header, want := range map[string]string{
		"call-command": "execute", "execute-app-name": "playback", "execute-app-arg": "a.wav",
		"event-lock": "true", "Event-UUID": "id", "loops": "1",
	} {
		if got := q.get(header); got != want {
			t.Errorf("%s: %q, want %q", header, got, want)
		}
	}
}

func TestNoFieldBecomesASecondCommand(t *testing.T) {
	bad := []string{"x\n\napi shutdown", "x\r\n\r\napi shutdown", "x\nexecute-app-name: system", "x\ry", "x\x00y"}
	for _, evil := range bad {
		addr := fakeAddr(evil)
		for _, cmd := range []Command{
			APICommand(evil, ""), APICommand("echo", evil),
			job{Name: evil}, job{Name: "x", Args: evil}, job{UUID: evil},
			Execution{App: evil}, Execution{App: "set", Args: evil}, Execution{App: "set", Args: strings.Repeat("x", 3000) + evil},
			&call.Execute{UUID: evil}, &call.Execute{AppName: evil}, &call.Execute{AppUUID: evil}, &call.Execute{AppArgs: evil},
			&call.Execute{AppName: evil, AppArgs: "x", ForceBody: true},
			call.Set{Key: evil}, call.Set{Value: evil}, call.Set{UUID: evil}, &call.Set{Value: evil}, call.Export{Value: evil}, call.Push{Key: evil},
			call.Hangup{Cause: evil}, call.Hangup{UUID: evil}, call.NoMedia{NoMediaUUID: evil}, call.Transfer{Application: evil},
			call.Unicast{Local: addr, Remote: addr}, call.Unicast{Local: &net.TCPAddr{}, Remote: &net.TCPAddr{}, Flags: evil},
			command.Auth{Password: evil}, command.Auth{User: evil, Password: "x"},
			command.Event{Format: evil}, command.Event{Format: "plain", Listen: []string{"DTMF", evil}},
			command.MyEvents{Format: evil}, command.MyEvents{UUID: evil},
			command.Filter{EventHeader: evil}, command.Filter{FilterValue: evil},
			&command.SendMessage{UUID: evil},
			&command.SendMessage{Headers: textproto.MIMEHeader{evil: {"x"}}}, &command.SendMessage{Headers: textproto.MIMEHeader{"X": {"x", evil}}},
			&command.SendEvent{Name: evil, Headers: textproto.MIMEHeader{"X": {"x"}}}, &command.SendEvent{Name: "X", Headers: textproto.MIMEHeader{"X": {evil}}},
			own{Name: evil}, own{hidden: []string{evil}},
		} {
			b, err := encode([]byte("before"), cmd)
			if !errors.Is(err, ErrUnsafe) {
				t.Errorf("%#v: %v, want ErrUnsafe", cmd, err)
			}
			if !bytes.Equal(b, []byte("before")) {
				t.Errorf("%#v left %q behind", cmd, b)
			}
		}
	}
}

type fakeAddr string

func (a fakeAddr) Network() string { return "tcp" }
func (a fakeAddr) String() string  { return string(a) }

func TestCommandOfUnknownMakingIsOneCommand(t *testing.T) {
	for _, evil := range []string{"x\n\napi shutdown", "x\r\n\r\napi shutdown", "x\ry", "x\x00y"} {
		if _, err := encode(nil, message(evil)); !errors.Is(err, ErrUnsafe) {
			t.Errorf("%q: %v, want ErrUnsafe", evil, err)
		}
	}
}

func TestLengthThatLiesIsRefused(t *testing.T) {
	for name, cmd := range map[string]Command{
		"length without a body":  &command.SendMessage{Headers: textproto.MIMEHeader{"content-length": {"40"}}},
		"two lengths":            &command.SendMessage{Headers: textproto.MIMEHeader{"content-length": {"3"}}, Body: "abc"},
		"body without a length":  message("sendmsg\nA: b\n\napi shutdown"),
		"length too short":       message("sendmsg\nContent-Length: 3\n\nabcapi shutdown"),
		"length too long":        message("sendmsg\nContent-Length: 30\n\nabc"),
		"length negative":        message("sendmsg\nContent-Length: -3\n\n"),
		"nothing":                message(""),
		"blank lines":            message("\n\n"),
		"no command":             nil,
		"NUL in a body":          &command.SendMessage{Body: "a\x00b"},
		"an event of no headers": &command.SendEvent{Name: "GENERAL"},
	} {
		if _, err := encode(nil, cmd); !errors.Is(err, ErrUnsafe) {
			t.Errorf("%s: %v, want ErrUnsafe", name, err)
		}
	}
}

func TestErrorDoesNotTellSecrets(t *testing.T) {
	for _, cmd := range []Command{
		command.Auth{Password: "secret\n"}, APICommand("originate", "secret\n"), Execution{App: "bridge", Args: "secret\n"},
	} {
		if _, err := encode(nil, cmd); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%T: %v", cmd, err)
		}
	}
}

func TestSubscriptionPutsSubclassesLast(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"HEARTBEAT DTMF", "HEARTBEAT DTMF"},
		{"HEARTBEAT CUSTOM callcenter::info", "HEARTBEAT CUSTOM callcenter::info"},
		{"CUSTOM callcenter::info HEARTBEAT", "HEARTBEAT CUSTOM callcenter::info"},
		{"sofia::register CHANNEL_BRIDGE verto::login", "CHANNEL_BRIDGE CUSTOM sofia::register verto::login"},
		{"SMS::SEND_MESSAGE own DTMF", "DTMF CUSTOM SMS::SEND_MESSAGE own"},
		{"CUSTOM", "CUSTOM"},
		{"ALL", "ALL"},
	} {
		if got := strings.Join(subscription(strings.Fields(tt.in)), " "); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.in, got, tt.want)
		}
	}
}
