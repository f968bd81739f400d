package office

import (
	"testing"
	"time"

	"github.com/cabline/cabline/taxi"
)

func TestHours(t *testing.T) {
	at := func(text string) time.Time {
		moment, err := time.ParseInLocation("2006-01-02 15:04:05", text, kyiv(t))
		if err != nil {
			t.Fatal(err)
		}
		return moment
	}
	tests := []struct {
		times string
		at    string
		want  bool
	}{
		{"mon-fri 08:00-20:00", "2026-11-23 08:00:00", true}, // a Monday
		{"mon-fri 08:00-20:00", "2026-11-23 07:59:59", false},
		{"mon-fri 08:00-20:00", "2026-11-23 19:59:59", true},
		{"mon-fri 08:00-20:00", "2026-11-23 20:00:00", false},
		{"mon-fri 08:00-20:00", "2026-11-22 12:00:00", false},
		{"fri-mon 00:00-24:00", "2026-11-22 23:59:59", true},
		{"fri-mon 00:00-24:00", "2026-11-24 00:00:00", false},
		{"sat,sun 10:00-16:00", "2026-11-21 10:00:00", true},
		{"fri 22:00-06:00", "2026-11-27 22:00:00", true},
		{"fri 22:00-06:00", "2026-11-28 05:59:00", true},
		{"fri 22:00-06:00", "2026-11-28 06:00:00", false},
		{"fri 22:00-06:00", "2026-11-27 05:00:00", false}, // Thursday's night is not Friday's
		{"mon-sun 20:00-08:00", "2026-11-23 03:00:00", true},
		{"12-25 00:00-24:00", "2026-12-25 12:00:00", true},
		{"12-25 00:00-24:00", "2026-12-26 00:00:00", false},
		{"12-31 20:00-06:00", "2027-01-01 05:59:00", true},
		{"02-29 00:00-24:00", "2028-02-29 12:00:00", true},
		// The clocks of Kyiv are put forward on 29 March 2026 at three.
		{"sat 22:00-06:00", "2026-03-29 04:30:00", true},
		{"sun 03:30-05:00", "2026-03-29 04:30:00", true},
	}
	for _, tt := range tests {
		times, problem, _ := parseTimes(tt.times)
		if problem != "" {
			t.Fatalf("%s: %s", tt.times, problem)
		}
		if got := (Hours{Times: []Times{times}}).Hold(at(tt.at)); got != tt.want {
			t.Errorf("%s at %s: %t", tt.times, tt.at, got)
		}
	}
}

const withMenus = `[office]
name = "Таксі"
[[queue]]
name = "clients"
[[hours]]
name = "night"
times = ["mon-sun 20:00-08:00"]
[[menu]]
name = "main"
text = { uk = "Натисніть один", ru = "Нажмите один" }
wait_seconds = 3
repeats = 2
extensions = true
otherwise = { menu = "last" }
[[menu.key]]
press = "1"
hours = "night"
operator = "900"
[[menu.key]]
press = "1"
menu = "last"
tariff = "company"
[[menu.key]]
press = "*"
repeat = true
[[menu]]
name = "last"
prompt = "last.wav"
otherwise = { queue = "clients" }
[[menu.key]]
press = "0"
queue = "clients"
service = "vip"
[[line]]
name = "city"
numbers = ["+380441230000"]
menu = "main"
crew_group = "business"
[[line.when]]
hours = "night"
queue = "clients"
`

func TestMenus(t *testing.T) {
	o := parse(t, withMenus)
	m, ok := o.Menu("main")
	if !ok || len(m.Keys) != 3 || m.Wait != 3*time.Second || m.Repeats != 2 || !m.Extensions || m.Text["ru"] != "Нажмите один" {
		t.Fatalf("%+v", m)
	}
	if k := m.Keys[1]; k.Press != "1" || k.To.Menu != "last" || k.Wishes.Tariff != "company" {
		t.Errorf("%+v", k)
	}
	if !m.Keys[2].Repeat {
		t.Errorf("%+v", m.Keys[2])
	}
	line := o.Lines[0]
	if got := o.WithoutEngine(line.Destination); got != (Destination{Queue: "clients"}) {
		t.Errorf("without an engine: %+v", got)
	}
	noon := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	if got := o.Open(line, noon); got.Menu != "main" {
		t.Errorf("at noon: %+v", got)
	}
	if got := o.Open(line, noon.Add(7*time.Hour)); got.Queue != "clients" { // 21:00 in Kyiv
		t.Errorf("at night: %+v", got)
	}
	if got := (taxi.Wishes{Tariff: "company"}).Over(line.Wishes); got != (taxi.Wishes{CrewGroup: "business", Tariff: "company"}) {
		t.Errorf("wishes: %+v", got)
	}
}
