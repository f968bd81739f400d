package dialplan

import (
	"time"

	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/sounds"
	"github.com/cabline/cabline/taxi"
)

// words are what a rule has to say of the order, in the language of the line.
func (j *job) words(rule office.OnState) []sounds.Phrase {
	if len(rule.Phrases) > 0 {
		said := []sounds.Phrase{sounds.RobotGreeting}
		for _, name := range rule.Phrases {
			if p := phraseOf(name, j.order, j.visit.words); p != nil {
				said = append(said, p)
			}
		}
		return said[:len(said)*min(1, len(said)-1)] // a greeting alone says nothing
	}
	var said []sounds.Phrase
	for _, sentence := range rule.Text[j.line.Language] {
		if told, ok := tellSentence(j.line.Language, sentence, j.order, j.visit.words); ok {
			said = append(said, told)
		}
	}
	return said
}

// phraseOf is one of the robot's own phrases about an order, nil if the order
// does not have what it tells.
func phraseOf(name string, o taxi.Order, words sounds.Vocabulary) sounds.Phrase {
	switch name {
	case "on-the-way":
		return sounds.OnTheWay{Car: carOf(o, words)}
	case "arrived":
		return sounds.Arrived{Car: carOf(o, words)}
	case "arrives":
		if minutes, ok := o.Minutes(time.Now()); ok {
			return sounds.Arrives{After: time.Duration(minutes) * time.Minute}
		}
	case "pick-up":
		if o.Pickup != "" {
			return sounds.PickUp{Address: o.Pickup}
		}
	case "order-searching":
		return sounds.OrderSearching
	case "no-cars":
		return sounds.NoCars
	case "order-cancelled":
		return sounds.OrderCancelled
	case "sum":
		if o.Sum > 0 {
			return sounds.Fare{Sum: sounds.Sum(o.Sum)}
		}
	}
	return nil
}

// tellSentence fills a sentence of the office's. It is false if something of
// it is not known. Of the car what is not known is passed over, as people do.
func tellSentence(language string, s office.SayingSentence, o taxi.Order, words sounds.Vocabulary) (sounds.Told, bool) {
	told := sounds.Told{Language: language}
	for _, p := range s {
		if p.Field == "" {
			told.Parts = append(told.Parts, sounds.ToldPart{Words: p.Words})
			continue
		}
		field, ok := fieldOf(p.Field, o, words)
		if !ok {
			return told, false
		}
		told.Parts = append(told.Parts, sounds.ToldPart{Field: field})
	}
	return told, true
}

func fieldOf(name string, o taxi.Order, words sounds.Vocabulary) (sounds.Field, bool) {
	car := carOf(o, words)
	switch name {
	case office.FieldColour:
		return car.Colour, o.Driver != nil
	case office.FieldMake:
		return car.Make, o.Driver != nil
	case office.FieldPlate:
		return car.Plate, o.Driver != nil
	case office.FieldMinutes:
		minutes, ok := o.Minutes(time.Now())
		return sounds.Minutes(minutes), ok
	case office.FieldAddress:
		return sounds.Place(o.Pickup), o.Pickup != ""
	case office.FieldSum:
		return sounds.Sum(o.Sum), o.Sum > 0
	}
	return nil, false
}

// NeedsCar reports whether a rule tells of the car, so that an order without
// one has nothing to say.
func NeedsCar(rule office.OnState, language string) bool {
	for _, name := range rule.Phrases {
		if name == "on-the-way" || name == "arrived" {
			return true
		}
	}
	return rule.Text[language].NeedsCar()
}
