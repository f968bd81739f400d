package esl

import (
	"fmt"
	"net"
	"reflect"
	"strconv"
	"strings"

	"github.com/percipia/eslgo/command"
	"github.com/percipia/eslgo/command/call"
)

// safe refuses a command one of whose fields could become another header or
// another command. eslgo's encoders write whatever they are given.
func safe(cmd Command) error {
	switch c := cmd.(type) {
	case command.API:
		return clean(c.Command, c.Arguments)
	case job:
		return clean(c.Name, c.Args, c.UUID)
	case Execution:
		return clean(c.App, c.Args)
	case *call.Execute:
		if c.ForceBody { // asked for so that the argument may hold line breaks
			return firstError(clean(c.UUID, c.AppName, c.AppUUID), body(c.AppArgs))
		}
		return clean(c.UUID, c.AppName, c.AppUUID, c.AppArgs)
	case *command.SendEvent:
		if len(c.Headers) == 0 {
			return fmt.Errorf("%w: an event without headers", ErrUnsafe) // eslgo panics on it
		}
	}
	return fields(reflect.Indirect(reflect.ValueOf(cmd)))
}

// fields checks every string in a value. A field called Body may hold line
// breaks: its length goes before it.
func fields(v reflect.Value) error {
	switch v.Kind() {
	case reflect.String:
		return clean(v.String())
	case reflect.Slice:
		for i := range v.Len() {
			if err := fields(v.Index(i)); err != nil {
				return err
			}
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			if err := firstError(fields(k), fields(v.MapIndex(k))); err != nil {
				return err
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			check := fields
			if v.Type().Field(i).Name == "Body" && v.Field(i).Kind() == reflect.String {
				check = func(b reflect.Value) error { return body(b.String()) }
			}
			if err := check(v.Field(i)); err != nil {
				return err
			}
		}
	case reflect.Interface:
		if !v.IsNil() && v.CanInterface() {
			if a, ok := v.Interface().(net.Addr); ok {
				return clean(a.Network(), a.String())
			}
		}
	}
	return nil
}

func clean(fields ...string) error {
	for _, f := range fields {
		if strings.ContainsAny(f, "\r\n\x00") {
			return fmt.Errorf("%w: line break or NUL", ErrUnsafe)
		}
	}
	return nil
}

func body(s string) error {
	if strings.Contains(s, "\x00") {
		return fmt.Errorf("%w: NUL in the body", ErrUnsafe) // FreeSWITCH would cut it there
	}
	return nil
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// single reads a built message as FreeSWITCH will (mod_event_socket.c,
// read_packet) and refuses it unless that finds one command in it: header lines
// and, after a blank line, as many bytes as Content-Length says. It is the
// second line of defence, and the only one for commands of unknown types.
func single(msg string) (bodied bool, err error) {
	if msg == "" || msg[0] == '\n' || msg[0] == '\r' {
		return false, fmt.Errorf("%w: empty", ErrUnsafe)
	}
	if strings.Contains(msg, "\x00") {
		return false, fmt.Errorf("%w: NUL", ErrUnsafe)
	}
	lengths, length := 0, 0
	rest := msg
	for rest != "" {
		line, after, _ := strings.Cut(rest, "\n")
		line, rest = strings.TrimSuffix(line, "\r"), after
		if line == "" {
			break
		}
		if strings.Contains(line, "\r") { // FreeSWITCH would break the line there
			return false, fmt.Errorf("%w: carriage return", ErrUnsafe)
		}
		if k, v, ok := strings.Cut(line, ":"); ok && strings.EqualFold(strings.TrimSpace(k), "Content-Length") {
			lengths++
			if length, err = strconv.Atoi(strings.TrimSpace(v)); err != nil || length < 0 {
				return false, fmt.Errorf("%w: Content-Length %.32q", ErrUnsafe, v)
			}
		}
	}
	if lengths > 1 || len(rest) != length {
		return false, fmt.Errorf("%w: %d bytes after the headers, %d announced", ErrUnsafe, len(rest), length)
	}
	return length > 0, nil
}
