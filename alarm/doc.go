// Package alarm decides when somebody is told that something is wrong in the
// office, and when that it is over (F1). It is a pure core: an Observation of
// the office goes in, every few seconds, and Notices come out. Who gets them,
// and by what way, is not its business.
//
// A trouble is not told at once, because most troubles end by themselves: it
// must have lasted as long as its rule says. Nor is its end: it must have been
// fine for a while. What comes and goes is one trouble, whose bad moments add
// up. And one that was told and over, and comes again, has to be fine for
// longer each time before it is called over: a trunk that flaps all night is
// told once, reminded of now and then, and called over once.
//
//	fine ──bad──▶ brewing ──bad for After──▶ raised ──fine for a while──▶ fine
//	                 │                         │ Began        Lasts        Over
//	                 └──fine for a while──▶ fine
package alarm
