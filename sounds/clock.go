package sounds

import (
	"strconv"
	"time"
)

// Clock is a time of day.
type Clock struct{ Hour, Minute int }

// ClockOf is the time of day of t, where t is.
func ClockOf(t time.Time) Clock { return Clock{t.Hour(), t.Minute()} }

// in says when: "о восьмій годині тридцять хвилин", "at eight thirty a.m.".
// Hours and minutes that no clock shows are taken for those it would show.
func (c Clock) in(language string) Sentence {
	total := ((c.Hour*60+c.Minute)%(24*60) + 24*60) % (24 * 60)
	hour, past := total/60, total%60
	if language == "en" {
		return englishClock(hour, past)
	}
	s := Sentence{hourPiece(language, hour)}
	if past == 0 {
		return s
	}
	a := feminine
	if language == "ru" {
		// Russian has the hour in the accusative, and the minutes with it.
		a = accusative
	}
	return append(s, minute().count(language, past, a)...)
}

func englishClock(hour, past int) Sentence {
	if past == 0 && hour%12 == 0 {
		return Sentence{sharpTwelve(hour)}
	}
	s := Sentence{hourPiece("en", hour)}
	switch {
	case past > 0 && past < 10:
		s = append(s, Fragment{Language: "en", Name: "hour/oh", Text: "oh", open: true})
		fallthrough
	case past > 0:
		s = append(s, belowHundred("en", past, masculine))
	}
	return append(s, halfDay(hour))
}

func sharpTwelve(hour int) Fragment {
	if hour == 0 {
		return Fragment{Language: "en", Name: "hour/midnight", Text: "at midnight"}
	}
	return Fragment{Language: "en", Name: "hour/noon", Text: "at noon"}
}

func halfDay(hour int) Fragment {
	if hour < 12 {
		return Fragment{Language: "en", Name: "hour/am", Text: "a.m."}
	}
	return Fragment{Language: "en", Name: "hour/pm", Text: "p.m."}
}

// hourPiece is the hour with its preposition, which Ukrainian adapts to it.
func hourPiece(language string, hour int) Fragment {
	f := Fragment{Language: language, Name: "hour/" + strconv.Itoa(hour), open: true}
	switch language {
	case "uk":
		ordinals := [20]string{"нульовій", "першій", "другій", "третій", "четвертій", "п’ятій", "шостій", "сьомій", "восьмій", "дев’ятій",
			"десятій", "одинадцятій", "дванадцятій", "тринадцятій", "чотирнадцятій", "п’ятнадцятій", "шістнадцятій", "сімнадцятій", "вісімнадцятій", "дев’ятнадцятій"}
		switch {
		case hour == 11:
			f.Text = "об " + ordinals[hour]
		case hour < 20:
			f.Text = "о " + ordinals[hour]
		case hour == 20:
			f.Text = "о двадцятій"
		default:
			f.Text = "о двадцять " + ordinals[hour-20]
		}
		f.Text += " годині"
	case "ru":
		f.Text = "в " + belowHundred("ru", hour, masculine).Text
		switch {
		case hour == 1, hour == 21:
			f.Text += " час"
		case hour >= 2 && hour <= 4, hour > 21:
			f.Text += " часа"
		default:
			f.Text += " часов"
		}
	case "en":
		twelve := (hour+11)%12 + 1
		f.Name, f.Text = "hour/"+strconv.Itoa(twelve), "at "+englishBelowHundred(twelve)
	}
	return f
}

// hours are all pieces that times of day are made of, besides numbers and
// minutes.
func hours(language string) Sentence {
	var s Sentence
	if language == "en" {
		for hour := 1; hour <= 12; hour++ {
			s = append(s, hourPiece(language, hour))
		}
		return append(s, sharpTwelve(0), sharpTwelve(12), halfDay(0), halfDay(12), englishClock(1, 1)[1])
	}
	for hour := range 24 {
		s = append(s, hourPiece(language, hour))
	}
	return s
}
