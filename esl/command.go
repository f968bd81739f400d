package esl

import (
	"fmt"
	"net/textproto"
	"reflect"
	"strings"

	"github.com/percipia/eslgo/command"
	"github.com/percipia/eslgo/command/call"
)

// Command is anything that can be sent: the structs of eslgo's command and
// command/call packages, an Execution, or what APICommand makes. A type of your
// own will do if what it builds is one command.
type Command = command.Command

// APICommand is an API command: what fs_cli takes as a line.
func APICommand(name, args string) Command {
	return command.API{Command: name, Arguments: args}
}

// EventCommand is an event with these headers, names and values in turn. One with
// the header unique-id goes to that channel's session and to nobody else
// (mod_event_socket.c, parse_command).
func EventCommand(event string, pairs ...string) Command {
	headers := make(textproto.MIMEHeader, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		headers.Set(pairs[i], pairs[i+1])
	}
	return &command.SendEvent{Name: event, Headers: headers}
}

// job is a bgapi with a Job-UUID of our own, so that its result can be waited
// for before it is asked for. eslgo's API has no field for it.
type job struct{ Name, Args, UUID string }

func (j job) BuildMessage() string {
	return fmt.Sprintf("bgapi %s %s\nJob-UUID: %s", j.Name, j.Args, j.UUID)
}

// Execution is an application to run on the call. They run one after another:
// each is sent with event-lock, without which FreeSWITCH would run the next one
// inside the one that still plays.
type Execution struct {
	App, Args string

	// Open leaves the lock out: what is sent to the call meanwhile runs inside
	// this application, such as what uuid_broadcast plays to a caller who waits.
	Open bool
}

// BuildMessage implements Command.
func (x Execution) BuildMessage() string { return x.named("").BuildMessage() }

// named is the execution whose events will carry this Application-UUID.
//
// FreeSWITCH reads the head of a command byte by byte, and lets another thread
// run after each; a body it reads at once (mod_event_socket.c, read_packet).
// Arguments longer than the two headers of a body travel in one.
func (x Execution) named(id string) *call.Execute {
	const headers = "Content-Type: text/plain\nContent-Length: 100\n"
	return &call.Execute{AppName: x.App, AppArgs: x.Args, AppUUID: id, Sync: !x.Open, ForceBody: len(x.Args) > len(headers)}
}

// name is what a command is called in an error: never its arguments, which may
// hold a password or a caller's number.
func name(cmd Command) string {
	switch c := cmd.(type) {
	case command.API:
		return "api " + c.Command
	case job:
		return "bgapi " + c.Name
	case Execution:
		return "execute " + c.App
	case *call.Execute:
		return "execute " + c.AppName
	}
	return strings.ToLower(reflect.Indirect(reflect.ValueOf(cmd)).Type().Name())
}

// encode appends a command and its end mark, if it is safe.
func encode(b []byte, cmd Command) ([]byte, error) {
	if cmd == nil {
		return b, fmt.Errorf("%w: nil", ErrUnsafe)
	}
	if err := safe(cmd); err != nil {
		return b, fmt.Errorf("%s: %w", name(cmd), err)
	}
	msg := cmd.BuildMessage()
	bodied, err := single(msg)
	if err != nil {
		return b, fmt.Errorf("%s: %w", name(cmd), err)
	}
	b = append(b, msg...)
	if !bodied { // after a body, two line breaks would be the next command's
		b = append(b, "\n\n"...)
	}
	return b, nil
}
