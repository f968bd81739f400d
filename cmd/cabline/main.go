// Command cabline is the telephone side of a taxi dispatch office: FreeSWITCH
// moves the audio, cabline decides what each caller hears and who picks up.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
)

const usage = `cabline is the telephone side of a taxi dispatch office.

  cabline serve       run the engine, and FreeSWITCH under it when asked to
  cabline check       validate the configuration
  cabline freeswitch  write FreeSWITCH's configuration
  cabline sounds      record the phrases, or tell which are missing
  cabline doctor      ask a running FreeSWITCH for everything the engine needs
  cabline alert       write to everybody whom an alert would tell, to see that they can be told
  cabline owner       give the owner another password, for who has lost it
  cabline openapi     print the API's own document, for programs that are generated from it
  cabline import      take clients, drivers, the black or the VIP list in from a CSV file

Each but openapi takes -config FILE (cabline.toml by default); -h tells the rest.
`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run is the program: it returns the exit status. 2 means that it was called
// wrongly or the configuration has mistakes, 1 that something failed.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	if len(args) == 0 {
		fmt.Fprint(stderr, usage)
		return 2
	}
	commands := map[string]func(context.Context, []string, io.Writer, io.Writer) error{
		"serve": serve, "check": check, "freeswitch": writeFreeSWITCH, "doctor": doctor, "import": importPeople, "sounds": record, "owner": resetOwner,
		"alert": tryAlerts, "openapi": printOpenAPI,
	}
	switch args[0] {
	case "help", "-h", "--help":
		fmt.Fprint(stdout, usage)
		return 0
	}
	command, ok := commands[args[0]]
	if !ok {
		fmt.Fprintf(stderr, "cabline: there is no command %q\n\n%s", args[0], usage)
		return 2
	}
	err := command(ctx, args[1:], stdout, stderr)
	var wrong usageError
	switch {
	case err == nil, errors.Is(err, context.Canceled):
		return 0
	case errors.Is(err, flag.ErrHelp):
		return 0
	case errors.As(err, &wrong):
		fmt.Fprintln(stderr, err)
		return 2
	}
	fmt.Fprintln(stderr, "cabline:", err)
	return 1
}

// usageError is a mistake of whoever called: of the command line or of the
// configuration.
type usageError struct{ error }

// flags makes a command's flag set; every command has -config.
func flags(name string, stderr io.Writer) (*flag.FlagSet, *string) {
	f := flag.NewFlagSet("cabline "+name, flag.ContinueOnError)
	f.SetOutput(stderr)
	return f, f.String("config", "cabline.toml", "the office's configuration")
}

// parse reads the flags; anything left over is a mistake.
func parse(f *flag.FlagSet, args []string) error {
	if err := f.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return err
		}
		return usageError{err}
	}
	if f.NArg() > 0 {
		return usageError{fmt.Errorf("%s: unexpected %q", f.Name(), f.Arg(0))}
	}
	return nil
}

// logger writes one line for each thing that happens.
func logger(w io.Writer, verbose bool) *slog.Logger {
	level := slog.LevelInfo
	if verbose {
		level = slog.LevelDebug
	}
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: level}))
}
