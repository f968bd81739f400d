package store

import (
	"context"
	"fmt"
	"time"

	"github.com/cabline/cabline/taxi"
)

// Listing is a number on the black list or the VIP list, whoever has it.
type Listing struct {
	Phone    taxi.Phone
	Standing taxi.Standing
	Since    time.Time
}

// Listings gives a list by number, what has run out included.
func (b *Book) Listings(ctx context.Context, list taxi.List) ([]Listing, error) {
	var rows []struct {
		Phone, Reason string
		Until, Since  int64
	}
	err := b.db.read.SelectContext(ctx, &rows, b.db.read.Rebind(
		`SELECT phone, reason, until, since FROM listings WHERE list = ? ORDER BY phone`), string(list))
	if err != nil {
		return nil, fmt.Errorf("read the list %s: %w", list, err)
	}
	all := make([]Listing, len(rows))
	for i, r := range rows {
		all[i] = Listing{
			Phone: taxi.Phone(r.Phone), Since: moment(r.Since),
			Standing: taxi.Standing{List: list, Reason: r.Reason, Until: moment(r.Until)},
		}
	}
	return all, nil
}

const putListing = `INSERT INTO listings (phone, list, reason, until, since) VALUES (?, ?, ?, ?, ?)
	ON CONFLICT (phone, list) DO UPDATE SET reason = excluded.reason, until = excluded.until`

// Enlist puts a number on the list of the standing, or changes why and for how
// long it is there; Since stays then.
func (b *Book) Enlist(ctx context.Context, l Listing) error {
	l.Phone = b.opt.Numbering.Normal(l.Phone)
	if !l.Phone.Known() || l.Standing.List != taxi.Black && l.Standing.List != taxi.VIP {
		return fmt.Errorf("enlist %s as %q: %w", l.Phone.Short(), l.Standing.List, taxi.ErrRefused)
	}
	_, err := b.db.sql.ExecContext(ctx, b.db.sql.Rebind(putListing),
		string(l.Phone), string(l.Standing.List), text(l.Standing.Reason), micros(l.Standing.Until), micros(l.Since))
	if err != nil {
		return fmt.Errorf("enlist %s: %w", l.Phone.Short(), err)
	}
	return nil
}

// Unlist takes a number off a list, or returns ErrNotFound.
func (b *Book) Unlist(ctx context.Context, list taxi.List, phone taxi.Phone) error {
	phone = b.opt.Numbering.Normal(phone)
	return b.remove(ctx, phone.Short()+" from the list "+string(list),
		`DELETE FROM listings WHERE list = ? AND phone = ?`, string(list), string(phone))
}

// LineData is what is kept about a line; the zero wishes if nothing is.
func (b *Book) LineData(ctx context.Context, line string) (taxi.LineData, error) {
	l := taxi.LineData{Line: line}
	var rows []struct {
		CrewGroup             string `db:"crew_group"`
		Service, Tariff, Note string
	}
	err := b.db.read.SelectContext(ctx, &rows, b.db.read.Rebind(
		`SELECT crew_group, service, tariff, note FROM line_data WHERE line = ?`), text(line))
	if err != nil {
		return l, fmt.Errorf("read line %s: %w", line, err)
	}
	for _, r := range rows {
		l.Wishes, l.Note = taxi.Wishes{CrewGroup: r.CrewGroup, Service: r.Service, Tariff: r.Tariff}, r.Note
	}
	return l, nil
}

// PutLineData keeps it.
func (b *Book) PutLineData(ctx context.Context, l taxi.LineData) error {
	_, err := b.db.sql.ExecContext(ctx, b.db.sql.Rebind(`
		INSERT INTO line_data (line, crew_group, service, tariff, note) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (line) DO UPDATE SET crew_group = excluded.crew_group, service = excluded.service, tariff = excluded.tariff, note = excluded.note`),
		text(l.Line), text(l.Wishes.CrewGroup), text(l.Wishes.Service), text(l.Wishes.Tariff), text(l.Note))
	if err != nil {
		return fmt.Errorf("write line %s: %w", l.Line, err)
	}
	return nil
}
