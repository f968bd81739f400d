package sounds

import "time"

// unit is a feminine noun that is counted: all that a caller is told in
// numbers, minutes and thousands, is feminine.
type unit struct {
	name   string
	uk, ru nouns
	en     [2]string // one, more
}

// nouns are the forms of a Slavic noun behind a number.
type nouns struct {
	one        string // 1, 21, 101
	accusative string // the same, of "через одну хвилину"
	few        string // 2, 3, 4, 22
	many       string // 0, 5 to 20, 100
}

func minute() unit {
	return unit{"minute",
		nouns{"хвилина", "хвилину", "хвилини", "хвилин"}, nouns{"минута", "минуту", "минуты", "минут"}, [2]string{"minute", "minutes"}}
}

func thousand() unit {
	return unit{"thousand",
		nouns{"тисяча", "тисячу", "тисячі", "тисяч"}, nouns{"тысяча", "тысячу", "тысячи", "тысяч"}, [2]string{"thousand", "thousand"}}
}

// count says how many: "двадцять одна хвилина".
func (u unit) count(language string, n int, a agreement) Sentence {
	n = min(max(n, 0), largest)
	return append(number(language, n, a), u.noun(language, n, a == accusative))
}

// noun is the unit behind the number n.
func (u unit) noun(language string, n int, accusative bool) Fragment {
	f := Fragment{Language: language}
	if language == "en" {
		f.Name, f.Text = u.name+"/many", u.en[1]
		if n == 1 {
			f.Name, f.Text = u.name+"/one", u.en[0]
		}
		return f
	}
	words := u.ru
	if language == "uk" {
		words = u.uk
	}
	switch tail := n % 100; {
	case tail%10 == 1 && tail != 11 && accusative:
		f.Name, f.Text = u.name+"/one-accusative", words.accusative
	case tail%10 == 1 && tail != 11:
		f.Name, f.Text = u.name+"/one", words.one
	case tail%10 >= 2 && tail%10 <= 4 && (tail < 12 || tail > 14):
		f.Name, f.Text = u.name+"/few", words.few
	default:
		f.Name, f.Text = u.name+"/many", words.many
	}
	return f
}

// nouns are all pieces of the unit.
func (u unit) nouns(language string) Sentence {
	if language == "en" {
		return Sentence{u.noun(language, 1, false), u.noun(language, 2, false)}
	}
	return Sentence{u.noun(language, 1, false), u.noun(language, 1, true), u.noun(language, 2, false), u.noun(language, 5, false)}
}

// minutes rounds up: who is told three minutes may wait three minutes.
func minutes(d time.Duration) int { return int((max(d, 0) + time.Minute - 1) / time.Minute) }
