package taxi

import (
	"testing"
	"time"
)

func TestOneNumberHoweverItIsWritten(t *testing.T) {
	ukraine := NumberingOf("0441230000", "+380441230000")
	ukraine.Area = "44"
	russia := NumberingOf("+74951234567")
	for _, c := range []struct {
		in      Numbering
		written string
		want    Phone
	}{
		{ukraine, "+380671112233", "+380671112233"},
		{ukraine, "380671112233", "+380671112233"},
		{ukraine, "(067) 111-22-33", "+380671112233"},
		{ukraine, "671112233", "+380671112233"},
		{ukraine, "80671112233", "+380671112233"},
		{ukraine, "00380671112233", "+380671112233"},
		{ukraine, "0048221234567", "+48221234567"},
		{ukraine, "1230000", "+380441230000"},
		{ukraine, "101", "101"},
		{ukraine, "0800", "0800"},
		{ukraine, "0067", "0067"},
		{ukraine, "12345678901234", "12345678901234"},
		{ukraine, "anonymous", ""},
		{russia, "8 (926) 111-22-33", "+79261112233"},
		{russia, "79261112233", "+79261112233"},
		{russia, "9261112233", "+79261112233"},
		{Numbering{}, "0671112233", "0671112233"},
		{Numbering{}, "00380671112233", "+380671112233"},
	} {
		got := c.in.Parse(c.written)
		if got != c.want {
			t.Errorf("%s in +%s is %s, want %s", c.written, c.in.Country, got, c.want)
		}
		if again := c.in.Normal(got); again != got {
			t.Errorf("%s becomes %s, and then %s", c.written, got, again)
		}
	}
	if n := NumberingOf("0441230000", "+1"); n != (Numbering{}) {
		t.Errorf("guessed %+v", n)
	}
}

func FuzzNormalIsNormal(f *testing.F) {
	for _, s := range []string{"+380671112233", "0671112233", "00", "000380671112233", "8067111223344"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, n := range []Numbering{{}, {Country: "380", Trunk: "0", Digits: 9, Area: "44"}, {Country: "7", Trunk: "8", Digits: 10}, {Country: "48", Digits: 9}} {
			once := n.Parse(s)
			if twice := n.Normal(once); twice != once || once != "" && ParsePhone(string(once)) != once {
				t.Errorf("%q is %q, then %q", s, once, twice)
			}
		}
	})
}

func TestMoney(t *testing.T) {
	for s, want := range map[string]Money{"0": 0, "125": 12500, "125,5": 12550, "1 250.05": 125005, "1\u00a0250": 125000, "-30": -3000, "-0,01": -1, "999999999.99": 99999999999} {
		m, err := ParseMoney(s)
		if err != nil || m != want {
			t.Errorf("%q is %d, %v", s, m, err)
		}
		if back, err := ParseMoney(m.String()); err != nil || back != m {
			t.Errorf("%q is written %s", s, m)
		}
	}
	for _, s := range []string{"", "-", "1.", ".5", "1.234", "--1", "+1", "1e3", "1000000000", "ten", "1.-1", "0x1"} {
		if m, err := ParseMoney(s); err == nil {
			t.Errorf("%q is %d", s, m)
		}
	}
	if got := Money(-5).String(); got != "-0.05" {
		t.Error(got)
	}
}

func TestStanding(t *testing.T) {
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	vip, black := Standing{List: VIP, Reason: "friend"}, Standing{List: Black, Until: now.Add(time.Second)}
	for _, c := range []struct {
		what      string
		got, want Standing
	}{
		{"still blacklisted", black.At(now), black},
		{"not any more", black.At(now.Add(time.Second)), Standing{}},
		{"for good", vip.At(now.AddDate(50, 0, 0)), vip},
		{"black before VIP", vip.Over(black), black},
		{"either way", black.Over(vip), black},
		{"VIP before none", Standing{}.Over(vip), vip},
		{"and the other way", vip.Over(Standing{}), vip},
	} {
		if c.got != c.want {
			t.Errorf("%s: %+v", c.what, c.got)
		}
	}
}

func TestMinutesUntilTheCar(t *testing.T) {
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	for left, want := range map[time.Duration]int{-time.Hour: 0, 0: 0, time.Second: 1, time.Minute: 1, time.Minute + 1: 2, 104 * time.Minute: 104} {
		if got, ok := (Order{Arrives: now.Add(left)}).Minutes(now); !ok || got != want {
			t.Errorf("%v are %d minutes, want %d", left, got, want)
		}
	}
	if _, ok := (Order{}).Minutes(now); ok {
		t.Error("a driver who has not said arrives")
	}
}

// Of several orders a caller means the one that is nearest.
func TestWhichOrderHeMeans(t *testing.T) {
	order := func(id OrderID, s Stage) Order { return Order{ID: id, State: State{Stage: s}} }
	for _, c := range []struct {
		orders []Order
		want   OrderID
	}{
		{nil, ""},
		{[]Order{order("new", New), order("old", New)}, "new"},
		{[]Order{order("new", New), order("coming", OnTheWay), order("old", Assigned)}, "coming"},
	} {
		if got, ok := (Caller{Orders: c.orders}).Order(); got.ID != c.want || ok != (c.want != "") {
			t.Errorf("of %+v he means %q", c.orders, got.ID)
		}
	}
}

func TestStagesKnowTheirEnd(t *testing.T) {
	for _, s := range Stages() {
		if !s.Valid() || s.Ended() && s.HasCar() {
			t.Errorf("%s", s)
		}
	}
	for _, s := range BeforeTheRide() {
		if s.Ended() || s == Riding {
			t.Errorf("%s comes before the ride", s)
		}
	}
	if Stage("lost").Valid() {
		t.Error("a stage that does not exist is valid")
	}
}
