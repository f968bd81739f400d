package morning

import (
	"context"
	"log/slog"
	"path/filepath"
	"slices"
	"testing"

	"github.com/cabline/cabline/store"
	"github.com/cabline/cabline/taxi"
)

// The town is settled once, however often the sample is started; what was
// changed meanwhile stays.
func TestSettleTwice(t *testing.T) {
	ctx := context.Background()
	db, err := store.Open(ctx, filepath.Join(t.TempDir(), "morning.db"), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	book := store.NewBook(db, store.BookOptions{Numbering: taxi.NumberingOf("+380441230000")})
	census := func() [5]int {
		t.Helper()
		clients, err := book.Clients(ctx, store.ClientFilter{})
		if err != nil {
			t.Fatal(err)
		}
		drivers, err := book.Drivers(ctx, store.DriverFilter{})
		if err != nil {
			t.Fatal(err)
		}
		orders, err := book.Orders(ctx, store.OrderFilter{})
		if err != nil {
			t.Fatal(err)
		}
		black, err := book.Listings(ctx, taxi.Black)
		if err != nil {
			t.Fatal(err)
		}
		companies, err := book.Companies(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return [5]int{len(clients), len(drivers), len(orders), len(black), len(companies)}
	}
	if err := Settle(ctx, book); err != nil {
		t.Fatal(err)
	}
	first := census()
	if slices.Contains(first[:], 0) {
		t.Errorf("somebody is missing: %v", first)
	}
	if _, err := book.PutClient(ctx, taxi.Client{Name: "without a telephone"}); err != nil {
		t.Fatal(err)
	}
	first[0]++
	if err := Settle(ctx, book); err != nil {
		t.Fatal(err)
	}
	if again := census(); again != first {
		t.Errorf("settled again: %v, and was %v", again, first)
	}
}

// What a morning opens with and what the crowd does are stories that there are.
func TestProgrammeIsOfStories(t *testing.T) {
	for _, name := range slices.Concat(opening(), rush()) {
		if !slices.Contains(Stories(), name) {
			t.Errorf("there is no story %q", name)
		}
	}
}
