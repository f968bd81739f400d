package sounds

import (
	"strconv"
	"strings"
	"unicode"
)

// Plate is a car's registration number, or what the office calls the car by. It
// is read letter by letter; digits are read in groups, as people read them:
// four as two pairs, three as a number.
type Plate struct {
	Number string
	Spelt  bool // read digit by digit
}

// longestPlate is in letters and digits. What is longer is no plate, and is not
// said: a wrong one helps nobody.
const longestPlate = 12

// in is the plate, nothing if there is none.
func (p Plate) in(language string) Sentence {
	var s Sentence
	group := func(g Sentence) {
		if len(s) > 0 {
			g[0].joint = ","
		}
		s = append(s, g...)
	}
	latin := language == "en" || p.latin()
	for marks := p.marks(); len(marks) > 0; {
		n := 1
		for n < len(marks) && isDigit(marks[n]) == isDigit(marks[0]) {
			n++
		}
		run := marks[:n]
		marks = marks[n:]
		if !isDigit(run[0]) {
			var names Sentence
			for _, r := range run {
				names = append(names, letterOf(r, latin).piece(language))
			}
			group(names)
			continue
		}
		for len(run) > 0 {
			n := p.groupOf(len(run))
			group(digitGroup(language, string(run[:n]), p.Spelt))
			run = run[n:]
		}
	}
	return s
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// marks are the plate's letters and digits, large, nil if they are no plate.
func (p Plate) marks() []rune {
	var marks []rune
	for _, r := range strings.ToUpper(p.Number) {
		switch {
		case isDigit(r), letterOf(r, false).key != "":
			if marks = append(marks, r); len(marks) > longestPlate {
				return nil
			}
		case unicode.IsLetter(r), unicode.IsDigit(r):
			return nil // of a script that nobody here reads
		}
	}
	return marks
}

// latin reports whether the plate has a letter that only the Latin alphabet
// has. Ukrainian plates have none: their letters are the twelve that look the
// same in both, and people read them as their own.
func (p Plate) latin() bool {
	return strings.ContainsFunc(strings.ToUpper(p.Number), func(r rune) bool {
		return r >= 'A' && r <= 'Z' && letterOf(r, true) == letterOf(r, false)
	})
}

// groupOf is how many of n digits are read together.
func (p Plate) groupOf(n int) int {
	switch {
	case p.Spelt || n == 1:
		return n
	case n%2 == 1:
		return 3
	}
	return 2
}

// digitGroup reads digits as one number, after its leading zeros. English reads
// three digits one by one: nobody says "five hundred and sixty-seven" of a car.
func digitGroup(language, digits string, spelt bool) Sentence {
	spelt = spelt || language == "en" && len(digits) == 3
	var s Sentence
	for len(digits) > 1 && (spelt || digits[0] == '0') {
		s = append(s, belowHundred(language, int(digits[0]-'0'), masculine))
		digits = digits[1:]
	}
	n, _ := strconv.Atoi(digits)
	return append(s, number(language, n, masculine)...)
}
