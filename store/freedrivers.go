package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/taxi"
)

// A driver is free who is on his shift, has a telephone, drives nobody (none of
// his orders is open), and is not offered another call. First comes who has been
// free for longest: since his shift began or his last order ended, whichever was
// later; of two, who was taken in first.
const freeDrivers = `
	d.shift > 0 AND d.claimed <= ?
	AND EXISTS (SELECT 1 FROM driver_phones p WHERE p.driver = d.id)
	AND NOT EXISTS (SELECT 1 FROM orders o WHERE o.driver = d.id AND o.ended = 0)`

const freeForLongest = ` ORDER BY CASE
		WHEN COALESCE((SELECT max(o.ended) FROM orders o WHERE o.driver = d.id), 0) > d.shift
		THEN (SELECT max(o.ended) FROM orders o WHERE o.driver = d.id) ELSE d.shift END, d.id`

// SetShift says that a driver begins or ends his shift at that moment. Who is on
// his shift already has been since then. ErrNotFound.
func (b *Book) SetShift(ctx context.Context, id taxi.DriverID, on bool, at time.Time) error {
	n, _ := number(id)
	query, args := `UPDATE drivers SET shift = 0 WHERE id = ?`, []any{n}
	if on {
		query, args = `UPDATE drivers SET shift = CASE WHEN shift > 0 THEN shift ELSE ? END WHERE id = ?`, []any{micros(at), n}
	}
	r, err := b.db.sql.ExecContext(ctx, b.db.sql.Rebind(query), args...)
	if err != nil {
		return fmt.Errorf("shift of driver %s: %w", id, err)
	}
	if found, err := r.RowsAffected(); err == nil && found == 0 {
		return fmt.Errorf("driver %s: %w", id, ErrNotFound)
	}
	return nil
}

// OnShift lists the drivers who are on their shift, with the moment at which it
// began, in the order in which they were taken in.
func (b *Book) OnShift(ctx context.Context) (map[taxi.DriverID]time.Time, error) {
	var rows []struct{ ID, Shift int64 }
	if err := b.db.read.SelectContext(ctx, &rows, `SELECT id, shift FROM drivers WHERE shift > 0`); err != nil {
		return nil, fmt.Errorf("read who is on his shift: %w", err)
	}
	all := make(map[taxi.DriverID]time.Time, len(rows))
	for _, r := range rows {
		all[identity[taxi.DriverID](r.ID)] = moment(r.Shift)
	}
	return all, nil
}

// ClaimDriver implements dialplan.Drivers. Two callers are never given the same
// driver, whichever engines they are with: the statement that claims him asks
// again whether he is free, and waits for another's that does the same.
func (b *Book) ClaimDriver(ctx context.Context, call dialplan.CallID, but []taxi.DriverID, until time.Time) (taxi.Driver, error) {
	not := []int64{0} // nobody's number; a list must not be empty
	for _, id := range but {
		if n, ok := number(id); ok {
			not = append(not, n)
		}
	}
	for {
		now := micros(time.Now())
		query, args, err := sqlx.In(`SELECT d.id FROM drivers d WHERE`+freeDrivers+` AND d.id NOT IN (?)`+freeForLongest+` LIMIT 1`, now, not)
		if err != nil {
			return taxi.Driver{}, err
		}
		var first []int64
		if err := b.db.sql.SelectContext(ctx, &first, b.db.sql.Rebind(query), args...); err != nil {
			return taxi.Driver{}, fmt.Errorf("look for a free driver: %w", err)
		}
		if len(first) == 0 {
			return taxi.Driver{}, fmt.Errorf("a free driver: %w", ErrNotFound)
		}
		r, err := b.db.sql.ExecContext(ctx, b.db.sql.Rebind(
			`UPDATE drivers AS d SET claimed = ?, claimed_by = ? WHERE d.id = ? AND`+freeDrivers), micros(until), string(call), first[0], now)
		if err != nil {
			return taxi.Driver{}, fmt.Errorf("claim driver %d: %w", first[0], err)
		}
		if claimed, err := r.RowsAffected(); err != nil || claimed > 0 {
			return b.Driver(ctx, identity[taxi.DriverID](first[0]))
		}
		if err := ctx.Err(); err != nil { // another was quicker, and there may be a next one
			return taxi.Driver{}, context.Cause(ctx)
		}
	}
}

// ReleaseDriver implements dialplan.Drivers.
func (b *Book) ReleaseDriver(ctx context.Context, call dialplan.CallID, id taxi.DriverID) error {
	n, _ := number(id)
	_, err := b.db.sql.ExecContext(ctx, b.db.sql.Rebind(`UPDATE drivers SET claimed = 0, claimed_by = '' WHERE id = ? AND claimed_by = ?`), n, string(call))
	if err != nil {
		return fmt.Errorf("release driver %s: %w", id, err)
	}
	return nil
}
