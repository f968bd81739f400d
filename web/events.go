package web

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
)

const (
	eventsPath = "/api/v1/events"

	// heartbeat is how often a stream says something, so that whoever reads it
	// and whatever stands between know that it lives. The token is looked at as
	// often.
	heartbeat = 15 * time.Second

	// readingLimit is how long a reader may take for what is sent to him at once.
	// Who does not read is dropped; he comes back and resumes.
	readingLimit = 10 * time.Second

	// mostFollowers is how many streams there may be at once, and mostOfOne how
	// many of one login.
	mostFollowers = 2000
	mostOfOne     = 20
)

type eventsRequest struct {
	LastEventID string `header:"Last-Event-ID" maxLength:"100" doc:"the number of the last event that was read: the stream goes on after it if it can, and begins with board if not"`
}

func (a *api) routeEvents(to huma.API) {
	o := operation(allow(huma.Operation{
		OperationID: "follow-events", Method: http.MethodGet, Path: eventsPath, Tags: []string{"Live"},
		Summary: "Everything that changes, as it changes",
		Description: "Server-sent events. The first is board, as GET /api/v1/board gives it, unless Last-Event-ID is resumed. Then operator, call, queue, trunk and listening each " +
			`bring one thing of the board whole, under the event's name; gone says by "kind" and "key" that one is no more to be shown; and card ` +
			`brings the "call" whose card is to open at this operator's, with its "order" if it has one. ` +
			"An operator is told of operators, queues, and the calls that he has or that ring for him. A comment comes every 15 seconds. A stream may end at any time: ask again.",
	}, Supervisor, OperatorRole, Integration))
	o.Responses = map[string]*huma.Response{
		"200": {Description: "a stream that does not end by itself", Content: map[string]*huma.MediaType{"text/event-stream": {Schema: &huma.Schema{Type: huma.TypeString}}}},
	}
	huma.Register(to, o, a.followEvents)
}

func (a *api) followEvents(ctx context.Context, in *eventsRequest) (*huma.StreamResponse, error) {
	who := actorOf(ctx)
	f, ok := a.live.follow(who, in.LastEventID)
	if !ok {
		return nil, tooMany.problem(http.StatusServiceUnavailable, "too many streams are open, of "+who.login+" or altogether")
	}
	return &huma.StreamResponse{Body: func(ctx huma.Context) {
		defer a.live.leave(f)
		r, w := humachi.Unwrap(ctx)
		w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
		w.Header().Set("X-Accel-Buffering", "no") // nginx would keep events back
		w.WriteHeader(http.StatusOK)
		if r.Method == http.MethodHead {
			return
		}
		a.stream(r.Context(), http.NewResponseController(w), w, who, f)
	}}, nil
}

// stream sends until the client has gone, the engine ends, the reader falls
// behind or is not heard any more.
func (a *api) stream(ctx context.Context, control *http.ResponseController, w http.ResponseWriter, who actor, f *follower) {
	// The server's own limits are for answers that end. A writer that knows none
	// is a test's.
	_ = control.SetReadDeadline(time.Time{})
	send := func(b []byte) bool {
		_ = control.SetWriteDeadline(time.Now().Add(readingLimit))
		if _, err := w.Write(b); err != nil {
			return false
		}
		err := control.Flush()
		return err == nil || errors.Is(err, http.ErrNotSupported)
	}
	_ = control.Flush() // who resumes, and has missed nothing, learns that he is heard
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	var frames []byte
	for {
		var ok bool
		if frames, ok = a.live.read(f, frames[:0]); !ok {
			return // he resumes with a board
		}
		if len(frames) > 0 && !send(frames) {
			return
		}
		select {
		case <-f.wake:
		case <-beat.C:
			if !a.stillHeard(ctx, who) || !send([]byte(": the engine lives\n\n")) {
				return
			}
		case <-a.live.over:
			return
		case <-ctx.Done():
			return
		}
	}
}

// stillHeard looks whether a token that was given out holds, and still makes the
// same somebody of who shows it.
func (a *api) stillHeard(ctx context.Context, who actor) bool {
	if who.sum == "" {
		return true
	}
	ctx, cancel := context.WithTimeout(ctx, requestLimit)
	defer cancel()
	u, err := a.users.Bearer(ctx, who.sum)
	if errors.Is(err, ErrNotFound) {
		return false
	}
	// A database that does not answer is no reason to darken every screen.
	return err != nil || u.Role == who.role && u.Operator == who.operator
}

// follower is one stream and how far it has read.
type follower struct {
	login  string
	to     audience
	tag    string        // what its numbers begin with
	at     uint64        // the number of the next change it reads; its reader's own
	resume bool          // it goes on where it was, and needs no board
	wake   chan struct{} // holds one
}

// call wakes it.
func (f *follower) call() {
	select {
	case f.wake <- struct{}{}:
	default:
	}
}

// follow begins a stream after the event of that number, if it can be resumed
// there. leave must be called.
func (l *Live) follow(who actor, last string) (f *follower, ok bool) {
	to := audienceOf(who)
	f = &follower{login: who.login, to: to, tag: l.epoch + "-" + to.String() + "-", wake: make(chan struct{}, 1)}
	l.mu.Lock()
	defer l.mu.Unlock()
	his := 0
	for other := range l.followers {
		if other.login == who.login && who.sum != "" { // the tokens of the configuration have no login of their own
			his++
		}
	}
	if len(l.followers) >= mostFollowers || his >= mostOfOne {
		return nil, false
	}
	l.followers[f] = struct{}{}
	if number, ours := strings.CutPrefix(last, f.tag); ours {
		if n, err := strconv.ParseUint(number, 10, 64); err == nil && n < l.next && n+1 >= l.oldest() {
			f.at, f.resume = n+1, true
		}
	}
	return f, true
}

func (l *Live) leave(f *follower) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.followers, f)
}

// streams is how many there are.
func (l *Live) streams() int {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return len(l.followers)
}

// oldest is the number of the first change that the ring still has.
func (l *Live) oldest() uint64 {
	if l.next <= ringSize {
		return 1
	}
	return l.next - ringSize
}

// read appends what the stream has not told yet. It reports false if the ring
// has lost some of it.
func (l *Live) read(f *follower, frames []byte) ([]byte, bool) {
	if !f.resume {
		f.resume = true
		return l.begin(f, frames), true
	}
	l.mu.RLock()
	defer l.mu.RUnlock()
	if f.at < l.oldest() {
		return frames, false
	}
	for ; f.at < l.next; f.at++ {
		if told := l.ring[f.at%ringSize].told(f.to); told != nil {
			frames = append(f.number(frames, f.at), told...)
		}
	}
	return frames, true
}

// begin appends the board, with the number of the last change that is in it.
func (l *Live) begin(f *follower, frames []byte) []byte {
	l.mu.RLock()
	now, last := l.now, l.next-1
	l.mu.RUnlock()
	if now.own == nil {
		now = l.scene() // nothing was seen yet; what is seen first comes again, as changes
	}
	f.at = last + 1
	frames = append(frames, "retry: 1000\n"...)
	return append(f.number(frames, last), eventOf("board", now.board(f.to))...)
}

func (f *follower) number(frames []byte, n uint64) []byte {
	frames = append(append(frames, "id: "...), f.tag...)
	return append(strconv.AppendUint(frames, n, 10), '\n')
}

// String is the audience in an event's number: who sees something else does not
// resume with it.
func (to audience) String() string {
	if to.all {
		return "all" + string(to.operator)
	}
	return string(to.operator)
}
