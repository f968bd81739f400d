package store

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/taxi"
)

// CallsBegun gives every call that began in a period and has ended, with its
// segments and without its decisions, the oldest first. To is not included. They
// come one by one from the database, however many they are. An error is the last
// that is given.
func (db *DB) CallsBegun(ctx context.Context, from, to time.Time) iter.Seq2[dialplan.Record, error] {
	return func(yield func(dialplan.Record, error) bool) {
		fail := func(err error) { yield(dialplan.Record{}, fmt.Errorf("read calls for a report: %w", err)) }
		rows, err := db.read.QueryxContext(ctx, db.read.Rebind(`
			SELECT c.id, c.line, c.number, c.caller, c.queue, c.errand, c.started, c.answered, c.ended, c.operator, c.outcome, c.cause,
				COALESCE(s.n, -1) AS n, COALESCE(s.kind, '') AS kind, COALESCE(s.operator, '') AS sby, COALESCE(s.queue, '') AS squeue,
				COALESCE(s.started, 0) AS sstarted, COALESCE(s.ended, 0) AS sended
			FROM calls c LEFT JOIN segments s ON s.call = c.id
			WHERE c.started >= ? AND c.started < ? AND c.ended > 0 ORDER BY c.started, c.id, s.n`), micros(from), micros(to))
		if err != nil {
			fail(err)
			return
		}
		defer rows.Close()
		var call dialplan.Record
		for rows.Next() {
			var r struct {
				callRow
				N                int
				Kind             string
				SBy, SQueue      string
				SStarted, SEnded int64
			}
			if err := rows.StructScan(&r); err != nil {
				fail(err)
				return
			}
			if dialplan.CallID(r.ID) != call.ID {
				if call.ID != "" && !yield(call, nil) {
					return
				}
				call = dialplan.Record{
					ID: dialplan.CallID(r.ID), Line: r.Line, Number: r.Number, Caller: taxi.Phone(r.Caller), Queue: r.Queue,
					Errand: dialplan.ParseErrand(r.Errand), Started: moment(r.Started), Answered: moment(r.Answered), Ended: moment(r.Ended),
					Operator: dialplan.OperatorID(r.Operator), Outcome: dialplan.Outcome(r.Outcome), Cause: r.Cause,
				}
			}
			if r.N >= 0 {
				call.Segments = append(call.Segments, dialplan.Segment{
					Kind: dialplan.SegmentKind(r.Kind), Operator: dialplan.OperatorID(r.SBy), Queue: r.SQueue,
					Start: moment(r.SStarted), End: moment(r.SEnded),
				})
			}
		}
		if err := rows.Err(); err != nil {
			fail(err)
			return
		}
		if call.ID != "" {
			yield(call, nil)
		}
	}
}
