package dialplan

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// slowSwitch takes long over the first thing it is told of a recording, and notes
// in what order it has done them.
type slowSwitch struct {
	Hands
	done []Masking
}

func (s *slowSwitch) MaskRecording(_ context.Context, _ CallID, _ string, m Masking) error {
	if len(s.done) == 0 && m.Mask {
		time.Sleep(3 * time.Second)
	}
	s.done = append(s.done, m)
	return nil
}

type noJournal struct{ Journal }

func (noJournal) Save(Record) {}

// Who is held and at once taken back must be recorded again, and a pause outlasts
// the hold in whose middle it began, however slow FreeSWITCH is.
func TestLastWordOnARecordingIsTheLast(t *testing.T) {
	const id = CallID("2c9e1a70-0000-4000-8000-000000000001")
	conversation := func(t *testing.T, happens func(context.Context, *Desk)) []Masking {
		var s slowSwitch
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			d := NewDesk(DeskConfig{Hands: &s, Journal: noJournal{}})
			c := d.arrive(Arrival{ID: id})
			c.record.Recording, c.record.Operator = "/r/live/call.wav", "101"
			c.open(Segment{Kind: Talk, Start: d.now, Operator: "101"})
			c.enter(talking, d.now)
			go d.Run(ctx)
			happens(ctx, d)
			time.Sleep(10 * time.Second)
			cancel()
			<-d.done
		})
		return s.done
	}
	held := func(d *Desk, on bool) { d.Happened(Held{Call: id, Held: on, At: time.Now()}) }

	got := conversation(t, func(_ context.Context, d *Desk) { held(d, true); held(d, false) })
	if len(got) == 0 || got[len(got)-1].Mask {
		t.Errorf("held and taken back: %+v", got)
	}
	got = conversation(t, func(ctx context.Context, d *Desk) {
		held(d, true)
		if err := d.PauseRecording(ctx, id, true, "101"); err != nil {
			t.Error(err)
		}
		held(d, false)
	})
	if !slices.ContainsFunc(got, func(m Masking) bool { return m.Mask && m.Over }) || !got[len(got)-1].Mask {
		t.Errorf("paused while he was held: %+v", got)
	}
}
