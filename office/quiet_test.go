package office

import (
	"testing"
	"time"
)

func TestQuietHoursEnd(t *testing.T) {
	kyiv := kyiv(t)
	o := Office{Location: kyiv}
	for name, texts := range map[string][]string{
		"night":    {"mon-sun 22:00-07:00"},
		"in-turn":  {"mon-fri 20:00-23:00", "mon-fri 23:00-24:00", "tue-sat 00:00-06:30"},
		"always":   {"mon-sun 00:00-24:00"},
		"weekend":  {"sat,sun 00:00-24:00"},
		"new-year": {"12-31 00:00-24:00", "01-01 00:00-24:00"},
	} {
		h := Hours{Name: name}
		for _, text := range texts {
			times, problem, _ := parseTimes(text)
			if problem != "" {
				t.Fatal(text, problem)
			}
			h.Times = append(h.Times, times)
		}
		o.Hours = append(o.Hours, h)
	}
	const layout = "2006-01-02 15:04"
	for _, c := range []struct{ hours, at, over string }{
		{"night", "2026-11-23 21:59", ""},
		{"night", "2026-11-23 22:00", "2026-11-24 07:00"},
		{"night", "2026-11-24 06:59", "2026-11-24 07:00"},
		{"night", "2026-11-24 07:00", ""},
		{"in-turn", "2026-11-23 20:30", "2026-11-24 06:30"},
		{"weekend", "2026-11-28 03:00", "2026-11-30 00:00"},
		{"new-year", "2026-12-31 12:00", "2027-01-02 00:00"},
		// The clocks go forward at three, and back at four.
		{"night", "2026-03-29 02:30", "2026-03-29 07:00"},
		{"night", "2026-10-25 02:30", "2026-10-25 07:00"},
		{"", "2026-11-23 23:00", ""},
		{"unheard-of", "2026-11-23 23:00", ""},
	} {
		at, err := time.ParseInLocation(layout, c.at, kyiv)
		if err != nil {
			t.Fatal(err)
		}
		// The moment is what counts, whatever zone it is told in.
		over, quiet := o.Quiet(c.hours, at.UTC())
		got := ""
		if quiet {
			got = over.In(kyiv).Format(layout)
		}
		if got != c.over {
			t.Errorf("%s at %s is over at %q, want %q", c.hours, c.at, got, c.over)
		}
	}
	if over, quiet := o.Quiet("always", time.Now()); !quiet || !over.IsZero() {
		t.Errorf("hours of the whole week are over at %s", over)
	}
}

func TestSayings(t *testing.T) {
	for text, want := range map[string]Saying{
		"На вас чекає {colour} {make}, номер {plate}. Сума {sum}": {
			{{Words: "На вас чекає"}, {Field: "colour"}, {Field: "make"}, {Words: ", номер"}, {Field: "plate"}, {Words: "."}},
			{{Words: "Сума"}, {Field: "sum"}},
		},
		"Вітаємо! Через {minutes}.": {{{Words: "Вітаємо!"}}, {{Words: "Через"}, {Field: "minutes"}, {Words: "."}}},
		"{address}":                 {{{Field: "address"}}},
		"О 12.30 на розі.":          {{{Words: "О 12.30 на розі."}}},
	} {
		got, problem, _ := parseSaying(text)
		if problem != "" || len(got) != len(want) {
			t.Errorf("%q is %v (%s), want %v", text, got, problem, want)
			continue
		}
		for i := range want {
			if len(got[i]) != len(want[i]) {
				t.Errorf("%q is %v, want %v", text, got, want)
				continue
			}
			for j := range want[i] {
				if got[i][j] != want[i][j] {
					t.Errorf("%q has %v, want %v", text, got[i][j], want[i][j])
				}
			}
		}
	}
}
