package sounds

import "slices"

// Fixed is a phrase without parameters. Its value is its name.
type Fixed string

// What a caller hears before anybody knows what he wants.
const (
	Welcome        Fixed = "welcome"         // greets the caller of a line
	WelcomeDriver  Fixed = "welcome-driver"  // greets a driver of the office
	Recorded       Fixed = "recorded"        // the conversation is recorded
	UnknownNumber  Fixed = "unknown-number"  // nobody has the number called
	Blacklisted    Fixed = "blacklisted"     // refuses, and is the last that he hears
	TooManyCalls   Fixed = "too-many-calls"  // he himself has called too often
	LineBusy       Fixed = "line-busy"       // all places of the queue are taken; he is released
	NotAvailable   Fixed = "not-available"   // what he chose cannot be done yet
	TechnicalFault Fixed = "technical-fault" // something failed; an operator comes
	Goodbye        Fixed = "goodbye"

	ListenRefused Fixed = "listen-refused" // the caller is no supervisor, or not of the operator he wants to hear
)

// Menus. What a menu offers is the office's own text, see Own.
const (
	WrongKey      Fixed = "wrong-key"      // the key means nothing here; he may try again
	NoKey         Fixed = "no-key"         // nothing was pressed; he may try again
	DialExtension Fixed = "dial-extension" // asks for an extension
	NoExtension   Fixed = "no-extension"   // nobody has the extension dialled
)

// The queue.
const (
	ToOperator       Fixed = "to-operator"       // he goes to the operators
	StayOnTheLine    Fixed = "stay-on-the-line"  // said now and then to who waits
	AllBusy          Fixed = "all-busy"          // all operators talk; he goes on waiting
	ToResponsible    Fixed = "to-responsible"    // overflow: the responsible person is called
	NobodyHere       Fixed = "nobody-here"       // the good-bye of a caller whom nobody can take
	CallbackAccepted Fixed = "callback-accepted" // he keeps his place, and may hang up
	CallbackRefused  Fixed = "callback-refused"  // his number is withheld, or no telephone's
)

// His order.
const (
	OrderSearching   Fixed = "order-searching"    // no car has been assigned yet
	OrderUnderWay    Fixed = "order-under-way"    // he is in the car
	OrderAccepted    Fixed = "order-accepted"     // a new order, without a time
	OrderCancelled   Fixed = "order-cancelled"    // as he asked
	OrderStays       Fixed = "order-stays"        // he did not confirm that it is to be cancelled
	CannotCancel     Fixed = "cannot-cancel"      // its state does not allow it any more
	CancelFailed     Fixed = "cancel-failed"      // the order system did not do it; an operator comes
	ToDriver         Fixed = "to-driver"          // he is joined with his driver
	DriverNoAnswer   Fixed = "driver-no-answer"   // the driver did not answer; an operator comes
	ToFreeDriver     Fixed = "to-free-driver"     // a town without dispatcher: the first free driver
	NoFreeDriver     Fixed = "no-free-driver"     // the same, and there is none
	AskCard          Fixed = "ask-card"           // asks for the number of a discount card
	CardAccepted     Fixed = "card-accepted"      // the card is known, and counts
	CardUnknown      Fixed = "card-unknown"       // there is no such card; he may try again
	ComplaintAsk     Fixed = "complaint-ask"      // what he says after the tone is recorded
	ComplaintThanks  Fixed = "complaint-thanks"   // his complaint is recorded, and who reads it is told
	AddressAsk       Fixed = "address-ask"        // an order by voice: asks where the car is to come
	AddressNotCaught Fixed = "address-not-caught" // the address was not understood
)

// What the robot says when it has called somebody.
const (
	RobotGreeting Fixed = "robot-greeting" // who calls
	NoCars        Fixed = "no-cars"        // none has been found so far
	WaitsOn       Fixed = "waits-on"       // he goes on waiting for a car
	OrderRefused  Fixed = "order-refused"  // a driver does not want it
	OrderChanged  Fixed = "order-changed"  // what was to be told holds no longer
)

func fixed() []Fixed {
	return append([]Fixed{
		Welcome, WelcomeDriver, Recorded, UnknownNumber, Blacklisted, TooManyCalls, LineBusy, NotAvailable, TechnicalFault, Goodbye, ListenRefused,
		WrongKey, NoKey, DialExtension, NoExtension,
		ToOperator, StayOnTheLine, AllBusy, ToResponsible, NobodyHere, CallbackAccepted, CallbackRefused,
		OrderSearching, OrderUnderWay, OrderAccepted, OrderCancelled, OrderStays, CannotCancel, CancelFailed,
		ToDriver, DriverNoAnswer, ToFreeDriver, NoFreeDriver,
		AskCard, CardAccepted, CardUnknown, ComplaintAsk, ComplaintThanks, AddressAsk, AddressNotCaught,
		RobotGreeting, NoCars, WaitsOn, OrderRefused, OrderChanged,
	}, slices.Concat(ratings(), joinings(), desklessPhrases(), codes(), colleagues())...)
}

// Name implements Phrase.
func (f Fixed) Name() string { return string(f) }

// In implements Phrase.
func (f Fixed) In(language string) Sentence { return f.line().in(language) }

func (f Fixed) lines() []line { return []line{f.line()} }

func (f Fixed) line() line { return line{string(f), f.words()} }

// File is where the phrase's recording lies below the directory of sounds.
func (f Fixed) File(language string) string {
	return Fragment{Language: language, Name: string(f)}.File()
}
