package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/sounds"
	"github.com/cabline/cabline/store"
	"github.com/cabline/cabline/taxi"
	"github.com/cabline/cabline/web"
)

// asks sends a request to the engine's API as a program on its machine does,
// and reads the answer into a value, if there is one.
func (s *simulated) asks(method, path, body string, status int, into any) {
	s.t.Helper()
	r := httptest.NewRequest(method, "/api/v1"+path, strings.NewReader(body))
	r.Host, r.RemoteAddr = "127.0.0.1:8080", "127.0.0.1:40000"
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	s.engine.handler(web.NewMetrics(nil, nil)).ServeHTTP(w, r)
	if w.Code != status {
		s.t.Fatalf("%s %s: %d, want %d: %s", method, path, w.Code, status, w.Body)
	}
	if into == nil {
		return
	}
	if err := json.Unmarshal(w.Body.Bytes(), into); err != nil {
		s.t.Fatalf("%s %s: %v in %s", method, path, err, w.Body)
	}
}

// thing is what an answer names.
type thing struct{ ID string }

// An order that is made and moved over HTTP is what its caller hears, and what
// he does by key is seen over HTTP.
func TestOrderOverHTTPIsHeard(t *testing.T) {
	simulate(t, "", clientsOf("101"), func(s *simulated) {
		withBook(t, s, func(*store.Book) {})
		var driver, order thing
		s.asks(http.MethodPost, "/drivers", `{"callsign":"7","name":"Ivan","phones":["+380501234567"],"car":{"colour":"зелений","make":"Chevrolet","plate":"567"}}`, 201, &driver)
		s.asks(http.MethodPost, "/orders", fmt.Sprintf(`{"phone":%q,"pickup":"Khreshchatyk 1"}`, ann), 201, &order)
		waits := s.Call(ann, city)
		waits.Hears(sounds.OrderSearching)
		waits.HangsUp()
		time.Sleep(time.Minute)

		arrives := time.Now().Add(4 * time.Minute).Format(time.RFC3339Nano)
		s.asks(http.MethodPost, "/orders/"+order.ID+"/state", fmt.Sprintf(`{"stage":"on_the_way","driver":%q,"arrives_at":%q}`, driver.ID, arrives), 200, nil)
		call := s.Call(ann, city)
		call.Hears(sounds.OnTheWay{Car: sounds.Car{Colour: s.words.Colour("green"), Make: s.words.Make("chevrolet"), Plate: sounds.Plate{Number: "567"}}})
		call.Hears(sounds.Arrives{After: 4 * time.Minute})
		call.Hears(sounds.OrderMenu{Cancel: '0', Driver: '1', Operator: '2'})
		call.Presses("0")
		call.Hears(sounds.OrderCancelled)
		call.IsReleased()

		var whole struct {
			Order   struct{ State struct{ Stage string } }
			History []struct{ By string }
		}
		s.asks(http.MethodGet, "/orders/"+order.ID, "", 200, &whole)
		if whole.Order.State.Stage != string(taxi.CancelledByClient) || len(whole.History) != 3 || whole.History[2].By != "client" {
			t.Errorf("over HTTP it is %+v", whole)
		}
		s.asks(http.MethodPost, "/orders/"+order.ID+"/state", `{"stage":"riding"}`, 409, nil)
	})
}

// A number that is put on the black list is refused at its next call, and heard
// again once it is off.
func TestBlackListedOverHTTP(t *testing.T) {
	simulate(t, "", clientsOf("101"), func(s *simulated) {
		withBook(t, s, func(*store.Book) {})
		phone := s.Operator("101")
		call := s.Call(ann, city)
		phone.Rings()
		call.HangsUp()
		time.Sleep(time.Minute)

		s.asks(http.MethodPut, "/lists/black/"+ann, `{"reason":"does not come out"}`, 200, nil)
		refused := s.Call(ann, city)
		refused.Hears(sounds.Blacklisted)
		refused.IsReleased()
		phone.StaysQuiet(time.Second)

		s.asks(http.MethodDelete, "/lists/black/"+ann, "", 204, nil)
		time.Sleep(time.Minute)
		again := s.Call(ann, city)
		phone.Rings()
		again.HangsUp()
		time.Sleep(2 * time.Second)
		list, err := s.db.Records(context.Background(), store.Filter{Outcome: dialplan.Refused})
		if err != nil || len(list) != 1 {
			t.Errorf("%d calls were refused, %v", len(list), err)
		}
	})
}

// What the store keeps and refuses comes through the API as it is.
func TestBookOverHTTP(t *testing.T) {
	simulate(t, "", clientsOf("101"), func(s *simulated) {
		withBook(t, s, func(*store.Book) {})
		var client thing
		s.asks(http.MethodPost, "/clients", fmt.Sprintf(`{"number":"12","name":"Ann","contacts":[{"phone":%q}],"balance":"-12.50"}`, ann), 201, &client)
		s.asks(http.MethodPost, "/clients", fmt.Sprintf(`{"name":"Other","contacts":[{"phone":%q}]}`, ann), 409, nil)
		s.asks(http.MethodPost, "/clients", `{"number":"12","name":"Other","contacts":[]}`, 409, nil)
		s.asks(http.MethodPost, "/companies", `{"name":"Bank"}`, 201, nil)
		s.asks(http.MethodPost, "/companies", `{"name":"Bank"}`, 409, nil)
		s.asks(http.MethodPut, "/companies/99", `{"name":"Other"}`, 404, nil)
		s.asks(http.MethodPost, "/drivers", `{"callsign":"7","name":"A","phones":[]}`, 201, nil)
		s.asks(http.MethodPost, "/drivers", `{"callsign":"7","name":"B","phones":[]}`, 409, nil)
		s.asks(http.MethodGet, "/drivers/none", "", 404, nil)
		s.asks(http.MethodPut, "/order-states/driver_confirmed", `{"name":"Confirmed","stage":"assigned"}`, 200, nil)
		s.asks(http.MethodPut, "/order-states/driver_confirmed", `{"stage":"riding"}`, 409, nil)
		s.asks(http.MethodDelete, "/lists/vip/"+ann, "", 404, nil)
		s.asks(http.MethodPut, "/lines/city/data", `{"wishes":{"tariff":"night"},"note":"on the doors"}`, 200, nil)
		var lines struct {
			Lines []struct {
				Name string
				Now  struct{ Queue string }
				Data struct{ Wishes struct{ Tariff string } }
			}
		}
		s.asks(http.MethodGet, "/lines", "", 200, &lines)
		if l := lines.Lines[0]; l.Name != "city" || l.Now.Queue != "clients" || l.Data.Wishes.Tariff != "night" {
			t.Errorf("lines %+v", lines)
		}
		s.asks(http.MethodGet, "/callbacks", "", 200, nil)

		// A stage of two states is one list, the newest first, in pages.
		var made []string
		for i := range 12 {
			var o thing
			s.asks(http.MethodPost, "/orders", fmt.Sprintf(`{"client":%q,"pickup":"A"}`, client.ID), 201, &o)
			state := []string{"assigned", "driver_confirmed"}[i%2]
			s.asks(http.MethodPost, "/orders/"+o.ID+"/state", fmt.Sprintf(`{"state":%q}`, state), 200, nil)
			made = append([]string{o.ID}, made...)
		}
		var got []string
		for cursor := ""; ; {
			var page struct {
				Orders []thing
				Next   string `json:"next_cursor"`
			}
			s.asks(http.MethodGet, "/orders?stage=assigned&limit=5"+cursor, "", 200, &page)
			for _, o := range page.Orders {
				got = append(got, o.ID)
			}
			if page.Next == "" {
				break
			}
			cursor = "&cursor=" + page.Next
		}
		if fmt.Sprint(got) != fmt.Sprint(made) {
			t.Errorf("orders %v, want %v", got, made)
		}
		s.asks(http.MethodDelete, "/clients/"+client.ID, "", 204, nil)
		s.asks(http.MethodGet, "/orders/"+made[0], "", 200, nil) // stays
	})
}

// A line's hours and menus are those of the configuration at that moment.
func TestLinesOfTheConfiguration(t *testing.T) {
	o, err := office.Parse("cabline.toml", []byte(`
[office]
name = "Test"
language = "en"
time_zone = "UTC"
[[queue]]
name = "clients"
[[hours]]
name = "night"
times = ["mon-sun 22:00-06:00"]
[[menu]]
name = "closed"
text = { en = "We are closed. Press one for another menu." }
otherwise = { queue = "clients" }
[[menu.key]]
press = "1"
menu = "below"
[[menu]]
name = "below"
text = { en = "Press one to wait." }
otherwise = { queue = "clients" }
[[menu.key]]
press = "1"
queue = "clients"
[[line]]
name = "city"
numbers = ["+380441230000"]
queue = "clients"
[[line.when]]
hours = "night"
menu = "closed"
`), nil)
	if err != nil {
		t.Fatal(err)
	}
	for hour, want := range map[int]web.LineTarget{12: {Queue: "clients"}, 23: {Menu: "closed"}} {
		view := lines{office: o}.Lines(time.Date(2026, 11, 23, hour, 0, 0, 0, time.UTC))[0]
		if view.Now != want || view.When[0].Hold != (hour == 23) || fmt.Sprint(view.Menus) != "[closed below]" {
			t.Errorf("at %d o'clock: %+v", hour, view)
		}
	}
}
