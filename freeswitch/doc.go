// Package freeswitch is what the engine says to FreeSWITCH and hears from it:
// the verbs of a conversation, offers to operators, the dead-man timers, the
// state of its own queues, and the events from which the desk learns what is
// true.
//
// Three connections lead to the event socket, besides the one each call brings:
// one for events, one for commands, and one for renewing timers. mod_event_socket
// serves a connection by one thread that delivers no events while a command
// runs, and answers one command after another, so a batch of three hundred
// timers must not stand in the way of an offer (mod_event_socket.c,
// listener_run and read_packet).
package freeswitch
