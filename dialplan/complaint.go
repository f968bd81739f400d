package dialplan

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"path/filepath"
	"time"

	"github.com/cabline/cabline/sounds"
	"github.com/cabline/cabline/taxi"
)

// complaint records what a caller has to say and lets it be mailed (A17). What
// was said is kept however the call ends: the complaint is taken in before the
// tone, and its file is looked at afterwards.
func (v *visit) complaint(ctx context.Context) error {
	if v.complaints == nil {
		v.desk.Note(v.id, "goes to an operator", "complaints are not taken in")
		return v.queue(ctx, v.queueOf(v.line))
	}
	asked := sounds.Phrase(sounds.ComplaintAsk)
	for range 2 {
		if err := v.say(ctx, asked); err != nil {
			return err
		}
		heard, err := v.recordComplaint(ctx)
		switch {
		case err != nil:
			return err
		case heard:
			return v.goodBye(ctx, sounds.ComplaintThanks)
		}
		asked = sounds.Several{sounds.NothingHeard, sounds.ComplaintAsk}
	}
	v.desk.Finish(v.id, SelfServed, "good-bye", "he did not say anything after the tone")
	return v.goodBye(ctx, sounds.Goodbye)
}

// recordComplaint reports whether the caller has said anything.
func (v *visit) recordComplaint(ctx context.Context) (heard bool, err error) {
	o, rule := v.lastOrder(ctx), v.office.Complaints
	c := Complaint{ID: newComplaintID(), Call: v.id, Line: v.line.Name, Phone: v.call.Arrival().Caller, Order: o.ID, At: time.Now()}
	c.File = v.complaintFile(c)
	// An engine that dies in the middle leaves it to the next one, or to another.
	const tone = 5 * time.Second
	c.Due = c.At.Add(rule.Most + tone + time.Minute)
	v.complaints.Begin(c)
	recorded, err := v.call.Record(ctx, Recording{File: c.File, Most: rule.Most, Silence: rule.Silence, End: endOfDigits})
	c.Due = time.Now()
	if err != nil {
		const settles = 2 * time.Second // FreeSWITCH may still write it
		c.Due = c.Due.Add(settles)
		v.complaints.End(c)
		if errors.Is(err, ErrHangup) {
			v.desk.Finish(v.id, SelfServed, "left a complaint", "until he hung up; if there is anything in it, it is mailed")
		}
		return false, err
	}
	v.complaints.End(c)
	spoke := recorded.Length
	if recorded.By == EndedBySilence {
		spoke -= rule.Silence
	}
	if spoke < rule.Least {
		v.desk.Note(v.id, "left no complaint", "nothing was said before its end by "+string(recorded.By))
		return false, nil
	}
	v.desk.Finish(v.id, SelfServed, "left a complaint", complaintWords(recorded.By, o))
	return true, nil
}

func complaintWords(end RecordEnd, o taxi.Order) string {
	words := "ended by " + string(end)
	if o.ID != "" {
		words = joinWords(words, "about order "+o.Number)
	}
	return words
}

// complaintFile is where one is recorded. Nothing of it comes from the caller.
func (v *visit) complaintFile(c Complaint) string {
	day := c.At.In(v.office.Location).Format("2006-01-02")
	return filepath.Join(v.office.FreeSWITCH.Recordings, "complaints", day, c.ID+".wav")
}

func newComplaintID() string {
	var id [16]byte
	_, _ = rand.Read(id[:]) // never fails
	return hex.EncodeToString(id[:])
}

// lastOrder is the caller's, ended ones too; the zero Order if none is known.
func (v *visit) lastOrder(ctx context.Context) taxi.Order {
	if o, ok := v.who.Order(); ok {
		return o
	}
	caller := v.call.Arrival().Caller
	if v.orders == nil || !caller.Known() {
		return taxi.Order{}
	}
	o, err := v.orders.LastOrder(ctx, caller)
	if err != nil {
		if !errors.Is(err, taxi.ErrNotFound) && !errors.Is(err, taxi.ErrRefused) {
			v.desk.Note(v.id, "his last order is not known", err.Error())
		}
		return taxi.Order{}
	}
	return o
}
