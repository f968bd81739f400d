package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"

	"github.com/cabline/cabline/freeswitch/conf"
	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/store"
)

// writeFreeSWITCH writes FreeSWITCH's configuration, with the operators the
// store knows.
func writeFreeSWITCH(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	f, path := flags("freeswitch", stderr)
	out := f.String("out", "", "directory to write to (default: conf below the office's FreeSWITCH home)")
	if err := parse(f, args); err != nil {
		return err
	}
	o, err := load(*path)
	if err != nil {
		return err
	}
	db, err := store.Open(ctx, o.Store.DSN, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer db.Close()
	changed, err := generate(ctx, o, db, *out)
	if err != nil {
		return err
	}
	dir := *out
	if dir == "" {
		dir = confDir(o)
	}
	fmt.Fprintf(stdout, "%d files changed in %s.\n", len(changed), dir)
	return nil
}

// confDir is where the generated configuration lies.
func confDir(o office.Office) string { return o.FreeSWITCH.Home + "/conf" }

// generate writes the configuration and returns the files that changed.
func generate(ctx context.Context, o office.Office, db *store.DB, dir string) ([]string, error) {
	operators, err := db.Operators(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the operators: %w", err)
	}
	secrets, err := conf.LoadOrCreateSecrets(o.FreeSWITCH.Home)
	if err != nil {
		return nil, err
	}
	if dir == "" {
		dir = confDir(o)
	}
	changed, err := conf.Write(dir, conf.Input{Office: o, Operators: operators, Secrets: secrets, Certificate: certificate(o)})
	if err != nil {
		return nil, fmt.Errorf("write FreeSWITCH's configuration: %w", err)
	}
	return changed, nil
}
