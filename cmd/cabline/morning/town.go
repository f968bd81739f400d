package morning

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/store"
	"github.com/cabline/cabline/taxi"
)

// The people are made up, and no network gives such numbers out.
//
//go:embed town
var files embed.FS

// Settle writes the town into an order book: clients, drivers with cars, the
// black and the VIP list, and orders as they stand at this moment. Whoever is
// there already stays as he is, and orders are written only where none is
// open.
func Settle(ctx context.Context, book *store.Book) error {
	for _, kind := range store.Kinds() {
		content, err := files.ReadFile("town/" + string(kind) + ".csv")
		if err != nil {
			return err
		}
		if got, err := book.Import(ctx, bytes.NewReader(content), store.ImportOptions{Kind: kind}); err != nil {
			return fmt.Errorf("settle the town: %w; %v", err, got.Bad)
		}
	}
	companies, err := book.Companies(ctx)
	if err != nil {
		return err
	}
	for _, c := range companies {
		if c.Tariff == "" {
			c.Tariff = "company"
			if _, err := book.PutCompany(ctx, c); err != nil {
				return err
			}
		}
	}
	open, err := book.Orders(ctx, store.OrderFilter{Open: true, Limit: 1})
	if err != nil || len(open) > 0 {
		return err
	}
	return yesterdaysOrders(ctx, book)
}

// yesterdaysOrders are those that the night shift leaves: one in every state
// before the end.
func yesterdaysOrders(ctx context.Context, book *store.Book) error {
	clients, err := book.Clients(ctx, store.ClientFilter{})
	if err != nil {
		return err
	}
	drivers, err := book.Drivers(ctx, store.DriverFilter{})
	if err != nil {
		return err
	}
	clients = slices.DeleteFunc(clients, func(c taxi.Client) bool { return len(c.Contacts) == 0 })
	stages := []taxi.Stage{taxi.OnTheWay, taxi.Searching, taxi.Arrived, taxi.Assigned, taxi.Riding, taxi.OnTheWay}
	for i, stage := range stages[:min(len(stages), len(clients), len(drivers))] {
		c := clients[i]
		o, err := book.CreateOrder(ctx, taxi.Draft{
			Client: c.ID, Name: c.Name, Phone: c.Contacts[0].Phone, Company: c.Company, Pickup: c.Contacts[0].Address, Line: "city", Operator: "105",
		})
		if err != nil {
			return err
		}
		m := taxi.Move{Order: o.ID, Stage: stage, By: "105"}
		if stage.HasCar() {
			m.Driver, m.Arrives = drivers[i].ID, time.Now().Add(time.Duration(i+2)*time.Minute)
		}
		if _, err := book.MoveOrder(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

// person is somebody of the town. An empty phone is a number that he withholds.
type person struct {
	name  string
	phone taxi.Phone
}

// town is who lives there, and who of them is on the telephone now.
type town struct {
	book    *store.Book
	streets []string

	clients, employees, vips, special, black, drivers, strangers, guests []person

	mu   sync.Mutex
	busy map[taxi.Phone]bool
}

// population is how many strangers call who are nobody's clients: few enough to
// call more than once a morning.
const population = 60

func newTown(ctx context.Context, book *store.Book, o office.Office) (*town, error) {
	t := &town{book: book, busy: make(map[taxi.Phone]bool)}
	clients, err := book.Clients(ctx, store.ClientFilter{})
	if err != nil {
		return nil, fmt.Errorf("who lives in the town: %w", err)
	}
	for _, c := range clients {
		if len(c.Contacts) == 0 {
			continue
		}
		p := person{c.Name, c.Contacts[0].Phone}
		switch {
		case c.Standing.List == taxi.Black:
			t.black = append(t.black, p)
		case c.GoesTo != "":
			t.special = append(t.special, p)
		case c.Standing.List == taxi.VIP:
			t.vips = append(t.vips, p)
		case c.Company != "":
			t.employees = append(t.employees, p)
		default:
			t.clients = append(t.clients, p)
		}
	}
	drivers, err := book.Drivers(ctx, store.DriverFilter{})
	if err != nil {
		return nil, fmt.Errorf("who drives in the town: %w", err)
	}
	for _, d := range drivers {
		if d.Phone().Known() {
			t.drivers = append(t.drivers, person{d.Name, d.Phone()})
		}
	}
	for list, people := range map[taxi.List]*[]person{taxi.Black: &t.black, taxi.VIP: &t.guests} {
		listed, err := book.Listings(ctx, list)
		if err != nil {
			return nil, fmt.Errorf("who is on the lists: %w", err)
		}
		for _, l := range listed {
			*people = append(*people, person{"", l.Phone})
		}
	}
	for n := range population {
		t.strangers = append(t.strangers, person{"", taxi.Phone(fmt.Sprintf("+3805055503%02d", n))})
	}
	streets, err := files.ReadFile("town/streets.txt")
	t.streets = strings.Split(strings.TrimSpace(string(streets)), "\n")
	return t, err
}

// take finds somebody of a group who is not on the telephone, and fits; until
// leave he is. Nobody may be found.
func (t *town) take(dice *rand.Rand, group []person, fits func(taxi.Phone) bool) (person, bool) {
	for _, i := range dice.Perm(len(group)) {
		if p := group[i]; t.occupy(p.phone) {
			if fits == nil || fits(p.phone) {
				return p, true
			}
			t.leave(p.phone)
		}
	}
	return person{}, false
}

func (t *town) occupy(p taxi.Phone) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.busy[p] {
		return false
	}
	t.busy[p] = true
	return true
}

func (t *town) leave(p taxi.Phone) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.busy, p)
}

// order is what somebody has ordered, as the office would tell him; ok is false
// if he waits for no car, or nobody can tell.
func (t *town) order(ctx context.Context, p taxi.Phone) (o taxi.Order, ok bool) {
	who, err := t.book.Lookup(ctx, p)
	if err != nil {
		return o, false
	}
	return who.Order()
}

// ordered are the people whose orders are in one of these stages.
func (t *town) ordered(ctx context.Context, stages ...taxi.Stage) []person {
	open, err := t.book.Orders(ctx, store.OrderFilter{Open: true})
	if err != nil {
		return nil
	}
	var list []person
	for _, o := range open {
		if o.Phone.Known() && slices.Contains(stages, o.State.Stage) {
			list = append(list, person{o.Name, o.Phone})
		}
	}
	return list
}

// address is a house somewhere in the town.
func (t *town) address(dice *rand.Rand) string {
	return fmt.Sprintf("%s %d", t.streets[dice.IntN(len(t.streets))], 1+dice.IntN(60))
}
