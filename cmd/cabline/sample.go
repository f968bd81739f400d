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

	"github.com/cabline/cabline/cmd/cabline/morning"
	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/route"
	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/store"
)

// sample is an office to try Cabline with: on a real FreeSWITCH where there is
// one, else on a simulated switch, with a town that calls it all morning.
type sample struct {
	config     string
	freeswitch string // program; empty: simulate
	telephones string // where the simulated telephones are moved; empty: the town moves them
	out        io.Writer
}

// newSample writes the sample's configuration, unless it is there, and that of
// the morning beside it where the switch is simulated.
func newSample(dir, freeswitch, telephones string, out io.Writer) (*sample, error) {
	s := &sample{config: filepath.Join(dir, "cabline.toml"), freeswitch: freeswitch, telephones: telephones, out: out}
	if s.freeswitch == "" && telephones == "" {
		s.freeswitch = os.Getenv("FREESWITCH")
	}
	if s.freeswitch == "" && telephones == "" {
		s.freeswitch, _ = exec.LookPath("freeswitch")
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	if err := writeNew(s.config, office.Sample()); err != nil || s.freeswitch != "" {
		return s, err
	}
	s.config = filepath.Join(dir, "morning.toml")
	return s, writeNew(s.config, morning.Config())
}

// writeNew writes a file unless there is one.
func writeNew(path string, content []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return errors.Join(err, f.Close())
}

// people gives the sample its operators, once, and tells how to be one. The
// simulated office gets its town, too.
func (s *sample) people(ctx context.Context, db *store.DB, o office.Office) error {
	have, err := db.Operators(ctx)
	if err != nil {
		return err
	}
	if len(have) == 0 {
		have = s.staff(o)
		for _, p := range have {
			if err := db.PutOperator(ctx, p); err != nil {
				return err
			}
		}
	}
	fmt.Fprintf(s.out, "The sample office is %s, its configuration %s.\n", o.Name, s.config)
	if s.telephones != "" {
		fmt.Fprintf(s.out, "The switch is SIMULATED, and nobody calls but who is told to at http://%s.\n", s.telephones)
		return morning.Settle(ctx, orderBook(db, o))
	}
	if s.freeswitch == "" {
		fmt.Fprintf(s.out, `There is no FreeSWITCH here (looked for it on PATH and in $FREESWITCH), so the switch is SIMULATED: people who
do not exist call, and operators who do not exist answer. What is real is the engine, the order book and the records.
Within a minute calls were answered, refused, given up and served without an operator; after two somebody was called back.
  curl http://%[1]s/api/v1/calls    curl http://%[1]s/api/v1/queues    curl http://%[1]s/api/v1/orders    curl http://%[1]s/metrics
`, o.API.Listen)
		return morning.Settle(ctx, orderBook(db, o))
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

// staff are the operators the office begins with.
func (s *sample) staff(o office.Office) []dialplan.Operator {
	var staff []dialplan.Operator
	if s.freeswitch == "" {
		staff = morning.Staff(o, time.Now())
	} else {
		for i, name := range []string{"Олена", "Тарас", "Ірина", "Андрій", "Марія"} {
			p := dialplan.Operator{ID: dialplan.OperatorID(strconv.Itoa(101 + i)), Name: name, Status: route.Ready, StatusSince: time.Now()}
			for _, q := range o.Queues {
				p.Queues = append(p.Queues, route.Membership{Queue: q.Name, Priority: i + 1})
			}
			staff = append(staff, p)
		}
	}
	for i := range staff {
		staff[i].Password = rand.Text()
	}
	return staff
}
