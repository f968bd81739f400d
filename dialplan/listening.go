package dialplan

import (
	"errors"
	"time"

	"github.com/cabline/cabline/audit"
)

// A supervisor listens (E1) to an operator, or to a call.
//
// Who listens to an operator hears whatever he says to callers: when a call is
// over, the next one. If the call he is heard in goes on with somebody else, the
// listening goes with the call, and comes back to the operator when that is over.
// Who listens to a call hears it with whoever has it, until it ends.
//
// What is tapped is always the leg of the operator who is heard, and never the
// caller's: so a whisper is in no recording, which is made of the caller's leg,
// and the supervisor's keys mean the same in every call. While there is nothing
// to hear the supervisor waits, and his telephone stays in the call.

// ListenMode is who hears the supervisor.
type ListenMode string

// The modes, and the keys of the supervisor's telephone, which are FreeSWITCH's
// own (switch_ivr_async.c, switch_ivr_eavesdrop_session) for a tapped operator.
const (
	ListenOnly ListenMode = "listen"  // nobody; key 0
	Aside      ListenMode = "client"  // the client alone; key 1
	Whisper    ListenMode = "whisper" // the operator alone; key 2
	Barge      ListenMode = "barge"   // both; key 3
)

// ListenModes lists all of them.
func ListenModes() []ListenMode { return []ListenMode{ListenOnly, Aside, Whisper, Barge} }

// Key is what the supervisor presses for it.
func (m ListenMode) Key() string {
	switch m {
	case Aside:
		return "1"
	case Whisper:
		return "2"
	case Barge:
		return "3"
	}
	return "0"
}

// leaveKey ends a listening.
const leaveKey = "*"

// Why nobody is listened to, besides ErrMayNotListen and ErrNoOperator.
var (
	// ErrNoSuchCall: it is not up.
	ErrNoSuchCall = errors.New("no such call is up")

	// ErrNoPhone: the supervisor has no extension at which he could be rung.
	ErrNoPhone = errors.New("has no telephone to listen with")

	// ErrListens: he listens already.
	ErrListens = errors.New("listens already")

	// ErrNoListening: there is none of that ID.
	ErrNoListening = errors.New("no such listening")
)

// ListenTo is whom a supervisor wants to hear: an operator, or a call.
type ListenTo struct {
	By       Supervisor
	Operator OperatorID // empty: Call says whom
	Call     CallID     // empty: Operator says whom
	Mode     ListenMode
	Source   audit.Source

	// Leg is the channel of a telephone from which he has called for it; empty: his
	// telephones ring.
	Leg string
}

// Listening is a supervisor who listens, or whose telephones ring for it.
type Listening struct {
	ID     string
	By     Supervisor
	To     ListenTo
	Mode   ListenMode
	Began  time.Time
	Ready  bool       // he has picked up
	Call   CallID     // that he hears; empty: he waits
	Hears  OperatorID // in it
	Source audit.Source
}

// Ears carry listenings out in the switch. Their methods return at once.
type Ears interface {
	// RingListener lets a supervisor's telephones ring. It ends, always, with
	// ListenerReady and later ListenerGone, or with ListenerGone alone.
	RingListener(l Listening)

	// Tap lets him hear an operator in a call, or with the zero Tapping wait. It
	// may come before ListenerReady for one who has called himself.
	Tap(id string, t Tapping)

	// SetListenMode says who hears him, in this call and the next.
	SetListenMode(id string, m ListenMode)

	// EndListener lets him go, if he has not gone.
	EndListener(id string)
}

// Tapping is what a supervisor is to hear.
type Tapping struct {
	Call     CallID
	Operator OperatorID
	Own      bool // the call's own channel is the operator's: he has made it
}

type (
	// ListenerReady: the supervisor has picked up.
	ListenerReady struct{ ID string }

	// ListenerGone: his telephone has left, or was not reached.
	ListenerGone struct {
		ID    string
		Cause string // FreeSWITCH's name of it
	}

	// ListenerPressed: he has pressed a key, which FreeSWITCH has obeyed.
	ListenerPressed struct {
		ID  string
		Key string
	}
)

func (ListenerReady) event()   {}
func (ListenerGone) event()    {}
func (ListenerPressed) event() {}
