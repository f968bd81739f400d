package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/jmoiron/sqlx"

	"github.com/cabline/cabline/taxi"
)

type driverRow struct {
	ID                  int64
	Callsign, Name, PIN string
	Balance             int64
	Note                string
	Car                 int64
	Colour, Make, Plate string
}

const (
	driverColumns = `d.id, d.callsign, d.name, d.pin, d.balance, d.note,
		COALESCE(a.id, 0) AS car, COALESCE(a.colour, '') AS colour, COALESCE(a.make, '') AS make, COALESCE(a.plate, '') AS plate`
	driverTables = `drivers d LEFT JOIN cars a ON a.id = d.car`
)

func (r driverRow) driver() taxi.Driver {
	return taxi.Driver{
		ID: identity[taxi.DriverID](r.ID), Callsign: r.Callsign, Name: r.Name, PIN: r.PIN, Balance: taxi.Money(r.Balance), Note: r.Note,
		Car: taxi.Car{ID: identity[taxi.CarID](r.Car), Colour: r.Colour, Make: r.Make, Plate: r.Plate},
	}
}

// DriverFilter says which drivers. Zero fields mean all.
type DriverFilter struct {
	Text  string     // words that callsign, name, phones and car hold
	Phone taxi.Phone // in any form

	After taxi.DriverID // continues a list
	Limit int           // 0: 100
}

// Drivers lists drivers in the order in which they were taken in.
func (b *Book) Drivers(ctx context.Context, f DriverFilter) ([]taxi.Driver, error) {
	where, args := searches("d.search", f.Text)
	if f.Phone != "" {
		where = append(where, "d.id = (SELECT driver FROM driver_phones WHERE phone = ?)")
		args = append(args, string(b.opt.Numbering.Normal(f.Phone)))
	}
	if f.After != "" {
		n, _ := number(f.After)
		where = append(where, "d.id > ?")
		args = append(args, n)
	}
	return b.drivers(ctx, conditions(where)+` ORDER BY d.id LIMIT ?`, append(args, page(f.Limit))...)
}

// Driver implements taxi.Directory.
func (b *Book) Driver(ctx context.Context, id taxi.DriverID) (taxi.Driver, error) {
	n, _ := number(id)
	return b.oneDriver(ctx, "driver "+string(id), `d.id = ?`, n)
}

// DriverByCallsign implements taxi.Directory.
func (b *Book) DriverByCallsign(ctx context.Context, callsign string) (taxi.Driver, error) {
	return b.oneDriver(ctx, "driver with callsign "+callsign, `d.callsign = ?`, text(callsign))
}

func (b *Book) oneDriver(ctx context.Context, what, where string, arg any) (taxi.Driver, error) {
	list, err := b.drivers(ctx, where, arg)
	if err == nil && len(list) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return taxi.Driver{}, fmt.Errorf("%s: %w", what, err)
	}
	return list[0], nil
}

func (b *Book) drivers(ctx context.Context, where string, args ...any) ([]taxi.Driver, error) {
	var rows []driverRow
	err := b.db.read.SelectContext(ctx, &rows, b.db.read.Rebind(`SELECT `+driverColumns+` FROM `+driverTables+` WHERE `+where), args...)
	if err != nil {
		return nil, fmt.Errorf("read drivers: %w", err)
	}
	list := make([]taxi.Driver, len(rows))
	of := make(map[int64]*taxi.Driver, len(rows))
	ids := make([]int64, len(rows))
	for i, r := range rows {
		list[i] = r.driver()
		of[r.ID], ids[i] = &list[i], r.ID
	}
	if len(list) == 0 {
		return nil, nil
	}
	query, args, err := sqlx.In(`SELECT driver, phone FROM driver_phones WHERE driver IN (?) ORDER BY driver, n`, ids)
	if err != nil {
		return nil, err
	}
	var phones []struct {
		Driver int64
		Phone  string
	}
	if err := b.db.read.SelectContext(ctx, &phones, b.db.read.Rebind(query), args...); err != nil {
		return nil, fmt.Errorf("read drivers' phones: %w", err)
	}
	for _, p := range phones {
		of[p.Driver].Phones = append(of[p.Driver].Phones, taxi.Phone(p.Phone))
	}
	return list, nil
}

// PutDriver takes a driver in, if his ID is empty, or changes all of one, and
// returns him with his ID and the normal form of his phones. The car is known by its plate and changed with him;
// one without a plate, and without an ID, is a new one. ErrNotFound; ErrTaken
// if his callsign or one of his phones is another's.
func (b *Book) PutDriver(ctx context.Context, d taxi.Driver) (taxi.Driver, error) {
	err := b.db.in(ctx, func(tx *sqlx.Tx) (err error) {
		d, err = b.putDriver(ctx, tx, d)
		return err
	})
	if err != nil {
		return taxi.Driver{}, fmt.Errorf("write driver %s: %w", d.Callsign, clash(err))
	}
	return d, nil
}

func (b *Book) putDriver(ctx context.Context, tx *sqlx.Tx, d taxi.Driver) (taxi.Driver, error) {
	if d.Callsign == "" {
		return d, fmt.Errorf("a driver without a callsign: %w", taxi.ErrRefused)
	}
	var car *int64
	var err error
	if d.Car != (taxi.Car{}) {
		if d.Car, err = putCar(ctx, tx, d.Car); err != nil {
			return d, fmt.Errorf("car %s: %w", d.Car.Plate, err)
		}
		n, _ := number(d.Car.ID)
		car = &n
	}
	d.Phones = slices.Clone(d.Phones)
	words := []string{d.Callsign, d.Name, d.Car.Colour, d.Car.Make, d.Car.Plate}
	for i, p := range d.Phones {
		d.Phones[i] = b.opt.Numbering.Normal(p)
		words = append(words, string(d.Phones[i]))
	}
	id, _ := number(d.ID)
	if d.ID == "" {
		if id, err = next(ctx, tx, "drivers", 1); err != nil {
			return d, err
		}
		d.ID = identity[taxi.DriverID](id)
		_, err = tx.ExecContext(ctx, tx.Rebind(
			`INSERT INTO drivers (id, callsign, name, car, pin, balance, note, search) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`),
			id, text(d.Callsign), text(d.Name), car, text(d.PIN), int64(d.Balance), text(d.Note), fold(words...))
		if err != nil {
			return d, err
		}
	} else {
		r, err := tx.ExecContext(ctx, tx.Rebind(
			`UPDATE drivers SET callsign = ?, name = ?, car = ?, pin = ?, balance = ?, note = ?, search = ? WHERE id = ?`),
			text(d.Callsign), text(d.Name), car, text(d.PIN), int64(d.Balance), text(d.Note), fold(words...), id)
		if err != nil {
			return d, err
		}
		if n, err := r.RowsAffected(); err == nil && n == 0 {
			return d, ErrNotFound
		}
	}
	if _, err := tx.ExecContext(ctx, tx.Rebind(`DELETE FROM driver_phones WHERE driver = ?`), id); err != nil {
		return d, err
	}
	for i, p := range d.Phones {
		if !p.Known() {
			return d, fmt.Errorf("a phone without a number: %w", taxi.ErrRefused)
		}
		_, err := tx.ExecContext(ctx, tx.Rebind(`INSERT INTO driver_phones (phone, driver, n) VALUES (?, ?, ?)`), string(p), id, i)
		if err != nil {
			return d, fmt.Errorf("phone %s: %w", p.Short(), err)
		}
	}
	return d, nil
}

// putCar finds a car by its ID or plate and changes it, or takes it in.
func putCar(ctx context.Context, tx *sqlx.Tx, c taxi.Car) (taxi.Car, error) {
	id, _ := number(c.ID)
	if id == 0 && c.Plate != "" {
		var have []int64
		if err := tx.SelectContext(ctx, &have, tx.Rebind(`SELECT id FROM cars WHERE plate = ?`), text(c.Plate)); err != nil {
			return c, err
		}
		if len(have) > 0 {
			id = have[0]
		}
	}
	if id == 0 {
		var err error
		if id, err = next(ctx, tx, "cars", 1); err != nil {
			return c, err
		}
		c.ID = identity[taxi.CarID](id)
		_, err = tx.ExecContext(ctx, tx.Rebind(`INSERT INTO cars (id, colour, make, plate) VALUES (?, ?, ?, ?)`),
			id, text(c.Colour), text(c.Make), text(c.Plate))
		return c, err
	}
	c.ID = identity[taxi.CarID](id)
	r, err := tx.ExecContext(ctx, tx.Rebind(`UPDATE cars SET colour = ?, make = ?, plate = ? WHERE id = ?`),
		text(c.Colour), text(c.Make), text(c.Plate), id)
	if err != nil {
		return c, err
	}
	if n, err := r.RowsAffected(); err == nil && n == 0 {
		return c, ErrNotFound
	}
	return c, nil
}

// DeleteDriver forgets a driver, or returns ErrNotFound. Orders he has driven
// stay, without him.
func (b *Book) DeleteDriver(ctx context.Context, id taxi.DriverID) error {
	n, _ := number(id)
	return b.remove(ctx, "driver "+string(id), `DELETE FROM drivers WHERE id = ?`, n)
}
