package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/cabline/cabline/taxi"
)

// drivers takes drivers in.
func (i *importing) drivers(ctx context.Context, people []person) error {
	known, err := i.knownDrivers(ctx)
	if err != nil {
		return err
	}
	for _, p := range people {
		callsign := p.text(colCallsign)
		if callsign == "" {
			i.refuse(p.record, "has no callsign")
			continue
		}
		d, before := known.all[callsign]
		d.Callsign = callsign
		if err := known.read(p, &d); err != nil {
			i.refuse(p.record, "%v", err)
			continue
		}
		if d, err = i.book.putDriver(ctx, i.tx, d); err != nil {
			return fmt.Errorf("line %d: %w", p.line, clash(err))
		}
		known.add(d)
		i.count(before)
	}
	return nil
}

// knownDrivers are the office's by callsign, who has which phone, and the cars
// by plate.
type knownDrivers struct {
	all   map[string]taxi.Driver
	owner map[taxi.Phone]string
	cars  map[string]taxi.Car
}

func (k knownDrivers) add(d taxi.Driver) {
	k.all[d.Callsign] = d
	for _, phone := range d.Phones {
		k.owner[phone] = d.Callsign
	}
	if d.Car.Plate != "" {
		k.cars[d.Car.Plate] = d.Car
	}
}

func (i *importing) knownDrivers(ctx context.Context) (knownDrivers, error) {
	k := knownDrivers{all: make(map[string]taxi.Driver), owner: make(map[taxi.Phone]string), cars: make(map[string]taxi.Car)}
	var cars []struct {
		ID                  int64
		Colour, Make, Plate string
	}
	if err := i.tx.SelectContext(ctx, &cars, `SELECT id, colour, make, plate FROM cars WHERE plate <> ''`); err != nil {
		return k, err
	}
	for _, c := range cars {
		k.cars[c.Plate] = taxi.Car{ID: identity[taxi.CarID](c.ID), Colour: c.Colour, Make: c.Make, Plate: c.Plate}
	}
	var phones []struct {
		Driver int64
		Phone  string
	}
	if err := i.tx.SelectContext(ctx, &phones, `SELECT driver, phone FROM driver_phones ORDER BY driver, n`); err != nil {
		return k, err
	}
	of := make(map[int64][]taxi.Phone)
	for _, p := range phones {
		of[p.Driver] = append(of[p.Driver], taxi.Phone(p.Phone))
	}
	var rows []driverRow
	if err := i.tx.SelectContext(ctx, &rows, `SELECT `+driverColumns+` FROM `+driverTables); err != nil {
		return k, err
	}
	for _, r := range rows {
		d := r.driver()
		d.Phones = of[r.ID]
		k.add(d)
	}
	return k, nil
}

// read puts what a line says over what is known of a driver.
func (k knownDrivers) read(p person, d *taxi.Driver) (err error) {
	for _, phone := range p.phones {
		if other, taken := k.owner[phone]; taken && other != d.Callsign {
			return fmt.Errorf("phone %s is driver %s's", phone, other)
		}
		if !slices.Contains(d.Phones, phone) {
			d.Phones = append(slices.Clip(d.Phones), phone)
		}
	}
	if d.Balance, err = p.money(colBalance, d.Balance); err != nil {
		return err
	}
	if d.PIN = p.or(colPIN, d.PIN); strings.Trim(d.PIN, "0123456789") != "" {
		return fmt.Errorf("the PIN is not a number: nobody could dial it")
	}
	d.Name, d.Note = p.or(colName, d.Name), p.or(colNote, d.Note)
	plate := p.or(colPlate, d.Car.Plate)
	if car, known := k.cars[plate]; known {
		d.Car = car
	} else if plate != d.Car.Plate {
		d.Car = taxi.Car{Plate: plate} // he drives another car; his old one did not get a new plate
	}
	d.Car.Colour, d.Car.Make = p.or(colColour, d.Car.Colour), p.or(colMake, d.Car.Make)
	return nil
}
