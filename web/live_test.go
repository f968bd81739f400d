package web_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/route"
	"github.com/cabline/cabline/dialplan/trunk"
	"github.com/cabline/cabline/taxi"
	"github.com/cabline/cabline/web"
)

// stage is an office that is looked at: what stands on it is the board.
type stage struct {
	mu      sync.Mutex
	board   dialplan.Board
	changed chan struct{}
	listens []web.BoardListening
	phones  map[dialplan.OperatorID][]web.BoardPhone
	looks   int
}

func (s *stage) Board() dialplan.Board {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.looks++
	b := s.board
	b.At = time.Now()
	b.Calls, b.Operators, b.Queues = slices.Clone(b.Calls), slices.Clone(b.Operators), slices.Clone(b.Queues)
	return b
}

func (s *stage) Changed() <-chan struct{} { return s.changed }

func (s *stage) listening() []web.BoardListening {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.listens
}

func (s *stage) telephones() map[dialplan.OperatorID][]web.BoardPhone {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.phones
}

// looked is how often it was.
func (s *stage) looked() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.looks
}

// set changes the board and says so.
func (s *stage) set(change func(*dialplan.Board)) {
	s.mu.Lock()
	change(&s.board)
	s.mu.Unlock()
	select {
	case s.changed <- struct{}{}:
	default:
	}
}

// call puts a call onto the board, in place of the one with its ID.
func (s *stage) call(c dialplan.BoardCall) {
	s.set(func(b *dialplan.Board) {
		b.Calls = slices.DeleteFunc(slices.Clone(b.Calls), func(have dialplan.BoardCall) bool { return have.ID == c.ID })
		b.Calls = append(b.Calls, c)
	})
}

func (s *stage) gone(id dialplan.CallID) {
	s.set(func(b *dialplan.Board) {
		b.Calls = slices.DeleteFunc(slices.Clone(b.Calls), func(have dialplan.BoardCall) bool { return have.ID == id })
	})
}

// show is an office that is followed, with its API on a line without a network:
// the server, its limits and the client are those of every day.
type show struct {
	*office
	*stage
	book   *shelf
	live   *web.Live
	dial   chan net.Conn
	hangUp func() // closes dial, once
	client *http.Client
	end    func() // ends the engine and waits for the server
	ended  chan struct{}
	opened []web.CardOpened
	kept   map[dialplan.OperatorID]web.CardOpens
	linked []string
}

func (s *show) Accept() (net.Conn, error) {
	if c, ok := <-s.dial; ok {
		return c, nil
	}
	return nil, net.ErrClosed
}
func (s *show) Close() error   { s.hangUp(); return nil }
func (s *show) Addr() net.Addr { return &net.TCPAddr{} }

func (s *show) SetCardOpens(_ context.Context, id dialplan.OperatorID, when web.CardOpens) error {
	s.kept[id] = when
	return nil
}

func (s *show) LinkOrder(_ context.Context, call dialplan.CallID, o taxi.Order, by string) error {
	s.linked = append(s.linked, fmt.Sprintf("%s %s by %s", call, o.ID, by))
	return nil
}

// openShow opens an office with the operators 101 and 102 and runs it inside a
// bubble.
func openShow(t *testing.T, play func(*testing.T, *show)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := &show{
			stage: &stage{changed: make(chan struct{}, 1)}, dial: make(chan net.Conn), ended: make(chan struct{}),
			kept: map[dialplan.OperatorID]web.CardOpens{},
		}
		s.hangUp = sync.OnceFunc(func() { close(s.dial) })
		s.board.Queues = []dialplan.BoardQueueLine{{Name: "clients"}}
		for _, id := range []dialplan.OperatorID{"101", "102"} {
			s.board.Operators = append(s.board.Operators, dialplan.BoardOperator{ID: id, Name: "Operator " + string(id), Status: route.Ready, Doing: route.Free})
		}
		with := func(c *web.Config) {
			s.live = web.NewLive(web.LiveConfig{Office: s.stage, Trunks: c.Trunks, Listenings: s.listening, Phones: s.telephones, Opened: func(c web.CardOpened) { s.opened = append(s.opened, c) }})
			c.Live, c.OrderCards = s.live, web.OrderCards{Settings: s, Calls: s}
		}
		s.office, s.book = openBook(t, with, tokens(rightToken))
		s.hire("101", "102")
		s.office.trunks = trunks{{Name: "kyivstar"}}
		running, stop := context.WithCancel(t.Context())
		var all sync.WaitGroup
		all.Go(func() { s.live.Run(running) })
		all.Go(func() {
			if err := web.Serve(running, s, s.handler, slog.New(slog.DiscardHandler)); err != nil {
				t.Error(err)
			}
			close(s.ended)
		})
		transport := &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
			here, there := net.Pipe()
			s.dial <- there
			return here, nil
		}}
		s.client = &http.Client{Transport: transport}
		s.end = sync.OnceFunc(func() { stop(); all.Wait(); transport.CloseIdleConnections() })
		defer s.end()
		synctest.Wait()
		play(t, s)
	})
}

// event is one that a stream has told.
type event struct {
	id, name string
	data     string
}

// stream is somebody who follows.
type stream struct {
	t      *testing.T
	mu     sync.Mutex
	raw    strings.Builder
	events []event
	number string // of the last event
	over   bool
	leave  func()
	unread io.Reader
}

// watch opens a stream for who shows the token; last is the event to go on after.
func (s *show) watch(t *testing.T, token, last string) *stream {
	t.Helper()
	f := s.connect(t, token, last)
	go f.read()
	synctest.Wait()
	return f
}

// connect opens a stream that nobody reads.
func (s *show) connect(t *testing.T, token, last string) *stream {
	t.Helper()
	ctx, leave := context.WithCancel(t.Context())
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://127.0.0.1/api/v1/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	if last != "" {
		r.Header.Set("Last-Event-ID", last)
	}
	answer, err := s.client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	if got := answer.Header.Get("Content-Type"); answer.StatusCode != 200 || !strings.HasPrefix(got, "text/event-stream") {
		t.Fatalf("the stream answers %s, %s", answer.Status, got)
	}
	return &stream{t: t, leave: func() { leave(); synctest.Wait() }, unread: answer.Body}
}

func (f *stream) read() {
	lines := bufio.NewScanner(f.unread)
	lines.Buffer(nil, 1<<20)
	var e event
	for lines.Scan() {
		line := lines.Text()
		f.mu.Lock()
		f.raw.WriteString(line + "\n")
		switch name, value, _ := strings.Cut(line, ": "); {
		case line == "" && e.name != "":
			f.events = append(f.events, e)
			f.number = e.id
			e = event{}
		case name == "id":
			e.id = value
		case name == "event":
			e.name = value
		case name == "data":
			e.data = value
		}
		f.mu.Unlock()
	}
	f.mu.Lock()
	f.over = true
	f.mu.Unlock()
}

// told is the events since it was last asked, in short: "call c1 talking".
func (f *stream) told() []string {
	f.t.Helper()
	synctest.Wait()
	time.Sleep(200 * time.Millisecond)
	synctest.Wait()
	f.mu.Lock()
	defer f.mu.Unlock()
	var all []string
	for _, e := range f.events {
		var v struct {
			Call     json.RawMessage
			Operator *struct{ ID, State string }
			Queue    *struct{ Name string }
			Trunk    *struct{ Name, State string }

			Listening *struct{ ID, Mode string }
			Kind      string
			Key       string
			Order     string
		}
		if err := json.Unmarshal([]byte(e.data), &v); e.name != "board" && err != nil {
			f.t.Fatalf("%v in %s", err, e.data)
		}
		words := e.name
		switch e.name {
		case "call":
			var c struct{ ID, Stage string }
			if err := json.Unmarshal(v.Call, &c); err != nil {
				f.t.Fatal(err)
			}
			words += " " + c.ID + " " + c.Stage
		case "operator":
			words += " " + v.Operator.ID + " " + v.Operator.State
		case "queue":
			words += " " + v.Queue.Name
		case "trunk":
			words += " " + v.Trunk.Name + " " + v.Trunk.State
		case "listening":
			words += " " + v.Listening.ID + " " + v.Listening.Mode
		case "gone":
			words += " " + v.Kind + " " + v.Key
		case "card":
			words += " " + strings.Trim(string(v.Call), `"`)
			if v.Order != "" {
				words += " " + v.Order
			}
		}
		all = append(all, words)
	}
	slices.Sort(all) // one look's changes have no order among them
	f.events = nil
	return all
}

// last is the number of the last event.
func (f *stream) last() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.events) == 0 {
		return ""
	}
	return f.events[len(f.events)-1].id
}

func (f *stream) tells(want ...string) {
	f.t.Helper()
	slices.Sort(want)
	if got := f.told(); !slices.Equal(got, want) {
		f.t.Errorf("told %q, want %q", got, want)
	}
}

func (f *stream) isOver(want bool) {
	f.t.Helper()
	synctest.Wait()
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.over != want {
		f.t.Errorf("the stream is over: %v, want %v", f.over, want)
	}
}

// login gives a token to one of someUsers.
func (s *show) login(t *testing.T, login string) string {
	t.Helper()
	var body struct{ Token string }
	s.ask(t, "POST", "/api/v1/login", `{"login":"`+login+`","password":"password of `+login+`"}`).is(200).into(&body)
	return body.Token
}

func ringing(id dialplan.CallID, caller taxi.Phone, at ...dialplan.OperatorID) dialplan.BoardCall {
	return dialplan.BoardCall{ID: id, Line: "city", Caller: caller, Stage: dialplan.StageRinging, Queue: "clients", Offered: at, Direction: dialplan.Inward, Started: time.Now()}
}

func talking(id dialplan.CallID, caller taxi.Phone, to dialplan.OperatorID) dialplan.BoardCall {
	c := ringing(id, caller)
	c.Stage, c.Operator = dialplan.StageTalking, to
	return c
}

func TestAStreamTellsTheBoardAndThenWhatChanges(t *testing.T) {
	openShow(t, func(t *testing.T, s *show) {
		boss := s.watch(t, rightToken, "")
		boss.tells("board")
		s.call(ringing("c1", "+380671112233", "101"))
		boss.tells("call c1 ringing")
		s.set(func(b *dialplan.Board) { b.Operators[0].Doing = route.IsRinging; b.Queues[0].Waiting = 1 })
		boss.tells("operator 101 ringing", "queue clients")
		s.call(talking("c1", "+380671112233", "101"))
		boss.tells("call c1 talking")
		s.set(func(*dialplan.Board) {})
		boss.tells()
		s.gone("c1")
		boss.tells("gone call c1")
		boss.leave()
	})
}

// Where a colleague can be reached is everybody's business.
func TestTheBoardTellsOfTelephones(t *testing.T) {
	openShow(t, func(t *testing.T, s *show) {
		olena := s.watch(t, s.login(t, "olena"), "")
		olena.tells("board")
		logged := func(list ...web.BoardPhone) {
			s.set(func(*dialplan.Board) { s.phones = map[dialplan.OperatorID][]web.BoardPhone{"102": list} })
		}
		since := time.Now().Add(-time.Hour)
		logged(web.BoardPhone{Kind: "sip", Since: since}, web.BoardPhone{Kind: "browser", Since: time.Now()})
		olena.tells("operator 102 free")
		var b struct {
			Operators []struct {
				ID     string
				Phones []struct {
					Kind  string
					Since time.Time
				}
			}
		}
		said := s.ask(t, "GET", "/api/v1/board", "", withToken(s.login(t, "olena"))).is(200).into(&b)
		if p := b.Operators[1].Phones; len(p) != 2 || p[0].Kind != "sip" || !p[0].Since.Equal(since) || p[1].Kind != "browser" || b.Operators[0].Phones == nil {
			t.Errorf("the board is %s", said.body)
		}
		logged()
		olena.tells("operator 102 free")
	})
}

func TestManyChangesAreOneLook(t *testing.T) {
	openShow(t, func(t *testing.T, s *show) {
		time.Sleep(time.Second)
		before := s.looked()
		for i := range 1000 {
			s.call(ringing("c1", taxi.Phone(fmt.Sprintf("+3806711%05d", i)), "101"))
			time.Sleep(time.Millisecond)
		}
		if looks := s.looked() - before; looks < 9 || looks > 11 {
			t.Errorf("%d looks in a second of 1000 changes, want 10", looks)
		}
	})
}

func TestAnOperatorIsNeverToldOfAnothersCaller(t *testing.T) {
	openShow(t, func(t *testing.T, s *show) {
		const his, another = "+380671112233", "+380509998877"
		s.call(talking("before", another, "102"))
		time.Sleep(time.Second)
		olena := s.watch(t, s.login(t, "olena"), "")
		olena.tells("board")
		// Nobody's yet, then somebody else's, in every stage.
		waiting := ringing("c1", another)
		waiting.Stage = dialplan.StageWaiting
		s.call(waiting)
		olena.tells()
		s.call(ringing("c1", another, "102"))
		olena.tells()
		s.call(talking("c1", another, "102"))
		olena.tells()
		// Who talks to a colleague is not told either.
		s.set(func(b *dialplan.Board) {
			b.Operators[1].Doing, b.Operators[1].Calls = route.IsTalking, []dialplan.CallID{"c1"}
		})
		olena.tells("operator 102 talking")
		// One that rings for both is hers until the other takes it.
		s.call(ringing("c2", his, "101", "102"))
		olena.tells("call c2 ringing", "card c2")
		s.call(talking("c2", his, "102"))
		olena.tells("gone call c2")
		s.gone("c2")
		olena.tells()
		held := talking("c3", his, "101")
		held.Stage = dialplan.StageHeld
		s.call(held)
		olena.tells("call c3 held")
		s.set(func(*dialplan.Board) { s.office.trunks = trunks{{Name: "kyivstar", Health: trunk.Down}} })
		olena.tells()
		olena.leave()
		said := olena.raw.String()
		if strings.Contains(said, another) || strings.Contains(said, `"c1"`) || strings.Contains(said, "before") {
			t.Errorf("another's caller was told:\n%s", said)
		}
		if !strings.Contains(said, his) {
			t.Error("not even her own were: the test looks for the wrong thing")
		}
	})
}

func TestAnOperatorIsNotToldThatHeIsListenedTo(t *testing.T) {
	openShow(t, func(t *testing.T, s *show) {
		olena, hanna := s.watch(t, s.login(t, "olena"), ""), s.watch(t, s.login(t, "hanna"), "")
		s.call(talking("c1", "+380671112233", "101"))
		olena.tells("board", "call c1 talking", "card c1")
		hanna.tells("board", "call c1 talking")
		s.set(func(*dialplan.Board) {
			s.listens = []web.BoardListening{{ID: "l1", Operator: "101", By: "hanna", Mode: "whisper"}}
		})
		olena.tells()
		hanna.tells("call c1 talking", "listening l1 whisper")
		s.set(func(*dialplan.Board) { s.listens = nil })
		olena.tells()
		hanna.tells("call c1 talking", "gone listening l1")
		if said := olena.raw.String(); strings.Contains(said, "l1") || strings.Contains(said, `"listened":true`) {
			t.Errorf("she was told:\n%s", said)
		}
	})
}

func TestTheBoardOfAnOperatorHoldsWhatIsHisOwn(t *testing.T) {
	openShow(t, func(t *testing.T, s *show) {
		s.call(talking("c1", "+380509998877", "102"))
		s.call(ringing("c2", "+380671112233", "101"))
		var b struct {
			Calls     []struct{ ID string }
			Operators []struct {
				ID    string
				Calls []string
			}
			Trunks []struct{ Name string }
		}
		mine := s.ask(t, "GET", "/api/v1/board", "", withToken(s.login(t, "olena"))).is(200).into(&b)
		if len(b.Calls) != 1 || b.Calls[0].ID != "c2" || len(b.Operators) != 2 || len(b.Trunks) != 0 {
			t.Errorf("an operator sees %s", mine.body)
		}
		b.Trunks = nil
		all := s.ask(t, "GET", "/api/v1/board", "", withToken(s.login(t, "hanna"))).is(200).into(&b)
		if len(b.Calls) != 2 || len(b.Trunks) != 1 {
			t.Errorf("a supervisor sees %s", all.body)
		}
	})
}

func TestAStreamGoesOnWhereItWas(t *testing.T) {
	openShow(t, func(t *testing.T, s *show) {
		first := s.watch(t, rightToken, "")
		s.call(ringing("c1", "+380671112233", "101"))
		synctest.Wait()
		last := first.last()
		first.leave()
		s.call(talking("c1", "+380671112233", "101"))
		time.Sleep(time.Second)
		s.gone("c1")
		time.Sleep(time.Second)
		again := s.watch(t, rightToken, last)
		again.tells("call c1 talking", "gone call c1")
		// Who has missed nothing is heard at once, and not with the next heartbeat.
		began := time.Now()
		s.watch(t, rightToken, again.number).tells()
		if took := time.Since(began); took > time.Second {
			t.Errorf("the answer to who resumes took %s", took)
		}
		for name, other := range map[string]string{
			"another engine's": "abcdefgh" + last[8:], "of an event to come": last + "999", "no number": "x", "negative": strings.TrimRight(last, "0123456789") + "-1",
		} {
			t.Log(name)
			s.watch(t, rightToken, other).tells("board")
		}
		// What an operator was told does not resume what a supervisor is told.
		s.watch(t, s.login(t, "olena"), last).tells("board")
	})
}

func TestWhoWasAwayForTooLongGetsTheBoard(t *testing.T) {
	openShow(t, func(t *testing.T, s *show) {
		boss := s.watch(t, rightToken, "")
		s.call(ringing("c1", "1", "101"))
		synctest.Wait()
		last := boss.last()
		boss.leave()
		for i := range 5000 {
			s.call(ringing("c1", taxi.Phone(fmt.Sprint(i)), "101"))
			time.Sleep(100 * time.Millisecond)
		}
		s.watch(t, rightToken, last).tells("board")
	})
}

// The server's limits are for answers that end; a stream has a heartbeat.
func TestAStreamOutlivesEveryLimit(t *testing.T) {
	openShow(t, func(t *testing.T, s *show) {
		boss := s.watch(t, rightToken, "")
		boss.tells("board")
		time.Sleep(10 * time.Minute)
		boss.isOver(false)
		if beats := strings.Count(boss.raw.String(), ": the engine lives\n"); beats < 39 || beats > 41 {
			t.Errorf("%d heartbeats in ten minutes, want 40", beats)
		}
		s.call(ringing("c1", "+380671112233", "101"))
		boss.tells("call c1 ringing")
	})
}

func TestAStreamEndsWithItsToken(t *testing.T) {
	openShow(t, func(t *testing.T, s *show) {
		token := s.login(t, "olena")
		olena := s.watch(t, token, "")
		time.Sleep(time.Minute)
		olena.isOver(false)
		s.ask(t, "POST", "/api/v1/logout", "", withToken(token)).is(204)
		time.Sleep(16 * time.Second)
		olena.isOver(true)
	})
}

func TestWhoDoesNotReadIsDropped(t *testing.T) {
	openShow(t, func(t *testing.T, s *show) {
		lazy := s.connect(t, rightToken, "")
		for i := range 300 {
			s.call(ringing("c1", taxi.Phone(fmt.Sprint(i)), "101"))
			time.Sleep(100 * time.Millisecond)
		}
		sent, err := io.ReadAll(lazy.unread)
		if err == nil {
			t.Error("the stream ended well")
		}
		if n := strings.Count(string(sent), "event: call"); n > 150 {
			t.Errorf("%d events were kept for a reader who does not read", n)
		}
	})
}

func TestStreamsDoNotHoldUpTheEnd(t *testing.T) {
	openShow(t, func(t *testing.T, s *show) {
		boss, olena := s.watch(t, rightToken, ""), s.watch(t, s.login(t, "olena"), "")
		began := time.Now()
		s.end()
		<-s.ended
		if took := time.Since(began); took > time.Second {
			t.Errorf("the server took %s to end", took)
		}
		boss.isOver(true)
		olena.isOver(true)
	})
}

// Nobody takes the streams of all the others.
func TestOneLoginHasSoManyStreams(t *testing.T) {
	openShow(t, func(t *testing.T, s *show) {
		token := s.login(t, "olena")
		var streams []*stream
		for range 20 {
			streams = append(streams, s.watch(t, token, ""))
		}
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://127.0.0.1/api/v1/events", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+token)
		answer, err := s.client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != http.StatusServiceUnavailable {
			t.Errorf("the 21st answers %s", answer.Status)
		}
		s.watch(t, s.login(t, "hanna"), "").tells("board")
		if n, _ := s.metric(t, "cabline_event_streams"); n != "21" {
			t.Errorf("%s streams are counted, want 21", n)
		}
		streams[0].leave()
		s.watch(t, token, "").tells("board")
	})
}
