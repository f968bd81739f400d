package main

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/freeswitch/switchtest/webphone"
)

// browser is an operator's telephone in a browser.
type browser struct {
	r     *realOffice
	id    string
	phone *webphone.Phone
}

// browserTone is what every browser says; the desk phones say others.
const browserTone = 1700

// verto logs an operator's browser in by verto.
func (r *realOffice) verto(id string) *browser {
	r.t.Helper()
	return r.browser(id, r.office.FreeSWITCH.VertoPort, webphone.DialVerto)
}

// sipBrowser logs an operator's browser in by SIP over a WebSocket.
func (r *realOffice) sipBrowser(id string) *browser {
	r.t.Helper()
	return r.browser(id, r.office.FreeSWITCH.WSPort, webphone.DialSIP)
}

func (r *realOffice) browser(id string, port int, dial func(context.Context, webphone.Config) (*webphone.Phone, error)) *browser {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), 10*time.Second)
	defer cancel()
	phone, err := dial(ctx, webphone.Config{
		URL: fmt.Sprintf("ws://127.0.0.1:%d", port), Domain: r.office.FreeSWITCH.Domain, User: id, Password: "password-of-" + id, Tone: browserTone,
	})
	if err != nil {
		r.t.Fatalf("browser of %s: %v", id, err)
	}
	r.t.Cleanup(func() { phone.Close() })
	time.Sleep(time.Second) // the engine hears of the new phone by an event
	return &browser{r: r, id: id, phone: phone}
}

func (b *browser) rings() *webphone.Ring {
	b.r.t.Helper()
	select {
	case ring := <-b.phone.Incoming():
		return ring
	case <-time.After(5 * time.Second):
		b.r.t.Fatalf("the browser of %s does not ring", b.id)
		return nil
	}
}

// answers picks up, and reports how long it takes until sound can pass.
func (b *browser) answers(ring *webphone.Ring) *webphone.Call {
	b.r.t.Helper()
	ctx, cancel := context.WithTimeout(b.r.t.Context(), 10*time.Second)
	defer cancel()
	began := time.Now()
	call, err := ring.Answer(ctx)
	if err != nil {
		b.r.t.Fatalf("the browser of %s: %v", b.id, err)
	}
	b.r.t.Logf("sound can pass %s after the answer", time.Since(began).Round(time.Millisecond))
	return call
}

// talksToBrowser checks by ear, in both directions.
func (c *client) talksToBrowser(b *webphone.Call) {
	c.r.t.Helper()
	ctx, cancel := context.WithTimeout(c.r.t.Context(), 5*time.Second)
	defer cancel()
	if err := b.Hears(ctx, clientTone); err != nil {
		c.r.t.Fatalf("the browser does not hear client %s: %v", c.from, err)
	}
	if err := c.call.Hears(ctx, browserTone); err != nil {
		c.r.t.Fatalf("client %s does not hear the browser: %v", c.from, err)
	}
}

// holdKey is the key of the browser's own telephone.
func (b *browser) holdKey(call *webphone.Call) func(bool) {
	return func(on bool) {
		b.r.t.Helper()
		ctx, cancel := context.WithTimeout(b.r.t.Context(), 5*time.Second)
		defer cancel()
		if err := call.Hold(ctx, on); err != nil {
			b.r.t.Fatalf("the browser of %s: %v", b.id, err)
		}
	}
}

// hearsNot: that tone is away for half a second.
func (c *client) hearsNot(hz float64) {
	c.r.t.Helper()
	ctx, cancel := context.WithTimeout(c.r.t.Context(), 5*time.Second)
	defer cancel()
	if err := c.call.HearsNot(ctx, hz, time.Second/2); err != nil {
		c.r.t.Fatalf("client %s: %v", c.from, err)
	}
}

func stops(t *testing.T, ring *webphone.Ring) {
	t.Helper()
	select {
	case <-ring.Stopped():
	case <-time.After(5 * time.Second):
		t.Fatal("the browser does not stop")
	}
}

// An operator with a SIP phone and a browser: both ring, and the browser stops
// when the phone answers. With the browser alone it rings, too, and a caller who
// gives up stops it.
func TestRealVertoRingsBesideSIP(t *testing.T) {
	r := startReal(t, realOptions{Queue: "wrap_up_seconds = 0\norders = [\"priority\"]", Operators: clientsOf("101"), Verto: true})
	browser := r.verto("101")
	alone := r.call("+380671112233", city)
	ring := browser.rings()
	alone.hangsUp()
	stops(t, ring)

	phone := r.operator("101")
	time.Sleep(time.Second) // the engine hears of the new phone by an event
	call := r.call("+380671112234", city)
	ring = browser.rings()
	phone.rings(3 * time.Second)
	phone.answers()
	stops(t, ring)
	call.talksTo(phone)
}

// browserTakesCalls is an operator's shift in a browser: one conversation that he
// holds, goes on with and ends, one that the client ends, and one that he
// declines.
func browserTakesCalls(t *testing.T, r *realOffice, b *browser) {
	t.Helper()
	first := r.call("+380671112233", city)
	ring := b.rings()
	if number, _ := ring.Caller(); number != "+380671112233" {
		t.Errorf("the browser shows %q", number)
	}
	call := b.answers(ring)
	first.talksToBrowser(call)
	r.knowsThatTalks("+380671112233")
	up := "/api/v1/calls/" + r.talker()
	for _, hold := range []func(bool){
		func(on bool) { r.post(up+map[bool]string{true: "/hold", false: "/resume"}[on], http.StatusNoContent) },
		b.holdKey(call),
	} {
		hold(true)
		first.hears(musicTone, 3*time.Second)
		first.hearsNot(browserTone)
		r.eventually("the hold is in the record", 3*time.Second, func() bool {
			s := r.segments(up)
			return s[len(s)-1] == "hold"+b.id
		})
		hold(false)
		first.talksToBrowser(call)
		r.eventually("the end of the hold is in the record", 3*time.Second, func() bool {
			s := r.segments(up)
			return s[len(s)-1] == "talk"+b.id
		})
	}
	r.post(up+"/hold", http.StatusNoContent)
	first.hears(musicTone, 3*time.Second)
	if err := call.HangUp(); err != nil {
		t.Fatal(err)
	}
	first.isReleased(3 * time.Second)

	second := r.call("+380671112234", city)
	call = b.answers(b.rings())
	second.talksToBrowser(call)
	second.hangsUp()
	select {
	case <-call.Done():
	case <-time.After(3 * time.Second):
		t.Fatal("the browser's call goes on without the client")
	}

	third := r.call("+380671112235", city)
	if err := b.rings().Refuse(); err != nil {
		t.Fatal(err)
	}
	third.hearsSomething() // the music goes on
	third.hangsUp()

	r.eventually("the records tell it", 5*time.Second, func() bool {
		answered := 0
		for _, c := range r.calls() {
			if !c.Live && c.Operator == b.id && c.Outcome == string(dialplan.AnsweredBy) {
				answered++
			}
		}
		return answered == 2
	})
}

// An operator's browser speaks verto and WebRTC.
func TestRealVertoOperator(t *testing.T) {
	r := startReal(t, realOptions{Queue: "wrap_up_seconds = 0", Operators: clientsOf("101"), Verto: true, Furnish: withTones})
	browserTakesCalls(t, r, r.verto("101"))
}

// A browser that vanishes in mid-call, by either language, loses no caller: he is
// with the next operator once FreeSWITCH has given the browser up, which costs him
// twenty seconds (media_timeout, and detach-timeout-sec of verto).
func TestRealBrowserVanishes(t *testing.T) {
	for _, language := range []string{"verto", "SIP"} {
		t.Run(language, func(t *testing.T) {
			r := startReal(t, realOptions{Queue: "wrap_up_seconds = 0\norders = [\"priority\"]", Operators: clientsOf("101", "102"), Verto: true, WS: true})
			b := r.verto("101")
			if language == "SIP" {
				b = r.sipBrowser("101")
			}
			next := r.operator("102")
			c := r.call("+380671112233", city)
			call := b.answers(b.rings())
			c.talksToBrowser(call)
			began := time.Now()
			if err := b.phone.Vanish(); err != nil {
				t.Fatal(err)
			}
			next.rings(40 * time.Second)
			t.Logf("the next operator rings %s later", time.Since(began).Round(10*time.Millisecond))
			c.isUp()
			next.answers()
			c.talksTo(next)
		})
	}
}

// An operator's browser speaks SIP over a WebSocket and WebRTC, as the console
// does.
func TestRealBrowserPhone(t *testing.T) {
	r := startReal(t, realOptions{Queue: "wrap_up_seconds = 0", Operators: clientsOf("101"), WS: true, Furnish: withTones})
	browserTakesCalls(t, r, r.sipBrowser("101"))
}
