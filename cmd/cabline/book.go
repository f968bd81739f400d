package main

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/store"
	"github.com/cabline/cabline/taxi"
	"github.com/cabline/cabline/web"
)

// book is the office's data as the API sees it. Orders are the order system's,
// whichever it is; lists of them, and everything else, are the own book's.
//
// The API asks the order system itself, not through taxi/guard as conversations
// do. Who asks over HTTP may wait as long as a request may last, where a caller
// waits for his budget; and a report that an order system is slow over, or a
// mistaken change that it answers with an error, must not open the breaker and
// shut callers out.
func (e *engine) book() web.Book {
	own, ours := e.orders.(*store.Book)
	if e.orders == nil || !ours {
		own = orderBook(e.db, e.office)
	}
	b := ownBook{own}
	view := web.Book{
		Orders: e.orders, Clients: b, Companies: b, Drivers: b, Lists: b, Cards: b, Lines: lines{own, e.office, e.wishes}, Callbacks: callbacks{e.desk}, Connector: e.joins,
	}
	if e.orders == nil {
		view.Orders = own
	}
	if e.orders == nil || ours {
		view.Ledger = b
	}
	return view
}

// ownBook is the store's book in the API's words.
type ownBook struct{ *store.Book }

func (b ownBook) Clients(ctx context.Context, f web.ClientFilter) ([]taxi.Client, error) {
	return b.Book.Clients(ctx, store.ClientFilter(f))
}

func (b ownBook) PutClient(ctx context.Context, c taxi.Client) (taxi.Client, error) {
	kept, err := b.Book.PutClient(ctx, c)
	return kept, inWebWords(err)
}

func (b ownBook) PutCompany(ctx context.Context, c taxi.Company) (taxi.Company, error) {
	kept, err := b.Book.PutCompany(ctx, c)
	return kept, inWebWords(err)
}

func (b ownBook) Drivers(ctx context.Context, f web.DriverFilter) ([]taxi.Driver, error) {
	return b.Book.Drivers(ctx, store.DriverFilter(f))
}

func (b ownBook) PutDriver(ctx context.Context, d taxi.Driver) (taxi.Driver, error) {
	kept, err := b.Book.PutDriver(ctx, d)
	return kept, inWebWords(err)
}

func (b ownBook) PutState(ctx context.Context, s taxi.State) error {
	return inWebWords(b.Book.PutState(ctx, s))
}

func (b ownBook) Listings(ctx context.Context, list taxi.List) ([]web.Listing, error) {
	kept, err := b.Book.Listings(ctx, list)
	all := make([]web.Listing, len(kept))
	for i, l := range kept {
		all[i] = web.Listing(l)
	}
	return all, err
}

func (b ownBook) Enlist(ctx context.Context, l web.Listing) error {
	return b.Book.Enlist(ctx, store.Listing(l))
}

// Orders implements web.Ledger. The store knows states and not stages, so those
// of a stage are asked for one after another and put together.
func (b ownBook) Orders(ctx context.Context, f web.OrderFilter) ([]taxi.Order, error) {
	wanted := []taxi.StateID{f.State}
	if f.Stage != "" {
		states, err := b.States(ctx)
		if err != nil {
			return nil, err
		}
		wanted = nil
		for _, s := range states {
			if s.Stage == f.Stage && (f.State == "" || f.State == s.ID) {
				wanted = append(wanted, s.ID)
			}
		}
	}
	var all []taxi.Order
	for _, state := range wanted {
		some, err := b.Book.Orders(ctx, store.OrderFilter{
			From: f.From, To: f.To, Phone: f.Phone, Client: f.Client, Driver: f.Driver, State: state, Open: f.Open, After: f.After, Limit: f.Limit,
		})
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	if len(wanted) > 1 {
		slices.SortFunc(all, func(a, b taxi.Order) int { return newestFirst(a.ID, b.ID) })
	}
	return all[:min(f.Limit, len(all))], nil
}

// newestFirst is the store's order of orders: its identities are numbers that
// grow, without leading zeros.
func newestFirst(a, b taxi.OrderID) int {
	return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(b, a))
}

// lines is the configuration's, with the store's data about them.
type lines struct {
	*store.Book
	office office.Office
	wishes *lineWishes
}

// PutLineData implements web.Lines: calls from now on have it.
func (l lines) PutLineData(ctx context.Context, d taxi.LineData) error {
	if err := l.Book.PutLineData(ctx, d); err != nil {
		return err
	}
	l.wishes.changed(d)
	return nil
}

func (l lines) Lines(now time.Time) []web.LineView {
	var views []web.LineView
	for _, line := range l.office.Lines {
		v := web.LineView{
			Name: line.Name, Type: line.Type, Language: line.Language, Numbers: line.Numbers, VIP: line.VIP, OwnOrder: line.OwnOrder,
			Wishes: line.Wishes, To: web.LineTarget(line.Destination), Now: web.LineTarget(l.office.Open(line, now)),
		}
		v.Menus = l.menus(v.Menus, line.Destination)
		for _, w := range line.When {
			v.When = append(v.When, web.LineWhen{Hours: w.Hours, Hold: l.office.Holds(w.Hours, now), To: web.LineTarget(w.To)})
			v.Menus = l.menus(v.Menus, w.To)
		}
		v.Menus = l.menus(v.Menus, line.Drivers)
		views = append(views, v)
	}
	return views
}

// menus adds those that callers who go there may hear. A menu may lead back to
// one that is there already.
func (l lines) menus(heard []string, to office.Destination) []string {
	m, ok := l.office.Menu(to.Menu)
	if !ok || slices.Contains(heard, m.Name) {
		return heard
	}
	heard = l.menus(append(heard, m.Name), m.Otherwise)
	for _, k := range m.Keys {
		heard = l.menus(heard, k.To)
	}
	return heard
}

// callbacks is who is to be called back, as the desk knows it.
type callbacks struct{ desk *dialplan.Desk }

func (c callbacks) Tickets() []dialplan.Ticket { return c.desk.Tickets() }

func (c callbacks) CancelTicket(id, why string) error { return c.desk.CancelTicket(id, why) }
