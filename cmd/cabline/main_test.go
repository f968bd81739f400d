package main

import (
	"context"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"testing"
)

// The test binary is the program too: a script that kills an engine starts this
// binary as one.
func TestMain(m *testing.M) {
	if os.Getenv("CABLINE_TEST_AS_PROGRAM") != "" {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
		status := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
		stop()
		os.Exit(status)
	}
	runtime.GOMAXPROCS(processors)
	os.Exit(m.Run())
}
