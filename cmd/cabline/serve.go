package main

import (
	"context"
	"io"
	"net"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/freeswitch/conf"
	"github.com/cabline/cabline/store"
)

type nocount struct{}

func (nocount) Waited(string, time.Duration) {}

func (nocount) CallEnded(dialplan.Record) {}
func (nocount) OfferEnded(string)         {}
func (nocount) Reconnected()              {}

func serve(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	f, path := flags("serve", stderr)
	verbose := f.Bool("v", false, "log more")
	if err := parse(f, args); err != nil {
		return err
	}
	o, err := load(*path)
	if err != nil {
		return err
	}
	log := logger(stderr, *verbose)
	db, err := store.Open(ctx, o.Store.DSN, log)
	if err != nil {
		return err
	}
	defer db.Close()
	secrets, err := conf.LoadOrCreateSecrets(o.FreeSWITCH.Home)
	if err != nil {
		return err
	}
	e, err := newEngine(ctx, world{Office: o, DB: db, Spool: o.FreeSWITCH.Home + "/spool", Dial: dialSwitch(o), Password: secrets.EventSocket, Counters: nocount{}, Log: log})
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", o.FreeSWITCH.Engines[0])
	if err != nil {
		return err
	}
	log.Info("ready")
	return e.run(ctx, l)
}
