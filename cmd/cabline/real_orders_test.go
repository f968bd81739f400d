package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/store"
	"github.com/cabline/cabline/taxi"
)

// An order is told as what happens, one entry after another:
//
//	"101"         a call: 101's phone rings, he answers, the caller soon hangs up
//	"103! 104"    103 lets it ring, then 104 rings and answers
//	"101~3s"      the conversation lasts three seconds
//	"101+"        it goes on until "end 101"
//	"A 101"       the caller is A, who may have called before
//	"break 102", "ready 102"
//
// While a phone rings no other does.
type orderScript struct {
	*realOffice
	phones map[string]*operator
	held   map[string]*client
	n      int
}

func (r *realOffice) plays(ids []string, script []string) {
	r.t.Helper()
	s := &orderScript{realOffice: r, phones: make(map[string]*operator), held: make(map[string]*client)}
	for _, id := range ids {
		s.phones[id] = r.operator(id)
	}
	calls := 0
	for i, entry := range script {
		words := strings.Fields(entry)
		switch words[0] {
		case "break", "ready":
			r.status(words[1], words[0])
			continue
		case "end":
			s.held[words[1]].hangsUp()
			time.Sleep(300 * time.Millisecond)
			continue
		}
		calls++
		s.n++
		from := fmt.Sprintf("+3805000%05d", s.n)
		if len(words[0]) == 1 {
			from = "+38066777000" + fmt.Sprint(words[0][0]-'A')
			words = words[1:]
		}
		if !s.one(from, words) {
			r.t.Fatalf("entry %d, %q, went otherwise", i+1, entry)
		}
	}
	if calls < 20 {
		r.t.Fatalf("a script of %d calls", calls)
	}
}

// one is one call.
func (s *orderScript) one(from string, words []string) bool {
	s.t.Helper()
	c := s.call(from, city)
	for _, w := range words {
		id := w[:3]
		if !s.onlyRings(id) {
			return false
		}
		switch rest := w[3:]; {
		case rest == "!":
			s.phones[id].stops(10 * time.Second)
			continue
		case rest == "+":
			s.phones[id].answers()
			s.held[id] = c
			s.knowsThatTalks(from)
			time.Sleep(200 * time.Millisecond)
			return true
		default:
			lasts := 200 * time.Millisecond
			if rest != "" {
				lasts, _ = time.ParseDuration(rest[1:])
			}
			s.phones[id].answers()
			s.knowsThatTalks(from) // FreeSWITCH tells of the first call after its start half a second late
			time.Sleep(lasts)
			c.hangsUp()
			time.Sleep(300 * time.Millisecond)
			return true
		}
	}
	return false
}

func (s *orderScript) onlyRings(id string) bool {
	s.t.Helper()
	for end := time.Now().Add(6 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		for other, p := range s.phones {
			if other != id && p.ringing() != nil {
				s.t.Errorf("%s rings, not %s", other, id)
				return false
			}
		}
		if s.phones[id].ringing() != nil {
			return true
		}
	}
	s.t.Errorf("%s does not ring", id)
	return false
}

var four = []string{"101", "102", "103", "104"}

func TestRealLongestIdle(t *testing.T) {
	r := startReal(t, realOptions{Queue: "orders = [\"longest-idle\"]\nwrap_up_seconds = 0\nring_seconds = 2", Operators: clientsOf(four...)})
	r.plays(four, []string{
		"101", "102", "103", "104", "101",
		"break 102", "103", "104", "ready 102", "102", "101",
		"103! 104", "103", "102", "101", "104", "103",
		"102! 101! 104", "102", "101", "103", "104", "102", "101",
	})
}

func TestRealInTurn(t *testing.T) {
	r := startReal(t, realOptions{Queue: "orders = [\"in-turn\"]\nwrap_up_seconds = 0\nring_seconds = 2", Operators: clientsOf(four...)})
	r.plays(four, []string{
		"101", "102", "103", "104", "101",
		"break 102", "103", "104", "101", "ready 102", "102",
		"103! 104", "101", "102", "103", "104", "101",
		"102! 103", "104", "101", "102", "103", "104", "101",
	})
}

func TestRealPriority(t *testing.T) {
	r := startReal(t, realOptions{Queue: "orders = [\"priority\"]\nwrap_up_seconds = 0\nring_seconds = 2", Operators: clientsOf(four...)})
	r.plays(four, []string{
		"101", "101", "101+", "102", "102+", "103", "end 101", "101",
		"101! 103", "break 101", "103", "103+", "104", "end 102", "102! 104", "102",
		"ready 101", "101", "101", "end 103", "101+", "102", "102+", "103", "103! 104", "end 101", "101", "101",
	})
}

// Who has talked least today: 104 not at all, 103 four seconds, 102 eight, 101
// twelve, and a long conversation of 104's was yesterday.
func TestRealLeastBusy(t *testing.T) {
	r := startReal(t, realOptions{
		Queue: "orders = [\"least-busy\"]\nwrap_up_seconds = 0\nring_seconds = 2", Operators: clientsOf(four...), NoEngine: true,
	})
	r.history(map[string]time.Duration{"101": 12 * time.Second, "102": 8 * time.Second, "103": 4 * time.Second})
	r.startEngine()
	r.plays(four, []string{
		"104~6s", "103~6s", "104~3s", "102~5s", // 101 12, 102 13, 103 10, 104 9
		"104~6s", "103~4s", "101~6s", // 101 18, 102 13, 103 14, 104 15
		"102~6s",                        // 101 18, 102 19, 103 14, 104 15
		"break 103", "104~6s", "101~5s", // 101 23, 102 19, 103 14, 104 21
		"ready 103", "103! 102~5s", // 102 24
		"103~3s", "103~8s", // 101 23, 102 24, 103 25, 104 21
		"104~6s", "101~6s", // 101 29, 102 24, 103 25, 104 27
		"102~6s", "103~6s", // 102 30, 103 31
		"104~5s", "101~4s", "102! 103~3s", // 101 33, 102 30, 103 34, 104 32
		"102~6s", "104", // 102 36, 104 32
	})
}

func TestRealStickyOrder(t *testing.T) {
	r := startReal(t, realOptions{
		Queue:     "orders = [\"sticky\", \"longest-idle\"]\nsticky_seconds = 3600\nwrap_up_seconds = 0\nring_seconds = 2",
		Operators: clientsOf(four...), Office: "recall_seconds = 0",
	})
	r.plays(four, []string{
		"A 101", "B 102", "C 103", "A 101", "A 101", "B 102", "104", "C 103",
		"break 101", "A 102", "ready 101", "A 102", // his own is now 102
		"B 102! 101", "B 101", "C 103+", "A 102", "104", "C 101", "end 103", // C's own is 103 again
		"C 103", "B 101", "A 102", "104", "103", "C 103", "101", "break 102", "A 104", "ready 102", "A 104",
	})
}

// Nobody can write down what the lot decides; but it asks everybody, and only
// those who are free.
func TestRealRandom(t *testing.T) {
	r := startReal(t, realOptions{Queue: "orders = [\"random\"]\nwrap_up_seconds = 0", Operators: clientsOf(four...)})
	phones := make(map[string]*operator)
	for _, id := range four {
		phones[id] = r.operator(id)
	}
	r.status("103", "break")
	asked := make(map[string]int)
	for i := range 24 {
		c := r.call(fmt.Sprintf("+3805000%05d", i), city)
		var who *operator
		r.eventually("a phone rings", 3*time.Second, func() bool {
			for _, p := range phones {
				if p.ringing() != nil {
					who = p
				}
			}
			return who != nil
		})
		asked[who.id]++
		who.answers()
		c.hangsUp()
		time.Sleep(300 * time.Millisecond)
	}
	if asked["103"] != 0 || asked["101"] == 0 || asked["102"] == 0 || asked["104"] == 0 {
		t.Errorf("of 24 calls: %v", asked)
	}
}

// history lets the store remember conversations of today, and one of
// yesterday's that must not count.
func (r *realOffice) history(today map[string]time.Duration) {
	r.t.Helper()
	db, err := store.Open(r.t.Context(), r.office.Store.DSN, quiet())
	if err != nil {
		r.t.Fatal(err)
	}
	defer db.Close()
	now := time.Now()
	save := func(id string, start time.Time, talk time.Duration) {
		rec := dialplan.Record{
			ID: dialplan.CallID("history-" + id + start.String()), Line: "city", Caller: taxi.Phone("+380501234567"), Queue: "clients",
			Started: start, Answered: start, Ended: start.Add(talk), Operator: dialplan.OperatorID(id), Outcome: dialplan.AnsweredBy,
			Segments: []dialplan.Segment{{Kind: dialplan.Talk, Start: start, End: start.Add(talk), Operator: dialplan.OperatorID(id), Queue: "clients"}},
		}
		if err := db.SaveRecord(r.t.Context(), rec); err != nil {
			r.t.Fatal(err)
		}
	}
	start := midnight(now, r.office.Location)
	for id, talk := range today {
		save(id, start.Add(time.Second), talk)
	}
	save("104", start.Add(-2*time.Hour), time.Hour)
}

// Two VIPs overtake five clients who wait.
func TestRealVIPsOvertake(t *testing.T) {
	r := startReal(t, realOptions{
		Queue:     "wrap_up_seconds = 0\nring_seconds = 60",
		More:      "[[line]]\nname = \"vip\"\nnumbers = [\"+380441230001\"]\nqueue = \"clients\"\nvip = true\n",
		Operators: clientsOf("101"),
	})
	first := r.operator("101")
	busy := r.call("+380671110000", city)
	first.answers()
	busy.talksTo(first)
	var order []*client
	for i := range 5 {
		order = append(order, r.call(fmt.Sprintf("+38067111000%d", i+1), city))
		time.Sleep(50 * time.Millisecond)
	}
	v1 := r.call("+380671118881", "+380441230001")
	v2 := r.call("+380671118882", "+380441230001")
	order = append([]*client{v1, v2}, order...)
	busy.hangsUp()
	for _, c := range order {
		ring := first.rings(3 * time.Second)
		if ring.CallerNumber() != c.from {
			t.Fatalf("%s rings, not %s", ring.CallerNumber(), c.from)
		}
		first.answers()
		c.talksTo(first)
		c.hangsUp()
	}
}
