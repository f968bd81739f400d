package sounds

// Sum is an amount of money in hundredths of the office's currency, which is
// the hryvnia: "сто двадцять п’ять гривень п’ятдесят копійок". Of a debt the
// amount is said.
type Sum int64

func (s Sum) in(language string) Sentence {
	if s < 0 {
		s = -s
	}
	whole, part := int(min(s/100, largest)), int(s%100)
	said := hryvnia().count(language, whole, feminine)
	if part > 0 {
		said = append(said, kopiyka().count(language, part, feminine)...)
	}
	return said
}

func hryvnia() unit {
	return unit{"hryvnia",
		nouns{"гривня", "гривню", "гривні", "гривень"}, nouns{"гривна", "гривну", "гривны", "гривен"}, [2]string{"hryvnia", "hryvnias"}}
}

func kopiyka() unit {
	return unit{"kopiyka",
		nouns{"копійка", "копійку", "копійки", "копійок"}, nouns{"копейка", "копейку", "копейки", "копеек"}, [2]string{"kopiyka", "kopiykas"}}
}

// Fare tells what the trip costs.
type Fare struct{ Sum Sum }

// Name implements Phrase.
func (Fare) Name() string { return "fare" }

func (Fare) lines() []line {
	return []line{{"fare", Words{
		"Вартість поїздки: {}.",
		"Стоимость поездки: {}.",
		"The fare is: {}."}}}
}

// In implements Phrase.
func (f Fare) In(language string) Sentence { return f.lines()[0].in(language, f.Sum.in(language)) }
