package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/taxi"
)

// SaveRecord writes a call as it is now. Writing the same record twice is the
// same as once. A record that has ended is never opened again by an older
// version that arrives late.
func (db *DB) SaveRecord(ctx context.Context, r dialplan.Record) error {
	return db.in(ctx, func(tx *sqlx.Tx) error {
		res, err := tx.ExecContext(ctx, tx.Rebind(`
			INSERT INTO calls (id, line, number, caller, name, queue, crew_group, service, tariff, errand, order_id, peer, recording,
				started, answered, ended, operator, outcome, cause)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET
				line = excluded.line, queue = excluded.queue, order_id = excluded.order_id, peer = excluded.peer, recording = excluded.recording,
				crew_group = excluded.crew_group, service = excluded.service, tariff = excluded.tariff, answered = excluded.answered, ended = excluded.ended,
				operator = excluded.operator, outcome = excluded.outcome, cause = excluded.cause
			WHERE calls.ended = 0 OR excluded.ended <> 0`),
			string(r.ID), text(r.Line), text(r.Number), string(r.Caller), text(r.Name), text(r.Queue),
			text(r.Wishes.CrewGroup), text(r.Wishes.Service), text(r.Wishes.Tariff), text(r.Errand.String()),
			text(string(r.Order)), string(r.Peer), text(r.Recording),
			micros(r.Started), micros(r.Answered), micros(r.Ended), string(r.Operator), string(r.Outcome), text(r.Cause))
		if err != nil {
			return fmt.Errorf("write call %s: %w", r.ID, err)
		}
		if n, err := res.RowsAffected(); err == nil && n == 0 {
			return nil
		}
		for i, s := range r.Segments {
			// Only the last segments of a call change; the others are as they were.
			_, err := tx.ExecContext(ctx, tx.Rebind(`
				INSERT INTO segments (call, n, kind, started, ended, operator, queue) VALUES (?, ?, ?, ?, ?, ?, ?)
				ON CONFLICT (call, n) DO UPDATE SET kind = excluded.kind, started = excluded.started, ended = excluded.ended,
					operator = excluded.operator, queue = excluded.queue`),
				string(r.ID), i, string(s.Kind), micros(s.Start), micros(s.End), string(s.Operator), text(s.Queue))
			if err != nil {
				return fmt.Errorf("write call %s: %w", r.ID, err)
			}
		}
		if _, err := tx.ExecContext(ctx, tx.Rebind(`DELETE FROM segments WHERE call = ? AND n >= ?`), string(r.ID), len(r.Segments)); err != nil {
			return fmt.Errorf("write call %s: %w", r.ID, err)
		}
		var have int
		if err := tx.GetContext(ctx, &have, tx.Rebind(`SELECT count(*) FROM decisions WHERE call = ?`), string(r.ID)); err != nil {
			return fmt.Errorf("write call %s: %w", r.ID, err)
		}
		for i := have; i < len(r.Decisions); i++ {
			d := r.Decisions[i]
			_, err := tx.ExecContext(ctx, tx.Rebind(`INSERT INTO decisions (call, n, at, what, why) VALUES (?, ?, ?, ?, ?)`),
				string(r.ID), i, micros(d.At), text(d.What), text(d.Why))
			if err != nil {
				return fmt.Errorf("write call %s: %w", r.ID, err)
			}
		}
		return nil
	})
}

// Filter says which calls. Zero fields mean all.
type Filter struct {
	From, To time.Time // of the call's start; To is not included
	Line     string
	Operator dialplan.OperatorID // the last who talked to the caller, or who has called a colleague
	Part     dialplan.OperatorID // who talked to the caller, last or not, or made the call
	Caller   taxi.Phone
	Outcome  dialplan.Outcome
	Limit    int // 0: 100

	EndedAfter, EndedBy time.Time // EndedAfter < Ended ≤ EndedBy
	Open                bool      // only calls that have not ended

	// AfterStarted and AfterID continue a list: only calls that come after
	// this one in it.
	AfterStarted time.Time
	AfterID      dialplan.CallID

	Whole bool // with segments and decisions
}

type callRow struct {
	ID, Line, Number, Caller, Name, Queue, Operator, Outcome, Cause string
	CrewGroup                                                       string `db:"crew_group"`
	Service, Tariff, Errand                                         string
	OrderID                                                         string `db:"order_id"`
	Peer, Recording                                                 string
	Started, Answered, Ended                                        int64
}

// Records lists calls, newest first.
func (db *DB) Records(ctx context.Context, f Filter) ([]dialplan.Record, error) {
	var where []string
	var args []any
	add := func(cond string, arg ...any) { where = append(where, cond); args = append(args, arg...) }
	add("1 = 1")
	if !f.From.IsZero() {
		add("started >= ?", micros(f.From))
	}
	if !f.To.IsZero() {
		add("started < ?", micros(f.To))
	}
	if f.Line != "" {
		add("line = ?", f.Line)
	}
	if f.Operator != "" {
		add("(operator = ? OR errand = ?)", string(f.Operator), insideOf(f.Operator))
	}
	if f.Part != "" {
		add("(operator = ? OR errand = ? OR EXISTS (SELECT 1 FROM segments s WHERE s.call = calls.id AND s.kind = 'talk' AND s.operator = ?))",
			string(f.Part), insideOf(f.Part), string(f.Part))
	}
	if f.Caller != "" {
		digits := strings.TrimPrefix(string(f.Caller), "+")
		add("caller IN (?, ?)", digits, "+"+digits)
	}
	if f.Outcome != "" {
		add("outcome = ?", string(f.Outcome))
	}
	if f.Open {
		add("ended = 0")
	}
	if !f.EndedAfter.IsZero() {
		add("ended > ?", micros(f.EndedAfter))
	}
	if !f.EndedBy.IsZero() {
		add("ended > 0 AND ended <= ?", micros(f.EndedBy))
	}
	if f.AfterID != "" {
		add("(started < ? OR started = ? AND id < ?)", micros(f.AfterStarted), micros(f.AfterStarted), string(f.AfterID))
	}
	if f.Limit <= 0 {
		f.Limit = 100
	}
	args = append(args, f.Limit)
	var rows []callRow
	err := db.sql.SelectContext(ctx, &rows, db.sql.Rebind(`SELECT id, line, number, caller, name, queue, crew_group, service, tariff, errand, order_id, peer, recording, started, answered, ended, operator, outcome, cause
		FROM calls WHERE `+strings.Join(where, " AND ")+` ORDER BY started DESC, id DESC LIMIT ?`), args...)
	if err != nil {
		return nil, fmt.Errorf("read calls: %w", err)
	}
	list := make([]dialplan.Record, len(rows))
	for i, r := range rows {
		list[i] = dialplan.Record{
			ID: dialplan.CallID(r.ID), Line: r.Line, Number: r.Number, Caller: taxi.Phone(r.Caller), Name: r.Name, Queue: r.Queue,
			Wishes: taxi.Wishes{CrewGroup: r.CrewGroup, Service: r.Service, Tariff: r.Tariff}, Errand: dialplan.ParseErrand(r.Errand),
			Started: moment(r.Started), Answered: moment(r.Answered), Ended: moment(r.Ended),
			Operator: dialplan.OperatorID(r.Operator), Outcome: dialplan.Outcome(r.Outcome), Cause: r.Cause,
			Order: taxi.OrderID(r.OrderID), Peer: taxi.Phone(r.Peer), Recording: r.Recording,
		}
		if f.Whole {
			if err := db.whole(ctx, &list[i]); err != nil {
				return nil, err
			}
		}
	}
	return list, nil
}

// whole adds segments and decisions.
func (db *DB) whole(ctx context.Context, r *dialplan.Record) error {
	var segments []struct {
		Kind, Operator, Queue string
		Started, Ended        int64
	}
	err := db.sql.SelectContext(ctx, &segments, db.sql.Rebind(
		`SELECT kind, operator, queue, started, ended FROM segments WHERE call = ? ORDER BY n`), string(r.ID))
	if err != nil {
		return fmt.Errorf("read call %s: %w", r.ID, err)
	}
	for _, s := range segments {
		r.Segments = append(r.Segments, dialplan.Segment{
			Kind: dialplan.SegmentKind(s.Kind), Start: moment(s.Started), End: moment(s.Ended),
			Operator: dialplan.OperatorID(s.Operator), Queue: s.Queue,
		})
	}
	var decisions []struct {
		At        int64
		What, Why string
	}
	err = db.sql.SelectContext(ctx, &decisions, db.sql.Rebind(
		`SELECT at, what, why FROM decisions WHERE call = ? ORDER BY n`), string(r.ID))
	if err != nil {
		return fmt.Errorf("read call %s: %w", r.ID, err)
	}
	for _, d := range decisions {
		r.Decisions = append(r.Decisions, dialplan.Decision{At: moment(d.At), What: d.What, Why: d.Why})
	}
	return nil
}

// Record is one call whole, or ErrNotFound.
func (db *DB) Record(ctx context.Context, id dialplan.CallID) (dialplan.Record, error) {
	var started []int64
	if err := db.sql.SelectContext(ctx, &started, db.sql.Rebind(`SELECT started FROM calls WHERE id = ?`), string(id)); err != nil {
		return dialplan.Record{}, fmt.Errorf("read call %s: %w", id, err)
	}
	if len(started) == 0 {
		return dialplan.Record{}, fmt.Errorf("call %s: %w", id, ErrNotFound)
	}
	at := moment(started[0])
	list, err := db.Records(ctx, Filter{From: at, To: at.Add(time.Microsecond), Whole: true, Limit: 1000})
	if err != nil {
		return dialplan.Record{}, err
	}
	for _, r := range list {
		if r.ID == id {
			return r, nil
		}
	}
	return dialplan.Record{}, fmt.Errorf("call %s: %w", id, ErrNotFound)
}

// OpenRecords lists the calls that had not ended when they were last written,
// whole: what an engine before this one left.
func (db *DB) OpenRecords(ctx context.Context) ([]dialplan.Record, error) {
	return db.Records(ctx, Filter{Open: true, Whole: true, Limit: 100_000})
}

// DayTalk is every operator's talk time since then, and the end of his last
// conversation ever. A conversation that began before counts from then, one with a
// colleague not at all.
func (db *DB) DayTalk(ctx context.Context, since time.Time) (map[dialplan.OperatorID]dialplan.History, error) {
	var rows []struct {
		Operator string
		Total    int64
		Last     int64
	}
	err := db.sql.SelectContext(ctx, &rows, db.sql.Rebind(`
		SELECT operator,
			CAST(sum(CASE WHEN ended <= ? THEN 0 WHEN started < ? THEN ended - ? ELSE ended - started END) AS BIGINT) AS total,
			max(ended) AS last
		FROM segments WHERE kind = 'talk' AND ended > 0 AND call NOT IN (SELECT id FROM calls WHERE errand LIKE 'inside:%')
		GROUP BY operator`), micros(since), micros(since), micros(since))
	if err != nil {
		return nil, fmt.Errorf("read talk times: %w", err)
	}
	talk := make(map[dialplan.OperatorID]dialplan.History, len(rows))
	for _, r := range rows {
		talk[dialplan.OperatorID(r.Operator)] = dialplan.History{
			Total: time.Duration(r.Total) * time.Microsecond, Last: moment(r.Last),
		}
	}
	return talk, nil
}

// LastConversations is each caller's last conversation since then.
func (db *DB) LastConversations(ctx context.Context, since time.Time) ([]dialplan.Conversation, error) {
	var rows []struct {
		Caller, Operator, Queue string
		Ended                   int64
	}
	err := db.sql.SelectContext(ctx, &rows, db.sql.Rebind(`
		SELECT c.caller, s.operator, s.queue, s.ended FROM segments s JOIN calls c ON c.id = s.call
		WHERE s.kind = 'talk' AND s.ended >= ? AND c.caller <> '' AND c.errand NOT LIKE 'inside:%' ORDER BY s.ended`), micros(since))
	if err != nil {
		return nil, fmt.Errorf("read conversations: %w", err)
	}
	last := make(map[string]dialplan.Conversation, len(rows))
	for _, r := range rows {
		last[r.Caller] = dialplan.Conversation{
			Caller: taxi.Phone(r.Caller), Operator: dialplan.OperatorID(r.Operator), Queue: r.Queue, Ended: moment(r.Ended),
		}
	}
	list := make([]dialplan.Conversation, 0, len(last))
	for _, c := range last {
		list = append(list, c)
	}
	return list, nil
}
