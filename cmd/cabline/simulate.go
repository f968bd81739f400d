package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"sync"

	"github.com/cabline/cabline/freeswitch/conf"
	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/store"
)

// simulate starts the simulated switch.
func (s *sample) simulate(ctx context.Context, o office.Office, db *store.DB, secrets conf.Secrets, around *sync.WaitGroup, log *slog.Logger) (func(context.Context) (net.Conn, error), error) {
	return nil, errors.New("there is no simulated switch")
}
