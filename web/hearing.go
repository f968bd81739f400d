package web

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/cabline/cabline/archive"
	"github.com/cabline/cabline/audit"
	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/taxi"
)

// Who may hear a recording. An owner hears all, and so does a program that the
// office trusts with its orders: it plays them on the order's card to whom it
// lets see it. A supervisor hears what his operators have said. An operator
// hears the calls in which he has talked, and those about an order that is open
// or that he has taken: what he has to know to serve its client.

// mayHear is nil, or says why not.
func (a *api) mayHear(ctx context.Context, who actor, e archive.Entry) error {
	switch who.role {
	case Owner, Integration:
		return nil
	case Supervisor:
		ids, all, err := a.hears(ctx, who)
		if err != nil {
			return err
		}
		if all || slices.ContainsFunc(ids, func(id dialplan.OperatorID) bool { return talkedIn(e.Record, id) }) {
			return nil
		}
		return mayNotHear.problem(http.StatusForbidden, "none of the operators whom "+who.login+" may hear has talked in this call")
	case OperatorRole:
		if talkedIn(e.Record, who.operator) || a.opens(ctx, who, e.Record.Order) {
			return nil
		}
		return mayNotHear.problem(http.StatusForbidden, "an operator hears his own calls and those of his or open orders; "+who.login+" has not talked in this one")
	}
	return notForYou.problem(http.StatusForbidden, "recordings are not for "+who.login)
}

// narrow lets a list have only what the asker may hear.
func (a *api) narrow(ctx context.Context, who actor, f *archive.Filter) error {
	switch who.role {
	case Supervisor:
		ids, all, err := a.hears(ctx, who)
		if err != nil {
			return err
		}
		if !all {
			f.Heard = append([]dialplan.OperatorID{}, ids...)
		}
	case OperatorRole:
		order := taxi.OrderID(f.Order)
		if f.Call != "" && f.Order == "" {
			if e, err := a.anyEntry(ctx, string(f.Call)); err == nil {
				order = e.Record.Order
			}
		}
		if !a.opens(ctx, who, order) {
			f.Heard = []dialplan.OperatorID{}
			if who.operator != "" {
				f.Heard = append(f.Heard, who.operator)
			}
		}
	}
	return nil
}

// opens reports whether an operator has to do with an order.
func (a *api) opens(ctx context.Context, who actor, id taxi.OrderID) bool {
	o := a.orderOrNone(ctx, id)
	if o.ID == "" {
		return false
	}
	return !o.State.Stage.Ended() || who.operator != "" && o.Operator == string(who.operator)
}

// hears are the operators whom a supervisor may hear; all: everybody.
func (a *api) hears(ctx context.Context, who actor) (ids []dialplan.OperatorID, all bool, err error) {
	if who.hears == nil {
		return nil, true, nil
	}
	people, err := a.people.Operators(ctx)
	if err != nil {
		return nil, false, a.failure("list the operators", "such operator", err)
	}
	for _, p := range people {
		if who.hears.Operator(p.ID, p.Queues) {
			ids = append(ids, p.ID)
		}
	}
	return ids, false, nil
}

// talkedIn reports whether an operator has talked in a call, also as the one of two
// colleagues who has called the other.
func talkedIn(r dialplan.Record, id dialplan.OperatorID) bool {
	if id != "" && r.By() == id && !r.Answered.IsZero() {
		return true
	}
	return id != "" && slices.ContainsFunc(r.Segments, func(s dialplan.Segment) bool { return s.Kind == dialplan.Talk && s.Operator == id })
}

func isNotRecorded(err error) bool { return errors.Is(err, dialplan.ErrNotRecorded) }

// plays are who has played which recording lately: a player asks for a sound in
// many parts, and that is one line of the audit log.
type plays struct {
	mu   sync.Mutex
	last map[string]time.Time // by who and call
}

// playsApart is how long it takes until the same is told again.
const playsApart = 10 * time.Minute

// begin reports whether somebody begins to play a recording.
func (p *plays) begin(who string, call dialplan.CallID) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	maps.DeleteFunc(p.last, func(_ string, at time.Time) bool { return now.Sub(at) >= playsApart })
	if p.last == nil {
		p.last = make(map[string]time.Time)
	}
	key := who + "\n" + string(call)
	_, again := p.last[key]
	if !again {
		p.last[key] = now
	}
	return !again
}

// played writes down who hears a recording.
func (a *api) played(who actor, call dialplan.CallID, how string) {
	if !a.plays.begin(who.login, call) {
		return
	}
	a.log.Info("recording played", "by", who.login, "call", call)
	a.auditLog.Write(audit.Entry{At: time.Now(), Who: who.login, Operator: string(who.operator), Source: audit.Console, What: "recording played", Call: string(call), Detail: how})
}

// notHeard writes down who has tried to hear what he may not, if that is why.
func (a *api) notHeard(who actor, call dialplan.CallID, why error) {
	var problem huma.StatusError
	if !errors.As(why, &problem) || problem.GetStatus() != http.StatusForbidden {
		return
	}
	a.log.Warn("refused", "by", who.login, "what", "recording", "call", call)
	a.auditLog.Write(audit.Entry{
		At: time.Now(), Who: who.login, Operator: string(who.operator), Source: audit.Console, What: "recording played", Call: string(call),
		Detail: why.Error(), Refused: true,
	})
}
