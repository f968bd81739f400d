package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/cabline/cabline/dialplan/robot"
)

// ours runs a statement that must change one row; robot.ErrLost if it changes
// none.
func ours(ctx context.Context, q sqlx.ExtContext, query string, args ...any) error {
	r, err := q.ExecContext(ctx, q.Rebind(query), args...)
	if err != nil {
		return err
	}
	n, err := r.RowsAffected()
	if err == nil && n == 0 {
		return robot.ErrLost
	}
	return err
}

// Take implements robot.Store.
func (s Jobs) Take(ctx context.Context, l robot.Lease, most int) (jobs []robot.Job, err error) {
	err = s.db.in(ctx, func(tx *sqlx.Tx) error {
		var taken []int64
		// PostgreSQL asks the conditions again of a row that another engine has
		// just written, so they stand outside as well as inside.
		err := tx.SelectContext(ctx, &taken, tx.Rebind(`
			UPDATE jobs SET holder = ?, lease = ? WHERE ended = 0 AND lease <= ? AND id IN (
				SELECT id FROM jobs WHERE ended = 0 AND due <= ? AND lease <= ? ORDER BY due, id LIMIT ?) RETURNING id`),
			l.Holder, micros(l.Until), micros(l.Now), micros(l.Now), micros(l.Now), most)
		if err != nil || len(taken) == 0 {
			return err
		}
		where, args, err := sqlx.In(`WHERE j.id IN (?) ORDER BY j.due, j.id`, taken)
		if err != nil {
			return err
		}
		jobs, err = readJobs(ctx, tx, where, args...)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("take robot jobs: %w", err)
	}
	return jobs, nil
}

// Renew implements robot.Store.
func (s Jobs) Renew(ctx context.Context, l robot.Lease, ids []robot.JobID) ([]robot.JobID, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var numbers, still []int64
	for _, id := range ids {
		n, _ := number(id)
		numbers = append(numbers, n)
	}
	query, args, err := sqlx.In(`UPDATE jobs SET lease = ? WHERE holder = ? AND ended = 0 AND id IN (?) RETURNING id`, micros(l.Until), l.Holder, numbers)
	if err == nil {
		err = s.db.sql.SelectContext(ctx, &still, s.db.sql.Rebind(query), args...)
	}
	if err != nil {
		return nil, fmt.Errorf("renew the leases of robot jobs: %w", err)
	}
	list := make([]robot.JobID, len(still))
	for i, n := range still {
		list[i] = identity[robot.JobID](n)
	}
	return list, nil
}

// Adopt implements robot.Store.
func (s Jobs) Adopt(ctx context.Context, l robot.Lease, a robot.Attempt) (robot.Job, error) {
	id, _ := number(a.Job)
	var list []robot.Job
	err := s.db.in(ctx, func(tx *sqlx.Tx) error {
		err := ours(ctx, tx, `UPDATE jobs SET holder = ?, lease = ? WHERE id = ? AND attempts = ? AND ended = 0 AND result = ''`,
			l.Holder, micros(l.Until), id, a.N)
		if err != nil {
			return err
		}
		err = ours(ctx, tx, `UPDATE job_attempts SET answered = CASE WHEN answered = 0 THEN ? ELSE answered END, call = ?
			WHERE job = ? AND n = ? AND result = ''`, micros(a.Answered), text(a.Call), id, a.N)
		if err != nil {
			return err
		}
		list, err = readJobs(ctx, tx, `WHERE j.id = ?`, id)
		return err
	})
	if err != nil {
		return robot.Job{}, fmt.Errorf("take up robot attempt %s: %w", a.ID(), err)
	}
	return list[0], nil
}

// Begin implements robot.Store.
func (s Jobs) Begin(ctx context.Context, holder string, a robot.Attempt) error {
	id, _ := number(a.Job)
	err := s.db.in(ctx, func(tx *sqlx.Tx) error {
		err := ours(ctx, tx, `UPDATE jobs SET attempts = attempts + 1 WHERE id = ? AND holder = ? AND attempts = ? AND ended = 0 AND result = ''`,
			id, holder, a.N-1)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, tx.Rebind(`INSERT INTO job_attempts (job, n, phone, written, answered, call, result, why, ended)
			VALUES (?, ?, ?, ?, 0, '', '', '', 0)`), id, a.N, string(a.Phone), micros(a.Written))
		return err
	})
	if err != nil {
		return fmt.Errorf("write robot attempt %s: %w", a.ID(), err)
	}
	return nil
}

// Finish implements robot.Store.
func (s Jobs) Finish(ctx context.Context, holder string, a robot.Attempt) error {
	id, _ := number(a.Job)
	err := s.db.in(ctx, func(tx *sqlx.Tx) error {
		if err := ours(ctx, tx, `UPDATE jobs SET lease = lease WHERE id = ? AND holder = ?`, id, holder); err != nil {
			return err
		}
		r, err := tx.ExecContext(ctx, tx.Rebind(`UPDATE job_attempts SET result = ?, why = ?, ended = ? WHERE job = ? AND n = ? AND result = ''`),
			string(a.Result), text(a.Why), micros(a.Ended), id, a.N)
		if err != nil {
			return err
		}
		if n, err := r.RowsAffected(); err != nil || n == 0 || a.Result != robot.NoTrunk {
			return err
		}
		_, err = tx.ExecContext(ctx, tx.Rebind(`UPDATE jobs SET failed = failed + 1 WHERE id = ?`), id)
		return err
	})
	if err != nil {
		return fmt.Errorf("write what came of robot attempt %s: %w", a.ID(), err)
	}
	return nil
}

// Settle implements robot.Store.
func (s Jobs) Settle(ctx context.Context, holder string, id robot.JobID, r robot.Result, why string) error {
	n, _ := number(id)
	err := ours(ctx, s.db.sql, `UPDATE jobs SET result = ?, why = ? WHERE id = ? AND holder = ? AND ended = 0`, string(r), text(why), n, holder)
	if err != nil {
		return fmt.Errorf("write what came of robot job %s: %w", id, err)
	}
	return nil
}

// Postpone implements robot.Store.
func (s Jobs) Postpone(ctx context.Context, holder string, id robot.JobID, due time.Time) error {
	n, _ := number(id)
	err := ours(ctx, s.db.sql, `UPDATE jobs SET due = ?, holder = '', lease = 0 WHERE id = ? AND holder = ? AND ended = 0`, micros(due), n, holder)
	if err != nil {
		return fmt.Errorf("put off robot job %s: %w", id, err)
	}
	return nil
}

// Close implements robot.Store.
func (s Jobs) Close(ctx context.Context, holder string, id robot.JobID, at time.Time) error {
	n, _ := number(id)
	err := ours(ctx, s.db.sql, `UPDATE jobs SET ended = ?, holder = '', lease = 0 WHERE id = ? AND holder = ? AND ended = 0`, micros(at), n, holder)
	if err != nil {
		return fmt.Errorf("end robot job %s: %w", id, err)
	}
	return nil
}
