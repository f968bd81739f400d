package esl

import (
	"fmt"
	"net/textproto"
	"reflect"
	"strings"

	"github.com/percipia/eslgo/command"
	"github.com/percipia/eslgo/command/call"
)

// Command is anything that can be sent: eslgo's vocabulary, or APICommand's.
type Command = command.Command

// APICommand is an API command: what fs_cli takes as a line.
func APICommand(name, args string) Command {
	return command.API{Command: name, Arguments: args}
}

// job is a bgapi with a Job-UUID of our own, so that its result can be waited
// for before it is asked for. eslgo's API has no field for it.
type job struct{ Name, Args, UUID string }

func (j job) BuildMessage() string {
	return fmt.Sprintf("bgapi %s %s\nJob-UUID: %s", j.Name, j.Args, j.UUID)
}

// Reply is FreeSWITCH's answer to one command.
type Reply struct {
	Text string // Reply-Text, or the first line of an api response
	Body string // the whole api response

	command string
	head    []byte
}

// Get is a header of the reply, undecoded but for _undef_.
func (r *Reply) Get(name string) string {
	v, _ := lookup(r.head, name)
	return string(v)
}

// Err is a *CommandError if FreeSWITCH answered -ERR, and nil otherwise.
func (r *Reply) Err() error {
	text, ok := strings.CutPrefix(r.Text, "-ERR")
	if !ok {
		if text, ok = strings.CutPrefix(r.Text, "-USAGE"); !ok {
			return nil
		}
		text = "usage" + text
	}
	return &CommandError{Command: r.command, Text: strings.TrimSpace(text)}
}

func newReply(f frame, cmd string) *Reply {
	r := &Reply{command: cmd, head: append([]byte(nil), f.head...), Body: string(f.body)}
	if v, ok := lookup(r.head, "Reply-Text"); ok {
		r.Text = string(v)
	} else {
		r.Text, _, _ = strings.Cut(r.Body, "\n")
	}
	return r
}

// name is what a command is called in an error: never its arguments, which may
// hold a password or a caller's number.
func name(cmd Command) string {
	switch c := cmd.(type) {
	case command.API:
		return "api " + c.Command
	case job:
		return "bgapi " + c.Name
	case *call.Execute:
		return "execute " + c.AppName
	}
	word := reflect.Indirect(reflect.ValueOf(cmd)).Type().Name()
	return strings.ToLower(word)
}

// encode writes a command with its end mark, if every field of it is safe.
func encode(b []byte, cmd Command) ([]byte, error) {
	if err := safe(cmd); err != nil {
		return b, err
	}
	msg := cmd.BuildMessage()
	b = append(b, msg...)
	if !bodied(cmd) {
		b = append(b, "\n\n"...)
	}
	return b, nil
}

// bodied reports whether the command ends with a body, whose length it says:
// two line breaks after it would be an empty command.
func bodied(cmd Command) bool {
	switch c := cmd.(type) {
	case *command.SendMessage:
		return c.Body != ""
	case *command.SendEvent:
		return c.Body != ""
	case *call.Execute:
		return inBody(c)
	case call.Set, call.Export, call.Push:
		return true
	}
	return false
}

// inBody reports whether eslgo puts the application's argument into the body.
func inBody(c *call.Execute) bool { return c.AppArgs != "" && (c.ForceBody || len(c.AppArgs) > 2048) }

// safe refuses a command one of whose fields could become a second command. A
// body may hold line breaks.
func safe(cmd Command) error {
	switch c := cmd.(type) {
	case command.API:
		return clean(cmd, c.Command, c.Arguments)
	case job:
		return clean(cmd, c.Name, c.Args, c.UUID)
	case *call.Execute:
		if inBody(c) {
			return clean(cmd, c.UUID, c.AppName, c.AppUUID)
		}
		return clean(cmd, c.UUID, c.AppName, c.AppUUID, c.AppArgs)
	}
	v := reflect.Indirect(reflect.ValueOf(cmd))
	if v.Kind() != reflect.Struct {
		return fmt.Errorf("%w: a %T cannot be checked", ErrUnsafe, cmd)
	}
	for i := range v.NumField() {
		if v.Type().Field(i).Name == "Body" {
			continue
		}
		var err error
		switch f := v.Field(i).Interface().(type) {
		case string:
			err = clean(cmd, f)
		case []string:
			err = clean(cmd, f...)
		case textproto.MIMEHeader:
			for k, values := range f {
				err = clean(cmd, append([]string{k}, values...)...)
				if err != nil {
					break
				}
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func clean(cmd Command, fields ...string) error {
	for _, f := range fields {
		if strings.ContainsAny(f, "\r\n\x00") {
			return fmt.Errorf("%w: %s", ErrUnsafe, name(cmd))
		}
	}
	return nil
}
