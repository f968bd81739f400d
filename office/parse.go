package office

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
	_ "time/tzdata" // an office has midnight on machines without time zones too
	"unicode/utf8"
)

// maxSize is far more than an office needs and little enough to read whole.
const maxSize = 1 << 20

// Load reads the configuration at path, taking secrets from the environment.
// A file that cannot be read gives an error that wraps the operating system's;
// one that is wrong gives Mistakes.
func Load(path string) (Office, error) {
	f, err := os.Open(path)
	if err != nil {
		return Office{}, fmt.Errorf("read configuration: %w", err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxSize+1))
	if err != nil {
		return Office{}, fmt.Errorf("read configuration: %w", err)
	}
	return Parse(path, data, os.Getenv)
}

// Parse makes an office of a file's text. name is the file's path: mistakes
// repeat it, and paths in the file are relative to its directory. env gives
// the value of an environment variable, empty if it is not set; nil is an
// empty environment. The error, if there is one, is Mistakes: all of them, or
// the first of syntax alone.
func Parse(name string, data []byte, env func(string) string) (Office, error) {
	dir, err := filepath.Abs(filepath.Dir(name))
	if err != nil {
		return Office{}, fmt.Errorf("find the directory of %s: %w", name, err)
	}
	if env == nil {
		env = func(string) string { return "" }
	}
	r := &reading{file: name, dir: dir, env: env, wrong: map[string]bool{}}
	var o Office
	// Editors on Windows begin a file with a byte order mark.
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	if r.readable(data) {
		if root := readDocument(r, data); root != nil {
			o = r.office(&section{reading: r, at: root})
		}
	}
	if len(r.mistakes) > 0 {
		r.mistakes.sort()
		return Office{}, r.mistakes
	}
	return o, nil
}

// reading is one reading of one file.
type reading struct {
	file     string
	dir      string // absolute
	env      func(string) string
	mistakes Mistakes
	wrong    map[string]bool // keys with a mistake, lists with a mistaken element too
	ports    []port
}

func (r *reading) report(line int, key, problem, remedy string) {
	r.mistakes = append(r.mistakes, Mistake{File: r.file, Line: line, Key: key, Problem: problem, Remedy: remedy})
	r.wrong[key] = true
	if i := strings.LastIndexByte(key, '['); i >= 0 && strings.HasSuffix(key, "]") {
		r.wrong[key[:i]] = true
	}
}

// readable reports whether the file can be text at all.
func (r *reading) readable(data []byte) bool {
	if len(data) > maxSize {
		r.report(0, "", "is larger than 1 MiB", "name the office's configuration, which is a few pages")
		return false
	}
	for line, rest := 1, data; len(rest) > 0; line++ {
		text, after, _ := bytes.Cut(rest, []byte("\n"))
		if !utf8.Valid(text) {
			r.report(line, "", "is not UTF-8 text", "save the file with the encoding UTF-8")
			return false
		}
		rest = after
	}
	return true
}

func (r *reading) office(top *section) Office {
	s := top.table("office")
	o := Office{
		Name:        s.required("name", `write the office's name: name = "Таксі"`, notEmpty),
		Language:    s.text("language", "uk", language),
		Responsible: s.text("responsible", "", optional(extension)),

		ResponsiblePhone: s.telephone("responsible_phone"),

		Recall: s.seconds("recall_seconds", 60, span{high: 3600}),

		CallsPerMinute: s.number("calls_per_minute", 0, span{low: 2, high: 60, zero: "no limit"}),
	}
	zone := s.text("time_zone", "Europe/Kyiv", timeZone)
	if s.right("time_zone") {
		o.Location, _ = time.LoadLocation(zone)
	}
	s.done()
	o.FreeSWITCH = readFreeSWITCH(top.table("freeswitch"))
	o.Store = readStore(top.table("store"))
	o.Orders = readOrders(top.table("orders"))
	o.API = readAPI(top.table("api"))
	o.Mail = readMail(top.table("mail"))
	o.Telegram = readTelegram(top.table("telegram"))
	o.SMS = readSMS(top.table("sms"))
	o.Queues = readQueues(top.tables("queue"))
	o.Hours = readHours(top.tables("hours"))
	o.Menus = readMenus(top.tables("menu"), o)
	recordings, record := readRecordings(top.table("recordings"))
	o.Recordings = recordings
	o.Lines = readLines(top.tables("line"), o, record)
	o.Trunks = readTrunks(top.tables("trunk"), o.FreeSWITCH.Listen)
	o.Ported = readPorted(top.table("ported"))
	o.Outgoing = readOutgoing(top.tables("outgoing"), o)
	o.Alerts = readAlerts(top.tables("alert"), o)
	o.OnStates = readOnStates(top.tables("on_state"), o)
	o.Robot = readRobot(top.table("robot"), o.FreeSWITCH)
	o.Rating = readRating(top.table("rating"), o)
	o.Complaints = readComplaints(top.table("complaints"), o)
	o.Card = readCard(top.table("card"))
	o.Listening = readListening(top.table("listening"))
	o.Features = readFeatures(top.table("features"), o.Listening)
	o.Webhooks = readWebhooks(top.tables("webhook"))
	if len(o.Queues) == 0 && top.right("queue") {
		top.mistake("queue", "there is none, so nobody can wait", `write [[queue]] and below it name = "clients"`)
	}
	if len(o.Lines) == 0 && top.right("line") {
		top.mistake("line", "there is none, so nobody can call", "write [[line]] and below it name, numbers and queue")
	}
	if _, out := o.CallsOut(); o.ResponsiblePhone != "" && !out && top.right("trunk") {
		s.mistake("responsible_phone", "cannot be called: no trunk has a proxy", `write proxy = "sip.example.com" in [[trunk]], or remove responsible_phone`)
	}
	checkReserve(top, o)
	checkMissed(top, o)
	checkJoining(top, o)
	checkRecordings(top, o)
	top.done()
	r.checkPorts(o.FreeSWITCH.Listen)
	return o
}
