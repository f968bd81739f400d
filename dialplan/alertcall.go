package dialplan

import (
	"context"
	"time"

	"github.com/cabline/cabline/sounds"
)

// Alerts knows what the responsible person is called about (F1). Both methods
// return at once.
type Alerts interface {
	// Alert is what an errand ForAlert has to say; false if there is nothing to
	// say any more.
	Alert(id string) (sounds.Alert, bool)

	// Heard is how its call ended: confirmed, or not.
	Heard(id string, confirmed bool)
}

// How an alert is told: so often, with so long for the key.
const (
	alertRounds = 3
	alertWait   = 5 * time.Second
	alertKey    = '1'
)

// alert tells the responsible person what is wrong, again and again until he
// confirms that he has heard it. It is in the office's language, for he is the
// office's and not the line's.
func (v *visit) alert(ctx context.Context, id string) error {
	v.line.Language = v.office.Language
	said, ok := sounds.Alert{}, false
	if v.alerts != nil {
		said, ok = v.alerts.Alert(id)
	}
	if !ok {
		v.desk.Finish(v.id, SelfServed, "released", "what he was called about is over")
		if err := v.say(ctx, sounds.Goodbye); err != nil {
			return err
		}
		return v.call.Release(ctx)
	}
	confirmed := false
	defer func() { v.alerts.Heard(id, confirmed) }()
	for range alertRounds {
		key, err := v.ask(ctx, alertWait, said, sounds.AlertConfirm{Key: alertKey})
		if err != nil {
			return err
		}
		if key != string(alertKey) {
			v.desk.Note(v.id, "was told: "+string(said.What), pressed(key, ""))
			continue
		}
		confirmed = true
		v.desk.Finish(v.id, SelfServed, "confirmed", string(said.What))
		if err := v.say(ctx, sounds.AlertConfirmed{}); err != nil {
			return err
		}
		return v.call.Release(ctx)
	}
	v.desk.Finish(v.id, NotReached, "released", "he did not confirm: perhaps an answering machine")
	return v.call.Release(ctx)
}
