package web

import (
	"fmt"

	"github.com/cabline/cabline/taxi"
)

type (
	driverChangeJSON struct {
		Callsign string   `json:"callsign" minLength:"1" maxLength:"40" doc:"nobody else's" example:"7"`
		Name     string   `json:"name" minLength:"1" maxLength:"100" example:"Ivan Bondar"`
		Phones   []string `json:"phones" nullable:"false" maxItems:"10" doc:"the first is the one to call"`
		Car      *carJSON `json:"car,omitempty" doc:"absent: none"`
		PIN      *string  `json:"pin,omitempty" pattern:"^[0-9]{4,12}$|^$" doc:"4 to 12 digits by which the driver is known on another phone; absent: as it is; empty: none"`
		Balance  string   `json:"balance,omitempty" maxLength:"16" doc:"0.00 if absent" example:"250.00"`
		Note     string   `json:"note,omitempty" maxLength:"1000"`
	}
	driverJSON struct {
		ID       string   `json:"id" example:"7"`
		Callsign string   `json:"callsign" example:"7"`
		Name     string   `json:"name" example:"Ivan Bondar"`
		Phones   []string `json:"phones" nullable:"false" doc:"the first is the one to call"`
		Car      *carJSON `json:"car,omitempty"`
		HasPIN   bool     `json:"has_pin" doc:"the PIN itself is never shown"`
		Balance  string   `json:"balance" example:"250.00"`
		Note     string   `json:"note,omitempty"`
	}
	carJSON struct {
		Colour string `json:"colour,omitempty" maxLength:"100" example:"зелений"`
		Make   string `json:"make,omitempty" maxLength:"100" example:"Chevrolet Lacetti"`
		Plate  string `json:"plate,omitempty" maxLength:"40" doc:"by which a car is known: another one is another car" example:"AA5678KA"`
	}
)

func driverToJSON(d taxi.Driver) driverJSON {
	j := driverJSON{
		ID: string(d.ID), Callsign: d.Callsign, Name: d.Name, Phones: make([]string, 0, len(d.Phones)),
		Car: carToJSON(d.Car), HasPIN: d.PIN != "", Balance: d.Balance.String(), Note: d.Note,
	}
	for _, p := range d.Phones {
		j.Phones = append(j.Phones, string(p))
	}
	return j
}

func carToJSON(c taxi.Car) *carJSON {
	if c == (taxi.Car{}) {
		return nil
	}
	return &carJSON{Colour: c.Colour, Make: c.Make, Plate: c.Plate}
}

// driver is what a body says of one who was this.
func (r *reader) driver(was taxi.Driver, j driverChangeJSON) taxi.Driver {
	d := taxi.Driver{
		ID: was.ID, Callsign: r.needed("body.callsign", j.Callsign, longestCode), Name: r.needed("body.name", j.Name, longestName),
		PIN: was.PIN, Balance: r.money("body.balance", j.Balance), Note: r.note("body.note", j.Note),
	}
	const most = 10
	if len(j.Phones) > most {
		r.wrong("body.phones", "more than %d", most)
		return d
	}
	for i, p := range j.Phones {
		d.Phones = append(d.Phones, r.phone(fmt.Sprintf("body.phones[%d]", i), p))
	}
	if j.PIN != nil {
		if d.PIN = *j.PIN; d.PIN != "" && !isPIN(d.PIN) {
			r.wrong("body.pin", "a PIN has 4 to 12 digits")
		}
	}
	if j.Car != nil {
		d.Car = taxi.Car{
			Colour: r.words("body.car.colour", j.Car.Colour, longestName), Make: r.words("body.car.make", j.Car.Make, longestName),
			Plate: r.words("body.car.plate", j.Car.Plate, longestCode),
		}
		// A car without a plate is the one there was, not another one each time.
		if d.Car != (taxi.Car{}) && d.Car.Plate == was.Car.Plate {
			d.Car.ID = was.Car.ID
		}
	}
	return d
}

func isPIN(s string) bool {
	for _, c := range s {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(s) >= 4 && len(s) <= 12
}
