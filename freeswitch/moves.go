package freeswitch

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/esl"
	"github.com/cabline/cabline/taxi"
)

// Hold implements dialplan.Hands by music for the caller: while it plays, neither
// hears the other (switch_ivr_bridge.c, audio_bridge_thread), and it is what
// FreeSWITCH makes of the hold key of a telephone, too. The telephone is not told,
// as uuid_hold would by a re-INVITE. One that answers "recvonly" to that, as it must
// (RFC 3264, 6.1), makes FreeSWITCH send its caller nothing more, not the music
// either (switch_core_media.c, switch_core_media_set_rmode takes the answer for the
// caller's); and a verto client would never be let go (switch_ivr.c,
// switch_ivr_unhold). FreeSWITCH tells nobody, so the desk is told here, and an
// engine that starts by a variable.
func (s *Switch) Hold(ctx context.Context, call dialplan.CallID, by dialplan.OperatorID, hold bool) error {
	other := s.channels.partner(string(call), by)
	if other == "" {
		return dialplan.ErrNotTalking
	}
	cmds := apiCommands("uuid_setvar "+other+" cabline_held true", "uuid_broadcast "+other+" "+holdMusic+" aleg")
	if !hold {
		cmds = apiCommands("uuid_setvar "+other+" cabline_held", "uuid_break "+other)
	}
	conn, err := s.commands.Conn()
	if err == nil {
		_, err = conn.SendAll(ctx, cmds...)
	}
	if err != nil {
		return fmt.Errorf("hold a call: %w", err)
	}
	s.desk.Happened(dialplan.Held{Call: call, Held: hold, At: time.Now()})
	return nil
}

// Refer implements dialplan.Hands.
func (s *Switch) Refer(call dialplan.CallID, dialled string) {
	other := s.channels.partner(string(call), s.channels.telephone(string(call)).operator)
	if other == "" || strings.ContainsAny(dialled, " \n") {
		return
	}
	s.command("uuid_transfer", other+" "+dialled+" XML referred")
}

// telephone is the operator's leg of a call, his own if he has made it; the zero
// channel: nobody of the office is in it.
func (t *channels) telephone(call string) channel {
	t.mu.Lock()
	defer t.mu.Unlock()
	c := t.byID[call]
	if c == nil {
		return channel{}
	}
	if c.operator != "" && !c.rung() {
		return *c
	}
	if p := t.byID[c.peer]; p != nil && p.operator != "" {
		return *p
	}
	return channel{}
}

// partner is the leg that an operator of a call talks to; of two colleagues who
// talk, the leg of the one who is not meant. Empty: there is none.
func (t *channels) partner(call string, of dialplan.OperatorID) string {
	own := t.telephone(call)
	if own.id == call && own.operator != of && t.isTelephone(own.peer) {
		return call
	}
	return own.peer
}

// isTelephone reports whether a leg is an operator's.
func (t *channels) isTelephone(leg string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	c := t.byID[leg]
	return c != nil && c.operator != ""
}

// callOf is the caller whose operator's leg this is; empty: it has none now.
func (t *channels) callOf(leg string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	c := t.byID[leg]
	switch {
	case c == nil || c.operator == "" || c.peer == "":
		return ""
	case !c.rung():
		return c.id
	}
	return c.peer
}

// held is CHANNEL_HOLD or CHANNEL_UNHOLD: an operator's telephone holds, because he
// has pressed its key or because it was told to.
func (s *Switch) held(e *esl.Event, held bool) {
	if call := s.channels.callOf(e.Get("Unique-ID")); call != "" {
		s.desk.Happened(dialplan.Held{Call: dialplan.CallID(call), Held: held, At: e.Time()})
	}
}

// HangUp implements dialplan.Hands.
func (s *Switch) HangUp(ctx context.Context, call dialplan.CallID) error {
	if !plain(string(call)) {
		return dialplan.ErrNoCall
	}
	if _, err := s.api(ctx, "uuid_kill", string(call)+" NORMAL_CLEARING"); err != nil {
		return fmt.Errorf("hang up: %w", err)
	}
	return nil
}

// Answer implements dialplan.Hands by a NOTIFY with Event: talk, at which many desk
// telephones and softphones answer. Nobody says whether they do.
func (s *Switch) Answer(ctx context.Context, call dialplan.CallID, operator dialplan.OperatorID) error {
	legs := s.channels.ringing(string(call), operator)
	if len(legs) == 0 {
		return dialplan.ErrNotTalking
	}
	for _, leg := range legs {
		if _, err := s.api(ctx, "uuid_phone_event", leg+" talk"); err != nil {
			return fmt.Errorf("answer: %w", err)
		}
	}
	return nil
}

// ringing are the legs that ring for a call, of one operator or of all.
func (t *channels) ringing(call string, operator dialplan.OperatorID) (legs []string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for id, c := range t.byID {
		if c.call == call && !c.answered && (operator == "" || c.operator == operator) {
			legs = append(legs, id)
		}
	}
	return legs
}

// DialFor implements dialplan.Hands: the operator's answered leg goes on in the
// generated dialplan as if his telephone had dialled the number, with the same
// permissions and over the same trunks.
func (s *Switch) DialFor(ctx context.Context, operator dialplan.OperatorID, number taxi.Phone, ring time.Duration) error {
	if !plain(string(number)) || !number.Known() {
		return dialplan.ErrCannotDial
	}
	list, err := s.contactsOf(ctx, operator)
	if err != nil || len(list) == 0 {
		return fmt.Errorf("%w: no telephone of %s is there: %w", dialplan.ErrNotAnswered, operator, err)
	}
	var v variables
	v.set("ignore_early_media", "true")
	v.set("originate_timeout", fmt.Sprint(int(ring.Seconds())))
	v.set("cabline_operator", string(operator))
	v.callerID(string(number), string(number))
	legs := make([]string, len(list))
	for i := range legs {
		legs[i] = newLeg()
	}
	dial := fmt.Sprintf("%s %s XML phones", fork(v, list, legs), number)
	s.job(func(ctx context.Context) {
		ctx, cancel := context.WithTimeout(ctx, ring+10*time.Second)
		defer cancel()
		conn, err := s.commands.Conn()
		if err == nil {
			_, err = conn.BgAPI(ctx, "originate", dial)
		}
		if err != nil {
			s.log.Info("an operator did not take the call he wanted to make", "operator", operator, "callee", number.Short(), "error", err)
		}
	})
	return nil
}

// consultRing is how long somebody's telephones ring whom an operator wants to talk
// to before he transfers.
const consultRing = 30 * time.Second

// Consult implements dialplan.Hands by att_xfer on the operator's leg, to which
// uuid_broadcast gives it (facts C.5; mod_dptools.c, att_xfer_function): FreeSWITCH
// itself brings the caller to whom it may concern if the operator's telephone goes,
// engine or not. He hears music by a broadcast of his own, which whoever ends a
// ringing ends. By the flag holdb of the other one it would end five seconds late
// for a caller whom the engine has bridged: its command counts as a broadcast, and
// FreeSWITCH waits for the end of all (switch_ivr.c, switch_ivr_parse_event).
//
// As long as nobody has answered, an operator who goes is a matter of the engine's.
// FreeSWITCH would join the caller with a telephone that rings, and let him go if it
// refuses: so what att_xfer goes by then, soft_holding_uuid, is taken from the
// operator's leg when it begins to dial and put back when somebody answers, and the
// generated dialplan brings a caller who is left by his operator meanwhile to the
// engine.
func (s *Switch) Consult(ctx context.Context, call dialplan.CallID, to dialplan.Move, shown string) error {
	leg := s.channels.telephone(string(call)).id
	if leg == "" || !plain(string(call)) {
		return dialplan.ErrNotTalking
	}
	v, dial, err := s.consultation(ctx, to, shown)
	if err != nil {
		return err
	}
	v.set("cabline_consult", string(call))
	v.command("api_on_originate_alone", "uuid_setvar", leg, "soft_holding_uuid")
	v.command("api_on_answer_together", "uuid_setvar", leg, "soft_holding_uuid", string(call))
	v.command("api_on_answer_asked", "uuid_setvar", string(call), consulting)
	v.command("api_hangup_hook", "uuid_break", string(call))
	v.command("execute_on_answer_asked", "unset", "api_hangup_hook")
	s.leave(ctx, string(call)) // he may come back to the engine without its doing
	conn, err := s.commands.Conn()
	if err == nil {
		_, err = conn.SendAll(ctx, apiCommands("uuid_setvar_multi "+string(call)+" "+consulting+"=true;cabline_held=",
			"uuid_broadcast "+string(call)+" "+holdMusic+" aleg",
			"uuid_broadcast "+leg+" att_xfer::"+v.braces()+dial+" aleg")...)
	}
	if err != nil {
		return fmt.Errorf("talk to somebody first: %w", err)
	}
	return nil
}

// consulting is the variable of a caller about whom his operator calls somebody:
// left by the operator, he goes back to the engine (conf, dialplan/engine.xml).
const consulting = "cabline_consulting"

// command sets a variable to an API command with arguments, in a dial string that
// stands among the arguments of another: their spaces are taken for spaces only
// when both have been taken apart (switch_utils.c, cleanup_separated_string).
func (v *variables) command(name string, words ...string) {
	v.set(name, strings.Join(words, `\\s`))
}

func (s *Switch) consultation(ctx context.Context, to dialplan.Move, shown string) (variables, string, error) {
	if to.Number != "" {
		choice := s.trunks.choose(to.Number)
		if !plain(string(to.Number)) || !to.Number.Known() {
			return nil, "", dialplan.ErrCannotDial
		}
		if len(choice.Try) == 0 {
			return nil, "", fmt.Errorf("%w: %s", dialplan.ErrNoTrunk, choice)
		}
		w := way{Trunk: choice.Try[0], From: firstOf(choice.Try[0].CallerID, shown), Leg: newLeg(), callee: to.Number, forTime: consultRing}
		if !plain(w.Name) || !plain(w.From) {
			return nil, "", fmt.Errorf("%q, %q in a call out: neither a name nor a number", w.Name, w.From)
		}
		v := w.variables()
		v.set("cabline_outside", "true")
		v.set("cabline_callee", string(to.Number))
		return v, fmt.Sprintf("[origination_uuid=%s]%s", w.Leg, w.address()), nil
	}
	list, err := s.contactsOf(ctx, to.Operator)
	if err != nil || len(list) == 0 {
		return nil, "", fmt.Errorf("%w: no telephone of %s is there", dialplan.ErrNotAnswered, to.Operator)
	}
	var v variables
	v.set("ignore_early_media", "true")
	v.set("originate_timeout", fmt.Sprint(int(consultRing.Seconds())))
	v.telephone()
	v.set("cabline_operator", string(to.Operator))
	legs := make([]string, len(list))
	for i, contact := range list {
		legs[i] = fmt.Sprintf("[origination_uuid=%s]%s", newLeg(), contact)
	}
	return v, strings.Join(legs, ","), nil
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// EndConsult implements dialplan.Hands. To complete it the operator's leg is ended:
// att_xfer joins the two others, or the caller comes back to the engine.
func (s *Switch) EndConsult(ctx context.Context, call dialplan.CallID, complete bool) error {
	end := s.channels.consulted(string(call))
	if len(end) == 0 {
		return dialplan.ErrNotTalking
	}
	if complete {
		end = []string{s.channels.telephone(string(call)).id}
	}
	for _, leg := range end {
		if _, err := s.api(ctx, "uuid_kill", leg+" NORMAL_CLEARING"); err != nil {
			return fmt.Errorf("end a talk before a transfer: %w", err)
		}
	}
	return nil
}

// frees makes sure that an operator's leg ends that has hung up and left its caller to
// whom the operator has asked. It ends when it sees the caller's leg outside their
// talk (switch_ivr_bridge.c, switch_ivr_multi_threaded_bridge), and att_xfer lets it
// look after up to 100 ms (mod_dptools.c, att_xfer_function); the caller is in the next
// talk by then in one transfer of several, and the telephone would have its call for
// as long as that lasts. Joined anew, he is outside for a moment.
func (s *Switch) frees(leg, asked, call string) {
	s.job(func(ctx context.Context) {
		for _, pause := range []time.Duration{700 * time.Millisecond, time.Second, 2 * time.Second} {
			if !sleep(ctx, pause) {
				return
			}
			rows, err := s.show(ctx, "channels like "+leg)
			switch {
			case err != nil || !slices.ContainsFunc(rows, func(r row) bool { return r.UUID == leg }):
				return
			case s.channels.asked(asked) != call || !s.channels.talk(asked, call):
				continue
			}
			s.log.Debug("an operator's leg is freed", "leg", leg, "call", call)
			if _, err := s.api(ctx, "uuid_bridge", asked+" "+call); err != nil {
				return
			}
		}
	})
}

// asked is the caller about whom an operator talks to whom the leg belongs to, or has;
// empty: it is another leg.
func (t *channels) asked(leg string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if c := t.byID[leg]; c != nil {
		return c.consult
	}
	return ""
}

// talk reports whether two legs hear each other.
func (t *channels) talk(a, b string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	c := t.byID[a]
	return c != nil && c.peer == b
}

// consulted are the legs of whom a caller's operator wants to talk to first, of
// which one is left when that one has answered.
func (t *channels) consulted(call string) (legs []string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, c := range t.byID {
		if c.consult == call && c.peer != call {
			legs = append(legs, c.id)
		}
	}
	return legs
}
