package dialplan

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/taxi"
)

// ErrHangup ends a conversation whose caller has hung up. It is an ending, not
// a fault.
var ErrHangup = errors.New("the caller hung up")

// ErrMoved ends a conversation whose caller is with somebody else now: an
// operator, or FreeSWITCH's own queue. The switch tells the desk with whom.
var ErrMoved = errors.New("the caller was moved elsewhere")

// Arrival is what is known of a caller when he comes.
type Arrival struct {
	ID      CallID
	Line    string // name of the line, as the generated dialplan says
	Number  string // the number called
	Caller  taxi.Phone
	Name    string // as the network sent it; hostile text
	Started time.Time

	// Since is when he first began to wait, of a caller whom an engine before
	// this one or FreeSWITCH's own queue held; zero for a new caller.
	Since time.Time

	// Queue is where he waited, of a caller with Since or CutOff; it may be
	// empty.
	Queue string

	// Errand is why the office has called him; zero: he called the office.
	Errand Errand

	// CutOff says that his operator's phone vanished in mid-call: he goes to
	// the head of the queue, and nobody greets him again.
	CutOff bool

	// Unknown says that no line has the number called.
	Unknown bool

	// Referred is where the telephone he talked to has transferred him: what was
	// dialled there. Empty: no telephone has.
	Referred string

	// CalledBy is the operator who had called him, and has transferred him; empty:
	// he called the office.
	CalledBy OperatorID
}

// Call is a caller on the line, as a conversation sees him. Its methods block
// until what they ask for has ended, and return ErrHangup when the caller is
// gone, or the context's cause.
type Call interface {
	Arrival() Arrival

	// Play plays sound files to their end, one after another, named below the
	// office's directory of sounds or by their whole path. One of several that
	// cannot be played is passed over; in place of one alone a tone is heard,
	// not silence. The caller may skip them with *.
	Play(ctx context.Context, files ...string) error

	// Ask plays a prompt until the caller presses a key and returns what he
	// pressed, or "" if he pressed nothing.
	Ask(ctx context.Context, q Question) (string, error)

	// Listen hears who has answered until he is silent for pause, and reports
	// whether he was before so much time had passed. Who says nothing at all is
	// silent at once.
	Listen(ctx context.Context, pause, most time.Duration) (silent bool, err error)

	// Record plays a tone and then records what the caller says, until he is
	// silent, presses one of the keys, or time is up.
	Record(ctx context.Context, r Recording) (Recorded, error)

	// Wait puts the caller into the queue, where he hears its music, until he
	// leaves it: nil after Retrieve. Since is when he first began to wait; the
	// switch keeps it with the call.
	Wait(ctx context.Context, queue string, since time.Time) error

	// Retrieve takes the caller out of Wait. It does not block.
	Retrieve(ctx context.Context) error

	// Connect rings an operator's phones for so long and joins him with the
	// caller. It returns nil when their conversation has ended, and
	// ErrNotAnswered when there was none.
	Connect(ctx context.Context, to OperatorID, ring time.Duration) error

	// ConnectOutside is Connect for somebody who is called over a trunk: the
	// first that carries him. The error may be ErrNoTrunk or ErrCannotDial, too.
	ConnectOutside(ctx context.Context, to office.Outside, ring time.Duration) error

	// Reject ends a call that has not been answered, so that the caller's
	// telephone shows why; one that has is released.
	Reject(ctx context.Context, with Rejection) error

	// Release ends the call.
	Release(ctx context.Context) error
}

// Question asks the caller for keys.
type Question struct {
	Prompt []string      // sound files, as for Play
	Most   int           // so many keys at most; below 1 is 1
	End    string        // a key that ends the input, and is not part of it; empty: none
	Wait   time.Duration // for the first key, once the prompt has ended; a second at least
}

// Why somebody was not reached.
var (
	// ErrNotAnswered: he did not pick up, or did not want to, or was busy.
	ErrNotAnswered = errors.New("nobody answered")

	// ErrBusy is ErrNotAnswered of somebody whose telephone says that he talks, or
	// does not want to.
	ErrBusy = fmt.Errorf("%w: busy", ErrNotAnswered)

	// ErrNoTelephone is ErrNotAnswered of an operator none of whose telephones is
	// there.
	ErrNoTelephone = fmt.Errorf("%w: no telephone is there", ErrNotAnswered)

	// ErrNoTrunk: no trunk could carry the call, and no phone has rung.
	ErrNoTrunk = errors.New("no trunk carries the call")

	// ErrCannotDial: nobody has such a number.
	ErrCannotDial = errors.New("not a number that can be dialled")
)

// ErrNotRecorded: nothing that is said in the call is recorded at the moment.
var ErrNotRecorded = errors.New("the call is not recorded now")
