package store

import (
	"context"
	"fmt"
	"time"

	"github.com/cabline/cabline/taxi"
)

type cardRow struct {
	Number, Tariff string
	Until          int64
	Note           string
}

func (r cardRow) card() taxi.Card {
	return taxi.Card{Number: r.Number, Tariff: r.Tariff, Until: moment(r.Until), Note: r.Note}
}

// Card implements taxi.Clerk.
func (b *Book) Card(ctx context.Context, number string) (taxi.Card, error) {
	var rows []cardRow
	err := b.db.read.SelectContext(ctx, &rows, b.db.read.Rebind(
		`SELECT number, tariff, until, note FROM cards WHERE number = ? AND (until = 0 OR until > ?)`), text(number), micros(time.Now()))
	if err == nil && len(rows) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return taxi.Card{}, fmt.Errorf("look up a card: %w", err) // without its number, which is as good as money
	}
	return rows[0].card(), nil
}

// Cards lists them by number, those that have run out too.
func (b *Book) Cards(ctx context.Context) ([]taxi.Card, error) {
	var rows []cardRow
	if err := b.db.read.SelectContext(ctx, &rows, `SELECT number, tariff, until, note FROM cards ORDER BY number`); err != nil {
		return nil, fmt.Errorf("read cards: %w", err)
	}
	list := make([]taxi.Card, len(rows))
	for i, r := range rows {
		list[i] = r.card()
	}
	return list, nil
}

// PutCard takes a card in, or changes the one of its number. taxi.ErrRefused if
// the number cannot be dialled.
func (b *Book) PutCard(ctx context.Context, c taxi.Card) error {
	if !dialable(c.Number) {
		return fmt.Errorf("a card's number has 3 to 20 digits: %w", taxi.ErrRefused)
	}
	_, err := b.db.sql.ExecContext(ctx, b.db.sql.Rebind(`INSERT INTO cards (number, tariff, until, note) VALUES (?, ?, ?, ?)
		ON CONFLICT (number) DO UPDATE SET tariff = excluded.tariff, until = excluded.until, note = excluded.note`),
		c.Number, text(c.Tariff), micros(c.Until), text(c.Note))
	if err != nil {
		return fmt.Errorf("write a card: %w", err)
	}
	return nil
}

// DeleteCard forgets a card, or returns ErrNotFound.
func (b *Book) DeleteCard(ctx context.Context, number string) error {
	return b.remove(ctx, "a card", `DELETE FROM cards WHERE number = ?`, text(number))
}

func dialable(number string) bool {
	for _, r := range number {
		if r < '0' || r > '9' {
			return false
		}
	}
	return len(number) >= 3 && len(number) <= 20
}
