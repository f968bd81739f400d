package main

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/sounds"
	"github.com/cabline/cabline/store"
	"github.com/cabline/cabline/taxi"
)

// rangSoFar is how often the operator's phone has rung.
func (o *operator) rangSoFar() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.rang)
}

// Who calls decides who answers. Of one line: somebody unknown, a client, a
// driver, a client of a person's own whether that person answers or not, and a
// company's client, whose order has the company's tariff. What line and caller
// say of the order is with the call while the operator has it.
func TestRealEveryCaller(t *testing.T) {
	people := append(clientsOf("101", "102"), namedOnly("900")...)
	people[1].Queues[0].Queue = "drivers"
	r := startReal(t, realOptions{Queue: "wrap_up_seconds = 0", Operators: people, More: `
[[queue]]
name = "drivers"
wrap_up_seconds = 0
[[line]]
name = "both"
numbers = ["+380441230009"]
queue = "clients"
drivers = { queue = "drivers" }
crew_group = "business"
`})
	phones := map[string]*operator{"101": r.operator("101"), "102": r.operator("102"), "900": r.operator("900")}
	book := r.book()
	must[taxi.Driver](t)(book.PutDriver(t.Context(), taxi.Driver{Callsign: "8", Name: "Petro", Phones: []taxi.Phone{"+380671110002"}}))
	firm := must[taxi.Company](t)(book.PutCompany(t.Context(), taxi.Company{Name: "Firm", Tariff: "firm"}))
	for _, c := range []taxi.Client{
		{Name: "Client", Contacts: []taxi.Contact{{Phone: "+380671110001"}}},
		{Name: "Special", GoesTo: "900", Contacts: []taxi.Contact{{Phone: "+380671110003"}}},
		{Name: "Special too", GoesTo: "900", Contacts: []taxi.Contact{{Phone: "+380671110004"}}},
		{Name: "Of a firm", Company: firm.ID, Contacts: []taxi.Contact{{Phone: "+380671110005"}}},
	} {
		must[taxi.Client](t)(book.PutClient(t.Context(), c))
	}
	const both = "+380441230009"
	for _, tt := range []struct {
		name     string
		from, to string
		refuses  string // whose phone rings first
		answers  string
		wishes   taxi.Wishes
		says     []string
	}{
		{"somebody unknown", "+380671110000", both, "", "101", taxi.Wishes{CrewGroup: "business"}, []string{"nobody the office knows", "waits in clients"}},
		{"a client", "+380671110001", both, "", "101", taxi.Wishes{CrewGroup: "business"}, []string{"looked up: client", "waits in clients"}},
		{"a driver", "+380671110002", both, "", "102", taxi.Wishes{CrewGroup: "business"}, []string{"looked up: driver", "driver 8", "waits in drivers"}},
		{"a client of somebody's own", "+380671110003", both, "", "900", taxi.Wishes{CrewGroup: "business"}, []string{"rings 900"}},
		{"who is not to be had", "+380671110004", both, "900", "101", taxi.Wishes{CrewGroup: "business"}, []string{"rings 900", "waits in clients"}},
		{"a company's client", "+380671110005", both, "", "101", taxi.Wishes{CrewGroup: "business", Tariff: "firm"}, []string{"of a company", "tariff firm"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			before := make(map[string]int)
			for id, p := range phones {
				before[id] = p.rangSoFar()
			}
			calls := make(chan *client, 1)
			go func() { // of who is rung by name, his call is answered when that person does
				call, err := r.dial(tt.from, tt.to, optionsFrom(tt.from))
				if err != nil {
					t.Errorf("%s: %v", tt.from, err)
				}
				calls <- call
			}()
			if tt.refuses != "" {
				phones[tt.refuses].rings(5 * time.Second)
				phones[tt.refuses].refuses()
			}
			phone := phones[tt.answers]
			if ring := phone.rings(5 * time.Second); ring.CallerNumber() != tt.from {
				t.Errorf("the display shows %s", ring.CallerNumber())
			}
			phone.answers()
			call := <-calls
			if call == nil {
				t.FailNow()
			}
			call.talksTo(phone)
			if got := r.wishesOf(t, tt.from); got != tt.wishes {
				t.Errorf("the operator sees of the order %+v, want %+v", got, tt.wishes)
			}
			call.hangsUp()
			record := r.recordOf(tt.from)
			decided(t, record, tt.says...)
			if record.Wishes != tt.wishes {
				t.Errorf("the order would have %+v, want %+v", record.Wishes, tt.wishes)
			}
			for id, p := range phones {
				want := before[id]
				if id == tt.answers || id == tt.refuses {
					want++
				}
				if rang := p.rangSoFar(); rang != want {
					t.Errorf("%s has rung %d times, want %d", id, rang, want)
				}
			}
		})
	}
}

// wishesOf is what the API tells of the order that comes of a caller's call,
// while he is on the line.
func (r *realOffice) wishesOf(t *testing.T, from string) taxi.Wishes {
	t.Helper()
	type view struct {
		Caller string
		Live   bool
		Wishes struct {
			CrewGroup string `json:"crew_group"`
			Service   string
			Tariff    string
		}
	}
	var list struct{ Calls []view }
	r.get("/api/v1/calls", &list)
	i := slices.IndexFunc(list.Calls, func(c view) bool { return c.Live && c.Caller == from })
	if i < 0 {
		t.Fatalf("the API does not know that %s is on the line", from)
	}
	return taxi.Wishes(list.Calls[i].Wishes)
}

// Who is on the black list hears so, to the sample, is released, and no phone
// rings. Who calls too often hears that; a VIP of the list calls as often as he
// likes, and a full queue has room for him.
func TestRealListsAndLimits(t *testing.T) {
	r := startReal(t, realOptions{
		Queue: "max_waiting = 1\nwrap_up_seconds = 0\nring_seconds = 60", Office: "calls_per_minute = 2", Operators: clientsOf("101"),
		Furnish: func(r *realOffice) { speaks(r, sounds.Blacklisted, sounds.TooManyCalls) },
	})
	first, book := r.operator("101"), r.book()
	const black, vip, pest = "+380671110001", "+380671110002", "+380671110003"
	for phone, standing := range map[taxi.Phone]taxi.List{black: taxi.Black, vip: taxi.VIP} {
		if err := book.Enlist(t.Context(), store.Listing{Phone: phone, Standing: taxi.Standing{List: standing, Reason: "test"}}); err != nil {
			t.Fatal(err)
		}
	}
	refused := func(from string, told sounds.Phrase, n int) {
		t.Helper()
		var heard recording
		o := optionsFrom(from)
		o.Sound = heard.take
		call, err := r.dial(from, city, o)
		if err != nil {
			t.Fatal(err)
		}
		call.isReleased(20 * time.Second)
		r.wasTold(t, heard.samples(), 0, told.In("en"))
		if rang := first.rangSoFar(); rang != n {
			t.Errorf("a phone has rung %d times, want %d", rang, n)
		}
	}
	refused(black, sounds.Blacklisted, 0)
	if record := r.recordOf(black); record.Outcome != dialplan.Refused {
		t.Errorf("the record says %s:\n%s", record.Outcome, decisions(record))
	}

	talks := r.call(pest, city)
	first.answers()
	talks.talksTo(first)
	r.knowsThatTalks(pest)
	talks.hangsUp()
	time.Sleep(300 * time.Millisecond)
	talks = r.call(pest, city)
	first.answers()
	talks.talksTo(first)
	refused(pest, sounds.TooManyCalls, 2)
	waits := r.call("+380671110009", city) // and the queue is full
	waits.hearsSomething()
	for i := range 4 {
		call := r.call(vip, city)
		call.hearsSomething()
		talks.hangsUp()
		if ring := first.rings(3 * time.Second); ring.CallerNumber() != vip {
			t.Fatalf("call %d: %s rings, not the VIP", i+1, ring.CallerNumber())
		}
		first.answers()
		call.talksTo(first)
		talks = call
		r.eventually(fmt.Sprintf("the engine knows that his call %d is the one that is up", i+1), 3*time.Second, func() bool {
			return !slices.ContainsFunc(r.calls(), func(c callView) bool { return c.Live && c.Operator != "" && c.Caller != vip })
		})
		time.Sleep(300 * time.Millisecond)
	}
}
