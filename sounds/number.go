package sounds

import "strconv"

// largest is the greatest number that is said; one above it is said as if it
// were this one, and a negative one as zero.
const largest = 999_999

// agreement is what a number is adapted to: "один", but "одна хвилина" and
// "через одну хвилину". English numbers never change.
type agreement int

const (
	masculine agreement = iota
	feminine
	accusative // of feminine nouns; that of the others is like the nominative
)

// numerals are the number words of Ukrainian or Russian.
type numerals struct {
	units    [20]string
	feminine [3]string // one and two, where they are not as for men
	one      string    // feminine accusative
	tens     [10]string
	hundreds [10]string
}

func numeralsOf(language string) numerals {
	if language == "uk" {
		return numerals{
			units: [20]string{"нуль", "один", "два", "три", "чотири", "п’ять", "шість", "сім", "вісім", "дев’ять",
				"десять", "одинадцять", "дванадцять", "тринадцять", "чотирнадцять", "п’ятнадцять", "шістнадцять", "сімнадцять", "вісімнадцять", "дев’ятнадцять"},
			feminine: [3]string{1: "одна", 2: "дві"}, one: "одну",
			tens:     [10]string{2: "двадцять", 3: "тридцять", 4: "сорок", 5: "п’ятдесят", 6: "шістдесят", 7: "сімдесят", 8: "вісімдесят", 9: "дев’яносто"},
			hundreds: [10]string{1: "сто", 2: "двісті", 3: "триста", 4: "чотириста", 5: "п’ятсот", 6: "шістсот", 7: "сімсот", 8: "вісімсот", 9: "дев’ятсот"},
		}
	}
	return numerals{
		units: [20]string{"ноль", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять",
			"десять", "одиннадцать", "двенадцать", "тринадцать", "четырнадцать", "пятнадцать", "шестнадцать", "семнадцать", "восемнадцать", "девятнадцать"},
		feminine: [3]string{1: "одна", 2: "две"}, one: "одну",
		tens:     [10]string{2: "двадцать", 3: "тридцать", 4: "сорок", 5: "пятьдесят", 6: "шестьдесят", 7: "семьдесят", 8: "восемьдесят", 9: "девяносто"},
		hundreds: [10]string{1: "сто", 2: "двести", 3: "триста", 4: "четыреста", 5: "пятьсот", 6: "шестьсот", 7: "семьсот", 8: "восемьсот", 9: "девятьсот"},
	}
}

// number says a cardinal number. Below a hundred it is one piece: spoken in
// pieces, "twenty" and "one" sound like two numbers.
func number(language string, n int, a agreement) Sentence {
	n = min(max(n, 0), largest)
	var s Sentence
	if n >= 1000 {
		count := feminine
		if a == accusative {
			count = accusative
		}
		s = append(number(language, n/1000, count), thousand().noun(language, n/1000, a == accusative))
		if n %= 1000; n == 0 {
			return s
		}
	}
	if n >= 100 {
		s = append(s, hundreds(language, n))
		if n %= 100; n == 0 {
			return s
		}
	}
	if len(s) > 0 && language == "en" {
		s = append(s, Fragment{Language: language, Name: "number/and", Text: "and", open: true})
	}
	return append(s, belowHundred(language, n, a))
}

// hundreds is a number's hundreds: "сто", "двісті".
func hundreds(language string, n int) Fragment {
	h := n / 100 % 10
	f := Fragment{Language: language, Name: "number/" + strconv.Itoa(100*h), open: true}
	if language == "en" {
		f.Text = englishBelowHundred(h) + " hundred"
	} else {
		f.Text = numeralsOf(language).hundreds[h]
	}
	return f
}

// belowHundred names a piece after the agreement only where that is heard.
func belowHundred(language string, n int, a agreement) Fragment {
	f := Fragment{Language: language, Name: "number/" + strconv.Itoa(n)}
	if language == "en" {
		f.Text = englishBelowHundred(n)
		return f
	}
	words := numeralsOf(language)
	unit := n
	if n >= 20 {
		f.Text, unit = words.tens[n/10], n%10
		if unit == 0 {
			return f
		}
		f.Text += " "
	}
	switch {
	case a == accusative && unit == 1:
		f.Name += "-accusative"
		f.Text += words.one
	case a != masculine && (unit == 1 || unit == 2):
		f.Name += "-feminine"
		f.Text += words.feminine[unit]
	default:
		f.Text += words.units[unit]
	}
	return f
}

func englishBelowHundred(n int) string {
	units := [20]string{"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
		"ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"}
	if n < 20 {
		return units[n]
	}
	tens := [10]string{2: "twenty", 3: "thirty", 4: "forty", 5: "fifty", 6: "sixty", 7: "seventy", 8: "eighty", 9: "ninety"}
	if n%10 == 0 {
		return tens[n/10]
	}
	return tens[n/10] + "-" + units[n%10]
}

// numbers are all pieces that numbers are made of.
func numbers(language string) Sentence {
	var s Sentence
	for n := range 100 {
		plain := belowHundred(language, n, masculine)
		s = append(s, plain)
		for _, a := range []agreement{feminine, accusative} {
			// Twelve is the same for all; two has no accusative of its own.
			if f := belowHundred(language, n, a); f.Name != plain.Name && f.Name != s[len(s)-1].Name {
				s = append(s, f)
			}
		}
	}
	for h := 1; h < 10; h++ {
		s = append(s, hundreds(language, 100*h))
	}
	if language == "en" {
		s = append(s, number(language, 101, masculine)[1])
	}
	return append(s, thousand().nouns(language)...)
}
