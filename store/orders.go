package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/cabline/cabline/taxi"
)

type orderRow struct {
	ID                        int64
	Entry                     int
	State                     string
	StateName                 string `db:"state_name"`
	Stage                     string
	Client                    int64
	Name, Phone, Dial         string
	Company                   int64
	Pickup, Destination, Note string
	CrewGroup                 string `db:"crew_group"`
	Service, Tariff           string
	Wanted, Arrives           int64
	Price                     int64
	Line, Operator            string
	Created, Changed          int64
	Driver, Car               int64
	Callsign, PIN             string
	DriverName                string `db:"driver_name"`
	DriverPhone               string `db:"driver_phone"`
	Colour, Make, Plate       string
}

const orderQuery = `SELECT o.id, o.entry, s.id AS state, s.name AS state_name, s.stage, COALESCE(o.client, 0) AS client,
	o.name, o.phone, o.dial, COALESCE(o.company, 0) AS company, o.pickup, o.destination, o.note, o.crew_group, o.service, o.tariff,
	o.wanted, o.arrives, o.price, o.line, o.operator, o.created, o.changed,
	COALESCE(d.id, 0) AS driver, COALESCE(d.callsign, '') AS callsign, COALESCE(d.name, '') AS driver_name, COALESCE(d.pin, '') AS pin,
	COALESCE(p.phone, '') AS driver_phone,
	COALESCE(a.id, 0) AS car, COALESCE(a.colour, '') AS colour, COALESCE(a.make, '') AS make, COALESCE(a.plate, '') AS plate
	FROM orders o JOIN order_states s ON s.id = o.state
	LEFT JOIN drivers d ON d.id = o.driver LEFT JOIN driver_phones p ON p.driver = d.id AND p.n = 0 LEFT JOIN cars a ON a.id = d.car
	WHERE `

func (r orderRow) order() taxi.Order {
	o := taxi.Order{
		ID: identity[taxi.OrderID](r.ID), Number: fmt.Sprint(r.ID), Entry: r.Entry,
		State:  taxi.State{ID: taxi.StateID(r.State), Name: r.StateName, Stage: taxi.Stage(r.Stage)},
		Client: identity[taxi.ClientID](r.Client), Name: r.Name, Phone: taxi.Phone(r.Phone), Dial: taxi.Phone(r.Dial),
		Company: identity[taxi.CompanyID](r.Company), Pickup: r.Pickup, Destination: r.Destination, Note: r.Note,
		Wishes: taxi.Wishes{CrewGroup: r.CrewGroup, Service: r.Service, Tariff: r.Tariff},
		Wanted: moment(r.Wanted), Arrives: moment(r.Arrives), Sum: taxi.Money(r.Price), Line: r.Line, Operator: r.Operator,
		Created: moment(r.Created), Changed: moment(r.Changed),
	}
	if r.Driver != 0 {
		o.Driver = &taxi.Driver{
			ID: identity[taxi.DriverID](r.Driver), Callsign: r.Callsign, Name: r.DriverName, PIN: r.PIN,
			Car: taxi.Car{ID: identity[taxi.CarID](r.Car), Colour: r.Colour, Make: r.Make, Plate: r.Plate},
		}
		if r.DriverPhone != "" {
			o.Driver.Phones = []taxi.Phone{taxi.Phone(r.DriverPhone)}
		}
	}
	return o
}

func (b *Book) orders(ctx context.Context, where string, args ...any) ([]taxi.Order, error) {
	var rows []orderRow
	if err := b.db.read.SelectContext(ctx, &rows, b.db.read.Rebind(orderQuery+where), args...); err != nil {
		return nil, fmt.Errorf("read orders: %w", err)
	}
	list := make([]taxi.Order, len(rows))
	for i, r := range rows {
		list[i] = r.order()
	}
	return list, nil
}

// OrderFilter says which orders. Zero fields mean all.
type OrderFilter struct {
	From, To time.Time  // of creation; To is not included
	Phone    taxi.Phone // that ordered, or is to be called; in any form
	Client   taxi.ClientID
	Driver   taxi.DriverID
	State    taxi.StateID
	Open     bool // only those that have not ended

	After taxi.OrderID // continues a list
	Limit int          // 0: 100
}

// Orders lists orders, newest first.
func (b *Book) Orders(ctx context.Context, f OrderFilter) ([]taxi.Order, error) {
	var where []string
	var args []any
	add := func(condition string, arg ...any) { where = append(where, condition); args = append(args, arg...) }
	if !f.From.IsZero() {
		add("o.created >= ?", micros(f.From))
	}
	if !f.To.IsZero() {
		add("o.created < ?", micros(f.To))
	}
	if f.Phone != "" {
		p := string(b.opt.Numbering.Normal(f.Phone))
		add("(o.phone = ? OR o.dial = ?)", p, p)
	}
	if f.Client != "" {
		n, _ := number(f.Client)
		add("o.client = ?", n)
	}
	if f.Driver != "" {
		n, _ := number(f.Driver)
		add("o.driver = ?", n)
	}
	if f.State != "" {
		add("o.state = ?", string(f.State))
	}
	if f.Open {
		add("o.ended = 0")
	}
	if f.After != "" {
		n, _ := number(f.After)
		add("o.id < ?", n)
	}
	return b.orders(ctx, conditions(where)+` ORDER BY o.id DESC LIMIT ?`, append(args, page(f.Limit))...)
}

// Order implements taxi.Orders.
func (b *Book) Order(ctx context.Context, id taxi.OrderID) (taxi.Order, error) {
	n, _ := number(id)
	list, err := b.orders(ctx, `o.id = ?`, n)
	if err == nil && len(list) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return taxi.Order{}, fmt.Errorf("order %s: %w", id, err)
	}
	return list[0], nil
}

// CreateOrder implements taxi.Orders: the order enters the first state of the
// stage New.
func (b *Book) CreateOrder(ctx context.Context, d taxi.Draft) (taxi.Order, error) {
	id, err := b.createOrder(ctx, d)
	if err != nil {
		return taxi.Order{}, fmt.Errorf("create an order of %s: %w", d.Phone.Short(), clash(err))
	}
	b.wake()
	return b.Order(ctx, id)
}

func (b *Book) createOrder(ctx context.Context, d taxi.Draft) (id taxi.OrderID, err error) {
	client, err := reference(d.Client)
	if err != nil {
		return "", err
	}
	company, err := reference(d.Company)
	if err != nil {
		return "", err
	}
	now := micros(time.Now())
	err = b.db.in(ctx, func(tx *sqlx.Tx) error {
		states, err := states(ctx, tx)
		if err != nil {
			return err
		}
		first, ok := taxi.First(states, taxi.New)
		if !ok {
			return fmt.Errorf("there is no state of the stage %s: %w", taxi.New, taxi.ErrRefused)
		}
		n, err := next(ctx, tx, "orders", 1)
		if err != nil {
			return err
		}
		r, err := tx.ExecContext(ctx, tx.Rebind(`
			INSERT INTO orders (id, request, state, entry, client, name, phone, dial, company, pickup, destination, note,
				crew_group, service, tariff, wanted, driver, arrives, price, line, operator, created, changed, ended)
			VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, 0, 0, ?, ?, ?, ?, 0)
			ON CONFLICT (request) WHERE request <> '' DO NOTHING`),
			n, text(d.Request), string(first.ID), client, text(d.Name),
			string(b.opt.Numbering.Normal(d.Phone)), string(b.opt.Numbering.Normal(d.Dial)), company,
			text(d.Pickup), text(d.Destination), text(d.Note), text(d.Wishes.CrewGroup), text(d.Wishes.Service), text(d.Wishes.Tariff),
			micros(d.Wanted), text(d.Line), text(d.Operator), now, now)
		if err != nil {
			return err
		}
		if made, err := r.RowsAffected(); err == nil && made == 0 {
			if err := tx.GetContext(ctx, &n, tx.Rebind(`SELECT id FROM orders WHERE request = ?`), text(d.Request)); err != nil {
				return err
			}
			id = identity[taxi.OrderID](n)
			return nil
		}
		id = identity[taxi.OrderID](n)
		return noteChange(ctx, tx, n, taxi.Change{Entry: 1, To: first, By: d.Operator}, now)
	})
	return id, err
}

// EditOrder implements taxi.Orders.
func (b *Book) EditOrder(ctx context.Context, id taxi.OrderID, e taxi.Edit) (taxi.Order, error) {
	var set []string
	var args []any
	add := func(column string, value any) { set = append(set, column+" = ?"); args = append(args, value) }
	words := func(column string, value *string) {
		if value != nil {
			add(column, text(*value))
		}
	}
	words("name", e.Name)
	words("pickup", e.Pickup)
	words("destination", e.Destination)
	words("note", e.Note)
	if e.Dial != nil {
		add("dial", string(b.opt.Numbering.Normal(*e.Dial)))
	}
	if e.Wishes != nil {
		add("crew_group", text(e.Wishes.CrewGroup))
		add("service", text(e.Wishes.Service))
		add("tariff", text(e.Wishes.Tariff))
	}
	if e.Wanted != nil {
		add("wanted", micros(*e.Wanted))
	}
	if e.Arrives != nil {
		add("arrives", micros(*e.Arrives))
	}
	if e.Sum != nil {
		add("price", int64(*e.Sum))
	}
	add("changed", micros(time.Now()))
	n, _ := number(id)
	r, err := b.db.sql.ExecContext(ctx, b.db.sql.Rebind(`UPDATE orders SET `+strings.Join(set, ", ")+` WHERE id = ? AND ended = 0`), append(args, n)...)
	if err != nil {
		return taxi.Order{}, fmt.Errorf("edit order %s: %w", id, err)
	}
	o, err := b.Order(ctx, id)
	if err != nil {
		return o, err
	}
	if n, err := r.RowsAffected(); err == nil && n == 0 {
		return o, fmt.Errorf("edit order %s, which is %s: %w", id, o.State.ID, taxi.ErrState)
	}
	return o, nil
}
