package main

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"text/template"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/route"
	"github.com/cabline/cabline/freeswitch/conf"
	"github.com/cabline/cabline/store"
)

// What is called, and who answers.
const (
	engineNumber = "+380441230000" // the office's line
	luaNumber    = "+380441230001"
	bareNumber   = "+380441230002"
	operator     = "101"
	password     = "password-of-101"
)

// ports are free ones of 127.0.0.1.
type ports struct{ Phones, Trunks, EventSocket, Engine, API, Phone, Callers int }

// bridge is what the ways have in common, as the engine says it: the variables
// of the caller's leg and the dial string. What the engine adds for itself (the
// leg's UUID, whose phone it is, mod_callcenter's count of his calls) is its own
// cost.
type bridge struct{ Variables, Dial string }

func bridgeTo(contact string) bridge {
	return bridge{
		Variables: "continue_on_fail=true ringback=%(1000,4000,425) transfer_ringback=%(1000,4000,425)",
		Dial:      "{ignore_early_media=true,originate_timeout=30,media_timeout=20000}" + contact,
	}
}

//go:embed office.toml
var officeText string

//go:embed extensions.xml
var extensionsText string

//go:embed bridge.lua
var luaText string

func fill(text string, data any) ([]byte, error) {
	t, err := template.New("").Parse(text)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = t.Execute(&out, data)
	return out.Bytes(), err
}

// furnish writes the office and FreeSWITCH's configuration, as an installer
// would, and adds the two extensions of the other ways.
func (b *bench) furnish(ctx context.Context, handler string) error {
	text, err := fill(officeText, struct {
		ports
		Number, Operator string
	}{b.ports, engineNumber, operator})
	if err != nil {
		return err
	}
	if err := os.WriteFile(b.config, text, 0o600); err != nil {
		return err
	}
	db, err := b.open(ctx)
	if err != nil {
		return err
	}
	err = db.PutOperator(ctx, dialplan.Operator{ID: operator, Name: "Operator", Password: password, Status: route.Ready})
	if err := errors.Join(err, db.Close()); err != nil {
		return err
	}
	out, err := exec.CommandContext(ctx, b.cabline, "freeswitch", "-config", b.config).CombinedOutput()
	if err != nil {
		return fmt.Errorf("generate the configuration: %w: %s", err, out)
	}
	if err := conf.Directories(b.home); err != nil {
		return err
	}
	extensions, err := fill(extensionsText, struct{ Lua, Bare, Handler string }{luaNumber, bareNumber, handler})
	if err != nil {
		return err
	}
	return errors.Join(
		b.amend("dialplan/lines.xml", `<context name="lines">`, string(extensions)),
		b.amend("autoload_configs/modules.conf.xml", "<modules>", `    <load module="mod_lua"/>`))
}

// amend writes text behind a line of a generated file. FreeSWITCH has read it
// when the engine starts and writes the file anew.
func (b *bench) amend(file, line, text string) error {
	file = filepath.Join(b.home, "conf", file)
	have, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if strings.Count(string(have), line) != 1 {
		return fmt.Errorf("%s has not one line %s", file, line)
	}
	return os.WriteFile(file, []byte(strings.Replace(string(have), line, line+"\n"+text, 1)), 0o600)
}

func (b *bench) open(ctx context.Context) (*store.DB, error) {
	return store.Open(ctx, filepath.Join(b.dir, "cabline.db"), slog.New(slog.DiscardHandler))
}

// answered counts the records of calls that the operator took and that ended.
func (b *bench) answered(ctx context.Context) (int, error) {
	db, err := b.open(ctx)
	if err != nil {
		return 0, err
	}
	list, err := db.Records(ctx, store.Filter{Outcome: dialplan.AnsweredBy, EndedAfter: time.Unix(0, 1), EndedBy: time.Now(), Limit: 1 << 20})
	return len(list), errors.Join(err, db.Close())
}

// freePorts fills in ports on which nobody listens, for UDP and TCP.
func freePorts() (p ports, err error) {
	for _, to := range []*int{&p.Phones, &p.Trunks, &p.EventSocket, &p.Engine, &p.API, &p.Phone, &p.Callers} {
		for *to == 0 {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				return p, err
			}
			defer l.Close() // not before all are found
			port := l.Addr().(*net.TCPAddr).Port
			if u, err := net.ListenPacket("udp", l.Addr().String()); err == nil {
				defer u.Close()
				*to = port
			}
		}
	}
	return p, nil
}
