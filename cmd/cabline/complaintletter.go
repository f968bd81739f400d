package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/taxi"
)

// complaintLetter tells the responsible person who complains, and about what, in
// the office's language. The order is nil where none is known.
func complaintLetter(o office.Office, c dialplan.Complaint, about *taxi.Order) (subject, text string) {
	w := complaintWords(o.Language)
	var b strings.Builder
	say := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s: %s\n", name, value)
		}
	}
	caller := string(c.Phone)
	if !c.Phone.Known() {
		caller = w.withheld
	}
	say(w.caller, caller)
	say(w.when, c.At.In(o.Location).Format("2006-01-02 15:04:05"))
	say(w.line, c.Line)
	say(w.length, c.Spoke.Round(time.Second).String())
	if about != nil {
		say(w.order, about.Number)
		say(w.made, about.Created.In(o.Location).Format("2006-01-02 15:04"))
		say(w.from, about.Pickup)
		say(w.to, about.Destination)
		if d := about.Driver; d != nil {
			say(w.driver, strings.TrimSpace(d.Callsign+" "+d.Name))
			say(w.car, strings.Join(strings.Fields(d.Car.Colour+" "+d.Car.Make+" "+d.Car.Plate), " "))
		}
		say(w.operator, about.Operator)
	} else {
		say(w.order, w.none)
	}
	return fmt.Sprintf("%s: %s, %s", o.Name, w.complaint, caller), b.String()
}

// complaintVocabulary is the words of a letter in one language.
type complaintVocabulary struct {
	complaint, caller, withheld, when, line, length, order, none, made, from, to, driver, car, operator string
}

func complaintWords(language string) complaintVocabulary {
	switch language {
	case "ru":
		return complaintVocabulary{
			"жалоба", "Звонил", "номер скрыт", "Когда", "Линия", "Длительность", "Последний заказ", "не найден", "Создан", "Откуда", "Куда",
			"Водитель", "Машина", "Оператор"}
	case "en":
		return complaintVocabulary{
			"complaint", "Caller", "number withheld", "When", "Line", "Length", "Last order", "not known", "Made", "From", "To",
			"Driver", "Car", "Operator"}
	}
	return complaintVocabulary{
		"скарга", "Телефонував", "номер приховано", "Коли", "Лінія", "Тривалість", "Останнє замовлення", "не знайдено", "Створено", "Звідки", "Куди",
		"Водій", "Машина", "Оператор"}
}
