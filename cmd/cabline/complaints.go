package main

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/notify"
	"github.com/cabline/cabline/store"
	"github.com/cabline/cabline/taxi"
	"github.com/cabline/cabline/web"
)

// mailer is the server that takes mails with attachments.
type mailer interface {
	Mail(context.Context, notify.Mail) error
}

// How complaints are mailed. Whoever takes one has it for complaintLease, longer
// than any mail server is waited for: an engine that dies with it leaves it to
// the others.
const (
	complaintsEvery = 5 * time.Second
	complaintLease  = 5 * time.Minute
	complaintPause  = 30 * time.Second // after the first attempt, and then twice as long each time,
	complaintLong   = time.Hour        // up to this; and this after an answer that time alone will not mend
	fileTries       = 3                // for a file that is not there
)

// Begin implements dialplan.ComplaintBook.
func (e *engine) Begin(c dialplan.Complaint) { e.saveComplaint(c, 0) }

// End implements dialplan.ComplaintBook.
func (e *engine) End(c dialplan.Complaint) { e.saveComplaint(c, 0) }

// saveComplaint writes it, and goes on trying for some minutes where the database
// is away.
func (e *engine) saveComplaint(c dialplan.Complaint, tried int) {
	const tries, between = 40, 15 * time.Second
	e.save(func(ctx context.Context) error {
		if err := os.MkdirAll(filepath.Dir(c.File), 0o750); err != nil {
			e.log.Error("no room for complaints", "error", err) // FreeSWITCH may be luckier
		}
		return e.db.SaveComplaint(ctx, c)
	}, func(err error) {
		if err == nil {
			return
		}
		e.log.Error("complaint not saved", "complaint", c.ID, "file", c.File, "tried", tried+1, "error", err)
		if tried < tries {
			time.AfterFunc(between, func() { e.saveComplaint(c, tried+1) })
		}
	})
}

// mailComplaints mails what callers complain of, until the server has taken each.
func (e *engine) mailComplaints(ctx context.Context) {
	if e.mailer == nil || e.office.Complaints.To == "" {
		return
	}
	for pause(ctx, complaintsEvery) {
		for ctx.Err() == nil {
			c, ok, err := e.db.TakeComplaint(ctx, time.Now(), time.Now().Add(complaintLease))
			if err != nil && ctx.Err() == nil {
				e.log.Error("complaints could not be read", "error", err)
			}
			if err != nil || !ok {
				break
			}
			e.mailComplaint(ctx, c)
		}
	}
}

// mailComplaint makes one attempt and writes what came of it. One in which
// nothing was said is forgotten, with its file.
func (e *engine) mailComplaint(ctx context.Context, c dialplan.Complaint) {
	log := e.log.With("complaint", c.ID, "call", c.Call)
	heard, err := listenTo(c.File)
	switch {
	case errors.Is(err, fs.ErrNotExist) && c.Attempts >= fileTries, err == nil && !heard.speech(e.office.Complaints.Least):
		log.Info("nothing was said", "length", heard.length, "error", err)
		if err := e.db.DeleteComplaint(context.WithoutCancel(ctx), c.ID); err != nil {
			log.Error("an empty complaint is still there", "error", err)
			return
		}
		if err := os.Remove(c.File); err != nil && !errors.Is(err, fs.ErrNotExist) {
			log.Warn("the file of an empty complaint is still there", "error", err)
		}
		return
	case err != nil:
		c.Problem, c.Due = err.Error(), time.Now().Add(5*time.Second)
		if !errors.Is(err, fs.ErrNotExist) {
			c.Due = time.Now().Add(pauseOfComplaint(c.Attempts, err))
			log.Error("a complaint cannot be read", "file", c.File, "error", err)
		}
	default:
		c.Spoke = heard.length
		if err := e.mailer.Mail(ctx, e.complaintMail(ctx, c)); err == nil {
			c.Mailed, c.Due, c.Problem = time.Now(), time.Time{}, ""
			log.Info("a complaint was mailed", "attempts", c.Attempts, "caller", c.Phone.Short())
			break
		} else {
			c.Problem, c.Due = err.Error(), time.Now().Add(pauseOfComplaint(c.Attempts, err))
			if ctx.Err() != nil {
				c.Due = time.Now() // the engine ends; the next one tries at once
			} else {
				log.Error("a complaint is not mailed yet", "attempts", c.Attempts, "again", time.Until(c.Due).Round(time.Second), "error", err)
			}
		}
	}
	saving, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if err := e.db.UpdateComplaint(saving, c); err != nil {
		log.Error("what became of a complaint was not saved", "mailed", !c.Mailed.IsZero(), "error", err)
	}
}

// pauseOfComplaint is how long is waited after an attempt that failed. Nothing is
// ever given up: what the server refuses for good, somebody mends some day.
func pauseOfComplaint(attempts int, err error) time.Duration {
	if notify.FaultOf(err) != notify.Temporary {
		return complaintLong
	}
	return max(min(complaintPause<<min(max(attempts-1, 0), 7), complaintLong), notify.RetryAfter(err))
}

// complaintMail is the letter to the responsible person.
func (e *engine) complaintMail(ctx context.Context, c dialplan.Complaint) notify.Mail {
	var about *taxi.Order
	if c.Order != "" && e.orders != nil {
		ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
		defer cancel()
		if o, err := e.orders.Order(ctx, c.Order); err == nil {
			about = &o
		} else {
			e.log.Warn("the order of a complaint is not known", "complaint", c.ID, "order", c.Order, "error", err)
		}
	}
	subject, text := complaintLetter(e.office, c, about)
	return notify.Mail{
		To: e.office.Complaints.To, Subject: subject, Text: text,
		Attachment: &notify.Attachment{
			Name: "complaint-" + c.At.In(e.office.Location).Format("2006-01-02-150405") + ".wav", Type: "audio/wav",
			Open: func() (io.ReadCloser, error) { return os.Open(c.File) },
		},
	}
}

// complaints are those of the store as the API has them.
type complaints struct{ db *store.DB }

// Complaints implements web.Complaints.
func (c complaints) Complaints(ctx context.Context, f web.ComplaintFilter) ([]dialplan.Complaint, error) {
	return c.db.Complaints(ctx, store.ComplaintFilter(f))
}
