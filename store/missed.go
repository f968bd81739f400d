package store

import (
	"context"
	"fmt"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/robot"
	"github.com/cabline/cabline/taxi"
)

// MissedFilter says which callers who gave up are wanted.
type MissedFilter struct {
	From, To time.Time // of when they hung up: after From, not after To
	Caller   taxi.Phone
	Open     bool // without those who got through or were called back
	Limit    int  // 0: 100
}

type missedRow struct {
	ID, Caller, Line, Queue         string
	Started, Ended, Waited, Through int64
	Times                           int
	OnTheLine, Promised             bool
	TicketKnown, JobKnown           bool
	TicketOutcome, JobResult        string
}

// Missed lists callers who gave up waiting, as far as they show their numbers:
// each once, for his last call of that kind, who gave up last comes first.
func (db *DB) Missed(ctx context.Context, f MissedFilter) ([]dialplan.MissedCall, error) {
	if f.Limit <= 0 {
		f.Limit = 100
	}
	var rows []missedRow
	err := db.read.SelectContext(ctx, &rows, db.read.Rebind(`
		WITH lost AS (
			SELECT c.id, c.caller, c.line, c.queue, c.started, c.ended,
				row_number() OVER (PARTITION BY c.caller ORDER BY c.ended DESC, c.id DESC) AS nth,
				count(*) OVER (PARTITION BY c.caller) AS times
			FROM calls c
			WHERE c.outcome = 'abandoned' AND c.errand = '' AND c.caller <> '' AND c.ended > ? AND c.ended <= ?
				AND (? = '' OR c.caller = ?) AND EXISTS (SELECT 1 FROM segments s WHERE s.call = c.id AND s.kind = 'wait')
		), told AS (
			SELECT l.*,
				(SELECT CAST(sum(s.ended - s.started) AS BIGINT) FROM segments s WHERE s.call = l.id AND s.kind = 'wait' AND s.ended > 0) AS waited,
				(SELECT min(s.started) FROM calls d JOIN segments s ON s.call = d.id
					WHERE d.caller = l.caller AND d.started >= l.started AND s.kind = 'talk' AND s.operator <> '' AND s.started >= l.ended) AS through,
				EXISTS (SELECT 1 FROM calls d WHERE d.caller = l.caller AND d.ended = 0) AS ontheline,
				EXISTS (SELECT 1 FROM tickets t WHERE t.phone = l.caller AND t.outcome = '' AND NOT t.missed) AS promised,
				(SELECT t.outcome FROM tickets t WHERE t.id = l.id AND t.missed) AS ticket,
				(SELECT CASE WHEN j.ended = 0 THEN '' ELSE j.result END FROM jobs j
					WHERE j.rule = ? AND j.order_id = l.id AND j.entry = 0) AS job
			FROM lost l WHERE l.nth = 1
		)
		SELECT id, caller, line, queue, started, ended, times, ontheline, promised,
			COALESCE(waited, 0) AS waited, COALESCE(through, 0) AS through,
			ticket IS NOT NULL AS ticketknown, COALESCE(ticket, '') AS ticketoutcome, job IS NOT NULL AS jobknown, COALESCE(job, '') AS jobresult
		FROM told WHERE (? = 0 OR through IS NULL AND COALESCE(ticket, '') <> 'reached' AND COALESCE(job, '') <> 'reached')
		ORDER BY ended DESC, id DESC LIMIT ?`),
		micros(f.From), micros(f.To), string(f.Caller), string(f.Caller), robot.Missed, flag(f.Open), f.Limit)
	if err != nil {
		return nil, fmt.Errorf("read who gave up waiting: %w", err)
	}
	list := make([]dialplan.MissedCall, len(rows))
	for i, r := range rows {
		list[i] = dialplan.MissedCall{
			Call: dialplan.CallID(r.ID), Caller: taxi.Phone(r.Caller), Line: r.Line, Queue: r.Queue, Since: moment(r.Started), Left: moment(r.Ended),
			Waited: time.Duration(r.Waited) * time.Microsecond, Times: r.Times, OnTheLine: r.OnTheLine, Promised: r.Promised,
			Through: moment(r.Through), Back: r.back(),
		}
	}
	return list, nil
}

// back is what became of the ticket or the job that calls him back.
func (r missedRow) back() dialplan.MissedBack {
	outcome := r.TicketOutcome
	switch {
	case r.JobKnown:
		outcome = r.JobResult
	case !r.TicketKnown:
		return ""
	}
	switch outcome {
	case "":
		return dialplan.BackWaits
	case "reached":
		return dialplan.BackReached
	case "not reached", string(robot.NotReached), string(robot.Refused):
		return dialplan.BackFailed
	}
	return dialplan.BackSpared
}

func flag(is bool) int {
	if is {
		return 1
	}
	return 0
}

// TakeMissed opens a ticket for somebody who gave up, unless one was opened for
// this call of his before, by this engine or another. It reports whether it is
// this one's.
func (db *DB) TakeMissed(ctx context.Context, t dialplan.Ticket) (bool, error) {
	r, err := db.sql.ExecContext(ctx, db.sql.Rebind(`
		INSERT INTO tickets (id, phone, line, queue, since, priority, vip, attempts, next, outcome, missed)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '', ?) ON CONFLICT DO NOTHING`),
		t.ID, string(t.Phone), t.Line, t.Queue, micros(t.Since), t.Priority.Microseconds(), t.VIP, t.Attempts, micros(t.Next), t.Missed)
	if err == nil {
		var n int64
		if n, err = r.RowsAffected(); err == nil {
			return n == 1, nil
		}
	}
	return false, fmt.Errorf("write ticket %s: %w", t.ID, err)
}
