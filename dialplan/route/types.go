package route

import "time"

type (
	// CallID is the caller's channel UUID.
	CallID string
	// OperatorID is the operator's extension: "101".
	OperatorID string
	// OfferID names one ringing of one operator for one caller.
	OfferID string
)

// Status is what the operator said of himself.
type Status uint8

const (
	LoggedOut Status = iota
	OnBreak
	Ready
)

func (s Status) String() string {
	switch s {
	case Ready:
		return "ready"
	case OnBreak:
		return "break"
	}
	return "logged out"
}

// Caller is one who waits.
type Caller struct {
	Call  CallID
	Queue string
	Since time.Time // when he first joined; kept when he comes back

	// Priority is a head start: he is treated as having waited so much longer.
	Priority time.Duration
	VIP      bool // before everybody who is not; never turned away

	// Sticky is his own operator, offered first. Until StickyUntil nobody else
	// is offered him, as long as that operator is there (ready or talking).
	Sticky      OperatorID
	StickyUntil time.Time

	// Avoid is an operator whose phone has just vanished in their conversation:
	// others are offered him first.
	Avoid OperatorID

	// Ticket says that he is not on the line: he is to be called back when his
	// turn has come. No limit ends his waiting.
	Ticket bool

	// CalledBack says that he was. He has waited long enough: MaxWait does not
	// end it.
	CalledBack bool
}

// Operator is a person who takes calls.
type Operator struct {
	ID     OperatorID
	Status Status
	Queues []Membership
	WrapUp time.Duration // after each conversation; 0: the queue's

	// Places is how many callers he may have, all but one of them on hold; less
	// than 2: one, and nobody is offered to him who has somebody on hold.
	Places int

	// History the core goes on with; taken the first time it sees the operator.
	LastTalk time.Time     // end of the last conversation; zero: none
	TalkDay  time.Duration // talk time since midnight of the office
	Lines    int

	// Turn is set by the core for an Order to read: when he was last offered a
	// caller of the queue in question, as a count of offers; 0: never.
	Turn uint64
}

// Membership is an operator's place in a queue.
type Membership struct {
	Queue    string
	Group    string // steps name groups; "" is a group too
	Priority int    // for the Priority order: 1 is offered before 2
}

// Queue is how callers of one kind wait.
type Queue struct {
	Name  string
	Steps []Step // sorted by After, the first at 0

	RingFor    time.Duration // how long one offer rings
	WrapUp     time.Duration
	MaxWait    time.Duration // then Overflow; 0: never
	MaxWaiting int           // more than so many: Overflow at once, VIPs excepted; 0: no limit

	// NobodyFor is how long a caller waits while no operator of the queue is
	// logged in or on break, before Overflow. VIPs overflow too: to a person.
	NobodyFor time.Duration

	Announce    time.Duration // a Position so often; 0: none
	MissesLimit int           // unanswered offers in a row before Suspend; 0: never
}

// Step is one rung of a rule: from After on these groups are reached.
type Step struct {
	After  time.Duration
	Groups []string // nil: every member of the queue
	Order  Order
	Label  string // the order in words, for Reason
	Ring   int    // how many ring at once; 0: everybody who is free
}
