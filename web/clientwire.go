package web

import (
	"fmt"
	"time"

	"github.com/cabline/cabline/taxi"
)

type (
	clientChangeJSON struct {
		Number   string        `json:"number,omitempty" maxLength:"40" doc:"what the office calls the client by; nobody else's" example:"1207"`
		Name     string        `json:"name" minLength:"1" maxLength:"100" example:"Olha Shevchenko"`
		Contacts []contactJSON `json:"contacts" nullable:"false" maxItems:"20" doc:"the first is the one to call"`
		Company  string        `json:"company,omitempty" maxLength:"64" doc:"the id of the company on whose account the client drives"`
		Standing *standingJSON `json:"standing,omitempty" doc:"the list the client is on"`
		GoesTo   string        `json:"goes_to,omitempty" pattern:"^[0-9]{2,6}$" doc:"extension of the person who takes this client's calls"`
		PIN      *string       `json:"pin,omitempty" pattern:"^[0-9]{4,12}$|^$" doc:"4 to 12 digits by which the client, with the number, is known on another phone; absent: as it is; empty: none"`
		Balance  string        `json:"balance,omitempty" maxLength:"16" doc:"0.00 if absent" example:"-12.50"`
		Note     string        `json:"note,omitempty" maxLength:"1000"`
	}
	clientJSON struct {
		ID       string        `json:"id" example:"12"`
		Number   string        `json:"number,omitempty" doc:"what the office calls the client by" example:"1207"`
		Name     string        `json:"name" example:"Olha Shevchenko"`
		Contacts []contactJSON `json:"contacts" nullable:"false" doc:"the first is the one to call"`
		Company  string        `json:"company,omitempty" doc:"the id of the company on whose account the client drives"`
		Standing *standingJSON `json:"standing,omitempty" doc:"the list the client is on; absent: none"`
		GoesTo   string        `json:"goes_to,omitempty" doc:"extension of the person who takes this client's calls"`
		HasPIN   bool          `json:"has_pin" doc:"the PIN itself is never shown"`
		Balance  string        `json:"balance" example:"-12.50"`
		Note     string        `json:"note,omitempty"`
	}
	contactJSON struct {
		Phone   string `json:"phone" minLength:"2" maxLength:"40" example:"+380671112233"`
		Address string `json:"address,omitempty" maxLength:"200" doc:"where the car comes when the client orders from this number" example:"Khreshchatyk 1"`
	}
	standingJSON struct {
		List   string     `json:"list" enum:"vip,black"`
		Reason string     `json:"reason,omitempty" maxLength:"200"`
		Until  *time.Time `json:"until,omitempty" doc:"absent: for good"`
	}
)

func clientToJSON(c taxi.Client) clientJSON {
	j := clientJSON{
		ID: string(c.ID), Number: c.Number, Name: c.Name, Contacts: make([]contactJSON, 0, len(c.Contacts)),
		Company: string(c.Company), GoesTo: c.GoesTo, HasPIN: c.PIN != "", Balance: c.Balance.String(), Note: c.Note,
	}
	for _, contact := range c.Contacts {
		j.Contacts = append(j.Contacts, contactJSON{Phone: string(contact.Phone), Address: contact.Address})
	}
	if s := c.Standing; s.List != taxi.Ordinary {
		j.Standing = &standingJSON{List: string(s.List), Reason: s.Reason, Until: instant(s.Until)}
	}
	return j
}

// client is what a body says of one who was this.
func (r *reader) client(was taxi.Client, j clientChangeJSON) taxi.Client {
	c := taxi.Client{
		Number: r.words("body.number", j.Number, longestCode), Name: r.needed("body.name", j.Name, longestName),
		Company: taxi.CompanyID(j.Company), GoesTo: j.GoesTo, PIN: was.PIN,
		Balance: r.money("body.balance", j.Balance), Note: r.note("body.note", j.Note),
	}
	if j.PIN != nil {
		if c.PIN = *j.PIN; c.PIN != "" && !isPIN(c.PIN) {
			r.wrong("body.pin", "a PIN has 4 to 12 digits")
		}
	}
	if j.GoesTo != "" && len(checkExtension(j.GoesTo)) > 0 {
		r.wrong("body.goes_to", "an extension has 2 to 6 digits")
	}
	if j.Standing != nil {
		c.Standing = r.standing("body.standing", j.Standing.List, j.Standing.Reason, j.Standing.Until)
	}
	const most = 20
	if len(j.Contacts) > most {
		r.wrong("body.contacts", "more than %d", most)
		return c
	}
	for i, contact := range j.Contacts {
		at := fmt.Sprintf("body.contacts[%d]", i)
		c.Contacts = append(c.Contacts, taxi.Contact{
			Phone: r.phone(at+".phone", contact.Phone), Address: r.words(at+".address", contact.Address, longestAddress),
		})
	}
	return c
}
