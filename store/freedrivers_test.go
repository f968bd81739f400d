package store

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/taxi"
)

// claimed asks for the first free driver, and checks who that is; "" is nobody.
func claimed(t *testing.T, b *Book, call dialplan.CallID, want taxi.DriverID, but ...taxi.DriverID) {
	t.Helper()
	d, err := b.ClaimDriver(t.Context(), call, but, time.Now().Add(time.Minute))
	if want == "" && errors.Is(err, ErrNotFound) {
		return
	}
	if err != nil || d.ID != want || want != "" && !d.Phone().Known() {
		t.Errorf("%s is given driver %q (%v), want %q", call, d.ID, err, want)
	}
}

func TestWhoHasBeenFreeForLongest(t *testing.T) {
	book(t, func(t *testing.T, b *Book) {
		ctx := t.Context()
		now := time.Now()
		hire := func(callsign string, phones ...taxi.Phone) taxi.DriverID {
			return must[taxi.Driver](t)(b.PutDriver(ctx, taxi.Driver{Callsign: callsign, Name: "Driver", Phones: phones})).ID
		}
		early, late, off, silent := hire("1", "+380500000001"), hire("2", "+380500000002"), hire("3", "+380500000003"), hire("4")
		shift := func(id taxi.DriverID, on bool, at time.Time) {
			t.Helper()
			wants(t, b.SetShift(ctx, id, on, at), nil)
		}
		claimed(t, b, "a", "") // nobody works yet
		shift(late, true, now.Add(-time.Hour))
		shift(early, true, now.Add(-2*time.Hour))
		shift(silent, true, now.Add(-3*time.Hour)) // and cannot be called
		shift(off, true, now.Add(-4*time.Hour))
		shift(off, false, now)
		shift(early, true, now) // he has worked for two hours all the same
		wants(t, b.SetShift(ctx, "999", true, now), ErrNotFound)
		if on := must[map[taxi.DriverID]time.Time](t)(b.OnShift(ctx)); len(on) != 3 || !on[early].Equal(now.Add(-2*time.Hour).Truncate(time.Microsecond)) {
			t.Errorf("on their shifts are %v", on)
		}

		claimed(t, b, "a", early)
		claimed(t, b, "b", late)
		claimed(t, b, "c", "")
		wants(t, b.ReleaseDriver(ctx, "b", early), nil) // it is not his to give up
		claimed(t, b, "c", "")
		wants(t, b.ReleaseDriver(ctx, "a", early), nil)
		claimed(t, b, "a", "", early) // he has not answered this caller
		claimed(t, b, "c", early)
		wants(t, b.ReleaseDriver(ctx, "c", early), nil)
		wants(t, b.ReleaseDriver(ctx, "b", late), nil)

		// Who drives somebody is not free; when he has, he comes last.
		o := must[taxi.Order](t)(b.CreateOrder(ctx, taxi.Draft{Phone: "+380671112233"}))
		must[taxi.Order](t)(b.MoveOrder(ctx, taxi.Move{Order: o.ID, Stage: taxi.Assigned, Driver: early}))
		claimed(t, b, "d", late)
		claimed(t, b, "d", "", late)
		must[taxi.Order](t)(b.MoveOrder(ctx, taxi.Move{Order: o.ID, Stage: taxi.Finished}))
		wants(t, b.ReleaseDriver(ctx, "d", late), nil)
		claimed(t, b, "e", late)
		claimed(t, b, "f", early)

		// An engine that dies leaves a claim behind, which runs out.
		wants(t, b.ReleaseDriver(ctx, "e", late), nil)
		if _, err := b.ClaimDriver(ctx, "g", nil, time.Now().Add(-time.Second)); err != nil {
			t.Error(err)
		}
		claimed(t, b, "h", late)
	})
}

func TestManyClaimDrivers(t *testing.T) {
	book(t, func(t *testing.T, b *Book) {
		const drivers, callers = 5, 20
		for i := range drivers {
			d := must[taxi.Driver](t)(b.PutDriver(t.Context(), taxi.Driver{Callsign: string(rune('a' + i)), Name: "Driver", Phones: []taxi.Phone{taxi.Phone("+38050000000" + string(rune('0'+i)))}}))
			wants(t, b.SetShift(t.Context(), d.ID, true, time.Now()), nil)
		}
		var mu sync.Mutex
		given := make(map[taxi.DriverID]int)
		nobody := 0
		var all sync.WaitGroup
		for i := range callers {
			all.Go(func() {
				d, err := b.ClaimDriver(t.Context(), dialplan.CallID(rune('A'+i)), nil, time.Now().Add(time.Minute))
				mu.Lock()
				defer mu.Unlock()
				switch {
				case errors.Is(err, ErrNotFound):
					nobody++
				case err != nil:
					t.Error(err)
				default:
					given[d.ID]++
				}
			})
		}
		all.Wait()
		if len(given) != drivers || nobody != callers-drivers {
			t.Errorf("%d callers were given %v, and %d nobody", callers, given, nobody)
		}
	})
}

func TestRecordOfAJoining(t *testing.T) {
	everywhere(t, func(t *testing.T, db *DB) {
		r := talk("joined", "", "+380671112233", noon, noon.Add(time.Minute))
		r.Outcome, r.Order, r.Peer, r.Recording = dialplan.Joined, "4711", "+380501234567", "/var/talks/joined.wav"
		wants(t, db.SaveRecord(t.Context(), r), nil)
		got := must[dialplan.Record](t)(db.Record(t.Context(), "joined"))
		if got.Outcome != dialplan.Joined || got.Order != r.Order || got.Peer != r.Peer || got.Recording != r.Recording {
			t.Errorf("got %+v", got)
		}
	})
}
