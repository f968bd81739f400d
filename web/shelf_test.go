package web_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/taxi"
	"github.com/cabline/cabline/web"
)

// shelf is an office's book in memory. It behaves as a real one does where
// handlers depend on it: nobody's number is another's, ended orders stay.
type shelf struct {
	last      int // identity given out
	clients   map[taxi.ClientID]taxi.Client
	companies map[taxi.CompanyID]taxi.Company
	drivers   map[taxi.DriverID]taxi.Driver
	cards     map[string]taxi.Card
	orders    map[taxi.OrderID]taxi.Order
	drafts    []taxi.Draft
	moves     []taxi.Move
	states    []taxi.State
	listed    []web.Listing
	data      map[string]taxi.LineData
	tickets   []dialplan.Ticket
	answered  string // the ticket whose owner is on the line
	shifts    map[taxi.DriverID]time.Time
	connected map[taxi.OrderID]int // how often it was begun
	away      error                // why nobody can be called
	broken    error                // what it says to everything
}

func newShelf() *shelf {
	s := &shelf{
		clients: make(map[taxi.ClientID]taxi.Client), companies: make(map[taxi.CompanyID]taxi.Company),
		drivers: make(map[taxi.DriverID]taxi.Driver), orders: make(map[taxi.OrderID]taxi.Order), data: make(map[string]taxi.LineData), cards: make(map[string]taxi.Card),
		shifts: make(map[taxi.DriverID]time.Time), connected: make(map[taxi.OrderID]int),
	}
	for _, stage := range taxi.Stages() {
		s.states = append(s.states, taxi.State{ID: taxi.StateID(stage), Stage: stage})
	}
	return s
}

// openBook is an office that has one.
func openBook(t *testing.T, settings ...setting) (*office, *shelf) {
	t.Helper()
	s := newShelf()
	whole := func(c *web.Config) {
		c.Book = web.Book{Orders: s, Ledger: s, Clients: s, Companies: s, Drivers: s, Lists: s, Cards: s, Lines: s, Callbacks: s, Connector: s}
	}
	return openOffice(t, append([]setting{whole}, settings...)...), s
}

func (s *shelf) next() string { s.last++; return strconv.Itoa(s.last) }

// inOrder is the values of a map by their identity, after one, and no more than
// the limit.
func inOrder[ID ~string, T any](all map[ID]T, after ID, limit int, passes func(T) bool) (list []T) {
	number := func(id ID) int { n, _ := strconv.Atoi(string(id)); return n }
	for _, id := range slices.SortedFunc(maps.Keys(all), func(a, b ID) int { return number(a) - number(b) }) {
		if number(id) > number(after) && passes(all[id]) && len(list) < limit {
			list = append(list, all[id])
		}
	}
	return list
}

func (s *shelf) Clients(_ context.Context, f web.ClientFilter) ([]taxi.Client, error) {
	return inOrder(s.clients, f.After, f.Limit, func(c taxi.Client) bool {
		has := slices.ContainsFunc(c.Contacts, func(c taxi.Contact) bool { return c.Phone == f.Phone })
		return (f.Phone == "" || has) && (f.Company == "" || c.Company == f.Company) && (f.List == "" || c.Standing.List == f.List) &&
			strings.Contains(strings.ToLower(c.Name), strings.ToLower(f.Text))
	}), s.broken
}

func (s *shelf) Client(_ context.Context, id taxi.ClientID) (taxi.Client, error) {
	return found(s, s.clients, id)
}

func found[ID ~string, T any](s *shelf, all map[ID]T, id ID) (T, error) {
	v, ok := all[id]
	if s.broken != nil {
		return v, s.broken
	}
	if !ok {
		return v, fmt.Errorf("%s: %w", id, taxi.ErrNotFound)
	}
	return v, nil
}

func (s *shelf) PutClient(_ context.Context, c taxi.Client) (taxi.Client, error) {
	for _, other := range s.clients {
		for _, contact := range c.Contacts {
			if other.ID != c.ID && slices.ContainsFunc(other.Contacts, func(o taxi.Contact) bool { return o.Phone == contact.Phone }) {
				return c, fmt.Errorf("put: %w", web.ErrTaken)
			}
		}
	}
	if c.ID == "" {
		c.ID = taxi.ClientID(s.next())
	}
	s.clients[c.ID] = c
	return c, s.broken
}

func (s *shelf) DeleteClient(ctx context.Context, id taxi.ClientID) error {
	_, err := s.Client(ctx, id)
	delete(s.clients, id)
	return err
}

func (s *shelf) Companies(context.Context) ([]taxi.Company, error) {
	return inOrder(s.companies, "", 1000, func(taxi.Company) bool { return true }), s.broken
}

func (s *shelf) PutCompany(_ context.Context, c taxi.Company) (taxi.Company, error) {
	for _, other := range s.companies {
		if other.ID != c.ID && other.Name == c.Name {
			return c, web.ErrTaken
		}
	}
	if c.ID == "" {
		c.ID = taxi.CompanyID(s.next())
	} else if _, err := found(s, s.companies, c.ID); err != nil {
		return c, err
	}
	s.companies[c.ID] = c
	return c, s.broken
}

func (s *shelf) DeleteCompany(_ context.Context, id taxi.CompanyID) error {
	_, err := found(s, s.companies, id)
	delete(s.companies, id)
	return err
}

func (s *shelf) Drivers(_ context.Context, f web.DriverFilter) ([]taxi.Driver, error) {
	return inOrder(s.drivers, f.After, f.Limit, func(d taxi.Driver) bool {
		return (f.Phone == "" || slices.Contains(d.Phones, f.Phone)) && strings.Contains(d.Name+d.Car.Make, f.Text)
	}), s.broken
}

func (s *shelf) Driver(_ context.Context, id taxi.DriverID) (taxi.Driver, error) {
	return found(s, s.drivers, id)
}

func (s *shelf) DriverByCallsign(_ context.Context, callsign string) (taxi.Driver, error) {
	for _, d := range s.drivers {
		if d.Callsign == callsign {
			return d, s.broken
		}
	}
	return taxi.Driver{}, taxi.ErrNotFound
}

func (s *shelf) PutDriver(ctx context.Context, d taxi.Driver) (taxi.Driver, error) {
	if other, err := s.DriverByCallsign(ctx, d.Callsign); err == nil && other.ID != d.ID {
		return d, web.ErrTaken
	}
	if d.ID == "" {
		d.ID = taxi.DriverID(s.next())
	}
	s.drivers[d.ID] = d
	return d, s.broken
}

func (s *shelf) DeleteDriver(ctx context.Context, id taxi.DriverID) error {
	_, err := s.Driver(ctx, id)
	delete(s.drivers, id)
	return err
}

func (s *shelf) Cards(context.Context) ([]taxi.Card, error) {
	return slices.SortedFunc(maps.Values(s.cards), func(a, b taxi.Card) int { return strings.Compare(a.Number, b.Number) }), s.broken
}

func (s *shelf) PutCard(_ context.Context, c taxi.Card) error {
	s.cards[c.Number] = c
	return s.broken
}

func (s *shelf) DeleteCard(_ context.Context, number string) error {
	_, err := found(s, s.cards, number)
	delete(s.cards, number)
	return err
}

func (s *shelf) Lookup(_ context.Context, phone taxi.Phone) (taxi.Caller, error) {
	return taxi.Caller{Phone: phone}, s.broken
}

func (s *shelf) States(context.Context) ([]taxi.State, error) { return s.states, s.broken }

func (s *shelf) PutState(_ context.Context, given taxi.State) error {
	for i, has := range s.states {
		if has.ID == given.ID {
			if has.Stage != given.Stage {
				return web.ErrTaken
			}
			s.states[i] = given
			return s.broken
		}
	}
	s.states = append(s.states, given)
	return s.broken
}

func (s *shelf) Order(_ context.Context, id taxi.OrderID) (taxi.Order, error) {
	return found(s, s.orders, id)
}

func (s *shelf) Orders(_ context.Context, f web.OrderFilter) ([]taxi.Order, error) {
	all := inOrder(s.orders, "", 1000, func(o taxi.Order) bool {
		return (f.State == "" || o.State.ID == f.State) && (f.Stage == "" || o.State.Stage == f.Stage) && (f.Phone == "" || o.Phone == f.Phone) &&
			(f.Driver == "" || o.Driver != nil && o.Driver.ID == f.Driver) && (!f.Open || !o.State.Stage.Ended()) &&
			(f.From.IsZero() || !o.Created.Before(f.From)) && (f.To.IsZero() || o.Created.Before(f.To))
	})
	slices.Reverse(all)
	if i := slices.IndexFunc(all, func(o taxi.Order) bool { return o.ID == f.After }); i >= 0 {
		all = all[i+1:]
	}
	return all[:min(f.Limit, len(all))], s.broken
}

func (s *shelf) History(_ context.Context, id taxi.OrderID) ([]taxi.Change, error) {
	history := []taxi.Change{{Order: id, Entry: 1, To: s.states[0]}}
	for _, m := range s.moves {
		if m.Order == id {
			history = append(history, taxi.Change{Order: id, Entry: len(history) + 1, From: history[len(history)-1].To, To: s.to(m), By: m.By, Why: m.Why})
		}
	}
	return history, s.broken
}

func (s *shelf) CreateOrder(_ context.Context, d taxi.Draft) (taxi.Order, error) {
	s.drafts = append(s.drafts, d)
	o := taxi.Order{
		ID: taxi.OrderID(s.next()), Entry: 1, State: s.states[0], Client: d.Client, Name: d.Name, Phone: d.Phone, Pickup: d.Pickup,
		Wishes: d.Wishes, Operator: d.Operator, Created: time.Now(), Changed: time.Now(),
	}
	s.orders[o.ID] = o
	return o, s.broken
}

func (s *shelf) EditOrder(ctx context.Context, id taxi.OrderID, e taxi.Edit) (taxi.Order, error) {
	o, err := s.Order(ctx, id)
	switch {
	case err != nil:
		return o, err
	case o.State.Stage.Ended():
		return o, taxi.ErrState
	case e.Pickup != nil:
		o.Pickup = *e.Pickup
	}
	if e.Wanted != nil {
		o.Wanted = *e.Wanted
	}
	if e.Sum != nil {
		o.Sum = *e.Sum
	}
	s.orders[id] = o
	return o, nil
}

func (s *shelf) to(m taxi.Move) taxi.State {
	i := slices.IndexFunc(s.states, func(st taxi.State) bool { return st.ID == m.To || m.To == "" && st.Stage == m.Stage })
	return s.states[i]
}

func (s *shelf) MoveOrder(ctx context.Context, m taxi.Move) (taxi.Order, error) {
	o, err := s.Order(ctx, m.Order)
	to := s.to(m)
	switch {
	case err != nil:
		return o, err
	case o.State.ID == to.ID:
		return o, nil
	case len(m.From) > 0 && !slices.Contains(m.From, o.State.ID),
		len(m.FromStages) > 0 && !slices.Contains(m.FromStages, o.State.Stage), o.State.Stage.Ended():
		return o, fmt.Errorf("move: %w", taxi.ErrState)
	}
	o.State, o.Arrives = to, m.Arrives
	if m.Driver != "" {
		o.Driver = new(s.drivers[m.Driver])
	}
	s.orders[m.Order], s.moves = o, append(s.moves, m)
	return o, nil
}

func (s *shelf) Listings(_ context.Context, list taxi.List) (all []web.Listing, err error) {
	for _, l := range s.listed {
		if l.Standing.List == list {
			all = append(all, l)
		}
	}
	return all, s.broken
}

func (s *shelf) Enlist(ctx context.Context, l web.Listing) error {
	_ = s.Unlist(ctx, l.Standing.List, l.Phone) // it may not be there
	s.listed = append(s.listed, l)
	return s.broken
}

func (s *shelf) Unlist(_ context.Context, list taxi.List, p taxi.Phone) error {
	before := len(s.listed)
	s.listed = slices.DeleteFunc(s.listed, func(l web.Listing) bool { return l.Phone == p && l.Standing.List == list })
	if len(s.listed) == before {
		return taxi.ErrNotFound
	}
	return s.broken
}

func (s *shelf) Lines(time.Time) []web.LineView {
	return []web.LineView{{
		Name: "city", Type: "city", Language: "uk", Numbers: []string{"+380441230000"}, To: web.LineTarget{Queue: "clients"},
		When: []web.LineWhen{{Hours: "night", Hold: true, To: web.LineTarget{Menu: "closed"}}}, Now: web.LineTarget{Menu: "closed"}, Menus: []string{"closed"},
	}}
}

func (s *shelf) LineData(_ context.Context, line string) (taxi.LineData, error) {
	return s.data[line], s.broken
}

func (s *shelf) PutLineData(_ context.Context, d taxi.LineData) error {
	s.data[d.Line] = d
	return s.broken
}

func (s *shelf) Tickets() []dialplan.Ticket { return s.tickets }

func (s *shelf) CancelTicket(id, _ string) error {
	if id == s.answered {
		return dialplan.ErrAnswered
	}
	before := len(s.tickets)
	s.tickets = slices.DeleteFunc(s.tickets, func(t dialplan.Ticket) bool { return t.ID == id })
	if len(s.tickets) == before {
		return taxi.ErrNotFound
	}
	return nil
}
