// Package office is what the installer wrote: one TOML file that names the
// office, its lines, queues and trunks, and where its FreeSWITCH and its
// database are. People and orders are data and live in the store.
//
// The file is read once and validated whole. Every mistake is told with its
// key, its line and what would be right, and a file with a mistake is refused:
// nothing starts half configured.
package office

import (
	"time"

	"github.com/cabline/cabline/taxi"
)

// Office is a valid configuration. Values are filled in: what the file left
// out has its default.
type Office struct {
	Name     string
	Language string         // "uk", "ru" or "en": prompts of lines that do not say
	Location *time.Location // where midnight is, and opening hours

	// Responsible is who gets a call that nobody else takes: an operator's
	// extension. Empty: the caller hears a good-bye instead.
	Responsible string

	// ResponsiblePhone is that person's number outside, called over a trunk when
	// none of his phones in the office answers. Empty: none.
	ResponsiblePhone string

	// Recall is for how long a caller who was cut off, waiting or talking, gets
	// his place or his operator back when he calls again.
	Recall time.Duration

	// CallsPerMinute is how often one number may call in a minute; 0: any number
	// of times.
	CallsPerMinute int

	FreeSWITCH FreeSWITCH
	Store      Store
	Orders     Orders
	API        API
	Lines      []Line
	Queues     []Queue
	Menus      []Menu
	Hours      []Hours
	Trunks     []Trunk
	Ported     []Ported
	Outgoing   []Outgoing
	Mail       Mail
	Telegram   Telegram
	SMS        SMS
	Alerts     []Alert
	OnStates   []OnState
	Robot      Robot
	Rating     Rating
	Complaints Complaints
	Recordings Recordings
	Card       Card
	Listening  Listening
	Features   Features
	Webhooks   []Webhook
}

// FreeSWITCH is the switch of the office and how the engine reaches it.
type FreeSWITCH struct {
	Home   string // directory of the generated configuration, logs and databases
	Domain string // SIP domain of the operators' phones

	Listen    string // address that phones, browsers and trunks reach
	PhonePort int    // SIP for phones, UDP and TCP
	TrunkPort int    // SIP for trunks
	WSPort    int    // SIP over WebSocket, and the next port for secure WebSocket; 0: off
	WSURL     string // where browsers reach WSPort, of a proxy before it; empty: at the port itself
	VertoPort int    // verto, and the next port secure; 0: off
	RTPFirst  int
	RTPLast   int

	EventSocket string   // host:port of mod_event_socket, loopback
	Engines     []string // host:port where engines listen for calls, in order of preference

	MaxCalls       int // channels at once, a call and its operator being two
	CallsPerSecond int // new channels per second

	Recordings string // directory of what was recorded

	Sounds string // directory of prompts and music; music/ below it is the queues' music
}

// Store is the database. DSN is a file name for SQLite or a postgres:// URL.
type Store struct{ DSN string }

// Orders is how conversations use the order system.
type Orders struct {
	// Budget is how long a caller waits for it; then his call goes on without.
	Budget time.Duration

	// CancelFrom are the states from which a client may cancel; empty: every one
	// before he is in the car.
	CancelFrom []taxi.StateID

	// ConnectOn are the states in which client and driver are joined, once for
	// each time that an order enters one.
	ConnectOn []taxi.StateID

	// States are those that the order system has besides one of each stage,
	// as far as the configuration names them.
	States []taxi.StateID
}

// API is the engine's own HTTP server.
type API struct {
	Listen string   // host:port
	Tokens []string // bearer tokens; any of them may do everything in this version
}

// Line is one or more numbers that are called, and what they are for.
type Line struct {
	Name     string
	Type     string   // "city", "mobile", "voip"
	Numbers  []string // as the trunk sends them
	Language string

	Destination             // of its callers
	When        []When      // other destinations at certain hours; the first that hold
	Wishes      taxi.Wishes // of the orders that come of it

	Greeting string        // sound file played first, absolute or below FreeSWITCH.Sounds; empty: none
	Priority time.Duration // a head start of its callers over those of other lines
	Drivers  Destination   // of callers who are drivers; zero: as everybody
	OwnOrder bool          // who has an order is told about it first
	VIP      bool          // its callers go before all others and are never turned away by a limit

	// AskCard says that its callers are asked for a discount card.
	AskCard bool

	// AskCallsign says that who is not known for a driver by his phone may prove
	// by callsign and PIN that he is one.
	AskCallsign bool

	// OwnClient says that a driver who has an order is joined with its client.
	OwnClient bool

	// OrderLandline says that who calls from a landline whose address is known,
	// and has no order, gets one as soon as he waits for an operator.
	OrderLandline bool

	// Record says that the conversations of its calls are recorded, whoever has
	// them, and SayRecorded that who calls or is called is told so before.
	Record, SayRecorded bool

	// Reserve are numbers outside that its callers go on to, one after another,
	// when nobody of the office can take them (F2).
	Reserve []string
}

// Queue is how callers wait. Steps is never empty.
type Queue struct {
	Name        string
	Steps       []Step
	RingFor     time.Duration
	WrapUp      time.Duration
	MaxWait     time.Duration // 0: no limit
	MaxWaiting  int           // 0: no limit
	NobodyFor   time.Duration
	Announce    time.Duration // 0: no announcements
	CallBack    time.Duration // who has waited so long may be called back instead; 0: nobody
	MissesLimit int           // 0: nobody is sent on break
	Sticky      time.Duration // a caller's last operator is his own for so long; 0: never
	StickyHold  time.Duration // so long he is kept for him while the operator talks
	Missed      string        // who calls back those who gave up: "list" for nobody, "robot", "operator"
	MissedPause time.Duration // they have so long to call again themselves
	Music       string        // a directory below music/ of FreeSWITCH.Sounds, or empty for the office's
}

// Step is one rung of a queue's rule.
type Step struct {
	After  time.Duration
	Groups []string // empty: every operator of the queue
	Orders []string // "sticky", "longest-idle", "least-busy", "in-turn", "priority", "random"
	Ring   int      // 0: everybody free at once
}

// Outside is a telephone in the world, and how it is called. Which trunk
// carries the call is the switch's business.
type Outside struct {
	Number string
	From   string // the number of the office's own that it is shown

	// Hears are sound files that he alone hears once he has answered, before he
	// is joined with whoever is on the line; named as Call.Play has them.
	Hears []string

	// Order is the order that the two are joined for; empty: none.
	Order taxi.OrderID

	// By is the operator who calls him and may transfer him; empty: nobody.
	By string
}

// Trunk is a way to and from the telephone network. Type, Prefixes and
// Operators say whose calls it carries; each of them that is set narrows that.
type Trunk struct {
	Name      string
	Proxy     string // host[:port] of the provider; empty: nobody is called over it
	Username  string // empty: known by its address alone
	Password  string
	Register  bool
	Addresses []string // CIDRs the provider calls from
	Transport string   // "udp", "tcp", "tls"

	Type      string        // "mobile": to mobile phones; "city": to all others; "voip": to everybody
	Prefixes  []string      // of the numbers that it carries; none: of any number
	Operators []string      // mobile operators whose clients it carries; none: of any
	Order     int           // the lower, the earlier it is tried
	MaxCalls  int           // at once, out of the office; 0: no limit
	CallerID  string        // that callees see; empty: the number of the line
	Silence   time.Duration // how long it may take until a phone rings, before the next trunk is tried
}

// Ported is who serves a number, or all that begin so, in fact: the world's data
// do not know of numbers that their owners have taken along.
type Ported struct {
	Prefix   string // with its plus
	Operator string
}

// Outgoing lets operators call numbers outside from their phones (D7).
type Outgoing struct {
	Operators []string // extensions; with no Groups either: all
	Groups    []string // of a queue
	Prefixes  []string // of the numbers, in international form
	Line      string   // whose number callees see
}
