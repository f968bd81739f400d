package web

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/cabline/cabline/archive"
	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/taxi"
)

// Recordings is what was recorded of conversations (E2).
type Recordings interface {
	// Tapes are those of the filter with the records of their calls, the newest
	// first.
	Tapes(context.Context, archive.Filter) ([]archive.Entry, error)

	// Sound opens what is to be heard; fs.ErrNotExist says that it is gone.
	Sound(archive.Tape) (io.ReadSeekCloser, error)

	// Workstation is a file's name as the order system's workstations open it.
	Workstation(file string) string

	// Pause lets silence be recorded in place of what is said, or ends that.
	// dialplan.ErrNotRecorded: the call is not recorded now. By is who wants it.
	Pause(ctx context.Context, call dialplan.CallID, pause bool, by string) error

	// LinkKey is the office's secret for links to recordings, the same for every
	// engine.
	LinkKey(context.Context) ([]byte, error)
}

const recordingsPath = "/api/v1/recordings"

type (
	recordingsRequest struct {
		From     time.Time `query:"from" doc:"of calls that began then or later"`
		To       time.Time `query:"to" doc:"of calls that began before then"`
		Call     string    `query:"call" maxLength:"128" doc:"of this call"`
		Order    string    `query:"order" maxLength:"64" doc:"of calls about this order"`
		Operator string    `query:"operator" pattern:"^[0-9]{2,6}$" doc:"in which this operator has talked" example:"101"`
		Limit    int       `query:"limit" minimum:"1" maximum:"1000" default:"100"`
	}
	recordingsAnswer struct {
		Body struct {
			Recordings []recordingJSON `json:"recordings" nullable:"false" doc:"of the newest call first"`
		} `nameHint:"Recordings"`
	}
	recordingPath struct {
		ID string `path:"id" maxLength:"128" doc:"the call's id"`
	}
	recordingJSON struct {
		ID        string        `json:"id" doc:"the call's id: a call has one recording"`
		Call      string        `json:"call"`
		Line      string        `json:"line,omitempty"`
		Caller    string        `json:"caller,omitempty" doc:"absent: the number was withheld, or nobody knows of the call any more"`
		Order     string        `json:"order,omitempty" doc:"what the call was about"`
		Operator  string        `json:"operator,omitempty" doc:"the last who talked in it"`
		Started   time.Time     `json:"started_at" doc:"of the call"`
		Length    float64       `json:"length_seconds" doc:"of the sound, in which there is nothing but conversations"`
		Stretches []stretchJSON `json:"stretches" nullable:"false" doc:"who talks where"`
		State     string        `json:"state" enum:"kept,deleted,lost" doc:"deleted: being old; lost: it was to be recorded, and no file was written"`
		Problem   string        `json:"problem,omitempty"`
		Format    string        `json:"format,omitempty" enum:"wav,mp3,opus"`
		Size      int64         `json:"size_bytes"`
		File      string        `json:"file,omitempty" doc:"as the order system's workstations open it"`
		Sound     string        `json:"sound,omitempty" doc:"the address of the sound"`
	}
	stretchJSON struct {
		Operator string  `json:"operator,omitempty" doc:"who talks with the caller; absent: somebody outside"`
		From     float64 `json:"from_seconds" doc:"from the beginning of the sound"`
		To       float64 `json:"to_seconds"`
	}
)

func (a *api) routeRecordings(to huma.API) {
	tags := []string{"Recordings"}
	roles := []Role{Supervisor, OperatorRole, Integration}
	huma.Register(to, operation(watched(allow(huma.Operation{
		OperationID: "list-recordings", Method: http.MethodGet, Path: recordingsPath, Tags: tags,
		Summary:     "Recordings of conversations",
		Description: "An operator sees those of calls in which he has talked, and of an order that is open or that he has taken.",
		Errors:      []int{http.StatusNotFound},
	}, roles...))), a.listRecordings)
	huma.Register(to, operation(watched(allow(sounding(huma.Operation{
		OperationID: "hear-recording", Method: http.MethodGet, Path: recordingsPath + "/{id}/sound", Tags: tags,
		Summary: "The sound of a recording", Description: "On the left who called, on the right who talked with him.",
	}), roles...))), a.hearRecording)
	huma.Register(to, operation(watched(allow(huma.Operation{
		OperationID: "link-recording", Method: http.MethodPost, Path: recordingsPath + "/{id}/link", Tags: tags,
		Summary: "An address that plays a recording without a token, for some minutes", Errors: []int{http.StatusNotFound, http.StatusGone},
	}, roles...))), a.linkRecording)
	huma.Register(to, operation(sounding(huma.Operation{
		OperationID: "hear-linked-recording", Method: http.MethodGet, Path: listenPath + "{ticket}", Tags: tags,
		Summary: "The sound of a recording, for who has a link", Security: []map[string][]string{},
	})), a.hearLinked)
	for _, pause := range []bool{true, false} {
		word, summary := "resume", "Go on recording what is said"
		if pause {
			word, summary = "pause", "Record silence in place of what is said"
		}
		huma.Register(to, operation(watched(allow(huma.Operation{
			OperationID: word + "-recording", Method: http.MethodPost, Path: callsPath + "/{id}/recording/" + word, Tags: tags,
			Summary: summary, Description: "A pause is for card numbers. It ends by itself after five minutes. An operator pauses his own calls.",
			DefaultStatus: http.StatusNoContent, Errors: []int{http.StatusNotFound, http.StatusConflict},
		}, Supervisor, OperatorRole))), a.pauseRecording(pause))
	}
}

func (a *api) listRecordings(ctx context.Context, in *recordingsRequest) (*recordingsAnswer, error) {
	if !in.From.IsZero() && !in.To.IsZero() && !in.From.Before(in.To) {
		return nil, refusal([]*huma.ErrorDetail{wrong("query.to", "not later than from")})
	}
	f := archive.Filter{
		From: in.From, To: in.To, Call: dialplan.CallID(in.Call), Order: in.Order, Operator: dialplan.OperatorID(in.Operator), Limit: in.Limit,
	}
	who := actorOf(ctx)
	if err := a.narrow(ctx, who, &f); err != nil {
		return nil, err
	}
	list, err := a.recordings.Tapes(ctx, f)
	if err != nil {
		return nil, a.failure("list the recordings", "such recording", err)
	}
	var answer recordingsAnswer
	answer.Body.Recordings = make([]recordingJSON, 0, len(list))
	for _, e := range list {
		answer.Body.Recordings = append(answer.Body.Recordings, a.recordingToJSON(e))
	}
	return &answer, nil
}

func (a *api) recordingToJSON(e archive.Entry) recordingJSON {
	j := recordingJSON{
		ID: string(e.Call), Call: string(e.Call), Line: e.Record.Line, Caller: string(e.Record.Caller), Order: string(e.Record.Order),
		Operator: string(e.Record.Operator), Started: e.Started.UTC(), Length: seconds(e.Length), State: "kept", Problem: e.Problem,
		Format: e.Format, Size: e.Size, Stretches: []stretchJSON{},
	}
	for _, s := range archive.Stretches(e.Record, e.Length) {
		j.Stretches = append(j.Stretches, stretchJSON{Operator: string(s.Operator), From: seconds(s.From), To: seconds(min(s.To, max(s.From, e.Length)))})
	}
	switch {
	case e.Lost():
		j.State = "lost"
	case !e.Sounds():
		j.State = "deleted"
	default:
		j.File, j.Sound = a.recordings.Workstation(e.File), recordingsPath+"/"+string(e.Call)+"/sound"
	}
	return j
}

// entry is a call's recording, if the asker may hear it.
func (a *api) entry(ctx context.Context, id string) (archive.Entry, error) {
	e, err := a.anyEntry(ctx, id)
	if err != nil {
		return e, err
	}
	who := actorOf(ctx)
	if err := a.mayHear(ctx, who, e); err != nil {
		a.notHeard(who, e.Call, err)
		return e, err
	}
	return e, nil
}

// anyEntry is a call's recording, whoever asks.
func (a *api) anyEntry(ctx context.Context, id string) (archive.Entry, error) {
	list, err := a.recordings.Tapes(ctx, archive.Filter{Call: dialplan.CallID(id), Limit: 1})
	if err == nil && len(list) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return archive.Entry{}, a.failure("find the recording", "recording of call "+id, err)
	}
	return list[0], nil
}

func (a *api) pauseRecording(pause bool) func(context.Context, *callPath) (*struct{}, error) {
	return func(ctx context.Context, in *callPath) (*struct{}, error) {
		who, id := actorOf(ctx), dialplan.CallID(in.ID)
		r, up := a.liveCalls()[id]
		if !up {
			return nil, noCall.problem(http.StatusNotFound, "there is no call "+in.ID+" that is up")
		}
		if who.role == OperatorRole && (who.operator == "" || r.Operator != who.operator && r.By() != who.operator) {
			return nil, notYours.problem(http.StatusForbidden, "an operator pauses the recordings of his own calls; "+who.login+" does not talk in this one")
		}
		err := a.recordings.Pause(ctx, id, pause, who.login)
		if isNotRecorded(err) {
			return nil, notRecorded.problem(http.StatusConflict, "nothing that is said in the call is recorded at the moment")
		}
		if err != nil {
			return nil, a.failure("pause the recording", "such call", err)
		}
		a.audit(ctx, map[bool]string{true: "recording paused", false: "recording resumed"}[pause], "call", id)
		return nil, nil
	}
}

// order is one of the order system's; the zero Order if it does not tell.
func (a *api) orderOrNone(ctx context.Context, id taxi.OrderID) taxi.Order {
	if a.book.Orders == nil || id == "" {
		return taxi.Order{}
	}
	o, err := a.book.Orders.Order(ctx, id)
	if err != nil {
		return taxi.Order{}
	}
	return o
}
