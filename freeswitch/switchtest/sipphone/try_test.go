package sipphone_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"bufio"
	"strings"
	"testing"
	"time"

	"github.com/cabline/cabline/freeswitch/switchtest/sipphone"
)

func esl(t *testing.T, cmd string) string {
	c, err := net.Dial("tcp", "127.0.0.1:27021"); if err != nil { t.Fatal(err) }
	defer c.Close()
	r := bufio.NewReader(c)
	fmt.Fprintf(c, "auth sp\n\napi %s\n\n", cmd)
	n := 0
	for { l, err := r.ReadString('\n'); if err != nil { t.Fatal(err) }
		if strings.HasPrefix(l, "Content-Length:") { fmt.Sscanf(l, "Content-Length: %d", &n) }
		if l == "\n" && n > 0 { b := make([]byte, n); for i := range b { b[i], _ = r.ReadByte() }; return string(b) }
	}
}

func user(t *testing.T, n string, tone float64) *sipphone.Phone {
	p := phone(t, sipphone.Config{Server: "127.0.0.1:27060", Domain: "office.test", User: n, Password: "pw"+n, Tone: tone})
	if err := p.Register(within(t)); err != nil { t.Fatal(err) }
	return p
}
func trunk(t *testing.T, tone float64) *sipphone.Phone {
	return phone(t, sipphone.Config{Server: "127.0.0.1:27080", Tone: tone})
}

func TestTry(t *testing.T) {
	if os.Getenv("TRY") == "" { t.Skip() }
	t.Run("wrongpw", func(t *testing.T) {
		p := phone(t, sipphone.Config{Server: "127.0.0.1:27060", Domain: "office.test", User: "101", Password: "no"})
		t.Log(p.Register(within(t)))
	})
	t.Run("echo-auth", func(t *testing.T) {
		p := user(t, "101", 600)
		c, err := p.Dial(within(t), "9196", sipphone.DialOptions{Progress: func(c int){ t.Log("progress", c) }})
		if err != nil { t.Fatal(err) }
		if err := c.Hears(within(t), 600); err != nil { t.Fatal(err) }
		for _, s := range c.Heard() { t.Log(s.At.Round(time.Millisecond), s, s.Level) }
		if err := c.Hangup(within(t)); err != nil { t.Fatal(err) }
	})
	t.Run("fork", func(t *testing.T) {
		a, b, x := user(t, "101", 500), user(t, "102", 600), trunk(t, 700)
		t.Log(esl(t, "sofia status profile phones reg"))
		ctx := within(t)
		out := make(chan dialled, 1)
		go func() { c, err := x.Dial(ctx, "3000", sipphone.DialOptions{FromNumber: "+380671112233", FromName: "Олена"}); out <- dialled{c, err} }()
		ra, rb := rings(ctx, t, a), rings(ctx, t, b)
		t.Log(ra.CallerName(), ra.CallerNumber(), rb.CallerName(), rb.At().Sub(ra.At()))
		start := time.Now()
		ca, err := ra.Answer(ctx); if err != nil { t.Fatal(err) }
		closes(ctx, t, "loser", rb.Cancelled())
		t.Log("loser cancelled after", time.Since(start), rb.CancelReason())
		d := <-out
		if d.err != nil { t.Fatal(d.err) }
		t.Log("answered->caller", time.Since(start))
		if err := ca.Hears(ctx, 700); err != nil { t.Fatal(err) }
		if err := d.call.Hears(ctx, 500); err != nil { t.Fatal(err) }
		t.Log("both hear", time.Since(start))
		d.call.Hangup(ctx)
		closes(ctx, t, "op", ca.Done())
		t.Log("end", ca.EndReason())
	})
	t.Run("caller-cancels", func(t *testing.T) {
		a, x := user(t, "101", 500), trunk(t, 700)
		ctx, cancel := context.WithCancel(within(t))
		out := make(chan dialled, 1)
		go func() { c, err := x.Dial(ctx, "5903", sipphone.DialOptions{}); out <- dialled{c, err} }()
		r := rings(within(t), t, a)
		cancel()
		closes(within(t), t, "cancel", r.Cancelled())
		t.Log("reason:", r.CancelReason(), (<-out).err)
	})
	t.Run("kill", func(t *testing.T) {
		for _, cause := range []string{"LOSE_RACE", "NORMAL_CLEARING", "ORIGINATOR_CANCEL", "NO_ANSWER", "PICKED_OFF", "ALLOTTED_TIMEOUT", "MANAGER_REQUEST", "USER_BUSY"} {
			a := user(t, "101", 500)
			esl(t, "bgapi originate {origination_uuid=kill-1,origination_caller_id_number=555,origination_caller_id_name=Kill}user/101@office.test &park()")
			r := rings(within(t), t, a)
			esl(t, "uuid_kill kill-1 "+cause)
			closes(within(t), t, "cancel", r.Cancelled())
			t.Log(cause, "->", r.CancelReason(), r.CallerNumber(), r.CallerName())
			a.Close()
			time.Sleep(100*time.Millisecond)
		}
	})
	t.Run("originate-timeout", func(t *testing.T) {
		a := user(t, "101", 500)
		esl(t, "bgapi originate {originate_timeout=1}user/101@office.test &park()")
		r := rings(within(t), t, a)
		closes(within(t), t, "cancel", r.Cancelled())
		t.Log("timeout ->", r.CancelReason(), r.CallerNumber(), r.CallerName())
	})
	t.Run("kill-answered", func(t *testing.T) {
		a := user(t, "101", 500)
		esl(t, "bgapi originate {origination_uuid=kill-2}user/101@office.test &park()")
		c, err := rings(within(t), t, a).Answer(within(t))
		if err != nil { t.Fatal(err) }
		time.Sleep(200*time.Millisecond)
		esl(t, "uuid_kill kill-2 LOSE_RACE")
		closes(within(t), t, "bye", c.Done())
		t.Log(c.EndReason())
	})
	t.Run("dtmf", func(t *testing.T) {
		x := trunk(t, 0)
		c, err := x.Dial(within(t), "5901", sipphone.DialOptions{})
		if err != nil { t.Fatal(err) }
		if err := c.SendDTMF("11"); err != nil { t.Fatal(err) }
		if err := c.SendDTMF("#"); err != nil { t.Fatal(err) }
		if err := c.Hears(within(t), 1100); err != nil { t.Fatal(err) }
	})
	t.Run("dtmf-from-fs", func(t *testing.T) {
		a := user(t, "101", 500)
		esl(t, "bgapi originate {origination_uuid=d-2}user/101@office.test &park()")
		c, err := rings(within(t), t, a).Answer(within(t))
		if err != nil { t.Fatal(err) }
		time.Sleep(200*time.Millisecond)
		t.Log(esl(t, "uuid_send_dtmf d-2 1223#"))
		if err := c.HearsDigits(within(t), "1223#"); err != nil { t.Fatal(err) }
	})
	t.Run("early", func(t *testing.T) {
		x := trunk(t, 0)
		var e *sipphone.Call
		_, err := x.Dial(within(t), "5902", sipphone.DialOptions{Progress: func(c int) { t.Log("progress", c) }, Early: func(c *sipphone.Call) { e = c }})
		t.Log(e.Heard(), e.EndReason())
		t.Log(err)
	})
	t.Run("reject", func(t *testing.T) {
		a, x := user(t, "101", 500), trunk(t, 700)
		ctx := within(t)
		out := make(chan dialled, 1)
		go func() { c, err := x.Dial(ctx, "5903", sipphone.DialOptions{}); out <- dialled{c, err} }()
		r := rings(ctx, t, a)
		t.Log(r.Reject(486))
		d := <-out
		t.Log(d.err)
	})
	t.Run("names", func(t *testing.T) {
		a, x := user(t, "101", 500), trunk(t, 700)
		for _, o := range []sipphone.DialOptions{
			{FromName: `Bobby "Tables" O'Hara`}, {FromName: `{origination_uuid=1}[a=b]<x>^^:`}, {FromName: `${uuid_kill(x)} $${domain}`},
			{FromName: `back\slash`}, {FromName: `a" <sip:evil@example.com>;tag=1`}, {FromName: strings.Repeat("x", 4096)},
			{FromName: "line\r\n break"}, {FromName: "line\r\nX-Evil: 1\r\nX: "}, {FromNumber: `1'"2|3,4{}`}, {FromName: "Олена; DROP"}, {FromName: "%41%0a"},
			{RawFrom: "<sip:>"}, {RawFrom: "garbage"}, {FromName: "nul\x00nul"},
		} {
			ctx, cancel := context.WithTimeout(t.Context(), 1500*time.Millisecond)
			out := make(chan dialled, 1)
			go func() { c, err := x.Dial(ctx, "5903", o); out <- dialled{c, err} }()
			select {
			case r := <-a.Incoming():
				n := r.CallerName(); if len(n) > 60 { n = fmt.Sprint(n[:60], "…", len(n)) }
				t.Logf("%.60q %q%q -> %q %q", o.FromName, o.FromNumber, o.RawFrom, n, r.CallerNumber())
				c, err := r.Answer(ctx)
				if err != nil { t.Error(err); continue }
				if d := <-out; d.err != nil { t.Error(d.err) } else { d.call.Hangup(ctx) }
				<-c.Done()
			case <-ctx.Done():
				t.Logf("%.60q %q%q -> no ring: %v", o.FromName, o.FromNumber, o.RawFrom, (<-out).err)
			}
			cancel()
		}
	})
	t.Run("vanish", func(t *testing.T) {
		x := trunk(t, 700)
		c, err := x.Dial(within(t), "9196", sipphone.DialOptions{})
		if err != nil { t.Fatal(err) }
		if err := c.Hears(within(t), 700); err != nil { t.Fatal(err) }
		c.Vanish()
		start := time.Now()
		for strings.Contains(esl(t, "show channels"), "9196") && time.Since(start) < 15*time.Second { time.Sleep(100*time.Millisecond) }
		t.Log("fs dropped it after", time.Since(start))
	})
	t.Run("gone2", func(t *testing.T) {
		x := trunk(t, 700)
		c, err := x.Dial(within(t), "5906", sipphone.DialOptions{})
		if err != nil { t.Fatal(err) }
		if err := c.Hears(within(t), 700); err != nil { t.Fatal(err) }
		time.Sleep(500*time.Millisecond)
		c.Vanish()
		start := time.Now()
		for strings.Contains(esl(t, "show channels"), "5906") && time.Since(start) < 25*time.Second { time.Sleep(50*time.Millisecond) }
		t.Log("fs dropped it after", time.Since(start))
	})
	t.Run("quotes", func(t *testing.T) {
		a, x := user(t, "101", 500), trunk(t, 700)
		for _, num := range []string{"5903", "5907"} { for _, name := range []string{`a "b" c`, `a"b`, `"a`, `a\`, `<b>`, `b <c`} {
			ctx, cancel := context.WithTimeout(t.Context(), 1500*time.Millisecond)
			out := make(chan dialled, 1)
			go func() { c, err := x.Dial(ctx, num, sipphone.DialOptions{FromName: name, FromNumber: "380"}); out <- dialled{c, err} }()
			select {
			case r := <-a.Incoming(): t.Logf("%s %q -> %q %q", num, name, r.CallerName(), r.CallerNumber()); r.Reject(486); <-out
			case d := <-out: t.Logf("%s %q -> %v", num, name, d.err)
			}
			cancel()
		}}
		for _, v := range []string{`origination_caller_id_name='a "b" c'`, `origination_caller_id_name='a"b'`, `origination_caller_id_name='a%0db'`, `origination_caller_id_name='a%41'`} {
			out := esl(t, "originate {originate_timeout=1,origination_caller_id_number=5,"+v+"}user/101@office.test &park()")
			select { case r := <-a.Incoming(): t.Logf("%s -> %q %q %q", v, r.CallerName(), r.CallerNumber(), out); default: t.Logf("%s -> no ring %q", v, out) }
		}
	})
	t.Run("brief", func(t *testing.T) {
		x := trunk(t, 700)
		for i := range 200 {
			c, err := x.Dial(within(t), "5905", sipphone.DialOptions{})
			if err != nil { t.Fatal(i, err) }
			select { case <-c.Done(): case <-time.After(2*time.Second): t.Fatal(i, "call never ended") }
		}
	})
	t.Run("gone", func(t *testing.T) {
		x := trunk(t, 700)
		c, err := x.Dial(within(t), "5906", sipphone.DialOptions{})
		if err != nil { t.Fatal(err) }
		if err := c.Hears(within(t), 700); err != nil { t.Fatal(err) }
		c.Vanish()
		start := time.Now()
		for strings.Contains(esl(t, "show channels"), "5906") && time.Since(start) < 15*time.Second { time.Sleep(50*time.Millisecond) }
		t.Log("fs dropped it after", time.Since(start))
		start = time.Now()
		x.Close()
		t.Log("close took", time.Since(start))
	})
	t.Run("inject", func(t *testing.T) {
		a, x := user(t, "101", 500), trunk(t, 700)
		for _, num := range []string{"5903", "5907"} {
		for _, o := range []sipphone.DialOptions{{FromName: "a%0D%0AX-Evil: 1%0D%0AX-B: "}, {FromName: `"`, FromNumber: "5"}, {FromName: `x`, FromNumber: `5"5`}, {FromName: "%22 <sip:evil@x>;", FromNumber: "7"}, {FromName: "%00", FromNumber: "7"}} {
			ctx, cancel := context.WithTimeout(t.Context(), 1500*time.Millisecond)
			out := make(chan dialled, 1)
			go func() { c, err := x.Dial(ctx, num, o); out <- dialled{c, err} }()
			select {
			case r := <-a.Incoming():
				t.Logf("%s %+v -> %q %q evil=%q", num, o, r.CallerName(), r.CallerNumber(), r.Header("X-Evil"))
				c, err := r.Answer(ctx)
				if err != nil { t.Log(err); <-out; cancel(); continue }
				if d := <-out; d.err != nil { t.Error(d.err) } else { d.call.Hangup(ctx) }
				<-c.Done()
			case <-ctx.Done():
				t.Logf("%s %+v -> no ring: %v", num, o, (<-out).err)
			}
			cancel()
		}}
	})
	t.Run("earlytone", func(t *testing.T) {
		x := trunk(t, 700)
		var e *sipphone.Call
		c, err := x.Dial(within(t), "5908", sipphone.DialOptions{Early: func(c *sipphone.Call) { e = c }})
		if err != nil { t.Fatal(err) }
		t.Log(e == c)
		if err := c.Hears(within(t), 880); err != nil { t.Fatal(err) }
		for _, s := range c.Heard() { t.Log(s.At.Round(time.Millisecond), s, s.Level) }
	})
	t.Run("conference", func(t *testing.T) {
		var cs []*sipphone.Call
		for _, f := range []float64{500, 600, 700, 900} {
			c, err := trunk(t, f).Dial(within(t), "5904", sipphone.DialOptions{})
			if err != nil { t.Fatal(err) }
			cs = append(cs, c)
		}
		for _, f := range []float64{600, 700, 900} { if err := cs[0].Hears(within(t), f); err != nil { t.Fatal(err) } }
		if err := cs[0].HearsNot(within(t), 500, 500*time.Millisecond); err != nil { t.Fatal(err) }
	})
	t.Run("hold", func(t *testing.T) {
		a := user(t, "101", 500)
		esl(t, "bgapi originate {origination_uuid=h-1}user/101@office.test &echo()")
		c, err := rings(within(t), t, a).Answer(within(t))
		if err != nil { t.Fatal(err) }
		if err := c.Hears(within(t), 500); err != nil { t.Fatal(err) }
		t.Log(esl(t, "uuid_hold h-1"))
		time.Sleep(300*time.Millisecond)
		t.Log(esl(t, "uuid_hold off h-1"))
		if err := c.Hears(within(t), 500); err != nil { t.Fatal(err) }
		t.Log(esl(t, "uuid_media_reneg h-1 PCMA"))
		time.Sleep(300*time.Millisecond)
		if err := c.Hears(within(t), 500); err != nil { t.Fatal(err) }
		if err := c.Hangup(within(t)); err != nil { t.Fatal(err) }
	})
	t.Log(esl(t, "show channels"))
}
