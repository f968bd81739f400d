package why

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func open(t testing.TB) *Book {
	t.Helper()
	b, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestSentences(t *testing.T) {
	b := open(t)
	for _, test := range []struct{ en, uk, ru string }{
		{"", "", ""},
		{"+3806…33", "+3806…33", "+3806…33"},
		{"waits in clients", "чекає в черзі clients", "ждёт в очереди clients"},
		{"longest idle, of 3 free; idle 4m10s; caller waited 12s, place 1; 2 talking, 1 on break",
			"хто найдовше без розмов, вільних: 3; без розмов 4 хв 10 с; чекає 12 с, місце 1; розмовляють: 2, на перерві: 1",
			"кто дольше всех без разговоров, свободных: 3; без разговоров 4 мин 10 с; ждёт 12 с, место 1; разговаривают: 2, на перерыве: 1"},
		{"transferred to queue drivers", "переведено в чергу drivers", "переведён в очередь drivers"},
		{"transferred to 102", "переведено на 102", "переведён на 102"},
		{"driver 7 was not reached", "до водія 7 не додзвонилися", "до водителя 7 не дозвонились"},
		{"+3806…33 was not reached", "+3806…33: не додзвонилися", "+3806…33: не дозвонились"},
		{"nobody answered: 486 USER_BUSY over kyivstar", "не відповіли: зайнято (SIP 486) (транк kyivstar)", "не ответили: занято (SIP 486) (транк kyivstar)"},
		{"Your colleague is busy. nobody answered: busy: USER_BUSY", "Колега зайнятий. не відповіли: зайнято", "Коллега занят. не ответили: занято"},
		{"You are number three in the queue. The estimated waiting time is one minute.",
			"Ваш номер у черзі — три. Орієнтовний час очікування — одна хвилина.", "Ваш номер в очереди — три. Ориентировочное время ожидания — одна минута."},
		{"looking him up failed after 1.5s: connection reset", "не вдалося дізнатися, хто телефонує (за 1 с): connection reset", "не удалось узнать, кто звонит (за 1 с): connection reset"},
		{"role operator → supervisor, changed role hears", "роль: оператор → старший зміни, змінено: роль, кого може слухати", "роль: оператор → старший смены, изменено: роль, кого может слушать"},
	} {
		if uk, ru := b.In("uk", test.en), b.In("ru", test.en); uk != test.uk || ru != test.ru {
			t.Errorf("%q is\n%q and\n%q, want\n%q and\n%q", test.en, uk, ru, test.uk, test.ru)
		}
		if !b.Knows(test.en) || b.In("en", test.en) != test.en || b.In("", test.en) != test.en {
			t.Errorf("%q is not known, or not left alone in English", test.en)
		}
	}
}

func TestWhatIsNotKnownStaysEnglish(t *testing.T) {
	b := open(t)
	for _, text := range []string{
		"goes to the moon", "waits in ", "waits", " waits in clients", "offered to 101 and 102", "offered to 101; goes to the moon",
		"3 talking, 2 dancing", "idle four minutes", "nobody answered: he slept", "You are number three in the queue. Dance!",
		"a\xff", "a; ", strings.Repeat("VIP; ", 1000) + "VIP",
	} {
		if b.Knows(text) || b.In("uk", text) != text {
			t.Errorf("%q is %q", text, b.In("uk", text))
		}
	}
}

// What stands in a hole is a name, or what a stranger has written.
func TestValuesAreKept(t *testing.T) {
	b := open(t)
	for _, value := range []string{"VIP", "queue is full", "{queue}", "{", "}", "%s", "<b>", "Олена", "a: b", "; ", ", ", "x; goes to the moon", "\xff", "waits in drivers"} {
		for before, said := range map[string]string{
			"he is on the black list: ": "номер у чорному списку: ",
			"waits in ":                 "чекає в черзі ",
			"he hears: ":                "чує: «",
		} {
			if got, want := strings.TrimSuffix(b.In("uk", before+value), "»"), said+value; got != want {
				t.Errorf("%q is %q, want %q", before+value, got, want)
			}
		}
	}
}

// Whoever asks for a page asks for some thousands of sentences.
func BenchmarkBook(b *testing.B) {
	book := open(b)
	for name, text := range map[string]string{
		"plain":   "answered elsewhere",
		"hole":    "waits in clients",
		"reasons": "sticky, longest idle, of 3 free; his own operator; idle 4m10s; talked 1h2m3s today; caller waited 12s, place 1; step of 10s; 2 talking, 1 on break",
		"unknown": "Khreshchatyk 1, flat 7; the second door",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				book.In("uk", text)
			}
		})
	}
	b.Run("open", func(b *testing.B) {
		for b.Loop() {
			open(b)
		}
	})
}

func FuzzBook(f *testing.F) {
	book := open(f)
	for _, s := range book.all {
		f.Add(s.sample())
	}
	for _, text := range []string{"a; b, c. d! e: f", "nobody answered: nobody answered: 101: 101: 101: x", strings.Repeat("busy, ", 200), strings.Repeat("Goodbye. ", 200) + "x"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		began := time.Now()
		uk, ru := book.In("uk", text), book.In("ru", text)
		if took := time.Since(began); took > time.Second {
			t.Errorf("%q took %s", text, took)
		}
		if !book.Knows(text) && (uk != text || ru != text) {
			t.Errorf("%q is not known, and is %q and %q", text, uk, ru)
		}
		if utf8.ValidString(text) && (!utf8.ValidString(uk) || !utf8.ValidString(ru)) {
			t.Errorf("%q is %q and %q", text, uk, ru)
		}
	})
}
