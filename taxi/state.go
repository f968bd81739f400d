package taxi

import "slices"

// StateID is a state in the order system's own words: a number of Taxi-Master's,
// a word in the own store. Configuration names states by it.
type StateID string

// State is how far an order has come, as the office names it. An office has
// several states of one stage: "car found", "driver confirmed".
type State struct {
	ID    StateID
	Name  string // as people read it; empty for the stage's own name
	Stage Stage
}

// Stage is what the engine understands of a state.
type Stage string

const (
	New       Stage = "new"        // written down, nobody was asked yet
	Searching Stage = "searching"  // a driver is being looked for
	NoCars    Stage = "no_cars"    // none was found so far; the client may go on waiting
	Assigned  Stage = "assigned"   // a driver has taken it
	OnTheWay  Stage = "on_the_way" // he is driving to the client
	Arrived   Stage = "arrived"    // he is there and waits
	Riding    Stage = "riding"     // the client is in the car

	Finished          Stage = "finished"
	CancelledByClient Stage = "cancelled_by_client"
	CancelledByOffice Stage = "cancelled_by_office"
	NoShow            Stage = "no_show" // the client did not come to the car
)

// Stages lists all of them in the order of a trip.
func Stages() []Stage {
	return []Stage{New, Searching, NoCars, Assigned, OnTheWay, Arrived, Riding, Finished, CancelledByClient, CancelledByOffice, NoShow}
}

// BeforeTheRide lists the stages in which a client may still think better of it.
func BeforeTheRide() []Stage {
	return []Stage{New, Searching, NoCars, Assigned, OnTheWay, Arrived}
}

// Valid reports whether there is such a stage.
func (s Stage) Valid() bool { return slices.Contains(Stages(), s) }

// Ended reports whether nothing follows any more.
func (s Stage) Ended() bool {
	return s == Finished || s == CancelledByClient || s == CancelledByOffice || s == NoShow
}

// HasCar reports whether a car is coming, is there, or carries the client.
func (s Stage) HasCar() bool {
	return s == Assigned || s == OnTheWay || s == Arrived || s == Riding
}

// First is the office's first state of a stage.
func First(states []State, stage Stage) (State, bool) {
	i := slices.IndexFunc(states, func(s State) bool { return s.Stage == stage })
	if i < 0 {
		return State{}, false
	}
	return states[i], true
}
