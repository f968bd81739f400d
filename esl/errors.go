package esl

import "errors"

var (
	// ErrHangup says that the caller hung up. It is the cause with which a
	// session's context ends then.
	ErrHangup = errors.New("esl: the call was hung up")
	// ErrDisconnected says that the connection ended without this side's
	// doing. A call may go on without it.
	ErrDisconnected = errors.New("esl: disconnected")
	// ErrUnparked says that FreeSWITCH took the call away from this session: it
	// was transferred, or joined with somebody. The call goes on.
	ErrUnparked = errors.New("esl: the call was taken away from this socket")
	// ErrClosed says that the connection was closed on this side.
	ErrClosed = errors.New("esl: connection closed")
	// ErrSlowConsumer says that events came faster than they were taken for
	// so long that the queue overflowed; the connection is closed.
	ErrSlowConsumer = errors.New("esl: events are not taken fast enough")
	// ErrPanicked says that whoever takes the events panicked; the connection
	// is closed.
	ErrPanicked = errors.New("esl: event consumer panicked")
	// ErrSilent says that a Client heard no event for its HeartbeatTimeout.
	ErrSilent = errors.New("esl: FreeSWITCH has fallen silent")
	// ErrRefused says that mod_event_socket's access list does not let this
	// address in.
	ErrRefused = errors.New("esl: refused by FreeSWITCH's access list")
	// ErrLost says that FreeSWITCH dropped a queued application without
	// running it, as uuid_break and mod_callcenter do.
	ErrLost = errors.New("esl: FreeSWITCH lost the application")
	// ErrUnsafe says that a field of a command holds a line break or a NUL, or
	// that it would be read as more or less than one command.
	ErrUnsafe = errors.New("esl: not one safe command")
	// ErrMalformed says that what came in is no event socket frame.
	ErrMalformed = errors.New("esl: malformed frame")
	// ErrNotConnected says that a Client has no connection at the moment.
	ErrNotConnected = errors.New("esl: not connected")
	// ErrServerClosed is what Serve returns after Shutdown.
	ErrServerClosed = errors.New("esl: server closed")
)
