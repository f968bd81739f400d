// Package switchtest is a FreeSWITCH that lives in a test. It speaks the event
// socket as FreeSWITCH does, byte for byte where a client could tell, obeys the
// generated configuration, and has actors: callers on trunks and operators'
// phones, who dial, answer, refuse, press keys, hang up and vanish.
//
// One [Switch] is a machine: the phones around it, its configuration and its
// disk. What runs on it, one life of FreeSWITCH, can be killed and started
// again. Everything waits on package time alone, so that inside a
// testing/synctest bubble a four-minute wait costs nothing; over loopback TCP
// the same switch runs in real time, for a try-out without FreeSWITCH and as a
// generator of load.
//
// # One world, one lock
//
// Whoever acts in a switch holds its only lock, the world, and lets go of it
// only to wait. A channel is a goroutine that reads from top to bottom like
// FreeSWITCH's session thread: it enters a state, runs the applications of an
// extension, and notices what others did to it at the end of its 20 ms lap.
// When FreeSWITCH is killed, every goroutine of that life ends where it waits.
//
// # What it is compared with
//
// Comments name the C function a behaviour was taken from. What the two had
// different, and this one was mended, stands in docs/switchtest.md.
package switchtest
