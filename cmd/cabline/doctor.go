package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"time"

	"github.com/cabline/cabline/freeswitch"
	"github.com/cabline/cabline/freeswitch/conf"
	"github.com/cabline/cabline/office"
)

// doctor asks a running FreeSWITCH for everything the engine needs.
func doctor(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	f, path := flags("doctor", stderr)
	if err := parse(f, args); err != nil {
		return err
	}
	o, err := load(*path)
	if err != nil {
		return err
	}
	secrets, err := conf.LoadOrCreateSecrets(o.FreeSWITCH.Home)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	findings := freeswitch.Examine(ctx, freeswitch.Patient{
		Dial: dialSwitch(o), Password: secrets.EventSocket, Office: o,
	}, slog.New(slog.DiscardHandler))
	findings = append(findings, examineRecordings(o)...)
	ill := 0
	for _, x := range findings {
		if x.OK {
			fmt.Fprintf(stdout, "  ok    %s\n", x.What)
			continue
		}
		ill++
		fmt.Fprintf(stdout, "  WRONG %s: %s\n        %s\n", x.What, x.Problem, x.Remedy)
	}
	if ill > 0 {
		return fmt.Errorf("%d of %d things are wrong", ill, len(findings))
	}
	fmt.Fprintln(stdout, "FreeSWITCH has everything the engine needs.")
	return nil
}

// dialSwitch connects to the office's event socket.
func dialSwitch(o office.Office) func(context.Context) (net.Conn, error) {
	var d net.Dialer
	return func(ctx context.Context) (net.Conn, error) {
		return d.DialContext(ctx, "tcp", o.FreeSWITCH.EventSocket)
	}
}

// waitForSwitch returns when the event socket accepts connections.
func waitForSwitch(ctx context.Context, o office.Office) error {
	dial := dialSwitch(o)
	for {
		conn, err := dial(ctx)
		if err == nil {
			return conn.Close()
		}
		select {
		case <-ctx.Done():
			return errors.Join(fmt.Errorf("FreeSWITCH does not open %s", o.FreeSWITCH.EventSocket), err)
		case <-time.After(100 * time.Millisecond):
		}
	}
}
