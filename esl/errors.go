package esl

import (
	"errors"
	"fmt"
)

var (
	// ErrHangup says that the caller hung up. It is the cause with which a
	// session's context ends then.
	ErrHangup = errors.New("esl: the call was hung up")
	// ErrDisconnected says that FreeSWITCH closed the connection. The call
	// may go on without it.
	ErrDisconnected = errors.New("esl: disconnected")
	// ErrUnparked says that FreeSWITCH took the call away from this session: it
	// was transferred, or joined with somebody. The call goes on.
	ErrUnparked = errors.New("esl: the call was taken away from this socket")
	// ErrClosed says that the connection was closed on this side.
	ErrClosed = errors.New("esl: connection closed")
	// ErrSlowConsumer says that events came faster than they were taken for
	// so long that the queue overflowed; the connection is closed.
	ErrSlowConsumer = errors.New("esl: events are not taken fast enough")
	// ErrRefused says that mod_event_socket's access list does not let this
	// address in.
	ErrRefused = errors.New("esl: refused by FreeSWITCH's access list")
	// ErrLost says that FreeSWITCH dropped a queued application without
	// running it, as uuid_break and a transfer do.
	ErrLost = errors.New("esl: FreeSWITCH lost the command")
	// ErrUnsafe says that a field of a command holds a line break or a NUL.
	ErrUnsafe = errors.New("esl: line break or NUL in a command")
	// ErrMalformed says that what came in is no event socket frame.
	ErrMalformed = errors.New("esl: malformed frame")
	// ErrNotConnected says that a Client has no connection at the moment.
	ErrNotConnected = errors.New("esl: not connected")
	// ErrServerClosed is what Serve returns after Shutdown.
	ErrServerClosed = errors.New("esl: server closed")
)

// CommandError is FreeSWITCH's -ERR.
type CommandError struct {
	Command string // the command's first word, or two for api and bgapi
	Text    string // what came after -ERR
}

func (e *CommandError) Error() string { return fmt.Sprintf("esl: %s: %s", e.Command, e.Text) }
