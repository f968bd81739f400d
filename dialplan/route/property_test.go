package route

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"
)

// Whatever happens in whatever order, the core decides what the model allows,
// decides all of it, and comes to rest when everything has ended.
func TestAnyEvents(t *testing.T) {
	for seed := range uint64(100) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			live(t, randomScript(seed, 1500))
		})
	}
}

func FuzzEvents(f *testing.F) {
	for seed := range uint64(10) {
		f.Add(randomScript(seed, 300))
	}
	f.Fuzz(func(t *testing.T, script []byte) { live(t, script[:min(len(script), 3000)]) })
}

// The same events at the same times give the same decisions.
func TestDeterminism(t *testing.T) {
	script := randomScript(1, 6000)
	first := live(t, script)
	for range 3 {
		if again := live(t, script); !slices.Equal(first, again) {
			for i := range first {
				if first[i] != again[i] {
					t.Fatalf("decided\n%s\nand then\n%s", first[i], again[i])
				}
			}
		}
	}
}

func randomScript(seed uint64, n int) []byte {
	r := rand.New(rand.NewPCG(seed, 0))
	script := make([]byte, n)
	for i := range script {
		script[i] = byte(r.Uint32())
	}
	return script
}

// live plays a script of bytes: each event takes three of them.
func live(t *testing.T, script []byte) (log []string) {
	start := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	queues := []Queue{
		{
			Name: "clients", RingFor: 10 * time.Second, WrapUp: 2 * time.Second, NobodyFor: 5 * time.Second,
			MaxWait: 2 * time.Minute, MaxWaiting: 5, MissesLimit: 3, Announce: 7 * time.Second,
			Steps: []Step{
				{Groups: []string{"a"}, Ring: 1, Order: By(Sticky, LongestIdle)},
				{After: 10 * time.Second, Groups: []string{"a", "b"}, Ring: 2, Order: InTurn},
				{After: 30 * time.Second, Order: LeastBusy},
				{After: 50 * time.Second, Groups: []string{"c"}, Ring: 1, Order: Random},
			},
		},
		{
			Name: "drivers", RingFor: 5 * time.Second, MaxWait: time.Minute, MaxWaiting: 5, NobodyFor: 0,
			Steps: []Step{{Order: Priority, Ring: 0}},
		},
	}
	m := &model{
		t: t, core: New(Config{Queues: queues, Seed: 3}), start: start, now: start,
		queues: make(map[string]Queue), operators: make(map[OperatorID]*modelOperator),
		callers: make(map[CallID]*modelCaller), offers: make(map[OfferID]modelOffer),
	}
	for _, q := range queues {
		m.queues[q.Name] = q
	}
	for ; len(script) >= 3; script = script[3:] {
		m.random(script[0], int(script[1]), int(script[2]))
		m.books()
	}
	m.rest()
	return m.log
}

// random makes an event of three numbers.
func (m *model) random(kind byte, a, b int) {
	operator := OperatorID(fmt.Sprint(101 + a%6))
	call := CallID(fmt.Sprint("call", a%9))
	switch kind % 16 {
	case 0, 1, 2:
		c := Caller{Call: call, Queue: []string{"clients", "clients", "drivers"}[b%3], Since: m.now.Add(-time.Duration(b%40) * time.Second)}
		c.VIP = b%7 == 0
		c.Priority = time.Duration(b%5) * time.Second
		if b%2 == 0 {
			c.Sticky, c.StickyUntil = OperatorID(fmt.Sprint(101+b%7)), m.now.Add(time.Duration(b%20)*time.Second)
		}
		if b == 255 {
			c.Queue = "nowhere"
		}
		m.step(Joined{Caller: c})
	case 3:
		m.step(Left{Call: call})
	case 4, 5:
		o := Operator{ID: operator, Status: Ready}
		if b%4 == 0 {
			o.Status = Status(b / 4 % 3)
		}
		group := string(rune('a' + a/6%3))
		if b%11 != 0 {
			o.Queues = append(o.Queues, Membership{Queue: "clients", Group: group, Priority: a % 3})
		}
		if b%3 != 0 {
			o.Queues = append(o.Queues, Membership{Queue: "drivers", Group: group, Priority: b % 3})
		}
		if b%13 == 0 {
			o.Queues = append(o.Queues, Membership{Queue: "clients", Group: "c"})
		}
		m.step(OperatorSet{Operator: o})
	case 6:
		if b%4 == 0 {
			m.step(OperatorGone{Operator: operator})
			return
		}
		m.step(Lines{Operator: operator, Count: max(0, b%5-2)})
	case 7, 8, 9:
		if f, ok := m.anOffer(a); ok {
			m.step(RingEnded{Offer: f, Result: RingResult(b % 5)})
		}
	case 10, 11:
		if f, ok := m.anOffer(a); ok {
			m.step(Answered{Offer: f})
		}
	case 12:
		if b%4 == 0 {
			m.step(Connected{Call: call, Operator: operator})
		} else {
			m.step(WrapUpOver{Operator: operator})
		}
	case 13:
		if o := m.operators[operator]; o != nil && len(o.talks) > 0 {
			talk := Talked{Call: o.talks[b%len(o.talks)], Operator: operator, Queue: "clients", End: m.now}
			talk.Start = m.now.Add(-time.Duration(b) * time.Second)
			m.step(talk)
		}
	default:
		m.wait(time.Duration(a*b) * time.Millisecond)
	}
}

// anOffer is one of those that ring, or one that is not known any more.
func (m *model) anOffer(a int) (OfferID, bool) {
	var all []OfferID
	for _, o := range m.core.Operators() {
		if known := m.operators[o.Operator.ID]; known.offer != "" {
			all = append(all, known.offer)
		}
	}
	if len(all) == 0 || a == 0 {
		return "3-1", m.core.made > 0
	}
	return all[a%len(all)], true
}

// rest ends everything that an event can end, and sees that nothing is left.
func (m *model) rest() {
	for n := range 9 {
		m.step(Left{Call: CallID(fmt.Sprint("call", n))})
	}
	for n := range 6 {
		id := OperatorID(fmt.Sprint(101 + n))
		m.step(Lines{Operator: id})
		if o := m.operators[id]; o != nil {
			m.step(OperatorSet{Operator: Operator{ID: id, Status: Ready, Queues: []Membership{{Queue: "clients", Group: "a"}}}})
		}
	}
	m.wait(6 * time.Second)
	for _, o := range m.core.Operators() {
		if o.Doing != Free {
			m.fail("%s is left %s", o.Operator.ID, o.Doing)
		}
	}
	c := m.core
	if len(c.callers)+len(c.line)+len(c.offers)+len(c.talks)+len(c.deadlines) > 0 {
		m.fail("left: %d callers, %d in line, %d offers, %d talks, %d deadlines",
			len(c.callers), len(c.line), len(c.offers), len(c.talks), len(c.deadlines))
	}
}

// books compares what the core keeps count of with what it counts.
func (m *model) books() {
	c := m.core
	if !slices.IsSortedFunc(c.line, (*caller).before) || len(c.line) != len(c.callers) {
		m.fail("the line is out of order")
	}
	for _, q := range c.queues {
		counted := &queue{}
		for _, o := range c.byID() {
			if o.state != o.does() {
				m.fail("%s is %d and does %d", o.ID, o.state, o.does())
			}
			s := o.seatIn(q)
			if s == nil {
				continue
			}
			counted.count(s, o.state, 1)
			if o.Status == Ready {
				counted.ready++
			}
		}
		for _, w := range c.line {
			if w.queue == q {
				counted.waiting++
			}
		}
		if counted.doing != q.doing || counted.ready != q.ready || counted.waiting != q.waiting ||
			!reflect.DeepEqual(counted.free, q.free) && len(counted.free)+len(q.free) > 0 {
			m.fail("the books of %s are wrong", q.Name)
		}
	}
	for id, o := range c.talks {
		if !slices.Contains(o.talks, id) || c.callers[id] != nil || c.operators[o.ID] != o {
			m.fail("%s talks and does not", id)
		}
	}
}
