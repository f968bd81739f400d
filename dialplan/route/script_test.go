package route

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// The scripts below testdata tell what happens to an office and what it must
// decide, one line each:
//
//	clock 2026-03-28T23:50                                      when it begins, in Kyiv
//	queue clients ring=1 order=longest-idle ring-for=20s ...   what callers wait in
//	step 10s groups=a,b ring=all                                a step of the queue before it
//	operator 101 clients/group/priority ...                     who works, ready
//	reconfigure                                                 the queues above are taken live
//	at 12s / wait 5s                                            the clock
//	call 3m sticky=101                                          a whole call of three minutes
//	join ann clients vip since=-30s sticky=101/20s              events
//	left ann / ready 101 / break 101 / out 101 / registers 101 / gone 101 / lines 101 2
//	no-answer 101 / refused 101 / busy 101 / unreachable 101 / withdrawn 101 / answered 101
//	talked 101 clients / wrapped-up 101 / connected ann 101
//	waiting clients / operators / why / next                    how things stand
//
// Lines that begin with ">" are what the core must decide on the line before
// them, in order: "> ring 101 ann", "> stop 101 ann answered elsewhere",
// "> overflow ann nobody is logged in", "> position ann 2", "> suspend 101". A
// clock line lets every deadline on the way come due, and each decision of it
// begins with its time: "> 10s ring 102 ann". They were written by hand from what
// the package promises; nothing rewrites them.
func TestScripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) { runScript(t, file) })
	}
}

type script struct {
	t       *testing.T
	config  Config
	core    *Core
	start   time.Time
	now     time.Time
	rings   map[OperatorID]OfferID // newest offer of each operator
	talking map[OperatorID]time.Time
	last    Ring
	calls   int
	decided []string
	where   string
}

func runScript(t *testing.T, file string) {
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	kyiv, err := time.LoadLocation("Europe/Kyiv")
	if err != nil {
		t.Fatal(err)
	}
	s := &script{
		t: t, config: Config{Location: kyiv, Seed: 1}, start: time.Date(2026, 11, 23, 12, 0, 0, 0, kyiv),
		rings: make(map[OperatorID]OfferID), talking: make(map[OperatorID]time.Time),
	}
	s.now = s.start
	in := bufio.NewScanner(f)
	for n := 1; in.Scan(); n++ {
		line, _, _ := strings.Cut(in.Text(), "#")
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if want, ok := strings.CutPrefix(line, ">"); ok {
			s.expect(fmt.Sprintf("%s:%d", file, n), strings.TrimSpace(want))
			continue
		}
		s.settled()
		s.where = fmt.Sprintf("%s:%d", file, n)
		s.line(strings.Fields(line))
	}
	s.settled()
}

func (s *script) expect(where, want string) {
	s.t.Helper()
	if len(s.decided) == 0 {
		s.t.Fatalf("%s: nothing more was decided, want %q", where, want)
	}
	got := s.decided[0]
	s.decided = s.decided[1:]
	if got != want {
		s.t.Fatalf("%s: decided %q, want %q", where, got, want)
	}
}

func (s *script) settled() {
	s.t.Helper()
	if len(s.decided) > 0 {
		s.t.Fatalf("%s: also decided %q", s.where, s.decided)
	}
}

func (s *script) duration(text string) time.Duration {
	d, err := time.ParseDuration(text)
	if err != nil {
		s.t.Fatalf("%s: %v", s.where, err)
	}
	return d
}

func (s *script) ring(text string) int {
	if text == "all" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		s.t.Fatalf("%s: %v", s.where, err)
	}
	return n
}

func (s *script) order(text string) (Order, string) {
	var all []Order
	for name := range strings.SplitSeq(text, "+") {
		o, _, ok := OrderByName(name)
		if !ok {
			s.t.Fatalf("%s: no order %q", s.where, name)
		}
		all = append(all, o)
	}
	return By(all...), text
}

func (s *script) line(w []string) {
	switch w[0] {
	case "queue":
		q := Queue{Name: w[1], RingFor: 20 * time.Second, NobodyFor: 5 * time.Second, Steps: []Step{{Ring: 1, Order: LongestIdle}}}
		for _, option := range w[2:] {
			k, v, _ := strings.Cut(option, "=")
			switch k {
			case "ring":
				q.Steps[0].Ring = s.ring(v)
			case "order":
				q.Steps[0].Order, q.Steps[0].Label = s.order(v)
			case "groups":
				q.Steps[0].Groups = strings.Split(v, ",")
			case "ring-for":
				q.RingFor = s.duration(v)
			case "wrap-up":
				q.WrapUp = s.duration(v)
			case "max-wait":
				q.MaxWait = s.duration(v)
			case "max-waiting":
				q.MaxWaiting, _ = strconv.Atoi(v)
			case "nobody-for":
				q.NobodyFor = s.duration(v)
			case "announce":
				q.Announce = s.duration(v)
			case "misses":
				q.MissesLimit, _ = strconv.Atoi(v)
			default:
				s.t.Fatalf("%s: %q", s.where, option)
			}
		}
		s.config.Queues = append(s.config.Queues, q)
		return
	case "clock":
		at, err := time.ParseInLocation("2006-01-02T15:04", w[1], s.config.Location)
		if err != nil {
			s.t.Fatalf("%s: %v", s.where, err)
		}
		s.start, s.now = at, at
		return
	case "step":
		q := &s.config.Queues[len(s.config.Queues)-1]
		step := Step{After: s.duration(w[1]), Order: q.Steps[0].Order, Ring: q.Steps[0].Ring}
		for _, option := range w[2:] {
			k, v, _ := strings.Cut(option, "=")
			switch k {
			case "ring":
				step.Ring = s.ring(v)
			case "groups":
				step.Groups = strings.Split(v, ",")
			case "order":
				step.Order, step.Label = s.order(v)
			}
		}
		q.Steps = append(q.Steps, step)
		return
	}
	if s.core == nil {
		s.core = New(s.config)
		s.config.Queues = nil
	}
	switch w[0] {
	case "at":
		s.clock(s.start.Add(s.duration(w[1])))
	case "wait":
		s.clock(s.now.Add(s.duration(w[1])))
	case "call":
		s.call(w)
	case "reconfigure":
		s.tell(s.core.SetQueues(s.now, s.config.Queues), "")
		s.config.Queues = nil
	case "waiting", "operators", "why", "next":
		s.show(w)
	default:
		s.do(s.event(w), "")
	}
}

func (s *script) clock(to time.Time) {
	for {
		next, ok := s.core.Next()
		if !ok || next.After(to) {
			break
		}
		if next.After(s.now) {
			s.now = next
		}
		s.do(Tick{}, s.now.Sub(s.start).String()+" ")
	}
	s.now = to
	s.do(Tick{}, s.now.Sub(s.start).String()+" ")
}

func (s *script) do(ev Event, prefix string) { s.tell(s.core.Step(s.now, ev), prefix) }

func (s *script) tell(actions []Action, prefix string) {
	for _, a := range actions {
		var text string
		switch a := a.(type) {
		case Ring:
			s.rings[a.Operator], s.last = a.Offer, a
			text = fmt.Sprintf("ring %s %s", a.Operator, a.Call)
		case StopRinging:
			text = fmt.Sprintf("stop %s %s %s", a.Operator, a.Call, a.Because)
		case Position:
			text = fmt.Sprintf("position %s %d", a.Call, a.Place)
			if a.Wait > 0 {
				text += " " + a.Wait.String()
			}
		case Overflow:
			text = fmt.Sprintf("overflow %s %s", a.Call, a.Because)
		case Suspend:
			text = fmt.Sprintf("suspend %s", a.Operator)
		}
		s.decided = append(s.decided, prefix+text)
	}
}

func (s *script) event(w []string) Event {
	id := OperatorID("")
	if len(w) > 1 {
		id = OperatorID(w[1])
	}
	ended := map[string]RingResult{
		"no-answer": NoAnswer, "refused": Refused, "busy": PhoneBusy, "unreachable": Unreachable, "withdrawn": Withdrawn,
	}
	if result, ok := ended[w[0]]; ok {
		return RingEnded{Offer: s.rings[id], Result: result}
	}
	status := map[string]Status{"ready": Ready, "break": OnBreak, "out": LoggedOut}
	if st, ok := status[w[0]]; ok {
		o := s.core.operators[id]
		if o == nil {
			s.t.Fatalf("%s: no operator %s", s.where, id)
		}
		changed := o.Operator
		changed.Status = st
		return OperatorSet{Operator: changed}
	}
	switch w[0] {
	case "operator":
		o := Operator{ID: id, Status: Ready}
		for _, m := range w[2:] {
			switch k, v, option := strings.Cut(m, "="); {
			case option && k == "talked":
				o.TalkDay = s.duration(v)
			case option && k == "wrap-up":
				o.WrapUp = s.duration(v)
			case option && k == "idle":
				o.LastTalk = s.now.Add(-s.duration(v))
			default:
				p := append(strings.Split(m, "/"), "", "")
				priority, _ := strconv.Atoi(p[2])
				o.Queues = append(o.Queues, Membership{Queue: p[0], Group: p[1], Priority: priority})
			}
		}
		return OperatorSet{Operator: o}
	case "registers":
		return OperatorSet{Operator: s.core.operators[id].Operator}
	case "gone":
		return OperatorGone{Operator: id}
	case "join":
		return s.joined(CallID(w[1]), w[2], w[3:])
	case "left":
		return Left{Call: CallID(w[1])}
	case "lines":
		n, _ := strconv.Atoi(w[2])
		return Lines{Operator: id, Count: n}
	case "answered":
		s.talking[id] = s.now
		return Answered{Offer: s.rings[id]}
	case "connected":
		s.talking[OperatorID(w[2])] = s.now
		return Connected{Call: CallID(w[1]), Operator: OperatorID(w[2])}
	case "talked":
		return Talked{Operator: id, Queue: w[2], Start: s.talking[id], End: s.now}
	case "wrapped-up":
		return WrapUpOver{Operator: id}
	}
	s.t.Fatalf("%s: %q is no event", s.where, w[0])
	return nil
}
