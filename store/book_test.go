package store

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cabline/cabline/taxi"
)

// ukraine is the numbering of the tests' office.
var ukraine = BookOptions{Numbering: taxi.Numbering{Country: "380", Trunk: "0", Digits: 9}}

// book runs a test everywhere, with a Book.
func book(t *testing.T, test func(t *testing.T, b *Book)) {
	everywhere(t, func(t *testing.T, db *DB) { test(t, NewBook(db, ukraine)) })
}

// must is for what a test prepares.
func must[T any](t *testing.T) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func TestWhoCalls(t *testing.T) {
	book(t, func(t *testing.T, b *Book) {
		ctx := t.Context()
		firm := must[taxi.Company](t)(b.PutCompany(ctx, taxi.Company{Name: "Кондитерська", Tariff: "firm"}))
		client := must[taxi.Client](t)(b.PutClient(ctx, taxi.Client{
			Number: "17", Name: "Оксана '; DROP TABLE clients; --", Company: firm.ID, GoesTo: "101", Balance: -1250, Note: "=1+1",
			Contacts: []taxi.Contact{{Phone: "0671112233", Address: "вул. Садова, 5"}, {Phone: "+380441112233"}},
			Standing: taxi.Standing{List: taxi.VIP, Reason: "двадцять років з нами"},
		}))
		driver := must[taxi.Driver](t)(b.PutDriver(ctx, taxi.Driver{
			Callsign: "21", Name: "Тарас", Phones: []taxi.Phone{"0509998877"}, PIN: "4321",
			Car: taxi.Car{Colour: "зелений", Make: "Chevrolet", Plate: "AA0567KA"},
		}))
		order := must[taxi.Order](t)(b.CreateOrder(ctx, taxi.Draft{Phone: "380671112233", Client: client.ID, Pickup: "вул. Садова, 5"}))
		other := must[taxi.Order](t)(b.CreateOrder(ctx, taxi.Draft{Phone: "0931110000", Dial: "0932220000"}))
		must[taxi.Order](t)(b.MoveOrder(ctx, taxi.Move{Order: order.ID, Stage: taxi.Assigned, Driver: driver.ID}))

		// However the trunk writes his number, he is himself.
		for _, number := range []taxi.Phone{"+380671112233", "380671112233", "0671112233", "80671112233", "00380671112233", "+380441112233"} {
			c, err := b.Lookup(ctx, number)
			if err != nil {
				t.Fatal(err)
			}
			if c.Client == nil || c.Client.Name != client.Name || len(c.Client.Contacts) != 2 || c.Client.GoesTo != "101" || c.Client.Balance != -1250 ||
				c.Client.Note != "=1+1" || c.Company == nil || c.Company.Tariff != "firm" || !c.VIP() || c.Driver != nil || len(c.Orders) != 1 {
				t.Fatalf("%s is %+v", number, c)
			}
			if o, ok := c.Order(); !ok || o.ID != order.ID || o.State.Stage != taxi.Assigned || o.Driver == nil ||
				o.Driver.Phone() != "+380509998877" || o.Driver.Car.Colour != "зелений" || o.Driver.Car.Plate != "AA0567KA" {
				t.Errorf("%s calls about %+v", number, o)
			}
		}
		if c := must[taxi.Caller](t)(b.Lookup(ctx, "0671112233")); c.Address() != "вул. Садова, 5" {
			t.Errorf("is fetched from %q", c.Address())
		}
		if c := must[taxi.Caller](t)(b.Lookup(ctx, "0509998877")); c.Driver == nil || c.Driver.PIN != "4321" || c.Client != nil ||
			len(c.Drives) != 1 || c.Drives[0].ID != order.ID || len(c.Orders) != 0 {
			t.Errorf("the driver is %+v", c)
		}
		for _, number := range []taxi.Phone{"0931110000", "0932220000"} { // nobody's client, but he ordered
			if c := must[taxi.Caller](t)(b.Lookup(ctx, number)); c.Client != nil || len(c.Orders) != 1 || c.Orders[0].ID != other.ID || !c.Known() {
				t.Errorf("%s is %+v", number, c)
			}
		}
		must[taxi.Order](t)(b.MoveOrder(ctx, taxi.Move{Order: order.ID, Stage: taxi.Finished}))
		if c := must[taxi.Caller](t)(b.Lookup(ctx, "0671112233")); len(c.Orders) != 0 {
			t.Errorf("after the trip there is %+v", c.Orders)
		}
		for _, number := range []taxi.Phone{"", "+380670000000", "5"} {
			if c, err := b.Lookup(ctx, number); err != nil || c.Known() {
				t.Errorf("%q is %+v, %v", number, c, err)
			}
		}
		if d, err := b.DriverByCallsign(ctx, "21"); err != nil || d.ID != driver.ID {
			t.Errorf("21 is %+v, %v", d, err)
		}
	})
}

func TestLists(t *testing.T) {
	book(t, func(t *testing.T, b *Book) {
		ctx := t.Context()
		standing := func(number taxi.Phone) taxi.List {
			t.Helper()
			return must[taxi.Caller](t)(b.Lookup(ctx, number)).Standing.List
		}
		enlist := func(number taxi.Phone, list taxi.List, until time.Time) {
			t.Helper()
			if err := b.Enlist(ctx, Listing{Phone: number, Since: at(9, 0, 0), Standing: taxi.Standing{List: list, Reason: "because", Until: until}}); err != nil {
				t.Fatal(err)
			}
		}
		yesterday, tomorrow := time.Now().Add(-24*time.Hour), time.Now().Add(24*time.Hour)
		enlist("0671110001", taxi.Black, time.Time{})
		enlist("0671110002", taxi.Black, yesterday)
		enlist("0671110003", taxi.VIP, tomorrow)
		enlist("0671110004", taxi.VIP, time.Time{})
		enlist("0671110004", taxi.Black, tomorrow)
		must[taxi.Client](t)(b.PutClient(ctx, taxi.Client{
			Contacts: []taxi.Contact{{Phone: "0671110003"}}, Standing: taxi.Standing{List: taxi.Black, Until: tomorrow},
		}))
		must[taxi.Client](t)(b.PutClient(ctx, taxi.Client{
			Contacts: []taxi.Contact{{Phone: "0671110005"}}, Standing: taxi.Standing{List: taxi.VIP, Until: yesterday},
		}))
		for number, want := range map[taxi.Phone]taxi.List{
			"0671110001": taxi.Black, "0671110002": taxi.Ordinary, "0671110003": taxi.Black, "0671110004": taxi.Black, "0671110005": taxi.Ordinary,
		} {
			if got := standing(number); got != want {
				t.Errorf("%s is %q, want %q", number, got, want)
			}
		}
		enlist("+380671110001", taxi.Black, tomorrow) // again, until tomorrow
		list, err := b.Listings(ctx, taxi.Black)
		if err != nil || len(list) != 3 || list[0].Phone != "+380671110001" || list[0].Standing.Until.IsZero() || !list[0].Since.Equal(at(9, 0, 0)) {
			t.Errorf("the black list: %+v, %v", list, err)
		}
		if err := b.Unlist(ctx, taxi.Black, "0671110001"); err != nil || standing("0671110001") != taxi.Ordinary {
			t.Errorf("taken off: %v", err)
		}
		if err := b.Unlist(ctx, taxi.Black, "0671110001"); !errors.Is(err, ErrNotFound) {
			t.Errorf("taken off twice: %v", err)
		}
		for _, bad := range []Listing{{Phone: "0671110001"}, {Standing: taxi.Standing{List: taxi.Black}}} {
			if err := b.Enlist(ctx, bad); !errors.Is(err, taxi.ErrRefused) {
				t.Errorf("%+v: %v", bad, err)
			}
		}
	})
}

func TestPeopleAreKept(t *testing.T) {
	book(t, func(t *testing.T, b *Book) {
		ctx := t.Context()
		var clients []taxi.Client
		for i, name := range []string{"Олена Ґудзь", "Олег", "50%_знижка"} {
			clients = append(clients, must[taxi.Client](t)(b.PutClient(ctx, taxi.Client{
				Name: name, Contacts: []taxi.Contact{{Phone: taxi.Phone(fmt.Sprintf("067111000%d", i)), Address: "Київ"}},
			})))
		}
		for typed, want := range map[string]int{"": 3, "ол": 2, "ОЛЕНА ґудзь": 1, "0001": 1, "київ": 3, "%_": 1, `\`: 0} {
			if list, err := b.Clients(ctx, ClientFilter{Text: typed}); err != nil || len(list) != want {
				t.Errorf("%q finds %d, %v; want %d", typed, len(list), err, want)
			}
		}
		if list, err := b.Clients(ctx, ClientFilter{Phone: "+380671110001"}); err != nil || len(list) != 1 || list[0].Name != "Олег" {
			t.Errorf("by phone: %+v, %v", list, err)
		}
		if list, err := b.Clients(ctx, ClientFilter{After: clients[0].ID, Limit: 1}); err != nil || len(list) != 1 || list[0].ID != clients[1].ID {
			t.Errorf("a page: %+v, %v", list, err)
		}
		c := clients[1]
		c.Contacts = []taxi.Contact{{Phone: "0671110000"}}
		if _, err := b.PutClient(ctx, c); !errors.Is(err, ErrTaken) {
			t.Errorf("with somebody else's phone: %v", err)
		}
		if kept := must[taxi.Client](t)(b.Client(ctx, c.ID)); len(kept.Contacts) != 1 || kept.Contacts[0].Phone != "+380671110001" {
			t.Errorf("and is %+v now", kept)
		}
		if err := b.DeleteClient(ctx, clients[0].ID); err != nil {
			t.Fatal(err)
		}
		must[taxi.Client](t)(b.PutClient(ctx, c)) // the phone is free now
		for what, err := range map[string]error{
			"removed twice": b.DeleteClient(ctx, clients[0].ID),
			"changed":       func() error { _, err := b.PutClient(ctx, clients[0]); return err }(),
			"read":          func() error { _, err := b.Client(ctx, "'; --"); return err }(),
			"no driver":     b.DeleteDriver(ctx, "5"),
			"no company":    b.DeleteCompany(ctx, "5"),
			"no order":      func() error { _, err := b.Order(ctx, "x"); return err }(),
		} {
			if !errors.Is(err, ErrNotFound) {
				t.Errorf("%s: %v", what, err)
			}
		}
		if _, err := b.PutClient(ctx, taxi.Client{Company: "99"}); !errors.Is(err, taxi.ErrRefused) {
			t.Errorf("of a company that does not exist: %v", err)
		}

		d := must[taxi.Driver](t)(b.PutDriver(ctx, taxi.Driver{Callsign: "7", Phones: []taxi.Phone{"0501", "0502223344"}, Car: taxi.Car{Plate: "AA1"}}))
		e := must[taxi.Driver](t)(b.PutDriver(ctx, taxi.Driver{Callsign: "8", Car: taxi.Car{Plate: "AA1", Colour: "білий"}}))
		if d.Car.ID != e.Car.ID {
			t.Errorf("a plate is two cars: %+v, %+v", d.Car, e.Car)
		}
		if _, err := b.PutDriver(ctx, taxi.Driver{Callsign: "7"}); !errors.Is(err, ErrTaken) {
			t.Errorf("a second driver 7: %v", err)
		}
		if list, err := b.Drivers(ctx, DriverFilter{Text: "БІЛИЙ"}); err != nil || len(list) != 1 || list[0].Callsign != "8" {
			t.Errorf("who has a white car: %+v, %v", list, err)
		}
		if list, err := b.Drivers(ctx, DriverFilter{Phone: "380502223344"}); err != nil || len(list) != 1 || len(list[0].Phones) != 2 || list[0].Car.Colour != "білий" {
			t.Errorf("by his second phone: %+v, %v", list, err)
		}
		if err := b.PutLineData(ctx, taxi.LineData{Line: "city", Wishes: taxi.Wishes{CrewGroup: "comfort"}, Note: "на бігбордах"}); err != nil {
			t.Fatal(err)
		}
		if l, err := b.LineData(ctx, "city"); err != nil || l.Wishes.CrewGroup != "comfort" {
			t.Errorf("the line: %+v, %v", l, err)
		}
		if l, err := b.LineData(ctx, "mobile"); err != nil || l != (taxi.LineData{Line: "mobile"}) {
			t.Errorf("another line: %+v, %v", l, err)
		}
	})
}

func TestOrderGoesItsWay(t *testing.T) {
	book(t, func(t *testing.T, b *Book) {
		ctx := t.Context()
		draft := taxi.Draft{
			Request: "call-1/order", Phone: "0671112233", Name: "Оксана", Pickup: "Садова, 5", Destination: "вокзал", Line: "city", Operator: "101",
			Wishes: taxi.Wishes{CrewGroup: "comfort", Service: "child seat", Tariff: "night"}, Wanted: at(12, 0, 0),
		}
		o := must[taxi.Order](t)(b.CreateOrder(ctx, draft))
		if again := must[taxi.Order](t)(b.CreateOrder(ctx, draft)); again.ID != o.ID {
			t.Errorf("one request made orders %s and %s", o.ID, again.ID)
		}
		if o.State.Stage != taxi.New || o.Entry != 1 || o.Wishes != draft.Wishes || !o.Wanted.Equal(draft.Wanted) || o.Phone != "+380671112233" || o.Created.IsZero() {
			t.Errorf("created %+v", o)
		}
		o = must[taxi.Order](t)(b.EditOrder(ctx, o.ID, taxi.Edit{Pickup: new("Лісова, 1"), Sum: new(taxi.Money(12550)), Dial: new(taxi.Phone("0931112233"))}))
		if o.Pickup != "Лісова, 1" || o.Destination != "вокзал" || o.Sum.String() != "125.50" || o.Reach() != "+380931112233" {
			t.Errorf("edited to %+v", o)
		}
		d := must[taxi.Driver](t)(b.PutDriver(ctx, taxi.Driver{Callsign: "7"}))
		if err := b.PutState(ctx, taxi.State{ID: "confirmed", Name: "Водій підтвердив", Stage: taxi.Assigned}); err != nil {
			t.Fatal(err)
		}
		arrives := time.Now().Add(4*time.Minute + 30*time.Second)
		for _, m := range []taxi.Move{
			{To: "searching"}, {To: "assigned", Driver: d.ID, Arrives: arrives, By: "101"}, {To: "confirmed", By: "robot", Why: "pressed 1"},
			{Stage: taxi.Searching, Why: "the driver refused"}, {To: "assigned", Driver: d.ID},
		} {
			m.Order = o.ID
			before := o
			o = must[taxi.Order](t)(b.MoveOrder(ctx, m))
			if o.Entry != before.Entry+1 {
				t.Errorf("%+v: entry %d after %d", m, o.Entry, before.Entry)
			}
			switch {
			case m.To == "confirmed":
				minutes, ok := o.Minutes(time.Now())
				if o.State.Name != "Водій підтвердив" || o.State.Stage != taxi.Assigned || o.Driver == nil || !ok || minutes != 5 {
					t.Errorf("%+v: %+v, %d minutes", m, o, minutes)
				}
			case m.Stage == taxi.Searching:
				if _, ok := o.Minutes(time.Now()); ok || o.Driver != nil {
					t.Errorf("a driver who refused is still there: %+v", o)
				}
			}
		}
		same := must[taxi.Order](t)(b.MoveOrder(ctx, taxi.Move{Order: o.ID, To: "assigned", Driver: d.ID}))
		if same.Entry != o.Entry {
			t.Errorf("repeated, the move was made again: %+v", same)
		}
		o = must[taxi.Order](t)(b.MoveOrder(ctx, taxi.Move{Order: o.ID, Stage: taxi.Finished}))
		for what, m := range map[string]taxi.Move{
			"cancelled": taxi.Cancel(o.ID), "cancelled where the office allows it": taxi.Cancel(o.ID, "assigned"), "moved on": {Order: o.ID, To: "arrived"},
		} {
			now, err := b.MoveOrder(ctx, m)
			if !errors.Is(err, taxi.ErrState) || now.State.Stage != taxi.Finished {
				t.Errorf("finished, and %s: %+v, %v", what, now.State, err)
			}
		}
		if now, err := b.EditOrder(ctx, o.ID, taxi.Edit{Note: new("x")}); !errors.Is(err, taxi.ErrState) || now.Note != "" {
			t.Errorf("finished, and edited: %+v, %v", now, err)
		}
		for _, m := range []taxi.Move{{Order: o.ID, To: "nowhere"}, {Order: o.ID}, {Order: o.ID, To: "new", From: []taxi.StateID{"finished"}, Driver: "99"}} {
			if _, err := b.MoveOrder(ctx, m); !errors.Is(err, taxi.ErrRefused) {
				t.Errorf("%+v: %v", m, err)
			}
		}
		if _, err := b.MoveOrder(ctx, taxi.Move{Order: "99", To: "new"}); !errors.Is(err, taxi.ErrNotFound) {
			t.Errorf("an order that does not exist: %v", err)
		}
		var way []string
		for _, c := range must[[]taxi.Change](t)(b.History(ctx, o.ID)) {
			way = append(way, string(c.From.ID)+">"+string(c.To.ID))
		}
		if got, want := strings.Join(way, " "), ">new new>searching searching>assigned assigned>confirmed confirmed>searching searching>assigned assigned>finished"; got != want {
			t.Errorf("went %s\nwant %s", got, want)
		}
		if err := b.PutState(ctx, taxi.State{ID: "confirmed", Stage: taxi.Finished}); !errors.Is(err, ErrTaken) {
			t.Errorf("a state changed its stage: %v", err)
		}
		if list := must[[]taxi.Order](t)(b.Orders(ctx, OrderFilter{Phone: "0931112233"})); len(list) != 1 {
			t.Errorf("found %+v", list)
		}
		if list := must[[]taxi.Order](t)(b.Orders(ctx, OrderFilter{Open: true})); len(list) != 0 {
			t.Errorf("open are %+v", list)
		}
	})
}

// Of everybody who wants an order one gets it; a cancellation and a driver who
// sets out at the same moment do not both succeed.
func TestManyMoveOneOrder(t *testing.T) {
	book(t, func(t *testing.T, b *Book) {
		ctx := t.Context()
		o := must[taxi.Order](t)(b.CreateOrder(ctx, taxi.Draft{Phone: "0671112233"}))
		const many = 8
		var all sync.WaitGroup
		results := make([]error, many)
		drivers := make([]taxi.DriverID, many)
		for i := range many {
			drivers[i] = must[taxi.Driver](t)(b.PutDriver(ctx, taxi.Driver{Callsign: fmt.Sprint(i)})).ID
		}
		for i := range many {
			all.Go(func() {
				_, results[i] = b.MoveOrder(ctx, taxi.Move{Order: o.ID, To: "assigned", FromStages: []taxi.Stage{taxi.New}, Driver: drivers[i]})
			})
		}
		all.Wait()
		got := must[taxi.Order](t)(b.Order(ctx, o.ID))
		for i, err := range results {
			if (err == nil) != (got.Driver.ID == drivers[i]) || err != nil && !errors.Is(err, taxi.ErrState) {
				t.Errorf("driver %s has %s; %s was told %v", got.Driver.ID, o.ID, drivers[i], err)
			}
		}
		for i := range many {
			all.Go(func() {
				m := taxi.Cancel(o.ID, "assigned")
				if i%2 == 0 {
					m = taxi.Move{Order: o.ID, To: "riding", From: []taxi.StateID{"assigned"}}
				}
				_, results[i] = b.MoveOrder(ctx, m)
			})
		}
		all.Wait()
		got = must[taxi.Order](t)(b.Order(ctx, o.ID))
		for i, err := range results {
			if wanted := i%2 == 0; (err == nil) != (wanted == (got.State.ID == "riding")) {
				t.Errorf("the order is %s; who wanted riding %v was told %v", got.State.ID, wanted, err)
			}
		}
		if got.Entry != 3 {
			t.Errorf("%d entries", got.Entry)
		}
	})
}

// What happens to orders is told in its order to everybody who asks, at once in
// the same program and at its next poll in another.
func TestChangesAreTold(t *testing.T) {
	book(t, func(t *testing.T, b *Book) {
		ctx := t.Context()
		elsewhere := NewBook(b.db, BookOptions{Numbering: ukraine.Numbering, Poll: time.Millisecond})
		b.opt.Poll = time.Hour
		o := must[taxi.Order](t)(b.CreateOrder(ctx, taxi.Draft{Phone: "0671112233"}))
		seq := must[taxi.Seq](t)(b.LastChange(ctx))
		var all sync.WaitGroup
		told := make([][]string, 2)
		for i, listener := range []*Book{b, elsewhere} {
			all.Go(func() {
				for c, err := range listener.Changes(ctx, seq) {
					if err != nil {
						t.Error(err)
					}
					told[i] = append(told[i], fmt.Sprintf("%s:%d %s>%s by %s, %s", c.Order, c.Entry, c.From.Stage, c.To.Stage, c.By, c.Why))
					if c.To.Stage.Ended() {
						return
					}
				}
			})
		}
		for _, s := range []taxi.Stage{taxi.Assigned, taxi.CancelledByOffice} {
			must[taxi.Order](t)(b.MoveOrder(ctx, taxi.Move{Order: o.ID, Stage: s, By: "101", Why: "no petrol"}))
		}
		all.Wait()
		want := fmt.Sprintf("%[1]s:2 new>assigned by 101, no petrol; %[1]s:3 assigned>cancelled_by_office by 101, no petrol", o.ID)
		for i, got := range told {
			if strings.Join(got, "; ") != want {
				t.Errorf("listener %d was told %q", i, got)
			}
		}
	})
}

// A listener whose database fails is told so, and goes on when it is back.
func TestChangesOverABrokenDatabase(t *testing.T) {
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "cabline.db"), silent)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	b := NewBook(db, BookOptions{Poll: time.Millisecond})
	o := must[taxi.Order](t)(b.CreateOrder(t.Context(), taxi.Draft{Phone: "0671112233"}))
	rename := func(from, to string) {
		t.Helper()
		if _, err := db.sql.Exec("ALTER TABLE " + from + " RENAME TO " + to); err != nil {
			t.Fatal(err)
		}
	}
	rename("order_changes", "gone")
	failed := false
	for c, err := range b.Changes(t.Context(), 0) {
		if err == nil {
			if !failed || c.Order != o.ID {
				t.Errorf("told %+v, failed before: %v", c, failed)
			}
			break
		}
		if !failed {
			rename("gone", "order_changes")
		}
		failed = true
	}
}
