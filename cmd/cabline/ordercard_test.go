package main

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/route"
	"github.com/cabline/cabline/store"
	"github.com/cabline/cabline/taxi"
	"github.com/cabline/cabline/web"
)

const (
	townLine = "+380441230009" // makes orders by itself
	landline = "+380442223344"
	mobile   = "+380671112233"
)

const orderingLine = `
[[line]]
name = "town"
numbers = ["+380441230009"]
queue = "clients"
crew_group = "business"
order_landline = true
[card]
link = "taxi://order?phone={phone}&order={order}"
`

// card is what a test reads of an order card.
type card struct {
	Phone     string
	Client    *struct{ Name string }
	Order     *struct{ ID, Pickup string }
	Draft     *draft
	Addresses []string
	Orders    []thing
	Calls     []thing
	Link      string
}

type draft struct {
	Call, Request, Client, Phone, Pickup, Line string
	Wishes                                     struct {
		CrewGroup string `json:"crew_group"`
	}
}

// card is that of the only call that is up.
func (s *simulated) card(call string) (c card) {
	s.t.Helper()
	s.asks(http.MethodGet, "/calls/"+call+"/card", "", 200, &c)
	return c
}

func orders(t *testing.T, book *store.Book) []taxi.Order {
	t.Helper()
	return must[[]taxi.Order](t)(book.Orders(context.Background(), store.OrderFilter{}))
}

// ann lives at a landline, bob has a mobile telephone with an address.
func withNeighbours(t *testing.T, s *simulated) *store.Book {
	t.Helper()
	return withBook(t, s, func(b *store.Book) {
		for _, c := range []taxi.Client{
			{Name: "Ann", Contacts: []taxi.Contact{{Phone: landline, Address: "Khreshchatyk 1"}}},
			{Name: "Bob", Contacts: []taxi.Contact{{Phone: mobile, Address: "Volodymyrska 5"}}},
		} {
			must[taxi.Client](t)(b.PutClient(context.Background(), c))
		}
	})
}

func TestALandlineOrdersByItself(t *testing.T) {
	simulate(t, orderingLine, clientsOf("101"), func(s *simulated) {
		book := withNeighbours(t, s)
		operator := s.Operator("101")
		call := s.Call(landline, townLine)
		operator.Rings()
		list := orders(t, book)
		if len(list) != 1 || list[0].Pickup != "Khreshchatyk 1" || list[0].Phone != landline || list[0].Name != "Ann" || list[0].Wishes.CrewGroup != "business" {
			t.Fatalf("the orders are %+v", list)
		}
		operator.Answers()
		call.TalksTo(operator)
		c := s.card(call.Caller.UUID())
		if c.Order == nil || c.Order.ID != string(list[0].ID) || c.Draft != nil {
			t.Errorf("the card holds %+v, %+v", c.Order, c.Draft)
		}
		if want := "taxi://order?phone=%2B380442223344&order=" + string(list[0].ID); c.Link != want {
			t.Errorf("the link is %s, want %s", c.Link, want)
		}
		call.HangsUp()
		r := s.record()
		if r.Order != list[0].ID || !decidedOn(r, "made by itself") {
			t.Errorf("the record has order %q, decisions %+v", r.Order, r.Decisions)
		}

		// He calls again about it: that is no other order.
		time.Sleep(time.Minute)
		again := s.Call(landline, townLine)
		again.Presses("2")
		operator.Rings()
		if n := len(orders(t, book)); n != 1 {
			t.Errorf("there are %d orders after he called again", n)
		}
		again.HangsUp()
	})
}

func TestWhoOrdersNothingByItself(t *testing.T) {
	for _, c := range []struct{ name, from, line string }{
		{"a mobile telephone", mobile, townLine},
		{"a landline nobody knows", "+380442220000", townLine},
		{"a line that does not say so", landline, city},
		{"a withheld number", "anonymous", townLine},
	} {
		t.Run(c.name, func(t *testing.T) {
			simulate(t, orderingLine, clientsOf("101"), func(s *simulated) {
				book := withNeighbours(t, s)
				call := s.Call(c.from, c.line)
				s.Operator("101").Rings()
				if n := len(orders(t, book)); n != 0 {
					t.Errorf("%d orders were made", n)
				}
				call.HangsUp()
			})
		})
	}
}

func TestTheCardHoldsWhatIsKnown(t *testing.T) {
	simulate(t, orderingLine, clientsOf("101"), func(s *simulated) {
		book := withNeighbours(t, s)
		before := must[taxi.Order](t)(book.CreateOrder(context.Background(), taxi.Draft{Phone: mobile, Pickup: "Station"}))
		must[taxi.Order](t)(book.MoveOrder(context.Background(), taxi.Move{Order: before.ID, Stage: taxi.Finished}))
		operator := s.Operator("101")
		call := s.Call(mobile, townLine)
		operator.Rings()
		c := s.card(call.Caller.UUID())
		switch {
		case c.Draft == nil || c.Order != nil:
			t.Fatalf("the card holds %+v, %+v", c.Order, c.Draft)
		case c.Client == nil || c.Client.Name != "Bob" || c.Draft.Pickup != "Volodymyrska 5" || c.Draft.Wishes.CrewGroup != "business":
			t.Errorf("the card is %+v, its draft %+v", c, c.Draft)
		case len(c.Addresses) != 2 || c.Addresses[1] != "Station" || len(c.Orders) != 1:
			t.Errorf("the card knows of %v and %v", c.Addresses, c.Orders)
		}
		operator.Answers()
		call.TalksTo(operator)
		call.HangsUp()
		time.Sleep(time.Minute)

		// It is saved after the call: twice, as an impatient person does.
		var first, second thing
		body := `{"call":"` + c.Draft.Call + `","request":"` + c.Draft.Request + `","phone":"` + mobile + `","pickup":"Volodymyrska 5","line":"town"}`
		s.asks(http.MethodPost, "/orders", body, 201, &first)
		s.asks(http.MethodPost, "/orders", body, 201, &second)
		if first != second {
			t.Errorf("two orders were made, %v and %v", first, second)
		}
		time.Sleep(time.Second)
		if r := s.record(); r.Order != taxi.OrderID(first.ID) || r.Ended.IsZero() || !decidedOn(r, "order "+first.ID) {
			t.Errorf("the record has order %q, ended %v", r.Order, r.Ended)
		}
		s.asks(http.MethodPost, "/orders", `{"call":"nobody","phone":"`+mobile+`","pickup":"X"}`, 404, nil)
		if n := len(orders(t, book)); n != 2 {
			t.Errorf("there are %d orders, want 2", n)
		}
	})
}

func TestWhatALandlineOrdersIsOnTheCardWhenTheOrderSystemIsSlow(t *testing.T) {
	simulate(t, orderingLine, clientsOf("101"), func(s *simulated) {
		book := withNeighbours(t, s)
		s.stopEngine()
		s.orders = slowOrders{book}
		s.startEngine()
		began := time.Now()
		call := s.Call(landline, townLine)
		s.Operator("101").Rings()
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("the caller waited %s for his order", took)
		}
		call.HangsUp()
		time.Sleep(time.Second)
		if r := s.record(); !decidedOn(r, "no order was made by itself") {
			t.Errorf("why does not say so: %+v", r.Decisions)
		}
	})
}

// slowOrders makes no order in time.
type slowOrders struct{ *store.Book }

func (slowOrders) CreateOrder(ctx context.Context, _ taxi.Draft) (taxi.Order, error) {
	<-ctx.Done()
	return taxi.Order{}, context.Cause(ctx)
}

func decidedOn(r dialplan.Record, what string) bool {
	for _, d := range r.Decisions {
		if strings.Contains(d.What, what) {
			return true
		}
	}
	return false
}

// screenOf is a stream of events, as it comes.
type screenOf struct {
	mu     sync.Mutex
	header http.Header
	text   bytes.Buffer
}

func (s *screenOf) Header() http.Header { return s.header }
func (s *screenOf) WriteHeader(int)     {}
func (s *screenOf) Flush()              {}
func (s *screenOf) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(b)
}

// shows what has come since.
func (s *screenOf) shows() string {
	time.Sleep(time.Second)
	synctest.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.text.Reset()
	return s.text.String()
}

// A call is followed from its ring to its end, as the switch tells it.
func TestACallIsFollowedOnScreen(t *testing.T) {
	simulate(t, orderingLine, clientsOf("101"), func(s *simulated) {
		ctx, leave := context.WithCancel(s.t.Context())
		defer leave()
		r := httptest.NewRequestWithContext(ctx, http.MethodGet, "/api/v1/events", nil)
		r.Host, r.RemoteAddr = "127.0.0.1:8080", "127.0.0.1:40000"
		screen := &screenOf{header: http.Header{}}
		go s.engine.handler(web.NewMetrics(nil, nil)).ServeHTTP(screen, r)
		if first := screen.shows(); !strings.Contains(first, "event: board\n") || !strings.Contains(first, `"id":"101"`) {
			t.Fatalf("the first is %s", first)
		}
		operator := s.Operator("101")
		call := s.Call(mobile, city)
		operator.Rings()
		if shown := screen.shows(); !strings.Contains(shown, `"stage":"ringing"`) || !strings.Contains(shown, `"offered":["101"]`) || !strings.Contains(shown, `"waiting":1`) {
			t.Errorf("ringing: %s", shown)
		}
		operator.Answers()
		call.TalksTo(operator)
		if shown := screen.shows(); !strings.Contains(shown, `"stage":"talking"`) || !strings.Contains(shown, `"operator":"101"`) || !strings.Contains(shown, `"state":"talking"`) {
			t.Errorf("talking: %s", shown)
		}
		call.HangsUp()
		if shown := screen.shows(); !strings.Contains(shown, `data: {"key":"`+call.Caller.UUID()+`","kind":"call"}`) || !strings.Contains(shown, `"calls":[]`) {
			t.Errorf("over: %s", shown)
		}
	})
}

// Who is called by name is shown his caller as those of a queue are.
func TestACallToOnePersonIsOnHisScreen(t *testing.T) {
	const boss = "+380441230007"
	simulate(t, "[[line]]\nname = \"boss\"\nnumbers = [\"+380441230007\"]\noperator = \"101\"\n", clientsOf("101", "102"), func(s *simulated) {
		operator := s.Operator("101")
		call := s.Call(mobile, boss)
		operator.Rings()
		time.Sleep(time.Second)
		b := s.engine.desk.Board()
		if c := b.Calls[0]; len(b.Calls) != 1 || c.Stage != dialplan.StageRinging || len(c.Offered) != 1 || c.Offered[0] != "101" {
			t.Errorf("it rings: %+v", b.Calls)
		}
		if o := b.Operators[0]; o.Doing != route.IsRinging || len(o.Calls) != 1 || b.Queues[0].Waiting != 0 {
			t.Errorf("101 is %+v, the queue %+v", o, b.Queues[0])
		}
		operator.Answers()
		call.TalksTo(operator)
		time.Sleep(time.Second)
		b = s.engine.desk.Board()
		if c := b.Calls[0]; c.Stage != dialplan.StageTalking || c.Operator != "101" || len(c.Offered) != 0 {
			t.Errorf("they talk: %+v", c)
		}
		call.HangsUp()
		time.Sleep(time.Second)
		if b := s.engine.desk.Board(); len(b.Calls) != 0 || len(b.Operators[0].Calls) != 0 {
			t.Errorf("it is over: %+v, %+v", b.Calls, b.Operators[0])
		}
	})
}
