package office

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Hours are times of the week and of the year, by the office's clock.
type Hours struct {
	Name  string
	Times []Times
}

// Times is one stretch of hours on some days. One that ends before it begins
// goes on into the next day, and belongs to the day on which it begins.
type Times struct {
	Days  [7]bool // by time.Weekday; unused with a date
	Month time.Month
	Day   int // with Month: of every year; 0: by weekday
	From  int // minutes after midnight, 0 to 1439
	Until int // minutes after midnight, 1 to 1440; not within
}

// Hold reports whether a moment, in the office's time zone, lies within.
func (h Hours) Hold(t time.Time) bool {
	return slices.ContainsFunc(h.Times, func(times Times) bool { return times.hold(t) })
}

func (times Times) hold(t time.Time) bool {
	minute := t.Hour()*60 + t.Minute()
	if times.From < times.Until {
		return times.on(t) && minute >= times.From && minute < times.Until
	}
	// Noon of the day before: a day has 23 hours where clocks are put forward.
	yesterday := time.Date(t.Year(), t.Month(), t.Day()-1, 12, 0, 0, 0, t.Location())
	return times.on(t) && minute >= times.From || times.on(yesterday) && minute < times.Until
}

func (times Times) on(t time.Time) bool {
	if times.Day > 0 {
		return t.Month() == times.Month && t.Day() == times.Day
	}
	return times.Days[t.Weekday()]
}

func readHours(sections []*section) []Hours {
	names := readNames(sections)
	var all []Hours
	for i, s := range sections {
		h := Hours{Name: names[i]}
		for _, text := range s.texts("times", nil, ofTimes) {
			times, _, _ := parseTimes(text)
			h.Times = append(h.Times, times)
		}
		if len(h.Times) == 0 && s.right("times") {
			s.mistake("times", "is missing", `write times = ["mon-fri 08:00-20:00"]`)
		}
		s.done()
		all = append(all, h)
	}
	return all
}

func ofTimes(text string) (problem, remedy string) {
	_, problem, remedy = parseTimes(text)
	return problem, remedy
}

// parseTimes reads "mon-fri 08:00-20:00", "sat,sun 22:00-06:00" or
// "01-07 00:00-24:00", month and day.
func parseTimes(text string) (times Times, problem, remedy string) {
	const example = `write days and hours, such as "mon-fri 08:00-20:00", or month and day, "12-25 00:00-24:00"`
	days, clock, ok := strings.Cut(text, " ")
	from, until, ok2 := strings.Cut(strings.TrimSpace(clock), "-")
	if !ok || !ok2 {
		return times, fmt.Sprintf("%q is not days and hours", shorten(text)), example
	}
	if times.From, ok = parseClock(from); !ok || times.From == 24*60 {
		return times, fmt.Sprintf("%q is not a time of day", shorten(from)), "write hours and minutes, 00:00 to 23:59"
	}
	if times.Until, ok = parseClock(until); !ok || times.Until == 0 {
		return times, fmt.Sprintf("%q is not a time of day to end at", shorten(until)), "write hours and minutes, 00:01 to 24:00"
	}
	if times.From == times.Until {
		return times, "ends when it begins", "write 00:00-24:00 for the whole day"
	}
	if problem, remedy = times.readDays(days); problem != "" {
		return times, problem, remedy
	}
	return times, "", ""
}

func parseClock(text string) (minutes int, ok bool) {
	if text == "24:00" {
		return 24 * 60, true
	}
	t, err := time.Parse("15:04", text)
	return t.Hour()*60 + t.Minute(), err == nil && len(text) == len("15:04")
}

func (times *Times) readDays(text string) (problem, remedy string) {
	if date, err := time.Parse("2006-01-02", "2024-"+text); err == nil { // a leap year
		times.Month, times.Day = date.Month(), date.Day()
		return "", ""
	}
	names := []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}
	for part := range strings.SplitSeq(text, ",") {
		first, last, isRange := strings.Cut(part, "-")
		if !isRange {
			last = first
		}
		a, b := slices.Index(names, first), slices.Index(names, last)
		if a < 0 || b < 0 {
			return fmt.Sprintf("%q is not a day of the week", shorten(part)), "write mon, tue, wed, thu, fri, sat, sun or mon-fri; of the year, 12-25"
		}
		for day := a; ; day = (day + 1) % 7 {
			times.Days[day] = true
			if day == b {
				break
			}
		}
	}
	return "", ""
}
