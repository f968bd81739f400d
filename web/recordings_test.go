package web_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	recording "github.com/cabline/cabline/archive"
	"github.com/cabline/cabline/audit"
	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/route"
	"github.com/cabline/cabline/taxi"
	"github.com/cabline/cabline/web"
)

// tapes are the recordings of a test's office. Every sound is its call's name, a
// hundred times.
type tapes struct {
	list   []recording.Entry
	missed bool // the files are not there
	sick   error
	asked  recording.Filter
	paused []string
	unable error
	key    string
}

func (s *tapes) Tapes(_ context.Context, f recording.Filter) (list []recording.Entry, err error) {
	s.asked = f
	for _, e := range s.list {
		talked := func(id dialplan.OperatorID) bool {
			return slices.ContainsFunc(e.Record.Segments, func(s dialplan.Segment) bool { return s.Operator == id })
		}
		if (f.Call == "" || f.Call == e.Call) && (f.Order == "" || f.Order == string(e.Record.Order)) && (f.Heard == nil || slices.ContainsFunc(f.Heard, talked)) {
			list = append(list, e)
		}
	}
	return list, s.sick
}

type sound struct{ *bytes.Reader }

func (sound) Close() error { return nil }

func soundOf(call dialplan.CallID) string { return strings.Repeat(string(call), 100) }

func (s *tapes) Sound(t recording.Tape) (io.ReadSeekCloser, error) {
	if s.missed {
		return nil, fmt.Errorf("open: %w", fs.ErrNotExist)
	}
	return sound{bytes.NewReader([]byte(soundOf(t.Call)))}, s.sick
}

func (s *tapes) Workstation(file string) string { return `\\server\` + file }

func (s *tapes) Pause(_ context.Context, call dialplan.CallID, pause bool, by string) error {
	s.paused = append(s.paused, fmt.Sprint(call, " ", pause, " by ", by))
	return s.unable
}

func (s *tapes) LinkKey(context.Context) ([]byte, error) { return []byte(s.key), s.sick }

// openTapes is an office with three recordings: a of a call that 101 and then 102
// had, about an order that is open; b of 103's, about one that has ended and that
// 102 has taken; c of 103's about nothing. Bob's extension is 101.
func openTapes(t *testing.T, settings ...setting) (*office, *tapes) {
	t.Helper()
	at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	kept := &tapes{key: "secret"}
	add := func(call dialplan.CallID, order taxi.OrderID, operators ...dialplan.OperatorID) {
		r := dialplan.Record{ID: call, Line: "city", Caller: "+380671112233", Order: order, Started: at, Ended: at.Add(time.Minute)}
		for i, o := range operators {
			r.Operator = o
			start := at.Add(time.Duration(i) * 20 * time.Second)
			r.Segments = append(r.Segments, dialplan.Segment{Kind: dialplan.Talk, Start: start, End: start.Add(10 * time.Second), Operator: o})
		}
		kept.list = append(kept.list, recording.Entry{
			Tape: recording.Tape{Call: call, Started: at, Length: 19 * time.Second, File: "2026/" + string(call) + ".mp3", Format: "mp3", Size: 100}, Record: r,
		})
	}
	add("a", "1", "101", "102")
	add("b", "2", "103")
	add("c", "", "103")
	with := func(c *web.Config) { c.Recordings = kept }
	o, book := openBook(t, append([]setting{with}, settings...)...)
	book.orders["1"] = taxi.Order{ID: "1", State: taxi.State{ID: "riding", Stage: taxi.Riding}}
	book.orders["2"] = taxi.Order{ID: "2", State: taxi.State{ID: "finished", Stage: taxi.Finished}, Operator: "102"}
	return o, kept
}

type recordingView struct {
	ID, Call, Order, Operator, State, Format, File, Sound string
	Length                                                float64 `json:"length_seconds"`
	Stretches                                             []struct {
		Operator string
		From     float64 `json:"from_seconds"`
		To       float64 `json:"to_seconds"`
	}
}

func (o *office) recordings(t *testing.T, query string, changes ...request) (list []recordingView) {
	t.Helper()
	var got struct{ Recordings []recordingView }
	o.ask(t, "GET", "/api/v1/recordings"+query, "", changes...).is(200).into(&got)
	return got.Recordings
}

func callsOf(list []recordingView) string {
	calls := ""
	for _, r := range list {
		calls += r.ID
	}
	return calls
}

func TestRecordingsAreListed(t *testing.T) {
	o, kept := openTapes(t)
	list := o.recordings(t, "?from=2026-11-23T00:00:00Z&to=2026-11-24T00:00:00Z&operator=101&limit=5&order=1")
	want := recording.Filter{From: time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC), To: time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC), Operator: "101", Order: "1", Limit: 5}
	if fmt.Sprint(kept.asked) != fmt.Sprint(want) || kept.asked.Heard != nil {
		t.Errorf("asked for %+v, want %+v", kept.asked, want)
	}
	if len(list) != 1 {
		t.Fatalf("%+v", list)
	}
	r := list[0]
	if r.ID != "a" || r.Order != "1" || r.State != "kept" || r.File != `\\server\2026/a.mp3` || r.Sound != "/api/v1/recordings/a/sound" || r.Length != 19 {
		t.Errorf("%+v", r)
	}
	if s := r.Stretches; len(s) != 2 || s[0].Operator != "101" || s[0].From != 0 || s[1].From != s[0].To || s[1].Operator != "102" || s[1].To > 19 {
		t.Errorf("who talks where: %+v", s)
	}
	kept.list[0].Deleted, kept.list[1].File = time.Now(), ""
	list = o.recordings(t, "")
	if list[0].State != "deleted" || list[0].File+list[0].Sound != "" || list[1].State != "lost" || list[2].State != "kept" {
		t.Errorf("%+v", list)
	}
	o.ask(t, "GET", "/api/v1/recordings?from=2026-11-23T00:00:00Z&to=2026-11-22T00:00:00Z", "").problem(422)
	o.ask(t, "GET", "/api/v1/recordings?operator=../x", "").problem(422)
	kept.sick = errors.New("the disk is full")
	o.ask(t, "GET", "/api/v1/recordings", "").problem(500)
}

// A player asks for parts, in whatever order.
func TestSoundInParts(t *testing.T) {
	o, kept := openTapes(t)
	whole := soundOf("a")
	a := o.ask(t, "GET", "/api/v1/recordings/a/sound", "").is(200)
	if string(a.body) != whole || a.header.Get("Content-Type") != "audio/mpeg" || a.header.Get("Accept-Ranges") != "bytes" {
		t.Errorf("%d bytes, %v", len(a.body), a.header)
	}
	a = o.ask(t, "GET", "/api/v1/recordings/a/sound", "", withHeader("Range", "bytes=10-19")).is(206)
	if string(a.body) != whole[10:20] || a.header.Get("Content-Range") != fmt.Sprintf("bytes 10-19/%d", len(whole)) {
		t.Errorf("%q, %v", a.body, a.header)
	}
	a = o.ask(t, "GET", "/api/v1/recordings/a/sound", "", withHeader("Range", "bytes=-5")).is(206)
	if string(a.body) != whole[len(whole)-5:] {
		t.Errorf("%q", a.body)
	}
	o.ask(t, "HEAD", "/api/v1/recordings/a/sound", "").is(200)
	o.ask(t, "GET", "/api/v1/recordings/a/sound", "", withHeader("Range", "bytes=900000-")).problem(416)
	o.ask(t, "GET", "/api/v1/recordings/a/sound", "", withHeader("Range", "lines=1-2")).problem(416)
	for _, id := range []string{"nobody", "..%2F..%2Fetc%2Fpasswd", "%2e%2e", "2026%2Fa.mp3"} {
		o.ask(t, "GET", "/api/v1/recordings/"+id+"/sound", "").problem(404)
	}
	kept.missed = true
	o.ask(t, "GET", "/api/v1/recordings/a/sound", "").problem(404, "not there")
	kept.list[0].Deleted = time.Date(2026, 12, 24, 0, 0, 0, 0, time.UTC)
	o.ask(t, "GET", "/api/v1/recordings/a/sound", "").problem(410, "2026-12-24")
	o.ask(t, "POST", "/api/v1/recordings/a/link", "").problem(410)
	kept.list[1].File = ""
	o.ask(t, "GET", "/api/v1/recordings/b/sound", "").problem(404, "no file was written")
}

// An operator hears the calls in which he has talked and those of an order that
// is open or that he has taken; a supervisor, the owner and programs hear all.
func TestWhoHearsWhat(t *testing.T) {
	o, _ := openTapes(t, tokens("owner-token-of-16"))
	o.hire("101", "102", "103")
	night := o.people["103"]
	night.Queues = []route.Membership{{Queue: "clients", Group: "night"}}
	o.people["103"] = night
	as := func(role web.Role, operator dialplan.OperatorID) request {
		return withToken(o.users.tokenOf(role, operator))
	}
	for _, tt := range []struct {
		name    string
		who     request
		all     string // a list without a filter
		ofOrder string // of order 2
		hears   string // of a, b and c
	}{
		{"the owner", as(web.Owner, ""), "abc", "b", "abc"},
		{"a supervisor", as(web.Supervisor, ""), "abc", "b", "abc"},
		{"a supervisor of 102", withToken(o.users.tokenOfSupervisor(&dialplan.Hears{Operators: []dialplan.OperatorID{"102"}})), "a", "", "a"},
		{"a supervisor of a group", withToken(o.users.tokenOfSupervisor(&dialplan.Hears{Groups: []string{"night"}})), "bc", "b", "bc"},
		{"a supervisor of nobody", withToken(o.users.tokenOfSupervisor(new(dialplan.Hears))), "", "", ""},
		{"a program", as(web.Integration, ""), "abc", "b", "abc"},
		{"101", as(web.OperatorRole, "101"), "a", "", "a"},
		{"102, who has taken the order", as(web.OperatorRole, "102"), "a", "b", "ab"},
		{"103", as(web.OperatorRole, "103"), "bc", "b", "abc"}, // a is of an order that is open
		{"104", as(web.OperatorRole, "104"), "", "", "a"},
		{"an operator without an extension", as(web.OperatorRole, ""), "", "", "a"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := callsOf(o.recordings(t, "", tt.who)); got != tt.all {
				t.Errorf("sees %q, want %q", got, tt.all)
			}
			if got := callsOf(o.recordings(t, "?order=2", tt.who)); got != tt.ofOrder {
				t.Errorf("sees %q of the order, want %q", got, tt.ofOrder)
			}
			for _, call := range []string{"a", "b", "c"} {
				status := map[bool]int{true: 200, false: 403}[strings.Contains(tt.hears, call)]
				o.ask(t, "GET", "/api/v1/recordings/"+call+"/sound", "", tt.who).is(status)
				o.ask(t, "POST", "/api/v1/recordings/"+call+"/link", "", tt.who).is(status)
				if got := callsOf(o.recordings(t, "?call="+call, tt.who)); (got == call) != (status == 200) {
					t.Errorf("sees %q of call %s", got, call)
				}
			}
		})
	}
	o.ask(t, "GET", "/api/v1/recordings/a/sound", "").problem(401)
	o.ask(t, "GET", "/api/v1/recordings", "").problem(401)
}

// flipped is an address with another letter near its end.
func flipped(url string) string {
	b := []byte(url)
	if at := len(b) - 20; b[at] == 'A' {
		b[at] = 'B'
	} else {
		b[at] = 'A'
	}
	return string(b)
}

// A link opens for some minutes, without a token, for one recording; whoever
// changes anything of it has none.
func TestLinks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, kept := openTapes(t, tokens("owner-token-of-16"))
		var link struct {
			URL   string
			Until time.Time
		}
		o.ask(t, "POST", "/api/v1/recordings/a/link", "", withToken("owner-token-of-16")).is(200).into(&link)
		if got := time.Until(link.Until); got < 9*time.Minute || got > 10*time.Minute {
			t.Errorf("it opens for %s", got)
		}
		if a := o.ask(t, "GET", link.URL, "").is(200); string(a.body) != soundOf("a") {
			t.Errorf("%d bytes", len(a.body))
		}
		o.ask(t, "GET", link.URL, "", withHeader("Range", "bytes=0-9")).is(206)
		for _, forged := range []string{link.URL[:len(link.URL)-1], link.URL + "A", flipped(link.URL), "/api/v1/listen/x", "/api/v1/listen/" + strings.Repeat("A", 80)} {
			o.ask(t, "GET", forged, "").problem(404)
		}
		kept.key = "another office's"
		o.ask(t, "GET", link.URL, "").problem(404)
		kept.key = "secret"
		time.Sleep(11 * time.Minute)
		o.ask(t, "GET", link.URL, "").problem(410)
		if strings.Contains(o.log.String(), strings.TrimPrefix(link.URL, "/api/v1/listen/")) {
			t.Error("the log has the link, which opens for whoever reads it")
		}
	})
}

// While somebody reads a card number out, nothing of it is recorded.
func TestRecordingIsPaused(t *testing.T) {
	o, kept := openTapes(t, tokens("owner-token-of-16"))
	o.begins(dialplan.Record{ID: "live", Operator: "101", Started: time.Now(), Recording: "/srv/live.wav"})
	own, other := withToken(o.users.tokenOf(web.OperatorRole, "101")), withToken(o.users.tokenOf(web.OperatorRole, "102"))
	o.ask(t, "POST", "/api/v1/calls/live/recording/pause", "", own).is(204)
	o.ask(t, "POST", "/api/v1/calls/live/recording/resume", "", own).is(204)
	o.ask(t, "POST", "/api/v1/calls/live/recording/pause", "", other).problem(403)
	o.ask(t, "POST", "/api/v1/calls/live/recording/pause", "", withToken(o.users.tokenOf(web.Integration, ""))).problem(403)
	o.ask(t, "POST", "/api/v1/calls/gone/recording/pause", "", own).problem(404)
	o.ask(t, "POST", "/api/v1/calls/live/recording/pause", "", withToken(o.users.tokenOf(web.Supervisor, ""))).is(204)
	if len(kept.paused) != 3 || !strings.HasPrefix(kept.paused[0], "live true by ") || !strings.HasPrefix(kept.paused[1], "live false by ") {
		t.Errorf("%q", kept.paused)
	}
	kept.unable = fmt.Errorf("mask: %w", dialplan.ErrNotRecorded)
	o.ask(t, "POST", "/api/v1/calls/live/recording/pause", "", own).problem(409)
	kept.unable = errors.New("not connected")
	o.ask(t, "POST", "/api/v1/calls/live/recording/pause", "", own).problem(http.StatusInternalServerError)
	var call struct{ Recording string }
	o.ask(t, "GET", "/api/v1/calls/live", "", own).is(200).into(&call)
	if call.Recording != "/api/v1/recordings/live/sound" {
		t.Errorf("the call's recording is %q", call.Recording)
	}
}

// Who has played what, and who has tried, is in the audit log: once for a player
// that asks for many parts.
func TestPlayingIsWrittenDown(t *testing.T) {
	kept := new(played)
	o, _ := openTapes(t, tokens("owner-token-of-16"), func(c *web.Config) { c.Audit = kept })
	own := withToken(o.users.tokenOf(web.OperatorRole, "102"))
	for range 5 {
		o.ask(t, "GET", "/api/v1/recordings/a/sound", "", own, withHeader("Range", "bytes=10-19")).is(206)
	}
	o.ask(t, "GET", "/api/v1/recordings/c/sound", "", own).is(403)
	var link struct{ URL string }
	o.ask(t, "POST", "/api/v1/recordings/b/link", "", own).is(200).into(&link)
	o.ask(t, "GET", link.URL, "").is(200)
	const who = "somebody-operator-102"
	want := []string{
		who + ": recording played, call a", who + ": recording played, call c, refused", who + ": recording linked, call b", who + ": recording played, call b",
	}
	if !slices.Equal(kept.lines, want) {
		t.Errorf("%q, want %q", kept.lines, want)
	}
}

// played is an audit log of a test.
type played struct{ lines []string }

func (p *played) Write(e audit.Entry) {
	line := e.Who + ": " + e.What + ", call " + e.Call
	if e.Refused {
		line += ", refused"
	}
	p.lines = append(p.lines, line)
}

func (p *played) Audit(context.Context, audit.Filter) ([]audit.Entry, error) { return nil, nil }

// tokenOfSupervisor lets a supervisor in who may hear these.
func (b *users) tokenOfSupervisor(h *dialplan.Hears) string {
	token := b.tokenOf(web.Supervisor, dialplan.OperatorID(fmt.Sprint(len(b.tokens))))
	b.mu.Lock()
	defer b.mu.Unlock()
	login := strings.TrimPrefix(token, "token-of-")
	u := b.byName[login]
	u.Hears = h
	b.byName[login] = u
	return token
}

// tokenOf lets somebody in with a role, as an operator if he is one.
func (b *users) tokenOf(role web.Role, operator dialplan.OperatorID) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	login := "somebody-" + string(role) + "-" + string(operator)
	b.byName[login] = web.User{Login: login, Name: login, Role: role, Operator: operator}
	token := "token-of-" + login
	sum := sha256.Sum256([]byte(token))
	b.tokens[hex.EncodeToString(sum[:])] = web.Token{Login: login}
	return token
}
