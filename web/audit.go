package web

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/cabline/cabline/audit"
)

// AuditLog keeps who did what, and tells it.
type AuditLog interface {
	audit.Log

	// Audit lists entries, the newest first.
	Audit(context.Context, audit.Filter) ([]audit.Entry, error)
}

const auditPath = "/api/v1/audit"

type (
	auditRequest struct {
		From  time.Time `query:"from" doc:"done then or later; absent: since ever"`
		To    time.Time `query:"to" doc:"done before then; absent: until now"`
		Limit int       `query:"limit" minimum:"1" maximum:"1000" default:"100"`
		InLanguage
	}
	auditAnswer struct {
		Body struct {
			Entries []auditJSON `json:"entries" nullable:"false" doc:"the newest first"`
		} `nameHint:"AuditLog"`
	}
	auditJSON struct {
		At       time.Time  `json:"at"`
		Who      string     `json:"who,omitempty" doc:"the login; absent: nobody is known" example:"hanna"`
		Operator string     `json:"operator,omitempty" doc:"the extension of who; absent: none" example:"105"`
		Source   string     `json:"source" enum:"console,phone,engine" doc:"console: through this API; engine: it came about by itself"`
		What     string     `json:"what" example:"listening begun"`
		Whom     string     `json:"whom,omitempty" doc:"to whom or to what: an extension, a login, a name" example:"101"`
		Call     string     `json:"call,omitempty"`
		Thing    string     `json:"thing,omitempty" doc:"what several entries are about: the id of a listening"`
		Since    *time.Time `json:"since,omitempty" doc:"when it began, of what has ended with this entry"`
		Detail   string     `json:"detail,omitempty" example:"mode whisper"`
		Refused  bool       `json:"refused" doc:"it was tried and not permitted"`
	}
)

func (a *api) routeAudit(to huma.API) {
	huma.Register(to, operation(watched(allow(huma.Operation{
		OperationID: "list-audit", Method: http.MethodGet, Path: auditPath, Tags: []string{"Audit"},
		Summary:     "Who did what others have to trust him with",
		Description: "Listening to operators and each change of its mode, changes of people and lists, what was refused. A supervisor sees what he has done himself. Nothing here can be changed or removed.",
	}, Supervisor))), a.listAudit)
	doc := to.OpenAPI()
	doc.Tags = append(doc.Tags, &huma.Tag{Name: "Audit", Description: "Who did what others have to trust him with."})
}

func (a *api) listAudit(ctx context.Context, in *auditRequest) (*auditAnswer, error) {
	if !in.To.IsZero() && !in.From.Before(in.To) {
		return nil, refusal([]*huma.ErrorDetail{wrong("query.to", "not later than from")})
	}
	f := audit.Filter{From: in.From, To: in.To, Limit: in.Limit}
	if who := actorOf(ctx); who.role != Owner {
		f.Who = who.login
	}
	list, err := a.auditLog.Audit(ctx, f)
	if err != nil {
		return nil, a.failure("read the audit log", "such entry", err)
	}
	if f.Who == "" {
		a.audit(ctx, "audit log read")
	}
	var answer auditAnswer
	answer.Body.Entries = make([]auditJSON, 0, len(list))
	say := a.saying(in.InLanguage)
	for _, e := range list {
		answer.Body.Entries = append(answer.Body.Entries, auditJSON{
			At: e.At.UTC(), Who: say.who(e.Who), Operator: e.Operator, Source: string(e.Source), What: say(e.What), Whom: e.Whom, Call: e.Call,
			Thing: e.Thing, Since: instant(e.Since), Detail: say(e.Detail), Refused: e.Refused,
		})
	}
	return &answer, nil
}

// audit writes down who did what: what it was done to first, then in pairs
// whatever else is to be known of it. A pair named "call" is the call's.
func (a *api) audit(ctx context.Context, what string, args ...any) {
	a.log.Info(what, append([]any{"by", actorOf(ctx).login}, args...)...)
	a.auditLog.Write(auditEntry(actorOf(ctx), what, args))
}

func auditEntry(who actor, what string, args []any) audit.Entry {
	e := audit.Entry{At: time.Now(), Who: who.login, Operator: string(who.operator), Source: audit.Console, What: what}
	var detail []string
	for i := 0; i+1 < len(args); i += 2 {
		value := fmt.Sprint(args[i+1])
		if t, ok := args[i+1].(time.Time); ok {
			value = ""
			if !t.IsZero() {
				value = t.UTC().Format(time.RFC3339)
			}
		}
		switch name := fmt.Sprint(args[i]); {
		case value == "":
		case name == "call":
			e.Call = value
		case e.Whom == "":
			e.Whom = value
		default:
			detail = append(detail, name+" "+value)
		}
	}
	e.Detail = strings.Join(detail, ", ")
	return e
}

// watchedKey is where an operation says that who may not use it is written down.
const watchedKey = "cabline.watched"

// watched lets the audit log know of who tries an operation that he may not use.
func watched(o huma.Operation) huma.Operation {
	if o.Metadata == nil {
		o.Metadata = make(map[string]any)
	}
	o.Metadata[watchedKey] = true
	return o
}

// refusedTo writes down who has tried an operation that is not for him.
func (a *api) refusedTo(who actor, o *huma.Operation) {
	if is, _ := o.Metadata[watchedKey].(bool); !is {
		return
	}
	a.log.Warn("refused", "by", who.login, "operation", o.OperationID)
	e := auditEntry(who, o.OperationID, nil)
	e.Detail, e.Refused = "he is "+string(who.role), true
	a.auditLog.Write(e)
}

// notKept is the log of an API that has none.
type notKept struct{ audit.Nowhere }

func (notKept) Audit(context.Context, audit.Filter) ([]audit.Entry, error) { return nil, nil }
