package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/cabline/cabline/cmd/cabline/morning"
	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/route"
	"github.com/cabline/cabline/freeswitch/switchtest"
	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/store"
)

// simulate starts the simulated switch with the office's own configuration,
// and the morning of a town that uses it, or the telephones that others use. It returns how the switch's event
// socket is reached.
func (s *sample) simulate(ctx context.Context, o office.Office, db *store.DB, around *sync.WaitGroup, log *slog.Logger) (func(context.Context) (net.Conn, error), error) {
	sw, err := switchtest.New(os.DirFS(confDir(o)), switchtest.Options{Trace: -1, Log: quiet()})
	if err != nil {
		return nil, fmt.Errorf("start the simulated switch: %w", err)
	}
	var moved net.Listener
	if s.telephones != "" {
		if moved, err = net.Listen("tcp", s.telephones); err != nil {
			sw.Close()
			return nil, fmt.Errorf("listen for orders to the telephones: %w", err)
		}
	}
	around.Go(func() {
		defer sw.Close()
		if moved != nil {
			if err := serveTelephones(ctx, moved, sw); err != nil {
				log.Error("the telephones are out of reach", "error", err)
			}
			return
		}
		err := morning.Play(ctx, morning.Stage{
			Switch: sw, Office: o, Book: orderBook(db, o), Records: db, Screen: screen{o.API}, Seed: rand.Uint64(), Log: log,
		})
		if err != nil && ctx.Err() == nil {
			log.Error("nobody calls", "error", err)
		}
	})
	log.Info("the switch is simulated")
	return func(context.Context) (net.Conn, error) {
		here, there := net.Pipe()
		around.Go(func() { sw.ServeEventSocket(there) })
		return here, nil
	}, nil
}

// screen is an operator's: what is clicked there goes to the engine's API.
type screen struct{ api office.API }

// SetStatus implements morning.Screen.
func (s screen) SetStatus(ctx context.Context, id dialplan.OperatorID, status route.Status, reason string) error {
	words := map[route.Status]string{route.Ready: "ready", route.OnBreak: "break", route.LoggedOut: "logged-out"}
	body, err := json.Marshal(map[string]string{"status": words[status], "reason": reason})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPut, fmt.Sprintf("http://%s/api/v1/operators/%s/status", s.api.Listen, id), bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	if len(s.api.Tokens) > 0 {
		r.Header.Set("Authorization", "Bearer "+s.api.Tokens[0])
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		problem, _ := io.ReadAll(io.LimitReader(answer.Body, 500))
		return fmt.Errorf("%s: %s", answer.Status, problem)
	}
	return nil
}
