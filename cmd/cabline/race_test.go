//go:build race

package main

// processors is how many the tests of this package use. Under the race detector
// it is one: with two, Go 1.26.8 crashes in it, because timers of one bubble that
// run at once on two processors share one race context (runtime/time.go,
// unlockAndRun); an AfterFunc whose function waits for a time.After(0) is enough.
// The detector tells races by what happened before what, and finds them all the
// same.
const processors = 1
