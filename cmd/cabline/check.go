package main

import (
	"context"
	"fmt"
	"io"
	"os/exec"

	"github.com/cabline/cabline/archive"
	"github.com/cabline/cabline/office"
)

// check validates the configuration and does nothing else.
func check(_ context.Context, args []string, stdout, stderr io.Writer) error {
	f, path := flags("check", stderr)
	if err := parse(f, args); err != nil {
		return err
	}
	o, err := load(*path)
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "%s is good: %s, %d lines, %d queues, %d trunks.\n",
		*path, o.Name, len(o.Lines), len(o.Queues), len(o.Trunks))
	if _, err := archive.FindEncoder(o.Recordings.Format, exec.LookPath); err != nil {
		fmt.Fprintf(stdout, "But on this machine %v.\n", err)
	}
	return nil
}

// load reads the configuration; its mistakes are the installer's to mend.
func load(path string) (office.Office, error) {
	o, err := office.Load(path)
	if err != nil {
		return office.Office{}, usageError{err}
	}
	return o, nil
}
