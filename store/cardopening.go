package store

import (
	"context"
	"fmt"

	"github.com/cabline/cabline/dialplan"
)

// CardOpens is when the order card opens by itself, in the words of the
// operators who have chosen.
func (db *DB) CardOpens(ctx context.Context) (map[dialplan.OperatorID]string, error) {
	var rows []struct {
		ID    string
		Opens string `db:"card_opens"`
	}
	if err := db.sql.SelectContext(ctx, &rows, `SELECT id, card_opens FROM operators WHERE card_opens <> ''`); err != nil {
		return nil, fmt.Errorf("read when order cards open: %w", err)
	}
	opens := make(map[dialplan.OperatorID]string, len(rows))
	for _, r := range rows {
		opens[dialplan.OperatorID(r.ID)] = r.Opens
	}
	return opens, nil
}

// SetCardOpens keeps an operator's choice, or returns ErrNotFound.
func (db *DB) SetCardOpens(ctx context.Context, id dialplan.OperatorID, opens string) error {
	return db.changeOperator(ctx, id, `UPDATE operators SET card_opens = ? WHERE id = ?`, text(opens), string(id))
}
