package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"runtime/debug"
	"sync"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"

	"github.com/cabline/cabline/freeswitch/conf"
	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/sounds"
	"github.com/cabline/cabline/store"
	"github.com/cabline/cabline/web"
)

// serve runs the engine until it is told to stop.
func serve(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	f, path := flags("serve", stderr)
	sampleDir := f.String("sample", "", "write a sample office into this directory, if there is none, and serve it")
	start := f.String("freeswitch", "", "start this FreeSWITCH with the generated configuration, unless one runs already")
	phones := f.String("telephones", "", "with -sample: simulate the switch, leave its town silent, and take orders for its telephones at this address of loopback")
	verbose := f.Bool("v", false, "log everything")
	if err := parse(f, args); err != nil {
		return err
	}
	if *phones != "" && *sampleDir == "" {
		return usageError{errors.New("-telephones goes with -sample")}
	}
	var s *sample
	if *sampleDir != "" {
		var err error
		if s, err = newSample(*sampleDir, *start, *phones, stdout); err != nil {
			return err
		}
		*path, *start = s.config, s.freeswitch
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
	if s != nil {
		if err := s.people(ctx, db, o); err != nil {
			return err
		}
	}
	if err := firstOwner(ctx, db, stdout); err != nil {
		return err
	}
	secrets, err := conf.LoadOrCreateSecrets(o.FreeSWITCH.Home)
	if err != nil {
		return err
	}
	w := world{
		Office: o, DB: db, Spool: filepath.Join(o.FreeSWITCH.Home, "spool"),
		Dial: dialSwitch(o), Password: secrets.EventSocket, Log: log,
		Orders: orderBook(db, o),
	}
	if err := prepare(ctx, o, db); err != nil {
		return err
	}
	if w.Words, err = sounds.ReadVocabulary(o.FreeSWITCH.Sounds); err != nil {
		return err
	}
	speaker := sounds.NewSpeaker(studioOf(o), speakBudget)
	defer speaker.Close()
	w.Voice = speaker
	around := new(sync.WaitGroup) // FreeSWITCH, or what stands for it
	defer around.Wait()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	switch {
	case *start != "":
		if err := startFreeSWITCH(ctx, *start, o, around, log); err != nil {
			return err
		}
	case s != nil:
		if w.Dial, err = s.simulate(ctx, o, db, around, log); err != nil {
			return err
		}
		w.Office.FreeSWITCH.WSPort = 0 // no browser can be its telephone
	}
	return serveOffice(ctx, w)
}

// speakBudget is how long a caller waits for words that nobody has recorded.
const speakBudget = 400 * time.Millisecond

// studioOf speaks with espeak-ng, where it is installed.
func studioOf(o office.Office) sounds.Studio {
	studio := sounds.Studio{Dir: o.FreeSWITCH.Sounds}
	if espeak, err := sounds.FindEspeak(); err == nil {
		studio.Voice = espeak
	}
	return studio
}

// prepare sees to it that FreeSWITCH finds what it needs when it starts.
func prepare(ctx context.Context, o office.Office, db *store.DB) error {
	if _, err := generate(ctx, o, db, ""); err != nil {
		return err
	}
	return furnish(o)
}

// serveOffice runs engine and API until the context ends or one of them fails.
func serveOffice(ctx context.Context, w world) error {
	var lines, queues []string
	for _, l := range w.Office.Lines {
		lines = append(lines, l.Name)
	}
	for _, q := range w.Office.Queues {
		queues = append(queues, q.Name)
	}
	metrics := web.NewMetrics(lines, queues)
	w.Counters = metrics
	e, err := newEngine(ctx, w)
	if err != nil {
		return err
	}
	calls, err := net.Listen("tcp", w.Office.FreeSWITCH.Engines[0])
	if err != nil {
		return fmt.Errorf("listen for calls: %w", err)
	}
	api, err := net.Listen("tcp", w.Office.API.Listen)
	if err != nil {
		calls.Close()
		return fmt.Errorf("listen for the API: %w", err)
	}
	w.Log.Info("serving", "office", w.Office.Name, "calls", calls.Addr(), "api", "http://"+api.Addr().String(), "version", version())
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var all sync.WaitGroup
	all.Go(func() { cancel(e.run(ctx, calls)) })
	all.Go(func() {
		if err := web.Serve(ctx, api, e.handler(metrics), w.Log); err != nil {
			cancel(err)
		}
	})
	all.Go(func() { e.watchdog(ctx) })
	all.Wait()
	if err := context.Cause(ctx); !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// handler is the engine's API.
func (e *engine) handler(m *web.Metrics) http.Handler {
	return web.New(web.Config{
		People: people{e}, Desk: board{e.desk}, History: history{e.db}, Health: health{e}, Users: users{e.db}, Book: e.book(), Alerts: e.alerts, Jobs: jobs{e.db}, Reports: reports{e}, Ratings: ratings{e}, Missed: missed{e.db}, Complaints: complaints{e.db}, Trunks: e.sw, Metrics: m,
		Words: e.words, Recordings: e.recordings(), Softphones: softphones{e.db, e.office}, Console: web.BuiltConsole(),
		Moves: e.desk, Listenings: e.desk, Audit: auditLog{e},
		Live: e.live, OrderCards: e.orderCards(),
		Backlog: func() (int, int) { s := e.journal.Stats(); return s.Pending + s.Spooled, s.Spooled },
		Tokens:  e.office.API.Tokens, Version: version(), Log: e.log,
	})
}

// watchdog tells systemd that the engine serves, and that it is not stuck. A
// process that is stopped or locked up cannot, and is started again.
func (e *engine) watchdog(ctx context.Context) {
	notify := func(state string) {
		if _, err := daemon.SdNotify(false, state); err != nil {
			e.log.Warn("systemd not told", "error", err)
		}
	}
	notify(daemon.SdNotifyReady)
	defer notify(daemon.SdNotifyStopping)
	every, err := daemon.SdWatchdogEnabled(false)
	if err != nil || every == 0 {
		<-ctx.Done()
		return
	}
	tick := time.NewTicker(every / 3)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := (health{e}).Healthy(); err != nil {
				e.log.Error("not healthy", "error", err)
				continue
			}
			notify(daemon.SdNotifyWatchdog)
		}
	}
}

// version is the program's, as its build knows it.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "unknown"
}

// quiet is for what must not log.
func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }
