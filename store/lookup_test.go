package store

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/cabline/cabline/taxi"
)

// crowd is a file of n clients, each with two phones.
func crowd(n int) string {
	var b strings.Builder
	b.WriteString("phone,name,address,company,kind\n")
	for i := range n {
		kind := ""
		if i%100 == 0 {
			kind = "vip"
		}
		fmt.Fprintf(&b, "067%07[1]d/050%07[1]d,Client %[1]d,\"Street %[2]d, %[1]d\",Firm %[3]d,%[4]s\n", i, i%977, i%50, kind)
	}
	return b.String()
}

// Somebody else writes, and this program's own writer waits for him: a caller
// is looked up all the same.
func TestLookupPassesWriters(t *testing.T) {
	file := filepath.Join(t.TempDir(), "cabline.db")
	db, err := Open(t.Context(), file, silent)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	b := NewBook(db, ukraine)
	must[taxi.Client](t)(b.PutClient(t.Context(), taxi.Client{Name: "Оксана", Contacts: []taxi.Contact{{Phone: "0671112233"}}}))
	other, err := sqlx.Open("sqlite3", "file:"+file+"?_txlock=exclusive")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	importing, err := other.Begin()
	if err != nil {
		t.Fatal(err)
	}
	var own sync.WaitGroup
	defer own.Wait()
	defer func() {
		if err := importing.Rollback(); err != nil {
			t.Error(err)
		}
	}()
	own.Go(func() {
		if _, err := b.CreateOrder(t.Context(), taxi.Draft{Phone: "0671112233"}); err != nil {
			t.Error(err)
		}
	})
	for db.sql.Stats().InUse == 0 { // until the only connection that writes is waiting
		runtime.Gosched()
	}
	if c := must[taxi.Caller](t)(b.Lookup(t.Context(), "0671112233")); c.Client == nil || len(c.Orders) != 0 {
		t.Errorf("he is %+v", c)
	}
	if in := db.sql.Stats().InUse; in != 1 {
		t.Errorf("%d connections write; nobody was waiting when he was looked up", in)
	}
}

func BenchmarkLookup(b *testing.B) {
	const clients, orders = 100_000, 300
	everywhereBench(b, func(b *testing.B, db *DB) {
		book := NewBook(db, ukraine)
		file := crowd(clients)
		for _, again := range []string{"for the first time", "again"} {
			begun := time.Now()
			if _, err := book.Import(b.Context(), strings.NewReader(file), ImportOptions{Kind: ImportClients}); err != nil {
				b.Fatal(err)
			}
			b.Logf("%d clients were taken in %s in %v", clients, again, time.Since(begun).Round(time.Millisecond))
		}
		if _, err := book.Import(b.Context(), strings.NewReader("callsign,phone,plate\n21,0931112233,AA1\n"), ImportOptions{Kind: ImportDrivers}); err != nil {
			b.Fatal(err)
		}
		for i := range orders {
			if _, err := book.CreateOrder(b.Context(), taxi.Draft{Phone: taxi.Phone(fmt.Sprintf("067%07d", i)), Pickup: "Street"}); err != nil {
				b.Fatal(err)
			}
		}
		number := func(i int) taxi.Phone { return taxi.Phone(fmt.Sprintf("050%07d", i*7919%clients)) }
		for _, c := range []struct {
			who    string
			number func(i int) taxi.Phone
		}{
			{"client", number},
			{"client with an order", func(i int) taxi.Phone { return taxi.Phone(fmt.Sprintf("067%07d", i%orders)) }},
			{"driver", func(int) taxi.Phone { return "0931112233" }},
			{"nobody", func(i int) taxi.Phone { return taxi.Phone(fmt.Sprintf("099%07d", i%clients)) }},
		} {
			b.Run(c.who, func(b *testing.B) {
				for i := 0; b.Loop(); i++ {
					if _, err := book.Lookup(b.Context(), c.number(i)); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	})
}
