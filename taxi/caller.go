package taxi

// Caller is all that is known about a number that calls. The same person may be
// a client and a driver; the line he calls decides what he is heard as.
type Caller struct {
	Phone    Phone
	Client   *Client  // nil: no client of the office
	Company  *Company // the client's, or nil
	Driver   *Driver  // nil: no driver
	Standing Standing // of client or number, whichever counts, as of the look-up
	Orders   []Order  // his as a client, not ended, newest first
	Drives   []Order  // those he has taken as a driver, not ended, newest first
}

// Known reports whether the office knows anything about him.
func (c Caller) Known() bool {
	return c.Client != nil || c.Driver != nil || c.Standing.List != Ordinary || len(c.Orders) > 0
}

// VIP and Blacklisted report his standing.
func (c Caller) VIP() bool         { return c.Standing.List == VIP }
func (c Caller) Blacklisted() bool { return c.Standing.List == Black }

// Order is the one he most likely calls about: the one furthest on its way, the
// newest of equals.
func (c Caller) Order() (Order, bool) {
	rank := func(o Order) int {
		for i, s := range Stages() {
			if s == o.State.Stage {
				return i
			}
		}
		return -1
	}
	best := -1
	for i, o := range c.Orders {
		if best < 0 || rank(o) > rank(c.Orders[best]) {
			best = i
		}
	}
	if best < 0 {
		return Order{}, false
	}
	return c.Orders[best], true
}

// Drive is the order that he means, of those that he has taken as a driver: as
// Order has it.
func (c Caller) Drive() (Order, bool) { return Caller{Orders: c.Drives}.Order() }

// Address is where the car comes when he orders from this number, or empty.
func (c Caller) Address() string {
	if c.Client == nil {
		return ""
	}
	for _, contact := range c.Client.Contacts {
		if contact.Phone == c.Phone {
			return contact.Address
		}
	}
	return ""
}
