package web

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"

	"github.com/cabline/cabline/archive"
	"github.com/cabline/cabline/dialplan"
)

const (
	listenPath  = "/api/v1/listen/" // where links lead
	linkFor     = 10 * time.Minute  // how long a link opens
	soundFor    = 15 * time.Minute  // how long a client may take to hear one to its end
	longestLink = 512
)

// soundTypes are the media types by format.
func soundTypes() map[string]string {
	return map[string]string{"wav": "audio/wav", "mp3": "audio/mpeg", "opus": "audio/ogg"}
}

// sounding describes the answers of an operation that sends sound.
func sounding(o huma.Operation) huma.Operation {
	content := make(map[string]*huma.MediaType)
	for _, t := range soundTypes() {
		content[t] = &huma.MediaType{Schema: &huma.Schema{Type: "string", Format: "binary"}}
	}
	o.Responses = map[string]*huma.Response{
		"200": {Description: "the whole sound", Content: content},
		"206": {Description: "the part that the header Range asks for", Content: content},
	}
	o.Errors = append(o.Errors, http.StatusNotFound, http.StatusGone, http.StatusRequestedRangeNotSatisfiable)
	return o
}

type (
	soundRequest struct {
		ID    string `path:"id" maxLength:"128" doc:"the call's id"`
		Range string `header:"Range" doc:"a part of the sound, as RFC 9110 has it" example:"bytes=0-65535"`
	}
	linkedRequest struct {
		Ticket string `path:"ticket" maxLength:"512" doc:"what a link ends in"`
		Range  string `header:"Range" doc:"a part of the sound, as RFC 9110 has it" example:"bytes=0-65535"`
	}
	linkAnswer struct {
		Body struct {
			URL   string    `json:"url" doc:"below the address of the API"`
			Until time.Time `json:"until"`
		} `nameHint:"RecordingLink"`
	}
)

func (a *api) hearRecording(ctx context.Context, in *soundRequest) (*huma.StreamResponse, error) {
	e, err := a.entry(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	sound, err := a.play(e.Tape, in.Range)
	if err == nil {
		a.played(actorOf(ctx), e.Call, "")
	}
	return sound, err
}

// play sends the sound. A client may ask for a part of it, and for others later:
// that is how a player jumps.
func (a *api) play(t archive.Tape, part string) (*huma.StreamResponse, error) {
	if err := gone(t); err != nil {
		return nil, err
	}
	sound, err := a.recordings.Sound(t)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, noRecording.problem(http.StatusNotFound, "the file of the recording is not there")
	}
	if err != nil {
		return nil, a.failure("open the recording", "such recording", err)
	}
	if !satisfiable(part, sound) {
		sound.Close()
		return nil, huma.NewError(http.StatusRequestedRangeNotSatisfiable, "the sound has no such part")
	}
	return &huma.StreamResponse{Body: func(ctx huma.Context) {
		defer sound.Close()
		r, w := humachi.Unwrap(ctx)
		// An hour of talk over a slow line takes longer than other answers.
		_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(soundFor))
		w.Header().Set("Content-Type", soundTypes()[t.Format])
		w.Header().Set("Content-Disposition", `inline; filename="`+string(t.Call)+path.Ext(t.File)+`"`)
		http.ServeContent(w, r, "", t.Started.Add(t.Length), sound)
	}}, nil
}

// gone says what is the matter with a recording that cannot be heard.
func gone(t archive.Tape) error {
	switch {
	case t.Lost():
		return noRecording.problem(http.StatusNotFound, "the call was to be recorded, and no file was written")
	case !t.Sounds():
		return oldRecording.problem(http.StatusGone, "the recording was deleted on "+t.Deleted.UTC().Format(time.DateOnly)+", being old")
	}
	return nil
}

// satisfiable reports whether http.ServeContent would find the part that is asked
// for: it would say so in words that are no problem.
func satisfiable(part string, sound io.Seeker) bool {
	if part == "" {
		return true
	}
	size, err := sound.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = sound.Seek(0, io.SeekStart)
	}
	if err != nil {
		return true // it says so itself
	}
	var probe probe
	probe.header = make(http.Header)
	http.ServeContent(&probe, &http.Request{Method: http.MethodHead, Header: http.Header{"Range": {part}}}, "", time.Time{}, emptySound(size))
	return probe.status != http.StatusRequestedRangeNotSatisfiable
}

// probe is an answer of which only the status counts.
type probe struct {
	header http.Header
	status int
}

func (p *probe) Header() http.Header         { return p.header }
func (p *probe) Write(b []byte) (int, error) { return len(b), nil }
func (p *probe) WriteHeader(status int)      { p.status = status }

// emptySound is a sound of a size, and nothing in it.
func emptySound(size int64) io.ReadSeeker { return io.NewSectionReader(nothing{}, 0, size) }

type nothing struct{}

func (nothing) ReadAt(b []byte, _ int64) (int, error) { clear(b); return len(b), nil }

// A link is for a player that shows no token, and for other programs. It names one
// recording, who asked for it and until when it opens, and is signed by a secret
// of the office: nobody makes another of it.

func (a *api) linkRecording(ctx context.Context, in *recordingPath) (*linkAnswer, error) {
	e, err := a.entry(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if err := gone(e.Tape); err != nil {
		return nil, err
	}
	key, err := a.recordings.LinkKey(ctx)
	if err != nil {
		return nil, a.failure("make a link", "such recording", err)
	}
	until := time.Now().Add(linkFor).Truncate(time.Second)
	var answer linkAnswer
	answer.Body.URL = listenPath + sign(key, ticket{call: in.ID, login: actorOf(ctx).login, until: until})
	answer.Body.Until = until.UTC()
	a.audit(ctx, "recording linked", "call", in.ID)
	return &answer, nil
}

func (a *api) hearLinked(ctx context.Context, in *linkedRequest) (*huma.StreamResponse, error) {
	key, err := a.recordings.LinkKey(ctx)
	if err != nil {
		return nil, a.failure("look at the link", "such recording", err)
	}
	t, ok := verify(key, in.Ticket)
	if !ok {
		return nil, notFound.problem(http.StatusNotFound, "there is no such link")
	}
	if time.Now().After(t.until) {
		return nil, oldLink.problem(http.StatusGone, "the link has opened for some minutes, and does not any more")
	}
	e, err := a.anyEntry(ctx, t.call)
	if err != nil {
		return nil, err
	}
	sound, err := a.play(e.Tape, in.Range)
	if err == nil {
		a.played(actor{login: t.login}, e.Call, "by a link")
	}
	return sound, err
}

// ticket is what a link says.
type ticket struct {
	call, login string
	until       time.Time
}

// sign makes a link's end of a ticket.
func sign(key []byte, t ticket) string {
	said := binary.BigEndian.AppendUint64(nil, uint64(t.until.Unix()))
	said = append(said, t.call+"\n"+t.login...)
	return base64.RawURLEncoding.EncodeToString(append(seal(key, said), said...))
}

// verify reads what sign has made; false: nobody of the office has.
func verify(key []byte, text string) (t ticket, ok bool) {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(text) > longestLink || len(raw) < sha256.Size+8 || !hmac.Equal(raw[:sha256.Size], seal(key, raw[sha256.Size:])) {
		return ticket{}, false
	}
	said := raw[sha256.Size:]
	t.until = time.Unix(int64(binary.BigEndian.Uint64(said)), 0)
	t.call, t.login, ok = strings.Cut(string(said[8:]), "\n")
	return t, ok
}

func seal(key, said []byte) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte("recording\n"))
	h.Write(said)
	return h.Sum(nil)
}

// isLink reports whether a request shows a link, which takes the place of a token.
func isLink(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, listenPath) }

// soundOf is where a call's recording is heard.
func soundOf(r dialplan.Record) string {
	if r.Recording == "" {
		return ""
	}
	return recordingsPath + "/" + string(r.ID) + "/sound"
}
