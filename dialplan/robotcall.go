package dialplan

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/cabline/cabline/dialplan/robot"
	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/sounds"
	"github.com/cabline/cabline/taxi"
)

// Robot knows what somebody was called about. See robot.Runner.
type Robot interface {
	// OnLine returns the job of an attempt whose callee is on the line, and the
	// order as it is now. robot.ErrLost: there is nothing to be said to him.
	OnLine(ctx context.Context, attempt, call string) (robot.Job, taxi.Order, error)

	// Heard is what came of the attempt. The first word counts.
	Heard(attempt string, out robot.Outcome)
}

// job is a call of the robot with somebody who has answered it.
type job struct {
	*visit
	attempt string
	robot.Job
	order taxi.Order
}

// How a job is told: so often if nothing is pressed, with so long for a key, and
// so often in all, however often he wants to hear it again.
const (
	jobRounds     = 2
	jobWait       = 5 * time.Second
	jobMostRounds = 6
)

// robotCall is the beginning of every call of the robot. What he hears is the
// order as it is now: it may have changed while his phone rang.
func (v *visit) robotCall(ctx context.Context, attempt string) error {
	if v.robot == nil {
		v.desk.Finish(v.id, NotReached, "released", "this engine has no robot")
		return v.call.Release(ctx)
	}
	found, order, err := v.robot.OnLine(ctx, attempt, string(v.id))
	if errors.Is(err, robot.ErrLost) {
		v.desk.Finish(v.id, SelfServed, "released", "there is nothing to be told any more: "+err.Error())
		return v.goodBye(ctx, sounds.Goodbye)
	}
	j := &job{visit: v, attempt: attempt, Job: found, order: order}
	// Whatever he does, the job does not wait for ever.
	defer v.robot.Heard(attempt, robot.Outcome{Result: robot.NotReached, Why: "he hung up before he had heard it"})
	switch {
	case err != nil:
		j.ended(robot.NotReached, "the order could not be read: "+err.Error())
		return v.goodBye(ctx, sounds.Goodbye)
	case found.State != "" && (order.Entry != found.Entry || order.State.ID != found.State):
		j.ended(robot.Obsolete, fmt.Sprintf("order %s is %s now", order.Number, order.State.ID))
		return v.goodBye(ctx, sounds.OrderChanged)
	}
	return j.converse(ctx)
}

// converse is the one switch over what jobs are about.
func (j *job) converse(ctx context.Context) error {
	switch j.Rule {
	case robot.Rating:
		return j.rating(ctx)
	case robot.Missed:
		return j.missed(ctx)
	}
	if rule, ok := j.office.OnState(j.Rule); ok {
		return j.tell(ctx, rule)
	}
	if strings.HasPrefix(j.Rule, robot.Connect) {
		j.ended(robot.Reached, "he is connected with the client")
		return j.connect(ctx, j.order, robot.Client)
	}
	j.ended(robot.Dropped, fmt.Sprintf("there is no rule %q any more", j.Rule))
	return j.goodBye(ctx, sounds.Goodbye)
}

// ended tells the robot what came of the call, and notes it.
func (j *job) ended(r robot.Result, why string) {
	outcome := NotReached
	if r == robot.Reached || r == robot.Refused {
		outcome = SelfServed
	}
	j.desk.Finish(j.id, outcome, fmt.Sprintf("robot, %s: %s", j.Rule, r), why)
	j.robot.Heard(j.attempt, robot.Outcome{Result: r, Why: why})
}

// goodBye is the last that he hears.
func (v *visit) goodBye(ctx context.Context, p sounds.Phrase) error {
	if err := v.say(ctx, p); err != nil {
		return err
	}
	return v.call.Release(ctx)
}

// tell says what the rule has to say, until he has done something about it.
func (j *job) tell(ctx context.Context, rule office.OnState) error {
	said := j.words(rule)
	if len(said) == 0 {
		j.ended(robot.NotReached, "nothing of what is to be told is known")
		return j.goodBye(ctx, sounds.Goodbye)
	}
	j.desk.Note(j.id, "told about order "+j.order.Number, "he hears: "+sounds.Several(said).In(j.line.Language).Text())
	if rule.Machine == "listen" {
		machine, err := j.machine(ctx)
		if err != nil {
			return err
		}
		if machine {
			j.ended(robot.NotReached, "an answering machine: whoever answered talked on and on")
			return j.call.Release(ctx)
		}
	}
	if rule.SayKeys {
		said = append(said, menuOf(rule))
	}
	confirm := rule.Machine == "press"
	if !confirm && len(rule.Keys) == 0 {
		if err := j.say(ctx, sounds.Several(said)); err != nil {
			return err
		}
		j.ended(robot.Reached, "he has heard it")
		return j.goodBye(ctx, sounds.Goodbye)
	}
	silences := 0
	for range jobMostRounds {
		key, err := j.ask(ctx, jobWait, said...)
		if err != nil {
			return err
		}
		action, ok := actionOf(rule, key)
		j.desk.Note(j.id, "robot, "+rule.Name, pressed(key, action))
		switch {
		case ok && action == "repeat":
			continue
		case ok:
			return j.act(ctx, rule, action)
		case key != "":
			if err := j.say(ctx, sounds.WrongKey); err != nil {
				return err
			}
			continue
		case !confirm:
			j.ended(robot.Reached, "he has heard it, and pressed no key")
			return j.goodBye(ctx, sounds.Goodbye)
		}
		if silences++; silences == jobRounds {
			break
		}
	}
	j.ended(robot.NotReached, "he did not confirm: perhaps an answering machine")
	return j.call.Release(ctx)
}

// What an answering machine is known by. A person says a word or two and waits
// for an answer; a machine goes on. No beep is waited for: nothing is said to
// machines.
const (
	personSpeaks = 4500 * time.Millisecond // at most, without
	personPauses = 1300 * time.Millisecond // so long a silence: machines take breath, too
)

func (j *job) machine(ctx context.Context) (bool, error) {
	silent, err := j.call.Listen(ctx, personPauses, personSpeaks)
	return !silent, err
}

// actionOf is what a key does.
func actionOf(rule office.OnState, key string) (string, bool) {
	for _, k := range rule.Keys {
		if k.Press == key {
			return k.Action, true
		}
	}
	if key != "" && key == rule.Confirm && rule.Machine == "press" {
		return "confirm", true
	}
	return "", false
}

func menuOf(rule office.OnState) sounds.JobMenu {
	var m sounds.JobMenu
	if rule.Machine == "press" {
		m.Confirm = sounds.Key(rule.Confirm[0])
	}
	for _, k := range rule.Keys {
		key := sounds.Key(k.Press[0])
		switch k.Action {
		case "cancel":
			m.Cancel = key
			if rule.Call == "driver" {
				m.Cancel, m.Refuse = 0, key
			}
		case "wait":
			m.Wait = key
		case "driver":
			m.Driver = key
		case "client":
			m.Client = key
		case "operator":
			m.Operator = key
		case "repeat":
			m.Repeat = key
		}
	}
	return m
}

// act does what he wants. Whoever presses a key is a person: he is reached.
func (j *job) act(ctx context.Context, rule office.OnState, action string) error {
	switch action {
	case "cancel":
		return j.refused(ctx, rule)
	case "wait":
		j.ended(robot.Reached, "he waits on")
		return j.goodBye(ctx, sounds.WaitsOn)
	case "operator":
		j.ended(robot.Reached, "he wants an operator")
		return j.queue(ctx, j.queueOf(j.line))
	case "driver", "client":
		j.ended(robot.Reached, "he wants to talk to the "+action)
		return j.connect(ctx, j.order, robot.Party(action))
	}
	j.ended(robot.Reached, "he confirmed")
	return j.goodBye(ctx, sounds.Goodbye)
}

// refused is a client who does not want the car any more, or a driver who does
// not want the order. The order's state changes while he listens, so that he
// hears the truth.
func (j *job) refused(ctx context.Context, rule office.OnState) error {
	move := taxi.Cancel(j.order.ID, j.State)
	if to := rule.Then[string(robot.Refused)]; to != "" {
		move = taxi.Move{Order: j.order.ID, To: to, From: []taxi.StateID{j.State}}
	}
	move.By, move.Why = rule.Call, "pressed a key when the robot called"
	_, err := j.orders.MoveOrder(ctx, move)
	if err != nil {
		j.ended(robot.Reached, "he does not want it, and the order was not changed: "+err.Error())
		sorry := sounds.CancelFailed
		if errors.Is(err, taxi.ErrState) || errors.Is(err, taxi.ErrNotFound) {
			sorry = sounds.CannotCancel
		}
		if err := j.say(ctx, sorry); err != nil {
			return err
		}
		return j.queue(ctx, j.queueOf(j.line))
	}
	j.ended(robot.Refused, "he does not want it")
	if rule.Call == "driver" {
		return j.goodBye(ctx, sounds.OrderRefused)
	}
	return j.goodBye(ctx, sounds.OrderCancelled)
}
