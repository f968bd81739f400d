// Package esl speaks FreeSWITCH's event socket.
//
// The wire is text: a frame is header lines, a blank line, and as many bytes of
// body as its Content-Length says. Commands are answered in the order in which
// they were sent, and events come in between. A Conn is one such connection,
// whoever dialled it. A Server accepts the connections that FreeSWITCH's socket
// application makes, one for each call, and gives every call a Session. A
// Client dials mod_event_socket, and dials again when the connection is lost.
//
// What the package promises, because a telephone exchange hangs on it:
//
//   - Replies reach whoever asked. One who gave up waiting keeps his place in
//     the line, so that the next reply is not mistaken for his.
//   - Events come in order, one at a time, from a bounded queue. A consumer
//     too slow for it loses the connection and is told so, never single events.
//   - Nothing that FreeSWITCH, or somebody who pretends to be it, sends takes
//     the process down or makes it allocate without bound.
//   - Waiting for an application ends: with its completion, with the call, with
//     the connection, or when FreeSWITCH has lost the command.
//   - No field of a command can become a second command.
//
// The vocabulary of commands is eslgo's; its connection is not used.
package esl
