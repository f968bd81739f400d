package taxi

import "time"

// ClientID and CompanyID are the order system's own, text to everybody else.
type (
	ClientID  string
	CompanyID string
)

// Client is a person or a firm that orders cars.
type Client struct {
	ID       ClientID
	Number   string // what the office calls him by; may be empty
	Name     string
	Contacts []Contact // the first is the one to call
	Company  CompanyID // whose account he drives on; empty: his own
	Standing Standing

	// GoesTo is the extension of the person who takes this client's calls;
	// empty: any operator.
	GoesTo string

	PIN     string // by which he is known on another phone, with his Number; empty: he is not
	Balance Money
	Note    string
}

// Contact is a number of a client and where the car comes when he orders from
// it. No two clients have the same Phone.
type Contact struct {
	Phone   Phone
	Address string
}

// Company is a firm whose people drive on its account.
type Company struct {
	ID     CompanyID
	Name   string
	Tariff string // of its orders, in the order system's words; empty: the usual one

	Balance Money
	Note    string
}

// List is where the office has put a client or a number.
type List string

const (
	Ordinary List = ""
	VIP      List = "vip"   // goes ahead of others and is never turned away
	Black    List = "black" // hears so and is released
)

// Standing is how the office treats somebody, why, and for how long.
type Standing struct {
	List   List
	Reason string
	Until  time.Time // zero: for good
}

// At is the standing at a moment: what has run out is Ordinary.
func (s Standing) At(now time.Time) Standing {
	if s.List == Ordinary || !s.Until.IsZero() && !now.Before(s.Until) {
		return Standing{}
	}
	return s
}

// Over is the one of two standings that counts: the black list before VIP, and
// either before none.
func (s Standing) Over(other Standing) Standing {
	if s.List == Black || other.List == Ordinary || s.List == VIP && other.List == VIP {
		return s
	}
	return other
}
