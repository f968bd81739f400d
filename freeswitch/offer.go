package freeswitch

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/route"
	"github.com/cabline/cabline/esl"
)

// offers are the ringings under way, and for a while those withdrawn.
type offers struct {
	mu   sync.Mutex
	byID map[route.OfferID]*ringing
}

// ringing is one offer: a leg for each phone of the operator.
type ringing struct {
	legs      []string // channel UUIDs, once dialled
	withdrawn bool
}

func (o *offers) init() { o.byID = make(map[route.OfferID]*ringing) }

// begin takes note of an offer; it returns false if it is known already.
func (o *offers) begin(id route.OfferID) *ringing {
	o.mu.Lock()
	defer o.mu.Unlock()
	r := &ringing{}
	o.byID[id] = r
	return r
}

func (o *offers) end(id route.OfferID) {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.byID, id)
}

// dial gives the offer its legs, unless it was withdrawn meanwhile.
func (o *offers) dial(r *ringing, legs []string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	r.legs = legs
	return !r.withdrawn
}

// withdraw marks the offer and returns the legs to stop.
func (o *offers) withdraw(id route.OfferID) []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	r := o.byID[id]
	if r == nil {
		return nil
	}
	r.withdrawn = true
	return r.legs
}

// withdrawn reports whether a leg that has just come up is not wanted any more.
func (o *offers) withdrawn(id route.OfferID) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	r := o.byID[id]
	return r != nil && r.withdrawn
}

// ids lists the offers under way.
func (o *offers) ids() []route.OfferID {
	o.mu.Lock()
	defer o.mu.Unlock()
	list := make([]route.OfferID, 0, len(o.byID))
	for id, r := range o.byID {
		if !r.withdrawn {
			list = append(list, id)
		}
	}
	return list
}

// Ring implements dialplan.Hands: an originate whose leg, once answered, takes
// the caller by itself (intercept), so that nothing of the engine stands
// between the operator's answer and the conversation.
func (s *Switch) Ring(r dialplan.Ringing) {
	ring := s.offers.begin(r.Offer)
	s.job(func(ctx context.Context) {
		defer s.offers.end(r.Offer)
		result, ended := s.ring(ctx, r, ring)
		if ended {
			s.desk.Happened(dialplan.OfferEnded{Offer: r.Offer, Result: result})
		}
	})
}

// ring dials and waits. It reports false if the leg was answered: what becomes
// of it the events tell.
func (s *Switch) ring(ctx context.Context, r dialplan.Ringing, ring *ringing) (route.RingResult, bool) {
	list, err := s.contactsOf(ctx, r.Operator)
	if err != nil {
		if !errors.Is(err, ErrUnreachable) {
			s.log.Warn("offer not made", "call", r.Call, "operator", r.Operator, "error", err)
		}
		return route.Unreachable, true
	}
	legs := make([]string, len(list))
	for i := range legs {
		legs[i] = uuid.NewString()
	}
	if !s.offers.dial(ring, legs) {
		return route.Withdrawn, true
	}
	conn, err := s.commands.Conn()
	if err != nil {
		return route.Unreachable, true
	}
	// originate_timeout ends it; the margin only guards against a lost answer.
	ctx, cancel := context.WithTimeout(ctx, r.For+10*time.Second)
	defer cancel()
	_, err = conn.BgAPI(ctx, "originate", offerCommand(r, list, legs))
	var refused *esl.CommandError
	switch {
	case err == nil:
		return 0, false
	case errors.As(err, &refused):
		result := ringResult(strings.TrimSpace(refused.Text))
		if result == route.Unreachable {
			s.contacts.forget(r.Operator)
			s.log.Info("phone not reached", "operator", r.Operator, "call", r.Call, "cause", refused.Text)
		}
		return result, true
	default:
		s.log.Warn("offer lost", "call", r.Call, "operator", r.Operator, "error", err)
		s.kill(legs, causeLoseRace)
		return route.Withdrawn, true
	}
}

// offerCommand is the originate of an offer.
//
// The answered leg first takes the only place of a limit named after the caller,
// which mod_hash gives to one leg and keeps for its life, and only then
// intercepts. Two legs that intercept within 100 ms of each other, before the
// first is bridged, would tear the caller down between them: FreeSWITCH picks
// the first off and finds the caller without a partner (switch_ivr_bridge.c,
// switch_ivr_intercept_session; seen with 1.11.1).
//
// execute_on_pre_bridge takes the dead-man timer off the caller inside
// FreeSWITCH, at the moment of the bridge, so that an engine which dies there
// leaves no timer that would tear a conversation apart. callcenter_track keeps
// mod_callcenter's own queues from ringing the same operator
// (mod_callcenter.c, callcenter_track).
func offerCommand(r dialplan.Ringing, contacts, legs []string) string {
	var v variables
	v.set("ignore_early_media", "true")
	v.set("intercept_unbridged_only", "true")
	v.set("originate_timeout", strconv.Itoa(max(1, int(r.For.Round(time.Second).Seconds()))))
	v.telephone()
	v.set("cabline_offer", string(r.Offer))
	v.set("cabline_operator", string(r.Operator))
	v.set("cabline_call", string(r.Call))
	v.callerID(string(r.Caller), r.Name)
	v.set("execute_on_pre_bridge", "sched_cancel "+string(r.Call))
	v.set("execute_on_originate", "callcenter_track "+string(r.Operator))
	return fork(v, contacts, legs) + fmt.Sprintf(" 'limit:hash offer %[1]s 1 !%[2]s,intercept:%[1]s' inline", r.Call, causeLoseRace)
}

// mediaTimeout is how long, in milliseconds, an operator's phone may send no
// sound before it counts as gone and the caller is brought to somebody else.
const mediaTimeout = "20000"

// holdTimeout is the same for a phone that holds, and sends nothing while it does.
const holdTimeout = "1800000"

// holdMusic is what who is held hears.
const holdMusic = "local_stream://default"

// telephone is what every leg to an operator's telephone has: it ends if the phone
// is gone, not if it holds, and whoever is held by it hears the office's music
// (switch_channel.c, switch_channel_get_hold_music).
func (v *variables) telephone() {
	v.set("media_timeout", mediaTimeout)
	v.set("media_hold_timeout", holdTimeout)
	v.set("hold_music", holdMusic)
}

// callerID is what the operator's phone shows.
func (v *variables) callerID(number, name string) {
	if number == "" {
		number = "anonymous"
	}
	if name = display(name); name == "" {
		name = number
	}
	v.set("origination_caller_id_number", number)
	v.set("origination_caller_id_name", name)
}

// StopRinging implements dialplan.Hands. LOSE_RACE makes the phones show the
// call as answered elsewhere.
func (s *Switch) StopRinging(id route.OfferID) {
	if legs := s.offers.withdraw(id); len(legs) > 0 {
		s.kill(legs, causeLoseRace)
	}
}

// kill ends channels; those already gone are none of its business.
func (s *Switch) kill(uuids []string, cause string) {
	s.job(func(ctx context.Context) {
		ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
		defer cancel()
		conn, err := s.commands.Conn()
		if err != nil {
			return
		}
		cmds := make([]esl.Command, len(uuids))
		for i, u := range uuids {
			cmds[i] = esl.APICommand("uuid_kill", u+" "+cause)
		}
		if _, err := conn.SendAll(ctx, cmds...); err != nil {
			s.log.Warn("phones not stopped", "error", err)
		}
	})
}
