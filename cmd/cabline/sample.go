package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/route"
	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/store"
)

// sample is an office to try Cabline with: on a real FreeSWITCH where there is
// one, else on a simulated switch with callers who keep calling.
type sample struct {
	config     string
	freeswitch string // program; empty: simulate
	out        io.Writer
}

// newSample writes the sample's configuration, unless it is there.
func newSample(dir, freeswitch string, out io.Writer) (*sample, error) {
	s := &sample{config: filepath.Join(dir, "cabline.toml"), freeswitch: freeswitch, out: out}
	if s.freeswitch == "" {
		s.freeswitch = os.Getenv("FREESWITCH")
	}
	if s.freeswitch == "" {
		s.freeswitch, _ = exec.LookPath("freeswitch")
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(s.config, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return s, nil
	}
	if err != nil {
		return nil, err
	}
	_, err = f.Write(office.Sample())
	return s, errors.Join(err, f.Close())
}

// people gives the sample its operators, once, and tells how to be one.
func (s *sample) people(ctx context.Context, db *store.DB, o office.Office) error {
	have, err := db.Operators(ctx)
	if err != nil {
		return err
	}
	if len(have) == 0 {
		for i, name := range []string{"Олена", "Тарас", "Ірина", "Андрій", "Марія"} {
			p := dialplan.Operator{
				ID: dialplan.OperatorID(strconv.Itoa(101 + i)), Name: name, Password: rand.Text(),
				Status: route.Ready, StatusSince: time.Now(),
			}
			for _, q := range o.Queues {
				p.Queues = append(p.Queues, route.Membership{Queue: q.Name, Priority: i + 1})
			}
			if err := db.PutOperator(ctx, p); err != nil {
				return err
			}
			have = append(have, p)
		}
	}
	fmt.Fprintf(s.out, "The sample office is %s, its configuration %s.\n", o.Name, s.config)
	if s.freeswitch == "" {
		fmt.Fprintf(s.out, `There is no FreeSWITCH here (looked for it on PATH and in $FREESWITCH), so the switch is SIMULATED: callers
who do not exist keep calling, operators who do not exist answer. What is real is the engine. Watch it:
  curl http://%[1]s/api/v1/calls    curl http://%[1]s/api/v1/queues    curl http://%[1]s/metrics
`, o.API.Listen)
		return nil
	}
	fmt.Fprintf(s.out, "FreeSWITCH is %s. Register two SIP phones at %s:%d, domain %s, and call a line from one of them:\n",
		s.freeswitch, o.FreeSWITCH.Listen, o.FreeSWITCH.PhonePort, o.FreeSWITCH.Domain)
	for _, p := range have {
		fmt.Fprintf(s.out, "  user %s  password %s  (%s)\n", p.ID, p.Password, p.Name)
	}
	for _, l := range o.Lines {
		fmt.Fprintf(s.out, "  line %s: %v\n", l.Name, l.Numbers)
	}
	return nil
}
