package main

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cabline/cabline/store"
	"github.com/cabline/cabline/taxi"
)

// What the office says of a line is with the calls that come by it from then
// on, whichever engine was told; where it says nothing the configuration does.
func TestWishesOfLinesReachCalls(t *testing.T) {
	const line = "crew_group = \"standard\"\ntariff = \"city\"\n"
	simulate(t, "[[line]]\nname = \"mobile\"\nnumbers = [\"+380441230002\"]\nqueue = \"clients\"\n"+line, clientsOf("101"), func(s *simulated) {
		var book *store.Book
		withBook(t, s, func(b *store.Book) { book = b })
		comes := func(from taxi.Phone, want taxi.Wishes) {
			t.Helper()
			call := s.Call(string(from), "+380441230002")
			s.Operator("101").Rings()
			call.HangsUp()
			time.Sleep(2 * time.Second)
			list, err := s.db.Records(context.Background(), store.Filter{Caller: from, Whole: true})
			if err != nil || len(list) != 1 || list[0].Wishes != want {
				t.Errorf("%s: %v, %+v, want %+v", from, err, list, want)
			}
		}
		comes("+380671110001", taxi.Wishes{CrewGroup: "standard", Tariff: "city"})
		s.asks(http.MethodPut, "/lines/mobile/data", `{"wishes":{"crew_group":"comfort","service":"5"}}`, 200, nil)
		comes("+380671110002", taxi.Wishes{CrewGroup: "comfort", Service: "5", Tariff: "city"})

		elsewhere := taxi.LineData{Line: "mobile", Wishes: taxi.Wishes{Tariff: "night"}}
		if err := book.PutLineData(context.Background(), elsewhere); err != nil {
			t.Fatal(err)
		}
		comes("+380671110003", taxi.Wishes{CrewGroup: "comfort", Service: "5", Tariff: "city"})
		time.Sleep(lineWishesEvery)
		comes("+380671110004", taxi.Wishes{CrewGroup: "standard", Tariff: "night"})
		s.stopEngine()
		s.startEngine()
		comes("+380671110005", taxi.Wishes{CrewGroup: "standard", Tariff: "night"})
	})
}

// A store that hangs or fails keeps nobody waiting, and what it said last goes
// on counting; an answer that is older than a change does not undo it.
func TestWishesOfLinesWhileTheStoreIsAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		said := taxi.LineData{Line: "city", Wishes: taxi.Wishes{Tariff: "first"}}
		read := func(context.Context) (taxi.LineData, error) { return said, nil }
		l := &lineWishes{
			read:  func(ctx context.Context, _ string) (taxi.LineData, error) { return read(ctx) },
			lines: []string{"city"}, budget: time.Second, log: quiet(), kept: make(map[string]taxi.Wishes),
		}
		l.refresh(t.Context())
		is := func(want string) {
			t.Helper()
			began := time.Now()
			if got := l.OfLine("city").Tariff; got != want || time.Since(began) > 0 {
				t.Errorf("%q after %s, want %q at once", got, time.Since(began), want)
			}
		}
		is("first")
		read = func(context.Context) (taxi.LineData, error) { return taxi.LineData{}, errors.New("disk full") }
		l.refresh(t.Context())
		is("first")
		read = func(ctx context.Context) (taxi.LineData, error) { <-ctx.Done(); return taxi.LineData{}, ctx.Err() }
		began := time.Now()
		l.refresh(t.Context())
		if cost := time.Since(began); cost != time.Second {
			t.Errorf("the store was waited for %s", cost)
		}
		is("first")
		read = func(context.Context) (taxi.LineData, error) { time.Sleep(500 * time.Millisecond); return said, nil }
		go l.refresh(t.Context())
		synctest.Wait()
		l.changed(taxi.LineData{Line: "city", Wishes: taxi.Wishes{Tariff: "second"}})
		time.Sleep(time.Second)
		is("second")
	})
}
