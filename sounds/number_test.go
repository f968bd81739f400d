package sounds

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// numberWords are the words of each language with their values, written down
// apart from those of the package.
var numberWords = map[string]string{
	"uk": `0 нуль 1 один 1 одна 1 одну 2 два 2 дві 3 три 4 чотири 5 п’ять 6 шість 7 сім 8 вісім 9 дев’ять 10 десять
		11 одинадцять 12 дванадцять 13 тринадцять 14 чотирнадцять 15 п’ятнадцять 16 шістнадцять 17 сімнадцять 18 вісімнадцять 19 дев’ятнадцять
		20 двадцять 30 тридцять 40 сорок 50 п’ятдесят 60 шістдесят 70 сімдесят 80 вісімдесят 90 дев’яносто
		100 сто 200 двісті 300 триста 400 чотириста 500 п’ятсот 600 шістсот 700 сімсот 800 вісімсот 900 дев’ятсот
		1000 тисяча 1000 тисячу 1000 тисячі 1000 тисяч`,
	"ru": `0 ноль 1 один 1 одна 1 одну 2 два 2 две 3 три 4 четыре 5 пять 6 шесть 7 семь 8 восемь 9 девять 10 десять
		11 одиннадцать 12 двенадцать 13 тринадцать 14 четырнадцать 15 пятнадцать 16 шестнадцать 17 семнадцать 18 восемнадцать 19 девятнадцать
		20 двадцать 30 тридцать 40 сорок 50 пятьдесят 60 шестьдесят 70 семьдесят 80 восемьдесят 90 девяносто
		100 сто 200 двести 300 триста 400 четыреста 500 пятьсот 600 шестьсот 700 семьсот 800 восемьсот 900 девятьсот
		1000 тысяча 1000 тысячу 1000 тысячи 1000 тысяч`,
	"en": `0 zero 1 one 2 two 3 three 4 four 5 five 6 six 7 seven 8 eight 9 nine 10 ten
		11 eleven 12 twelve 13 thirteen 14 fourteen 15 fifteen 16 sixteen 17 seventeen 18 eighteen 19 nineteen
		20 twenty 30 thirty 40 forty 50 fifty 60 sixty 70 seventy 80 eighty 90 ninety 1000 thousand`,
}

func valuesOf(language string) map[string]int {
	values := map[string]int{}
	fields := strings.Fields(numberWords[language])
	for i := 0; i < len(fields); i += 2 {
		n := 0
		for _, r := range fields[i] {
			n = 10*n + int(r-'0')
		}
		values[fields[i+1]] = n
	}
	return values
}

// valueOf reads a number back.
func valueOf(t *testing.T, language string, values map[string]int, text string) int {
	total, part := 0, 0
	for _, w := range strings.Fields(strings.ReplaceAll(strings.TrimSuffix(text, "."), "-", " ")) {
		v, ok := values[w]
		switch {
		case language == "en" && w == "and":
		case language == "en" && w == "hundred":
			part *= 100
		case !ok:
			t.Fatalf("%q is no number word of %s", w, language)
		case v == 1000:
			total, part = total+1000*part, 0
		default:
			part += v
		}
	}
	return total + part
}

func TestNumbersAreReadBack(t *testing.T) {
	for _, language := range Languages() {
		pieces, values := known(t, language), valuesOf(language)
		for n := 0; n <= largest; {
			for _, a := range []agreement{masculine, feminine, accusative} {
				s := number(language, n, a)
				if got := valueOf(t, language, values, s.Text()); got != n {
					t.Fatalf("%d in %s is %q, which is %d", n, language, s.Text(), got)
				}
				for _, f := range s {
					if pieces[f.Name] != f.Text {
						t.Fatalf("%d in %s: %s is %q here and is recorded as %q", n, language, f.Name, f.Text, pieces[f.Name])
					}
				}
			}
			if n < 10_000 {
				n++
			} else {
				n += 997
			}
		}
	}
}

func TestNumbersBeyondAllBounds(t *testing.T) {
	for _, language := range Languages() {
		if got, want := number(language, -5, feminine).Text(), number(language, 0, feminine).Text(); got != want {
			t.Errorf("-5 is %q", got)
		}
		if got := valueOf(t, language, valuesOf(language), number(language, 1<<40, masculine).Text()); got != largest {
			t.Errorf("a number that is too great is said as %d", got)
		}
	}
}

// Nouns are written out for the numbers where each language changes its mind.
func TestNounsAgree(t *testing.T) {
	for _, c := range []struct {
		form string
		a    agreement
		uk   string
		ru   string
	}{
		{"nominative", feminine, "1 хвилина 2 хвилини 4 хвилини 5 хвилин 11 хвилин 12 хвилин 14 хвилин 21 хвилина 22 хвилини 25 хвилин 100 хвилин 101 хвилина 111 хвилин 112 хвилин 1000 хвилин",
			"1 минута 2 минуты 4 минуты 5 минут 11 минут 12 минут 14 минут 21 минута 22 минуты 25 минут 100 минут 101 минута 111 минут 112 минут 1000 минут"},
		{"accusative", accusative, "1 хвилину 2 хвилини 5 хвилин 11 хвилин 21 хвилину 31 хвилину 111 хвилин 121 хвилину",
			"1 минуту 2 минуты 5 минут 11 минут 21 минуту 31 минуту 111 минут 121 минуту"},
	} {
		for language, table := range map[string]string{"uk": c.uk, "ru": c.ru} {
			words := strings.Fields(table)
			for i := 0; i < len(words); i += 2 {
				n := 0
				for _, r := range words[i] {
					n = 10*n + int(r-'0')
				}
				if got := minute().noun(language, n, c.a == accusative).Text; got != words[i+1] {
					t.Errorf("%s: %d %s, want %s", c.form, n, got, words[i+1])
				}
			}
		}
	}
}

func TestMinutesAreRoundedUp(t *testing.T) {
	for d, want := range map[time.Duration]int{
		-time.Hour: 0, 0: 0, time.Second: 1, time.Minute: 1, time.Minute + 1: 2, 90 * time.Second: 2, 3 * time.Hour: 180,
	} {
		if got := minutes(d); got != want {
			t.Errorf("%v is %d minutes, want %d", d, got, want)
		}
	}
}

// known are the texts of all pieces that are recorded before any call.
func known(t *testing.T, language string) map[string]string {
	v, err := ReadVocabulary(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, f := range Pieces(language, v) {
		if f.Text == "" || strings.Trim(f.Name, "abcdefghijklmnopqrstuvwxyz0123456789-/") != "" {
			t.Errorf("piece %q of %s says %q", f.Name, language, f.Text)
		}
		all[f.Name] = f.Text
	}
	return all
}

// Whatever a conversation says is made of pieces that are recorded, but for the
// texts that nobody could know before.
func TestPhrasesAreMadeOfRecordedPieces(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 14))
	v, err := ReadVocabulary(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	key := func() Key { return Key("0123456789*#x\x00"[random.IntN(14)]) }
	clock := func() Clock { return Clock{random.IntN(30) - 3, random.IntN(70) - 5} }
	pick := func(g glossary) Word {
		for _, w := range g {
			if random.IntN(5) == 0 {
				return w
			}
		}
		return Word{}
	}
	plate := func() Plate {
		var b strings.Builder
		for range random.IntN(14) {
			marks := []rune("ABCEHIKMOPTXАВСЕНІКМОРТХ0123456789 -DFЯЖ")
			b.WriteRune(marks[random.IntN(len(marks))])
		}
		return Plate{b.String(), random.IntN(2) == 0}
	}
	car := func() Car { return Car{pick(v.colours), pick(v.makes), plate()} }
	makers := map[string]func() Phrase{
		"position":          func() Phrase { return Position{random.IntN(2000) - 5} },
		"wait":              func() Phrase { return Wait{time.Duration(random.IntN(20000)) * time.Second} },
		"callback-offer":    func() Phrase { return CallbackOffer{key()} },
		"callback-greeting": func() Phrase { return CallbackGreeting{key()} },
		"on-the-way":        func() Phrase { return OnTheWay{car()} },
		"arrived":           func() Phrase { return Arrived{car()} },
		"arrives":           func() Phrase { return Arrives{time.Duration(random.IntN(20000)) * time.Second} },
		"pick-up":           func() Phrase { return PickUp{"вул. Хрещатик, 1"} },
		"scheduled":         func() Phrase { return Scheduled{clock()} },
		"order-menu":        func() Phrase { return OrderMenu{key(), key(), key()} },
		"confirm-cancel":    func() Phrase { return ConfirmCancel{key()} },
		"closed":            func() Phrase { return Closed{clock()} },
		"own":               func() Phrase { return Own{Words{"а", "б", "c"}} },
		"alert": func() Phrase {
			troubles := []Trouble{TrunkDown, NobodyAnswers, QueueLong, RobotFails, DiskFull, OrdersAway, SwitchAway, "?"}
			return Alert{troubles[random.IntN(len(troubles))], random.IntN(2000) - 5}
		},
		"alert-confirm":   func() Phrase { return AlertConfirm{key()} },
		"alert-confirmed": func() Phrase { return AlertConfirmed{} },
		"balance": func() Phrase {
			of := []Account{"", OwnAccount, CompanyAccount}
			return Balance{of[random.IntN(len(of))], Sum(random.IntN(80_000_000) - 40_000_000)}
		},
		"operator-offer":  func() Phrase { return OperatorOffer{key()} },
		"missed-greeting": func() Phrase { return MissedGreeting{key()} },
		"fare":            func() Phrase { return Fare{Sum(random.IntN(40_000_000) - 1000)} },
		"told": func() Phrase {
			return Told{"", []ToldPart{{Words: "а"}, {Field: plate()}, {Words: ", б"}, {Field: Minutes(random.IntN(200))}, {Words: "."}}}
		},
		"job-menu": func() Phrase { return JobMenu{key(), key(), key(), key(), key(), key(), '7', key()} },
	}
	for _, language := range Languages() {
		pieces := known(t, language)
		for _, p := range Phrases() {
			make, ok := makers[p.Name()]
			if _, plain := p.(Fixed); plain {
				make, ok = func() Phrase { return p }, true
			}
			if !ok {
				t.Fatalf("%s is not tried", p.Name())
			}
			for range 500 {
				said := make()
				if told, ok := said.(Told); ok {
					told.Language = language
					said = told
				}
				s := said.In(language)
				if !s[0].begins {
					t.Fatalf("%#v in %s has no beginning", said, language)
				}
				for _, f := range s {
					if strings.HasPrefix(f.Name, "said/") || strings.HasPrefix(f.Name, "own/") {
						continue
					}
					if text, ok := pieces[f.Name]; !ok || text != f.Text {
						t.Fatalf("%#v in %s: %s says %q, and is recorded as %q", said, language, f.Name, f.Text, text)
					}
				}
			}
		}
	}
}
