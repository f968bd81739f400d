package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/cabline/cabline/dialplan/robot"
	"github.com/cabline/cabline/taxi"
)

// Jobs is the robot's jobs in the office's database. Several engines may have
// them at once: what one of them does to a job is one statement on its row,
// and whoever comes second finds it done.
type Jobs struct{ db *DB }

var _ robot.Store = Jobs{}

// Jobs are the robot's.
func (db *DB) Jobs() Jobs { return Jobs{db} }

// robotFollows is the robot's name among the followers of orders' changes.
const robotFollows = "robot"

// Enqueue implements robot.Store.
func (s Jobs) Enqueue(ctx context.Context, jobs ...robot.Job) (added int, err error) {
	err = s.db.in(ctx, func(tx *sqlx.Tx) error {
		added, err = enqueue(ctx, tx, jobs)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("write robot jobs: %w", err)
	}
	return added, nil
}

// Followed implements robot.Store.
func (s Jobs) Followed(ctx context.Context) (taxi.Seq, bool, error) {
	var seq []taxi.Seq
	if err := s.db.read.SelectContext(ctx, &seq, s.db.read.Rebind(`SELECT seq FROM followers WHERE name = ?`), robotFollows); err != nil {
		return 0, false, fmt.Errorf("read how far the robot has come: %w", err)
	}
	if len(seq) == 0 {
		return 0, false, nil
	}
	return seq[0], true, nil
}

// Follow implements robot.Store.
func (s Jobs) Follow(ctx context.Context, seq taxi.Seq, jobs ...robot.Job) (added int, err error) {
	err = s.db.in(ctx, func(tx *sqlx.Tx) error {
		if added, err = enqueue(ctx, tx, jobs); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, tx.Rebind(`INSERT INTO followers (name, seq) VALUES (?, ?)
			ON CONFLICT (name) DO UPDATE SET seq = excluded.seq WHERE followers.seq < excluded.seq`), robotFollows, int64(seq))
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("write robot jobs up to change %d: %w", seq, err)
	}
	return added, nil
}

func enqueue(ctx context.Context, tx *sqlx.Tx, jobs []robot.Job) (added int, err error) {
	for _, j := range jobs {
		// The number's row is held until the commit, so of two who put the same
		// job in the second waits here, and finds it.
		n, err := next(ctx, tx, "jobs", 1)
		if err != nil {
			return 0, err
		}
		if j.Due.IsZero() {
			j.Due = j.Created
		}
		r, err := tx.ExecContext(ctx, tx.Rebind(`
			INSERT INTO jobs (id, rule, order_id, entry, state, party, phone, line, created, due, attempts, failed, holder, lease, result, why, ended)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, '', 0, '', '', 0) ON CONFLICT DO NOTHING`),
			n, text(j.Rule), text(string(j.Order)), j.Entry, text(string(j.State)), string(j.Party), string(j.Phone), text(j.Line),
			micros(j.Created), micros(j.Due))
		if err != nil {
			return 0, err
		}
		many, err := r.RowsAffected()
		if err != nil {
			return 0, err
		}
		added += int(many)
	}
	return added, nil
}

// jobRow is a job and its newest attempt.
type jobRow struct {
	ID                int64
	Rule              string
	Order             string `db:"order_id"`
	Entry             int
	State, Party      string
	Phone, Line       string
	Created, Due      int64
	Attempts, Failed  int
	Result, Why       string
	Ended             int64
	APhone            string
	Written, Answered int64
	Call              string
	AResult, AWhy     string
	AEnded            int64
}

const selectJobs = `SELECT j.id, j.rule, j.order_id, j.entry, j.state, j.party, j.phone, j.line, j.created, j.due, j.attempts, j.failed,
		j.result, j.why, j.ended, COALESCE(a.phone, '') AS aphone, COALESCE(a.written, 0) AS written, COALESCE(a.answered, 0) AS answered,
		COALESCE(a.call, '') AS call, COALESCE(a.result, '') AS aresult, COALESCE(a.why, '') AS awhy, COALESCE(a.ended, 0) AS aended
	FROM jobs j LEFT JOIN job_attempts a ON a.job = j.id AND a.n = j.attempts `

func (r jobRow) job() robot.Job {
	j := robot.Job{
		ID: identity[robot.JobID](r.ID), Key: robot.Key{Rule: r.Rule, Order: taxi.OrderID(r.Order), Entry: r.Entry},
		State: taxi.StateID(r.State), Party: robot.Party(r.Party), Phone: taxi.Phone(r.Phone), Line: r.Line,
		Created: moment(r.Created), Due: moment(r.Due), Attempts: r.Attempts, Failed: r.Failed,
		Result: robot.Result(r.Result), Why: r.Why, Ended: moment(r.Ended),
	}
	if r.Attempts > 0 {
		j.Last = robot.Attempt{
			Job: j.ID, N: r.Attempts, Phone: taxi.Phone(r.APhone), Written: moment(r.Written), Answered: moment(r.Answered),
			Call: r.Call, Result: robot.Result(r.AResult), Why: r.AWhy, Ended: moment(r.AEnded),
		}
	}
	return j
}

func readJobs(ctx context.Context, q sqlx.ExtContext, where string, args ...any) ([]robot.Job, error) {
	var rows []jobRow
	if err := sqlx.SelectContext(ctx, q, &rows, q.Rebind(selectJobs+where), args...); err != nil {
		return nil, err
	}
	list := make([]robot.Job, len(rows))
	for i, r := range rows {
		list[i] = r.job()
	}
	return list, nil
}

// JobFilter says which jobs. Zero fields mean all.
type JobFilter struct {
	From, To time.Time // of when they were put in; To is not included
	Rule     string
	Order    taxi.OrderID
	Result   robot.Result
	Open     bool        // only those that have not ended
	Before   robot.JobID // only those with a smaller number: continues a list
	Limit    int         // 0: 100
}

// List gives jobs with their newest attempts, the newest jobs first.
func (s Jobs) List(ctx context.Context, f JobFilter) ([]robot.Job, error) {
	where, args := []string{"1 = 1"}, []any{}
	add := func(is bool, cond string, arg ...any) {
		if is {
			where, args = append(where, cond), append(args, arg...)
		}
	}
	add(!f.From.IsZero(), "j.created >= ?", micros(f.From))
	add(!f.To.IsZero(), "j.created < ?", micros(f.To))
	add(f.Rule != "", "j.rule = ?", f.Rule)
	add(f.Order != "", "j.order_id = ?", string(f.Order))
	add(f.Result != "", "j.result = ?", string(f.Result))
	add(f.Open, "j.ended = 0")
	if before, ok := number(f.Before); ok {
		add(true, "j.id < ?", before)
	}
	if f.Limit <= 0 {
		f.Limit = 100
	}
	list, err := readJobs(ctx, s.db.read, "WHERE "+strings.Join(where, " AND ")+" ORDER BY j.id DESC LIMIT ?", append(args, f.Limit)...)
	if err != nil {
		return nil, fmt.Errorf("read robot jobs: %w", err)
	}
	return list, nil
}

// Attempts are all of a job's, in their order.
func (s Jobs) Attempts(ctx context.Context, id robot.JobID) ([]robot.Attempt, error) {
	n, _ := number(id)
	var rows []struct {
		N                        int
		Phone, Call, Result, Why string
		Written, Answered, Ended int64
	}
	err := s.db.read.SelectContext(ctx, &rows, s.db.read.Rebind(
		`SELECT n, phone, call, result, why, written, answered, ended FROM job_attempts WHERE job = ? ORDER BY n`), n)
	if err != nil {
		return nil, fmt.Errorf("read the attempts of robot job %s: %w", id, err)
	}
	list := make([]robot.Attempt, len(rows))
	for i, r := range rows {
		list[i] = robot.Attempt{
			Job: id, N: r.N, Phone: taxi.Phone(r.Phone), Written: moment(r.Written), Answered: moment(r.Answered),
			Call: r.Call, Result: robot.Result(r.Result), Why: r.Why, Ended: moment(r.Ended),
		}
	}
	return list, nil
}

// Withdraw implements robot.Store.
func (s Jobs) Withdraw(ctx context.Context, k robot.Key, why string, at time.Time) (withdrawn bool, err error) {
	err = s.db.in(ctx, func(tx *sqlx.Tx) error {
		// The row is held first: what Begin writes beside it is seen then.
		err := ours(ctx, tx, `UPDATE jobs SET lease = lease WHERE rule = ? AND order_id = ? AND entry = ? AND ended = 0 AND result = ''`, k.Rule, string(k.Order), k.Entry)
		if err != nil {
			return err
		}
		return ours(ctx, tx, `UPDATE jobs SET result = ?, why = ?, ended = ? WHERE rule = ? AND order_id = ? AND entry = ?
			AND NOT EXISTS (SELECT 1 FROM job_attempts a WHERE a.job = jobs.id AND a.result = '')`,
			string(robot.Dropped), text(why), micros(at), k.Rule, string(k.Order), k.Entry)
	})
	if errors.Is(err, robot.ErrLost) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("withdraw a robot job of %s: %w", k.Rule, err)
	}
	return true, nil
}
