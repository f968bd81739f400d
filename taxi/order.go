package taxi

import "time"

// OrderID is the order system's own, text to everybody else.
type OrderID string

// Order is a car that somebody wants.
type Order struct {
	ID     OrderID
	Number string // as people say it
	State  State

	// Entry counts the states the order has entered: 1 as it was created. ID and
	// Entry together name this stay in this state, and no other.
	Entry int

	Client  ClientID // empty: nobody the office knows
	Name    string   // of who ordered, or who will ride
	Phone   Phone    // the number that ordered; may be empty
	Dial    Phone    // the number to reach the client at; Phone, unless he said another
	Company CompanyID

	Pickup      string
	Destination string
	Note        string
	Wishes      Wishes
	Wanted      time.Time // when the car is to be there; zero: as soon as can be

	// Driver is who has taken the order, or nil. He comes with his callsign, car
	// and the number to call, whatever else the order system tells of him.
	Driver  *Driver
	Arrives time.Time // when he means to be there; zero: he has not said

	Sum      Money  // 0: not known yet
	Line     string // the line it came by; empty: none
	Operator string // the extension of who took it; empty: nobody

	Created, Changed time.Time
}

// Minutes is how long the driver still needs, a begun minute counted whole; ok
// is false if he has not said. He who is late needs 0.
func (o Order) Minutes(now time.Time) (minutes int, ok bool) {
	if o.Arrives.IsZero() {
		return 0, false
	}
	left := o.Arrives.Sub(now)
	if left <= 0 {
		return 0, true
	}
	return int((left + time.Minute - 1) / time.Minute), true
}

// Reach is the number to call the client at, or the empty Phone.
func (o Order) Reach() Phone {
	if o.Dial.Known() {
		return o.Dial
	}
	return o.Phone
}

// Wishes are what a line, a menu or an operator says of a trip, in the order
// system's own words. Empty: nothing.
type Wishes struct {
	CrewGroup string // class of car
	Service   string
	Tariff    string
}

// LineData is what the office keeps about a line besides its configuration, and
// changes while it runs.
type LineData struct {
	Line   string
	Wishes Wishes // of every order that comes by it
	Note   string // for operators: where the number was advertised
}

// Draft is an order that is to be created.
type Draft struct {
	// Request is the creator's own name for it, such as a call's UUID and a
	// number: the same Request twice makes one order. Empty: every time another.
	Request string

	Client      ClientID
	Name        string
	Phone, Dial Phone
	Company     CompanyID
	Pickup      string
	Destination string
	Note        string
	Wishes      Wishes
	Wanted      time.Time
	Line        string
	Operator    string
}

// Edit changes what it names of an order; nil fields stay as they are.
type Edit struct {
	Name                      *string
	Dial                      *Phone
	Pickup, Destination, Note *string
	Wishes                    *Wishes
	Wanted, Arrives           *time.Time
	Sum                       *Money
}

// Move takes an order into another state, if it is in one from which that is
// allowed at the moment of the move: of two who move an order at once, one
// does.
type Move struct {
	Order OrderID

	// To is the state to enter. Empty: the office's first of Stage.
	To    StateID
	Stage Stage

	// From are the states, and FromStages the stages, in one of which the order
	// must be. Both empty: any that has not ended.
	From       []StateID
	FromStages []Stage

	// Driver, where not empty, takes the order in the same step, and Arrives is
	// when he means to be there.
	Driver  DriverID
	Arrives time.Time

	By  string // who does it, for the order's history: "client", "robot", an extension
	Why string
}

// Cancel is the move by which a client cancels: from the states the office
// allows, or from any before he is in the car.
func Cancel(id OrderID, from ...StateID) Move {
	m := Move{Order: id, Stage: CancelledByClient, From: from, By: "client"}
	if len(from) == 0 {
		m.FromStages = BeforeTheRide()
	}
	return m
}
