package store

import (
	"errors"
	"testing"
	"time"

	"github.com/cabline/cabline/taxi"
)

func TestWhoHasThePIN(t *testing.T) {
	everywhere(t, func(t *testing.T, db *DB) {
		ctx, b := t.Context(), NewBook(db, BookOptions{})
		put := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		_, err := b.PutDriver(ctx, taxi.Driver{Callsign: "7", PIN: "4321", Balance: 5})
		put(err)
		_, err = b.PutDriver(ctx, taxi.Driver{Callsign: "8"})
		put(err)
		bank, err := b.PutCompany(ctx, taxi.Company{Name: "Bank", Balance: -700})
		put(err)
		_, err = b.PutClient(ctx, taxi.Client{Name: "Ann", Number: "7", PIN: "1111", Company: bank.ID, Contacts: []taxi.Contact{{Phone: "+380671112233"}}})
		put(err)
		_, err = b.PutClient(ctx, taxi.Client{Name: "Bob", PIN: "2222"}) // has no number
		put(err)
		for _, wrong := range [][2]string{{"7", "9999"}, {"7", ""}, {"8", ""}, {"9", "4321"}, {"", "2222"}, {"7'; --", "4321"}, {"7", "4321 "}} {
			if who, err := b.Identify(ctx, wrong[0], wrong[1]); !errors.Is(err, taxi.ErrNotFound) || who.Driver != nil || who.Client != nil {
				t.Errorf("%q with %q is %+v, %v", wrong[0], wrong[1], who, err)
			}
		}
		if who, err := b.Identify(ctx, "7", "4321"); err != nil || who.Driver == nil || who.Driver.Balance != 5 || who.Client != nil {
			t.Errorf("the driver is %+v, %v", who, err)
		}
		who, err := b.Identify(ctx, "7", "1111")
		if err != nil || who.Driver != nil || who.Client == nil || who.Company == nil || who.Company.Balance != -700 {
			t.Errorf("the client is %+v, %v", who, err)
		}
		if who, err := b.Lookup(ctx, "+380671112233"); err != nil || who.Company == nil || who.Company.Balance != -700 {
			t.Errorf("by her phone she is %+v, %v", who, err)
		}
	})
}

func TestCards(t *testing.T) {
	everywhere(t, func(t *testing.T, db *DB) {
		ctx, b := t.Context(), NewBook(db, BookOptions{})
		for _, c := range []taxi.Card{
			{Number: "777", Tariff: "a"}, {Number: "777", Tariff: "discount", Note: "another"}, {Number: "888", Tariff: "gold", Until: time.Now().Add(-time.Second)},
		} {
			if err := b.PutCard(ctx, c); err != nil {
				t.Fatal(err)
			}
		}
		if c, err := b.Card(ctx, "777"); err != nil || c.Tariff != "discount" || c.Note != "another" {
			t.Errorf("the card is %+v, %v", c, err)
		}
		for _, number := range []string{"888", "999", "", "77"} {
			if c, err := b.Card(ctx, number); !errors.Is(err, taxi.ErrNotFound) {
				t.Errorf("card %s is %+v, %v", number, c, err)
			}
		}
		for _, number := range []string{"", "12", "12a4", "123456789012345678901"} {
			if err := b.PutCard(ctx, taxi.Card{Number: number}); !errors.Is(err, taxi.ErrRefused) {
				t.Errorf("card %q is taken in: %v", number, err)
			}
		}
		if list, err := b.Cards(ctx); err != nil || len(list) != 2 || list[1].Number != "888" {
			t.Errorf("the cards are %+v, %v", list, err)
		}
		if err := b.DeleteCard(ctx, "777"); err != nil {
			t.Error(err)
		}
		if err := b.DeleteCard(ctx, "777"); !errors.Is(err, ErrNotFound) {
			t.Errorf("deleted twice: %v", err)
		}
	})
}

func TestLastOrder(t *testing.T) {
	everywhere(t, func(t *testing.T, db *DB) {
		ctx, b := t.Context(), NewBook(db, BookOptions{})
		const ann = taxi.Phone("+380671112233")
		if o, err := b.LastOrder(ctx, ann); !errors.Is(err, taxi.ErrNotFound) {
			t.Errorf("before any: %+v, %v", o, err)
		}
		var last taxi.Order
		for _, phone := range []taxi.Phone{ann, ann, "+380501234567"} {
			o, err := b.CreateOrder(ctx, taxi.Draft{Phone: phone, Pickup: "A"})
			if err != nil {
				t.Fatal(err)
			}
			if phone == ann {
				last = o
			}
		}
		if _, err := b.MoveOrder(ctx, taxi.Move{Order: last.ID, Stage: taxi.Finished, By: "test"}); err != nil {
			t.Fatal(err)
		}
		if o, err := b.LastOrder(ctx, ann); err != nil || o.ID != last.ID {
			t.Errorf("the last is %s, %v; want %s", o.ID, err, last.ID)
		}
		if _, err := b.LastOrder(ctx, ""); !errors.Is(err, taxi.ErrNotFound) {
			t.Errorf("of who withholds his number: %v", err)
		}
	})
}
