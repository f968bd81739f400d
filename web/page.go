package web

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/taxi"
)

// The list of calls has two parts, those that are up and those that have ended,
// and calls move from one to the other while somebody reads. So the pages of
// one reading keep to the moment of the first: a call that was up then stays
// in the first part although it has ended since, and is not met again in the
// second.

// cursor is where the next page begins.
type cursor struct {
	asOf  time.Time // of the first page; zero: this is the first
	ended bool      // in the second part
	after Position
}

// page is some of the calls; those in live were up as of the first page.
type page struct {
	live, ended []dialplan.Record
	next        *cursor // nil: there are no more
}

// page is the calls of the filter from a cursor on, at most Filter.Limit.
func (a *api) page(ctx context.Context, f Filter, at cursor) (page, error) {
	var p page
	first := at.asOf.IsZero()
	if first {
		at.asOf = time.Now().Truncate(time.Microsecond)
	}
	up := a.liveCalls()
	if !at.ended {
		candidates, err := a.upAsOf(ctx, f, at, up, first)
		if err != nil {
			return p, err
		}
		if len(candidates) > f.Limit {
			p.live = candidates[:f.Limit]
			p.next = &cursor{asOf: at.asOf, after: positionOf(p.live[f.Limit-1])}
			return p, nil
		}
		p.live = candidates
		at.ended, at.after = true, Position{}
	}

	room := f.Limit - len(p.live)
	query := f
	query.After, query.Limit = at.after, room+1
	if !first {
		query.EndedBy = at.asOf
	}
	records, err := a.history.Records(ctx, query)
	if err != nil {
		return p, err
	}
	taken := 0
	for _, r := range records {
		if len(p.ended) == room {
			break
		}
		taken++
		at.after = positionOf(r)
		// On the first page a call may have ended since the desk was asked.
		if _, again := up[r.ID]; !again {
			p.ended = append(p.ended, r)
		}
	}
	if taken < len(records) || len(records) > room {
		p.next = &at
	}
	return p, nil
}

// upAsOf is the calls after the cursor that were up as of the first page: those
// that still are, and those that have ended since.
func (a *api) upAsOf(ctx context.Context, f Filter, at cursor, up map[dialplan.CallID]dialplan.Record, first bool) ([]dialplan.Record, error) {
	var calls []dialplan.Record
	for _, r := range up {
		if f.passes(r) && (first || comparePositions(at.after, positionOf(r)) < 0) {
			calls = append(calls, r)
		}
	}
	if !first {
		query := f
		query.EndedAfter, query.After, query.Limit = at.asOf, at.after, f.Limit+1
		ended, err := a.history.Records(ctx, query)
		if err != nil {
			return nil, err
		}
		for _, r := range ended {
			if _, again := up[r.ID]; !again {
				calls = append(calls, r)
			}
		}
	}
	slices.SortFunc(calls, func(a, b dialplan.Record) int { return comparePositions(positionOf(a), positionOf(b)) })
	return calls, nil
}

// passes is for calls that are up, which no database filters.
func (f Filter) passes(r dialplan.Record) bool {
	return (f.From.IsZero() || !r.Started.Before(f.From)) &&
		(f.To.IsZero() || r.Started.Before(f.To)) &&
		(f.Line == "" || r.Line == f.Line) &&
		(f.Operator == "" || r.Operator == f.Operator || r.By() == f.Operator) &&
		(f.Part == "" || hasPart(r, f.Part)) &&
		(f.Caller == "" || digits(r.Caller) == digits(f.Caller)) &&
		(f.Outcome == "" || r.Outcome == f.Outcome)
}

func digits(p taxi.Phone) string { return strings.TrimPrefix(string(p), "+") }

func positionOf(r dialplan.Record) Position {
	return Position{Started: r.Started, ID: r.ID}
}

// comparePositions is negative when a comes before b.
func comparePositions(a, b Position) int {
	return cmp.Or(cmp.Compare(b.Started.UnixMicro(), a.Started.UnixMicro()), cmp.Compare(b.ID, a.ID))
}

// written is how a cursor travels. Clients get it in base64, lest they read
// more into it than is promised.
type written struct {
	AsOf    int64  `json:"a"` // microseconds since 1970, as below
	Ended   bool   `json:"e,omitempty"`
	Started int64  `json:"s,omitempty"`
	ID      string `json:"i,omitempty"`
}

func (c cursor) String() string {
	w := written{AsOf: c.asOf.UnixMicro(), Ended: c.ended, ID: string(c.after.ID)}
	if !c.after.Started.IsZero() {
		w.Started = c.after.Started.UnixMicro()
	}
	text, _ := json.Marshal(w) // of numbers and a string: it does not fail
	return base64.RawURLEncoding.EncodeToString(text)
}

// readCursor reads what String wrote; an empty text is the first page.
func readCursor(text string) (cursor, error) {
	var c cursor
	if text == "" {
		return c, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return c, err
	}
	var w written
	if err := json.Unmarshal(raw, &w); err != nil {
		return c, err
	}
	const year10000 = 253402300800 * 1e6
	within := func(t int64) bool { return t >= 0 && t < year10000 }
	if w.AsOf == 0 || !within(w.AsOf) || !within(w.Started) || (w.ID == "") != (w.Started == 0) || w.ID == "" && !w.Ended {
		return c, errors.New("impossible cursor")
	}
	c.asOf, c.ended = time.UnixMicro(w.AsOf).UTC(), w.Ended
	if w.ID != "" {
		c.after = Position{Started: time.UnixMicro(w.Started).UTC(), ID: dialplan.CallID(w.ID)}
	}
	return c, nil
}
