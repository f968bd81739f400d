package taxi

// DriverID and CarID are the order system's own, text to everybody else.
type (
	DriverID string
	CarID    string
)

// Driver is somebody who carries clients.
type Driver struct {
	ID       DriverID
	Callsign string // what the office calls him by on the air
	Name     string
	Phones   []Phone // the first is the one to call; no two drivers share one
	Car      Car     // the zero Car: none
	PIN      string  // by which he is known on another phone; empty: he is not
	Balance  Money
	Note     string
}

// Phone is the number to call him at, or the empty Phone.
func (d Driver) Phone() Phone {
	if len(d.Phones) == 0 {
		return ""
	}
	return d.Phones[0]
}

// Car is what the client looks out for, in the words of the office: a phrase is
// made of Colour and Make where there is one for them.
type Car struct {
	ID     CarID
	Colour string // "зелений"
	Make   string // "Chevrolet Lacetti"
	Plate  string // "AA5678KA"
}
