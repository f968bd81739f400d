package web

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/route"
	"github.com/cabline/cabline/dialplan/trunk"
)

const boardPath = "/api/v1/board"

// The board is what screens show of the office at this moment. GET /board gives
// it whole and GET /events gives it first and then what changes of it, in the
// same types: each thing has a key, which is its id or name, and is always sent
// whole.
type (
	boardJSON struct {
		At         time.Time            `json:"at" doc:"the engine's clock when this was so"`
		Operators  []boardOperatorJSON  `json:"operators" nullable:"false" doc:"by extension"`
		Calls      []boardCallJSON      `json:"calls" nullable:"false" doc:"who has been up longest first; an operator sees those that he has or that ring for him"`
		Queues     []boardQueueJSON     `json:"queues" nullable:"false" doc:"in the order of the configuration"`
		Trunks     []boardTrunkJSON     `json:"trunks" nullable:"false" doc:"in the order of the configuration; not for operators"`
		Listenings []boardListeningJSON `json:"listenings" nullable:"false" doc:"not for operators"`
	}
	boardOperatorJSON struct {
		ID         string     `json:"id" example:"101"`
		Name       string     `json:"name" example:"Olena"`
		Status     string     `json:"status" enum:"ready,break,logged-out" doc:"what the operator said last"`
		Reason     string     `json:"reason,omitempty" doc:"of a break"`
		Since      *time.Time `json:"since,omitempty" doc:"of the status"`
		State      string     `json:"state" enum:"free,ringing,talking,wrap-up,away" doc:"wrap-up: or paused after an offer that came to nothing; away: on break or logged out"`
		StateSince *time.Time `json:"state_since,omitempty"`
		Until      *time.Time `json:"until,omitempty" doc:"when the wrap-up ends by itself"`
		Calls      []string   `json:"calls" nullable:"false" doc:"that the operator has or that ring; to an operator, only his own"`
		Queues     []string   `json:"queues" nullable:"false"`

		Phones []boardPhoneJSON `json:"phones" nullable:"false" doc:"at which the operator is logged in, the first of them first; none: calls do not reach him"`
	}
	boardPhoneJSON struct {
		Kind  string    `json:"kind" enum:"sip,verto,browser" doc:"browser: SIP over a WebSocket, as the console's"`
		Since time.Time `json:"since" doc:"that it is logged in; of one that was before the engine, since when the engine knows"`
	}
	boardCallJSON struct {
		ID        string    `json:"id"`
		Line      string    `json:"line"`
		Number    string    `json:"number" doc:"that was called"`
		Caller    string    `json:"caller" doc:"empty when the number is withheld"`
		Name      string    `json:"name,omitempty" doc:"as the caller's network sent it; do not trust it"`
		Started   time.Time `json:"started"`
		Stage     string    `json:"stage" enum:"menu,waiting,ringing,talking,held,alone" doc:"alone: in FreeSWITCH's own queue"`
		Since     time.Time `json:"since" doc:"of the stage; of one who waits, of his waiting"`
		Queue     string    `json:"queue,omitempty"`
		Operator  string    `json:"operator,omitempty" doc:"who talks to the caller, holds the call or made it"`
		Offered   []string  `json:"offered" nullable:"false" doc:"operators whose phones ring for it"`
		Order     string    `json:"order,omitempty" doc:"an order's id"`
		VIP       bool      `json:"vip"`
		Recorded  bool      `json:"recorded" doc:"what is said now is recorded"`
		Listened  bool      `json:"listened" doc:"a supervisor listens; never told to operators"`
		Direction string    `json:"direction" enum:"in,out,inside"`
		MadeBy    string    `json:"made_by,omitempty" doc:"the operator who has made it from the telephone; of a call inside, operator is who was called"`

		Consulting *consultingJSON `json:"consulting,omitempty" doc:"whom its operator talks to before a transfer, while the caller is held"`
	}
	consultingJSON struct {
		Operator string    `json:"operator,omitempty"`
		Number   string    `json:"number,omitempty" doc:"of somebody outside"`
		State    string    `json:"state" enum:"ringing,talking"`
		Since    time.Time `json:"since" doc:"of the state"`
	}
	boardQueueJSON struct {
		Name         string     `json:"name"`
		Waiting      int        `json:"waiting"`
		LongestSince *time.Time `json:"longest_since,omitempty" doc:"since when the one waits who has waited longest"`
		Ready        int        `json:"ready" doc:"operators who could be offered a call now"`
		Talking      int        `json:"talking"`
	}
	boardTrunkJSON struct {
		Name  string `json:"name"`
		State string `json:"state" enum:"up,failing,down"`
		Calls int    `json:"calls" doc:"out of the office, that it carries now"`
		Max   int    `json:"max,omitempty" doc:"absent: no limit"`
	}
	boardListeningJSON struct {
		ID       string `json:"id"`
		Operator string `json:"operator" doc:"who is listened to"`
		By       string `json:"by" doc:"the login of who listens"`
		Mode     string `json:"mode" enum:"listen,client,whisper,barge" doc:"who hears the listener: nobody, the client, the operator, both"`
	}

	boardAnswer struct{ Body boardJSON }
)

func (a *api) routeBoard(to huma.API) {
	huma.Register(to, operation(allow(huma.Operation{
		OperationID: "get-board", Method: http.MethodGet, Path: boardPath, Tags: []string{"Live"},
		Summary:     "Everything that a screen shows now",
		Description: "GET /api/v1/events gives the same and then every change of it.",
	}, Supervisor, OperatorRole, Integration)), a.getBoard)
	doc := to.OpenAPI()
	doc.Tags = append(doc.Tags, &huma.Tag{Name: "Live", Description: "The office at this moment, and what changes of it."})
}

func (a *api) getBoard(ctx context.Context, _ *struct{}) (*boardAnswer, error) {
	return &boardAnswer{a.live.scene().board(audienceOf(actorOf(ctx)))}, nil
}

// audience is who may see what of the board: everything, or what an operator
// needs for his own work.
type audience struct {
	all      bool
	operator dialplan.OperatorID // whose calls and cards are his own; empty: nobody's
}

func audienceOf(who actor) audience {
	return audience{all: who.role != OperatorRole, operator: who.operator}
}

// scene is the board as whoever sees everything sees it, with who may see which
// call besides.
type scene struct {
	whole   boardJSON
	own     map[string][]dialplan.OperatorID // by call: whose it is
	dialled map[string]bool                  // calls that an operator has made
}

// newScene puts the office's parts together.
func newScene(b dialplan.Board, phones map[dialplan.OperatorID][]BoardPhone, trunks []trunk.Report, listenings []BoardListening) scene {
	s := scene{own: make(map[string][]dialplan.OperatorID, len(b.Calls)), dialled: make(map[string]bool)}
	s.whole = boardJSON{
		At:         b.At.UTC(),
		Operators:  make([]boardOperatorJSON, 0, len(b.Operators)),
		Calls:      make([]boardCallJSON, 0, len(b.Calls)),
		Queues:     make([]boardQueueJSON, 0, len(b.Queues)),
		Trunks:     make([]boardTrunkJSON, 0, len(trunks)),
		Listenings: make([]boardListeningJSON, 0, len(listenings)),
	}
	listened := make(map[dialplan.OperatorID]bool)
	for _, l := range listenings {
		listened[l.Operator] = true
		s.whole.Listenings = append(s.whole.Listenings, boardListeningJSON{ID: l.ID, Operator: string(l.Operator), By: l.By, Mode: l.Mode})
	}
	for _, c := range b.Calls {
		j := callOnBoard(c)
		j.Listened = c.Operator != "" && c.Stage == dialplan.StageTalking && listened[c.Operator]
		s.whole.Calls = append(s.whole.Calls, j)
		own := slices.Clone(c.Offered)
		if c.Operator != "" && !slices.Contains(own, c.Operator) {
			own = append(own, c.Operator)
		}
		s.own[j.ID] = own
		if c.By != "" {
			s.dialled[j.ID] = true
			if !slices.Contains(own, c.By) {
				s.own[j.ID] = append(own, c.By)
			}
		}
	}
	for _, o := range b.Operators {
		s.whole.Operators = append(s.whole.Operators, operatorOnBoard(o, phones[o.ID]))
	}
	for _, q := range b.Queues {
		s.whole.Queues = append(s.whole.Queues, boardQueueJSON{
			Name: q.Name, Waiting: q.Waiting, LongestSince: instant(q.LongestSince), Ready: q.Ready, Talking: q.Talking,
		})
	}
	for _, t := range trunks {
		s.whole.Trunks = append(s.whole.Trunks, boardTrunkJSON{Name: t.Name, State: t.Health.String(), Calls: t.Calls, Max: t.MaxCalls})
	}
	return s
}

// board is the scene as the audience sees it.
func (s scene) board(to audience) boardJSON {
	if to.all {
		return s.whole
	}
	b := boardJSON{
		At: s.whole.At, Queues: s.whole.Queues, Calls: []boardCallJSON{}, Trunks: []boardTrunkJSON{}, Listenings: []boardListeningJSON{},
		Operators: make([]boardOperatorJSON, 0, len(s.whole.Operators)),
	}
	for _, o := range s.whole.Operators {
		b.Operators = append(b.Operators, o.seenBy(to))
	}
	for _, c := range s.whole.Calls {
		if slices.Contains(s.own[c.ID], to.operator) {
			b.Calls = append(b.Calls, c.seenBy(to))
		}
	}
	return b
}

// seenBy leaves out who talks to others: that is not a colleague's business.
func (o boardOperatorJSON) seenBy(to audience) boardOperatorJSON {
	if !to.all && o.ID != string(to.operator) {
		o.Calls = []string{}
	}
	return o
}

// seenBy leaves out that the operator is listened to.
func (c boardCallJSON) seenBy(to audience) boardCallJSON {
	c.Listened = c.Listened && to.all
	return c
}

func callOnBoard(c dialplan.BoardCall) boardCallJSON {
	j := boardCallJSON{
		ID: string(c.ID), Line: c.Line, Number: c.Number, Caller: string(c.Caller), Name: c.Name, Started: c.Started.UTC(),
		Stage: string(c.Stage), Since: c.Since.UTC(), Queue: c.Queue, Operator: string(c.Operator), Offered: make([]string, 0, len(c.Offered)),
		Order: string(c.Order), VIP: c.VIP, Recorded: c.Recorded, Direction: string(c.Direction), MadeBy: string(c.By),
	}
	for _, id := range c.Offered {
		j.Offered = append(j.Offered, string(id))
	}
	if t := c.Consultation; t != nil {
		j.Consulting = &consultingJSON{Operator: string(t.To.Operator), Number: string(t.To.Number), State: "ringing", Since: t.Since.UTC()}
		if t.Talks {
			j.Consulting.State = "talking"
		}
	}
	return j
}

func operatorOnBoard(o dialplan.BoardOperator, phones []BoardPhone) boardOperatorJSON {
	j := boardOperatorJSON{
		ID: string(o.ID), Name: o.Name, Status: statusName(o.Status), Reason: o.Reason, Since: instant(o.StatusSince),
		State: stateOnBoard(o.Doing), StateSince: instant(o.Since), Until: instant(o.Until), Calls: make([]string, 0, len(o.Calls)), Queues: append([]string{}, o.Queues...),
		Phones: make([]boardPhoneJSON, 0, len(phones)),
	}
	for _, p := range phones {
		j.Phones = append(j.Phones, boardPhoneJSON{Kind: p.Kind, Since: p.Since.UTC()})
	}
	for _, id := range o.Calls {
		j.Calls = append(j.Calls, string(id))
	}
	return j
}

func stateOnBoard(d route.Doing) string {
	switch d {
	case route.Free:
		return "free"
	case route.IsRinging:
		return "ringing"
	case route.IsTalking, route.OnOtherCall:
		return "talking"
	case route.InWrapUp, route.Pausing:
		return "wrap-up"
	}
	return "away"
}
