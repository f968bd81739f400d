package dialplan

import (
	"context"
	"time"

	"github.com/cabline/cabline/dialplan/route"
	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/sounds"
	"github.com/cabline/cabline/taxi"
)

// Voice makes a sentence ready to be played. It returns within a time of its
// own; with an error the files are still good to be played.
type Voice interface {
	Files(ctx context.Context, s sounds.Sentence) ([]string, error)
}

// say says a phrase in the caller's language.
func (v *visit) say(ctx context.Context, p sounds.Phrase) error {
	return v.call.Play(ctx, v.files(ctx, p)...)
}

// files are what a phrase is played from.
func (v *visit) files(ctx context.Context, p sounds.Phrase) []string {
	s := p.In(v.line.Language)
	files, err := v.voice.Files(ctx, s)
	if err != nil {
		v.log.Warn("not all of it can be said", "phrase", p.Name(), "language", v.line.Language, "error", err)
	}
	if len(files) == 0 {
		return s.Files() // for a tone in their place: never silence
	}
	return files
}

// ask says a phrase and waits for one key.
func (v *visit) ask(ctx context.Context, wait time.Duration, phrases ...sounds.Phrase) (string, error) {
	return v.call.Ask(ctx, Question{Prompt: v.files(ctx, sounds.Several(phrases)), Most: 1, Wait: wait})
}

// announce tells a caller who waits his place, and what else he may do.
func (d *Desk) announce(a route.Position) {
	c := d.calls[a.Call]
	if c == nil || c.stage != waiting {
		return
	}
	said := sounds.Several{sounds.Position{N: a.Place}}
	if a.Wait > 0 {
		said = append(said, sounds.Wait{Estimated: a.Wait})
	}
	if q, _ := d.office.Queue(c.record.Queue); d.mayCallBack(c) && d.now.Sub(c.moved) >= q.CallBack {
		c.offeredCallBack = true
		said = append(said, sounds.CallbackOffer{Accept: callBackKey})
	}
	c.note(d.now, "was told", said.In("en").Text())
	d.hands.Speak(a.Call, said.In(d.language(c)))
}

// language is what the caller's line speaks.
func (d *Desk) language(c *call) string {
	if l, ok := d.office.Line(c.arrival.Line); ok {
		return l.Language
	}
	return d.office.Language
}

// carOf is an order's car in words that can be said.
func carOf(o taxi.Order, words sounds.Vocabulary) sounds.Car {
	if o.Driver == nil {
		return sounds.Car{}
	}
	car := o.Driver.Car
	return sounds.Car{Colour: words.Colour(car.Colour), Make: words.Make(car.Make), Plate: sounds.Plate{Number: car.Plate}}
}

// menuPrompt is what a menu says.
func (v *visit) menuPrompt(ctx context.Context, m office.Menu) []string {
	if m.Prompt != "" {
		return []string{m.Prompt}
	}
	return v.files(ctx, sounds.Own{Words: sounds.Words{UK: m.Text["uk"], RU: m.Text["ru"], EN: m.Text["en"]}})
}
