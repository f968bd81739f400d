package store

import (
	"errors"
	"maps"
	"testing"

	"github.com/cabline/cabline/dialplan"
)

// An operator's choice is his until he chooses again, whatever else of him is
// changed, and goes with him.
func TestWhenCardsOpenIsKept(t *testing.T) {
	everywhere(t, func(t *testing.T, db *DB) {
		ctx := t.Context()
		put := func(id dialplan.OperatorID, name string) {
			t.Helper()
			if err := db.PutOperator(ctx, dialplan.Operator{ID: id, Name: name}); err != nil {
				t.Fatal(err)
			}
		}
		kept := func(want map[dialplan.OperatorID]string) {
			t.Helper()
			if got, err := db.CardOpens(ctx); err != nil || !maps.Equal(got, want) {
				t.Errorf("kept %v, %v, want %v", got, err, want)
			}
		}
		put("101", "Olena")
		put("102", "Taras")
		kept(map[dialplan.OperatorID]string{})
		for _, opens := range []string{"never", "answer"} {
			if err := db.SetCardOpens(ctx, "101", opens); err != nil {
				t.Fatal(err)
			}
			kept(map[dialplan.OperatorID]string{"101": opens})
		}
		put("101", "Olena Petrivna")
		kept(map[dialplan.OperatorID]string{"101": "answer"})
		if err := db.SetCardOpens(ctx, "109", "ring"); !errors.Is(err, ErrNotFound) {
			t.Errorf("of nobody: %v", err)
		}
		if err := db.DeleteOperator(ctx, "101"); err != nil {
			t.Fatal(err)
		}
		put("101", "another")
		kept(map[dialplan.OperatorID]string{})
	})
}
