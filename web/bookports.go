package web

import (
	"context"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/taxi"
)

// Book is the office's data besides its people: who its clients and drivers
// are, what was ordered, and what is kept about numbers and lines. A part that
// is nil is not offered.
//
// Orders may live in a dispatch program of somebody else's; everything else is
// the office's own. So Orders is no more than any order system can do, and what
// only the own one can, listing orders and naming states, stands in Ledger.
//
// Errors are package taxi's, or ErrTaken where a number, a callsign or a name is
// somebody else's.
type Book struct {
	Orders    taxi.System
	Ledger    Ledger
	Clients   Clients
	Companies Companies
	Drivers   Drivers
	Lists     Lists
	Cards     Cards
	Lines     Lines
	Callbacks Callbacks
	Connector Connector // needs Orders
}

// Clients is who orders cars.
type Clients interface {
	// Clients is those that pass the filter, in the order in which they were
	// taken in.
	Clients(context.Context, ClientFilter) ([]taxi.Client, error)

	Client(context.Context, taxi.ClientID) (taxi.Client, error)

	// PutClient takes a client in, if he has no ID, or replaces all of one, and
	// returns him as he is kept.
	PutClient(context.Context, taxi.Client) (taxi.Client, error)

	// DeleteClient forgets a client; his orders stay.
	DeleteClient(context.Context, taxi.ClientID) error
}

// ClientFilter says which clients; a zero field asks nothing.
type ClientFilter struct {
	Text    string     // words that name, number, phones and addresses hold
	Phone   taxi.Phone // in any form
	Company taxi.CompanyID
	List    taxi.List

	After taxi.ClientID // continues a list
	Limit int           // at least 1
}

// Companies is the firms on whose account clients drive.
type Companies interface {
	// Companies is all of them, by name.
	Companies(context.Context) ([]taxi.Company, error)

	// PutCompany takes a company in, if it has no ID, or replaces one.
	PutCompany(context.Context, taxi.Company) (taxi.Company, error)

	// DeleteCompany forgets a company; its people stay clients, for themselves.
	DeleteCompany(context.Context, taxi.CompanyID) error
}

// Drivers is who carries clients.
type Drivers interface {
	// Drivers is those that pass the filter, in the order in which they were
	// taken in.
	Drivers(context.Context, DriverFilter) ([]taxi.Driver, error)

	Driver(context.Context, taxi.DriverID) (taxi.Driver, error)
	DriverByCallsign(ctx context.Context, callsign string) (taxi.Driver, error)

	// PutDriver takes a driver in, if he has no ID, or replaces all of one, with
	// his car, and returns him as he is kept.
	PutDriver(context.Context, taxi.Driver) (taxi.Driver, error)

	// DeleteDriver forgets a driver; orders he has driven stay, without him.
	DeleteDriver(context.Context, taxi.DriverID) error
}

// DriverFilter says which drivers; a zero field asks nothing.
type DriverFilter struct {
	Text  string     // words that callsign, name, phones and car hold
	Phone taxi.Phone // in any form

	After taxi.DriverID // continues a list
	Limit int           // at least 1
}

// Ledger is what the office's own order system can do beyond taxi.System.
type Ledger interface {
	// Orders is those that pass the filter, the newest first.
	Orders(context.Context, OrderFilter) ([]taxi.Order, error)

	// History is what happened to an order, the oldest first.
	History(context.Context, taxi.OrderID) ([]taxi.Change, error)

	// PutState adds a state or names one anew. A state keeps its stage: ErrTaken.
	PutState(context.Context, taxi.State) error
}

// OrderFilter says which orders; a zero field asks nothing.
type OrderFilter struct {
	From, To time.Time  // of creation; To is not included
	Phone    taxi.Phone // that ordered, or is to be called; in any form
	Client   taxi.ClientID
	Driver   taxi.DriverID
	State    taxi.StateID
	Stage    taxi.Stage
	Open     bool // only those that have not ended

	After taxi.OrderID // continues a list
	Limit int          // at least 1
}

// Lists is the numbers that are treated otherwise than others, whoever has them.
// The next call of a number is affected.
type Lists interface {
	// Listings is a list by number, what has run out included.
	Listings(context.Context, taxi.List) ([]Listing, error)

	// Enlist puts a number on the list of the standing, or changes why and for
	// how long it is there; Since stays then.
	Enlist(context.Context, Listing) error

	// Unlist takes a number off a list.
	Unlist(context.Context, taxi.List, taxi.Phone) error
}

// Listing is a number on a list.
type Listing struct {
	Phone    taxi.Phone
	Standing taxi.Standing
	Since    time.Time
}

// Lines is the lines of the configuration, and what is kept about them besides.
type Lines interface {
	// Lines is all of them at a moment, in the order of the configuration.
	Lines(now time.Time) []LineView

	// LineData is what is kept about a line; with nothing, only its name.
	LineData(ctx context.Context, line string) (taxi.LineData, error)
	PutLineData(context.Context, taxi.LineData) error
}

// LineView is a line of the configuration at a moment.
type LineView struct {
	Name, Type, Language string
	Numbers              []string
	VIP, OwnOrder        bool
	Wishes               taxi.Wishes // of the orders that come by it

	To    LineTarget // at other times than those of When
	When  []LineWhen // the first that hold count
	Now   LineTarget // where a caller of this moment goes
	Menus []string   // that its callers may hear
}

// LineTarget is where callers go; one of the fields is set.
type LineTarget struct {
	Queue, Operator, Menu string
	FreeDriver            bool
	Balance, Complaint    bool
}

// LineWhen is where they go at certain hours.
type LineWhen struct {
	Hours string // name of the hours
	Hold  bool   // now
	To    LineTarget
}

// Callbacks is who has asked to be called back.
type Callbacks interface {
	// Tickets is those that are open, who has waited longest first.
	Tickets() []dialplan.Ticket

	// CancelTicket closes a ticket and notes why; taxi.ErrNotFound, or
	// dialplan.ErrAnswered if the number has answered.
	CancelTicket(id, why string) error
}
