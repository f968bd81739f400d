package web

import (
	"strings"
	"time"

	"github.com/cabline/cabline/taxi"
)

type (
	orderJSON struct {
		ID     string         `json:"id" example:"4711"`
		Number string         `json:"number" doc:"as people say it" example:"4711"`
		State  orderStateJSON `json:"state"`
		Entry  int            `json:"entry" doc:"how many states the order has entered"`

		Client  string `json:"client,omitempty" doc:"a client's id; absent: nobody the office knows"`
		Name    string `json:"name,omitempty" doc:"of who ordered, or who will ride"`
		Phone   string `json:"phone,omitempty" doc:"the number that ordered"`
		Dial    string `json:"dial,omitempty" doc:"the number to reach the client at, if it is another"`
		Company string `json:"company,omitempty" doc:"a company's id"`

		Pickup      string     `json:"pickup,omitempty"`
		Destination string     `json:"destination,omitempty"`
		Note        string     `json:"note,omitempty"`
		Wishes      wishesJSON `json:"wishes"`
		Wanted      *time.Time `json:"wanted_at,omitempty" doc:"when the car is to be there; absent: as soon as can be"`

		Driver  *orderDriverJSON `json:"driver,omitempty" doc:"who has taken the order"`
		Arrives *time.Time       `json:"arrives_at,omitempty" doc:"when the driver means to be there"`

		Sum      string    `json:"sum,omitempty" doc:"absent: not known yet" example:"180.00"`
		Line     string    `json:"line,omitempty" doc:"the line the order came by"`
		Operator string    `json:"operator,omitempty" doc:"extension, or login, of who took it"`
		Created  time.Time `json:"created_at"`
		Changed  time.Time `json:"changed_at"`
	}
	orderStateJSON struct {
		ID    string `json:"id" example:"on_the_way"`
		Name  string `json:"name,omitempty" doc:"absent: the stage's own"`
		Stage string `json:"stage" enum:"new,searching,no_cars,assigned,on_the_way,arrived,riding,finished,cancelled_by_client,cancelled_by_office,no_show"`
	}
	orderDriverJSON struct {
		ID       string   `json:"id" example:"7"`
		Callsign string   `json:"callsign" example:"7"`
		Name     string   `json:"name,omitempty"`
		Phone    string   `json:"phone,omitempty"`
		Car      *carJSON `json:"car,omitempty"`
	}
	orderChangeJSON struct {
		Entry int             `json:"entry"`
		From  *orderStateJSON `json:"from,omitempty" doc:"absent: the order was created"`
		To    orderStateJSON  `json:"to"`
		At    time.Time       `json:"at"`
		By    string          `json:"by,omitempty" doc:"a login, an extension, client or robot"`
		Why   string          `json:"why,omitempty"`
	}

	draftJSON struct {
		Request     string     `json:"request,omitempty" maxLength:"100" doc:"your own name for the order: the same one twice makes one order"`
		Call        string     `json:"call,omitempty" maxLength:"128" doc:"the call of which the order comes; its record names the order then"`
		Client      string     `json:"client,omitempty" maxLength:"64" doc:"a client's id"`
		Name        string     `json:"name,omitempty" maxLength:"100" doc:"of who will ride"`
		Phone       string     `json:"phone,omitempty" maxLength:"40" doc:"the number that orders; this or client is needed" example:"+380671112233"`
		Dial        string     `json:"dial,omitempty" maxLength:"40" doc:"the number to reach the client at, if it is another"`
		Company     string     `json:"company,omitempty" maxLength:"64" doc:"a company's id"`
		Pickup      string     `json:"pickup" minLength:"1" maxLength:"200" example:"Khreshchatyk 1"`
		Destination string     `json:"destination,omitempty" maxLength:"200"`
		Note        string     `json:"note,omitempty" maxLength:"1000"`
		Wishes      wishesJSON `json:"wishes,omitempty"`
		Wanted      *time.Time `json:"wanted_at,omitempty" doc:"when the car is to be there; absent: as soon as can be"`
		Line        string     `json:"line,omitempty" maxLength:"100" doc:"the line the order came by"`
	}
	orderEditJSON struct {
		Call        string      `json:"call,omitempty" maxLength:"128" doc:"the call in which it is changed; its record names the order then"`
		Name        *string     `json:"name,omitempty" maxLength:"100"`
		Dial        *string     `json:"dial,omitempty" maxLength:"40" doc:"empty: the number that ordered"`
		Pickup      *string     `json:"pickup,omitempty" minLength:"1" maxLength:"200"`
		Destination *string     `json:"destination,omitempty" maxLength:"200"`
		Note        *string     `json:"note,omitempty" maxLength:"1000"`
		Wishes      *wishesJSON `json:"wishes,omitempty" doc:"all of them"`
		Wanted      *string     `json:"wanted_at,omitempty" maxLength:"40" doc:"RFC 3339; empty: as soon as can be" example:"2026-12-01T08:30:00Z"`
		Arrives     *string     `json:"arrives_at,omitempty" maxLength:"40" doc:"RFC 3339; empty: the driver has not said" example:"2026-12-01T08:25:00Z"`
		Sum         *string     `json:"sum,omitempty" maxLength:"16" example:"180.00"`
	}
)

func orderToJSON(o taxi.Order) orderJSON {
	j := orderJSON{
		ID: string(o.ID), Number: o.Number, State: stateToJSON(o.State), Entry: o.Entry,
		Client: string(o.Client), Name: o.Name, Phone: string(o.Phone), Dial: string(o.Dial), Company: string(o.Company),
		Pickup: o.Pickup, Destination: o.Destination, Note: o.Note, Wishes: wishesToJSON(o.Wishes),
		Wanted: instant(o.Wanted), Arrives: instant(o.Arrives), Line: o.Line, Operator: o.Operator,
		Created: o.Created.UTC(), Changed: o.Changed.UTC(),
	}
	if o.Sum != 0 {
		j.Sum = o.Sum.String()
	}
	if d := o.Driver; d != nil {
		j.Driver = &orderDriverJSON{ID: string(d.ID), Callsign: d.Callsign, Name: d.Name, Phone: string(d.Phone()), Car: carToJSON(d.Car)}
	}
	return j
}

func stateToJSON(s taxi.State) orderStateJSON {
	return orderStateJSON{ID: string(s.ID), Name: s.Name, Stage: string(s.Stage)}
}

func changeToJSON(c taxi.Change, say saying) orderChangeJSON {
	j := orderChangeJSON{Entry: c.Entry, To: stateToJSON(c.To), At: c.At.UTC(), By: say.who(c.By), Why: say(c.Why)}
	if c.From.ID != "" {
		from := stateToJSON(c.From)
		j.From = &from
	}
	return j
}

// draft is what a body says of an order that is to be.
func (r *reader) draft(j draftJSON) taxi.Draft {
	d := taxi.Draft{
		Request: r.words("body.request", j.Request, longestName), Client: taxi.ClientID(j.Client), Name: r.words("body.name", j.Name, longestName),
		Phone: r.optionalPhone("body.phone", j.Phone), Dial: r.optionalPhone("body.dial", j.Dial), Company: taxi.CompanyID(j.Company),
		Pickup: r.needed("body.pickup", j.Pickup, longestAddress), Destination: r.words("body.destination", j.Destination, longestAddress),
		Note: r.note("body.note", j.Note), Wishes: r.wishes("body.wishes", j.Wishes),
		Wanted: r.near("body.wanted_at", j.Wanted), Line: r.words("body.line", j.Line, longestName),
	}
	if j.Phone == "" && j.Client == "" {
		r.wrong("body.phone", "who orders? give a phone or a client")
	}
	return d
}

// edit is what a body changes of an order.
func (r *reader) edit(j orderEditJSON) taxi.Edit {
	var e taxi.Edit
	words := func(at string, given *string, longest int) *string {
		if given == nil {
			return nil
		}
		return new(r.words(at, *given, longest))
	}
	e.Name = words("body.name", j.Name, longestName)
	e.Destination = words("body.destination", j.Destination, longestAddress)
	if j.Pickup != nil {
		e.Pickup = new(r.needed("body.pickup", *j.Pickup, longestAddress))
	}
	if j.Note != nil {
		e.Note = new(r.note("body.note", *j.Note))
	}
	if j.Dial != nil {
		e.Dial = new(r.optionalPhone("body.dial", *j.Dial))
	}
	if j.Wishes != nil {
		e.Wishes = new(r.wishes("body.wishes", *j.Wishes))
	}
	e.Wanted = r.moment("body.wanted_at", j.Wanted)
	e.Arrives = r.moment("body.arrives_at", j.Arrives)
	if j.Sum != nil {
		if e.Sum = new(r.money("body.sum", *j.Sum)); *e.Sum < 0 {
			r.wrong("body.sum", "is negative")
		}
	}
	if e == (taxi.Edit{}) && len(r.mistakes) == 0 {
		r.wrong("body", "changes nothing")
	}
	return e
}

// moment is a time as text, of which the empty one is the zero time.
func (r *reader) moment(at string, given *string) *time.Time {
	if given == nil {
		return nil
	}
	text := strings.TrimSpace(*given)
	if text == "" {
		return new(time.Time{})
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		r.wrong(at, "not a time such as 2026-12-01T08:30:00Z")
		return nil
	}
	return new(r.near(at, &t))
}
