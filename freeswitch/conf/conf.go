package conf

import (
	"bytes"
	"embed"
	"encoding/xml"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"text/template"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/office"
)

//go:embed templates
var templates embed.FS

// Input is what a configuration is made of.
type Input struct {
	Office    office.Office
	Operators []dialplan.Operator
	Secrets   Secrets

	// Certificate is wss.pem in FreeSWITCH's certs directory, key and chain in
	// one, if the installer has put it there. Without it FreeSWITCH refuses to
	// start a profile with a secure WebSocket, so there is none.
	Certificate string
}

// Files makes every file, by its path below the configuration directory. The
// same input gives the same files.
func Files(in Input) (map[string][]byte, error) {
	files := make(map[string][]byte)
	t := template.New("").Funcs(template.FuncMap{
		"x": escape, "re": regexp.QuoteMeta, "plus": func(a, b int) int { return a + b },
		"engines": engines, "agents": agents, "numbers": numbers, "first": first, "host": host, "port": port,
		"queues": queues, "alone": func(o office.Office, l office.Line) office.Destination { return o.WithoutEngine(l.Destination) },
		"outside": outside, "channelID": office.ChannelID,
		"arg": func(o office.Office, l office.Line) lineOf { return lineOf{Office: o, Line: l} },
	}).Option("missingkey=error")
	for _, text := range []string{recordedActions, lineActions, insideActions} {
		if _, err := t.Parse(text); err != nil {
			return nil, fmt.Errorf("template: %w", err)
		}
	}
	names, err := fs.Glob(templates, "templates/*/*.xml")
	if err != nil {
		return nil, err
	}
	names = append(names, "templates/freeswitch.xml")
	for _, name := range names {
		text, err := templates.ReadFile(name)
		if err != nil {
			return nil, err
		}
		to := strings.TrimPrefix(name, "templates/")
		if path.Base(to) == "operator.xml" {
			for _, o := range in.Operators {
				if !extension.MatchString(string(o.ID)) {
					return nil, fmt.Errorf("operator %q: an extension is 2 to 6 digits", o.ID)
				}
				one := struct {
					Input
					Operator dialplan.Operator
				}{in, o}
				to := path.Join(path.Dir(to), "operators", string(o.ID)+".xml")
				if files[to], err = render(t, name, text, one); err != nil {
					return nil, err
				}
			}
			continue
		}
		if files[to], err = render(t, name, text, in); err != nil {
			return nil, err
		}
	}
	return files, nil
}

var extension = regexp.MustCompile(`^[0-9]{2,6}$`)

func render(t *template.Template, name string, text []byte, data any) ([]byte, error) {
	t, err := t.Clone()
	if err == nil {
		t, err = t.New(name).Parse(string(text))
	}
	if err != nil {
		return nil, fmt.Errorf("template: %w", err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, data); err != nil {
		return nil, fmt.Errorf("template: %w", err)
	}
	return b.Bytes(), nil
}

// escape makes text fit for an XML attribute. The dollar sign becomes an entity
// too: FreeSWITCH replaces $${…} in a file before it reads it as XML
// (switch_xml.c, expand_vars), and that pass must find nothing of anybody's.
func escape(v any) (string, error) {
	var b bytes.Buffer
	if err := xml.EscapeText(&b, []byte(fmt.Sprint(v))); err != nil {
		return "", err
	}
	return strings.ReplaceAll(b.String(), "$", "&#36;"), nil
}

// engines is the socket application's list of hosts.
func engines(o office.Office) string { return strings.Join(o.FreeSWITCH.Engines, "|") }

// member is an operator's place in one of FreeSWITCH's own queues.
type member struct {
	Queue, Agent string
	Position     int
}

// agents lists the tiers of the office's queues.
func agents(in Input) []member {
	var all []member
	for _, q := range in.Office.Queues {
		position := 0
		for _, o := range in.Operators {
			for _, m := range o.Queues {
				if m.Queue == q.Name {
					position++
					all = append(all, member{Queue: q.Name, Agent: string(o.ID), Position: position})
				}
			}
		}
	}
	return all
}

// numbers is a regular expression that matches the line's numbers and nothing
// else, with or without the leading plus.
func numbers(l office.Line) string {
	var all []string
	for _, n := range l.Numbers {
		all = append(all, regexp.QuoteMeta(strings.TrimPrefix(n, "+")))
	}
	return `^\+?(?:` + strings.Join(all, "|") + `)$`
}

// queues is a regular expression that matches the name of a queue.
func queues(o office.Office) string {
	var all []string
	for _, q := range o.Queues {
		all = append(all, regexp.QuoteMeta(q.Name))
	}
	return "^(" + strings.Join(all, "|") + ")$"
}

// first is the line that takes calls to a number no line has.
func first(o office.Office) office.Line { return o.Lines[0] }
