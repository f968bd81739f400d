package web

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/cabline/cabline/audit"
	"github.com/cabline/cabline/dialplan"
)

// Listenings lets supervisors listen. Errors are dialplan's of Desk.Listen.
type Listenings interface {
	Listen(dialplan.ListenTo) (dialplan.Listening, error)

	// SetListenMode and EndListening return dialplan.ErrNoListening.
	SetListenMode(id string, m dialplan.ListenMode, from audit.Source) error
	EndListening(id string) error

	// Listenings are those under way, the oldest first.
	Listenings() []dialplan.Listening
}

const listeningsPath = "/api/v1/listenings"

type (
	listeningJSON struct {
		ID       string    `json:"id"`
		By       string    `json:"by" doc:"the login of who listens" example:"hanna"`
		Phone    string    `json:"phone" doc:"the extension whose telephones ring for it" example:"105"`
		Operator string    `json:"operator,omitempty" doc:"who is listened to; absent: a call is" example:"101"`
		Call     string    `json:"call,omitempty" doc:"that is listened to, with whoever has it; absent: an operator is"`
		Mode     string    `json:"mode" enum:"listen,client,whisper,barge"`
		State    string    `json:"state" enum:"ringing,waiting,hearing" doc:"ringing: the supervisor has not picked up; waiting: there is nothing to hear now"`
		Hears    string    `json:"hears,omitempty" doc:"the operator who is heard now"`
		Hearing  string    `json:"hearing_call,omitempty" doc:"the call that is heard now"`
		Began    time.Time `json:"began_at"`
	}
	newListeningJSON struct {
		Operator string `json:"operator,omitempty" pattern:"^[0-9]{2,6}$" doc:"whom to hear, in this call and in those that follow" example:"101"`
		Call     string `json:"call,omitempty" maxLength:"64" doc:"or which call to hear, with whoever has it, until it ends"`
		Mode     string `json:"mode" enum:"listen,client,whisper,barge" default:"listen" doc:"who hears you: nobody, the client alone, the operator alone, both"`
		Phone    string `json:"phone,omitempty" pattern:"^[0-9]{2,6}$" doc:"an owner's choice of the telephone; absent: that of your log-in" example:"105"`
	}
	listeningModeJSON struct {
		Mode string `json:"mode" enum:"listen,client,whisper,barge"`
	}
	listeningPath struct {
		ID string `path:"id" maxLength:"64"`
	}
	beginListeningRequest  struct{ Body newListeningJSON }
	changeListeningRequest struct {
		ID   string `path:"id" maxLength:"64"`
		Body listeningModeJSON
	}
	listeningAnswer struct{ Body listeningJSON }
	begunListening  struct {
		Location string `header:"Location" doc:"the listening's address"`
		Body     listeningJSON
	}
	listeningsAnswer struct {
		Body struct {
			Listenings []listeningJSON `json:"listenings" nullable:"false" doc:"the oldest first"`
		} `nameHint:"Listenings"`
	}
)

func (a *api) routeListenings(to huma.API) {
	huma.Register(to, operation(watched(allow(huma.Operation{
		OperationID: "list-listenings", Method: http.MethodGet, Path: listeningsPath, Tags: []string{"Listening"},
		Summary: "Who listens to whom",
	}, Supervisor))), a.listListenings)
	huma.Register(to, takesBody(watched(allow(huma.Operation{
		OperationID: "begin-listening", Method: http.MethodPost, Path: listeningsPath, Tags: []string{"Listening"},
		Summary: "Listen to an operator or to a call",
		Description: "Your telephones ring; who picks up hears the operator and his caller. Who listens to an operator waits for his next call when one is over. " +
			"If the call goes on with another operator, the listening goes with it, as long as you may hear him, and comes back when it is over. " +
			"A whisper is in no recording; what the client hears is. On the telephone 0, 1, 2, 3 are listen, client, whisper, barge, and * leaves.",
		DefaultStatus: http.StatusCreated, Errors: []int{http.StatusNotFound, http.StatusConflict},
	}, Supervisor))), a.beginListening)
	huma.Register(to, takesBody(watched(allow(huma.Operation{
		OperationID: "change-listening", Method: http.MethodPut, Path: listeningsPath + "/{id}", Tags: []string{"Listening"},
		Summary: "Say who hears you", Description: "Without a new call, and for the calls that follow.", Errors: []int{http.StatusNotFound},
	}, Supervisor))), a.changeListening)
	huma.Register(to, operation(watched(allow(huma.Operation{
		OperationID: "end-listening", Method: http.MethodDelete, Path: listeningsPath + "/{id}", Tags: []string{"Listening"},
		Summary: "Listen no longer", Description: "An owner may end anybody's.", Errors: []int{http.StatusNotFound},
	}, Supervisor))), a.endListening)
	doc := to.OpenAPI()
	doc.Tags = append(doc.Tags, &huma.Tag{Name: "Listening", Description: "Supervisors listen to operators, whisper, and barge in. All of it is in the audit log."})
}

func (a *api) listListenings(context.Context, *struct{}) (*listeningsAnswer, error) {
	var answer listeningsAnswer
	list := a.listenings.Listenings()
	answer.Body.Listenings = make([]listeningJSON, 0, len(list))
	for _, l := range list {
		answer.Body.Listenings = append(answer.Body.Listenings, listeningToJSON(l))
	}
	return &answer, nil
}

func (a *api) beginListening(ctx context.Context, in *beginListeningRequest) (*begunListening, error) {
	who := actorOf(ctx)
	switch {
	case in.Body.Operator == "" && in.Body.Call == "", in.Body.Operator != "" && in.Body.Call != "":
		return nil, refusal([]*huma.ErrorDetail{wrong("body", "name an operator or a call")})
	case in.Body.Phone != "" && who.role != Owner:
		return nil, notForYou.problem(http.StatusForbidden, "only an owner chooses the telephone; yours is that of your log-in")
	}
	by := dialplan.Supervisor{Login: who.login, Operator: who.operator}
	if who.role != Owner {
		by.Hears = who.hears
	}
	if in.Body.Phone != "" {
		by.Operator = dialplan.OperatorID(in.Body.Phone)
	}
	l, err := a.listenings.Listen(dialplan.ListenTo{
		By: by, Operator: dialplan.OperatorID(in.Body.Operator), Call: dialplan.CallID(in.Body.Call),
		Mode: dialplan.ListenMode(in.Body.Mode), Source: audit.Console,
	})
	if err != nil {
		return nil, listenProblem(who, err)
	}
	return &begunListening{Location: listeningsPath + "/" + l.ID, Body: listeningToJSON(l)}, nil
}

func (a *api) changeListening(ctx context.Context, in *changeListeningRequest) (*listeningAnswer, error) {
	l, err := a.myListening(ctx, in.ID, false)
	if err != nil {
		return nil, err
	}
	if err := a.listenings.SetListenMode(l.ID, dialplan.ListenMode(in.Body.Mode), audit.Console); err != nil {
		return nil, listenProblem(actorOf(ctx), err)
	}
	l.Mode = dialplan.ListenMode(in.Body.Mode)
	return &listeningAnswer{listeningToJSON(l)}, nil
}

func (a *api) endListening(ctx context.Context, in *listeningPath) (*struct{}, error) {
	l, err := a.myListening(ctx, in.ID, true)
	if err != nil {
		return nil, err
	}
	if l.By.Login != actorOf(ctx).login {
		a.audit(ctx, "another's listening ended", "by", l.By.Login, "listening", l.ID)
	}
	if err := a.listenings.EndListening(l.ID); err != nil {
		return nil, listenProblem(actorOf(ctx), err)
	}
	return nil, nil
}

// myListening is one of who asks, or with owners anybody's if an owner asks.
// Nobody lets another's voice be heard.
func (a *api) myListening(ctx context.Context, id string, owners bool) (dialplan.Listening, error) {
	who := actorOf(ctx)
	for _, l := range a.listenings.Listenings() {
		if l.ID != id {
			continue
		}
		if l.By.Login == who.login || owners && who.role == Owner {
			return l, nil
		}
		return l, othersVoice.problem(http.StatusForbidden, "it is "+l.By.Login+" who listens")
	}
	return dialplan.Listening{}, noListening.problem(http.StatusNotFound, "there is no such listening any more")
}

func listenProblem(who actor, err error) error {
	switch {
	case errors.Is(err, dialplan.ErrMayNotListen):
		return mayNotHear.problem(http.StatusForbidden, who.login+" "+err.Error())
	case errors.Is(err, dialplan.ErrNoOperator):
		return notFound.problem(http.StatusNotFound, err.Error())
	case errors.Is(err, dialplan.ErrNoSuchCall):
		return noCall.problem(http.StatusNotFound, err.Error())
	case errors.Is(err, dialplan.ErrNoListening):
		return noListening.problem(http.StatusNotFound, err.Error())
	case errors.Is(err, dialplan.ErrNoPhone):
		return noTelephone.problem(http.StatusConflict, who.login+" "+err.Error())
	}
	return listens.problem(http.StatusConflict, who.login+" "+err.Error())
}

func listeningToJSON(l dialplan.Listening) listeningJSON {
	state := "waiting"
	switch {
	case !l.Ready:
		state = "ringing"
	case l.Call != "":
		state = "hearing"
	}
	return listeningJSON{
		ID: l.ID, By: l.By.Login, Phone: string(l.By.Operator), Operator: string(l.To.Operator), Call: string(l.To.Call), Mode: string(l.Mode),
		State: state, Hears: string(l.Hears), Hearing: string(l.Call), Began: l.Began.UTC(),
	}
}
