package dialplan

import (
	"context"
	"fmt"
	"time"

	"github.com/cabline/cabline/dialplan/robot"
	"github.com/cabline/cabline/sounds"
	"github.com/cabline/cabline/taxi"
)

// MarkBook keeps marks. Save returns at once.
type MarkBook interface{ SaveMark(Mark) }

// Rateable reports whether there is something to ask about an order's trip;
// otherwise why not.
func Rateable(o taxi.Order) (whyNot string, ok bool) {
	if o.Driver == nil || o.Driver.ID == "" {
		return "nobody drove it", false
	}
	return "", true
}

// How a mark is asked for: so long for the key, and so often while the keys are
// wrong.
const (
	markWait   = 6 * time.Second
	markRounds = 3
)

// rating asks a client for marks after his trip (B4): for the driver, then for
// the operator who took the order, if one did. Each is kept as soon as it is
// given, so that who hangs up after the first has given that one. Who presses
// nothing is not asked further, and not called again: a machine has nothing to
// say, and a person did not want to.
func (j *job) rating(ctx context.Context) error {
	if whyNot, ok := Rateable(j.order); !ok || j.marks == nil {
		j.ended(robot.Dropped, "there is nothing to be rated: "+whyNot)
		return j.goodBye(ctx, sounds.Goodbye)
	}
	given, err := j.mark(ctx, sounds.Several{sounds.RobotGreeting, sounds.RateDriver}, Mark{Driver: j.order.Driver.ID})
	if err != nil {
		return err
	}
	if !given {
		why := "he gave no mark: perhaps an answering machine"
		j.desk.Finish(j.id, NotReached, "not rated", why)
		j.robot.Heard(j.attempt, robot.Outcome{Result: robot.NotReached, Why: why, Final: true})
		return j.goodBye(ctx, sounds.Goodbye)
	}
	j.ended(robot.Reached, "he gave a mark")
	if j.order.Operator != "" {
		if given, err = j.mark(ctx, sounds.Several{sounds.RateOperator}, Mark{Operator: OperatorID(j.order.Operator)}); err != nil {
			return err
		}
	}
	if !given {
		return j.goodBye(ctx, sounds.Goodbye)
	}
	return j.goodBye(ctx, sounds.RateThanks)
}

// mark asks for one mark and keeps it. A key that is none is asked for again; no
// key ends it.
func (j *job) mark(ctx context.Context, question sounds.Several, m Mark) (given bool, err error) {
	of := "driver " + string(m.Driver)
	if m.Operator != "" {
		of = "operator " + string(m.Operator)
	}
	for range markRounds {
		key, err := j.ask(ctx, markWait, question...)
		if err != nil {
			return false, err
		}
		if key == "" {
			j.desk.Note(j.id, "no mark for "+of, "he pressed no key")
			return false, nil
		}
		if len(key) == 1 && key[0] >= '0'+WorstMark && key[0] <= '0'+BestMark {
			m.Order, m.Value, m.Call, m.At = j.order.ID, int(key[0]-'0'), j.id, time.Now()
			j.marks.SaveMark(m)
			j.desk.Note(j.id, fmt.Sprintf("mark %d for %s", m.Value, of), "order "+j.order.Number)
			return true, nil
		}
		j.desk.Note(j.id, "no mark for "+of, "he pressed "+key)
		question = append(sounds.Several{sounds.NoSuchMark}, question[len(question)-1])
	}
	return false, nil
}
