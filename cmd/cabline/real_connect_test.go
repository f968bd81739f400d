package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/cabline/cabline/freeswitch/switchtest/sipphone"
	"github.com/cabline/cabline/store"
	"github.com/cabline/cabline/taxi"
)

// couple is a client and her driver, reached through a provider each, by a
// SIP phone with a tone of his own.
type couple struct {
	*realOffice
	driver, client network
	order          string
}

const (
	driverTone = 1500
	annTone    = 1700
	pipTone    = 700 // what prompts are in these scripts
)

// openCouple is an office with an order of Ann's that Ivan drives. The trunk of
// each of them leads to his phone.
func openCouple(t *testing.T, more string) couple {
	t.Helper()
	d := couple{driver: openNetworkWith(t, driverTone), client: openNetworkWith(t, annTone)}
	d.realOffice = startReal(t, realOptions{
		Operators: clientsOf("101"),
		More: fmt.Sprintf(`
[[trunk]]
name = "to-driver"
proxy = %q
prefixes = [%q]
[[trunk]]
name = "to-client"
proxy = %q
prefixes = [%q]
`, d.driver.Addr(), ivan, d.client.Addr(), ann) + more,
		Furnish: func(r *realOffice) {
			db, err := store.Open(t.Context(), r.office.Store.DSN, quiet())
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			d.order = string(order(t, orderBook(db, r.office), taxi.OnTheWay).ID)
		},
	})
	return d
}

func openNetworkWith(t *testing.T, tone float64) network {
	t.Helper()
	phone, err := sipphone.New(context.Background(), sipphone.Config{Server: "127.0.0.1:9", Tone: tone})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { phone.Close() })
	return network{Phone: phone, t: t}
}

// connect asks the API to join them.
func (d couple) connect() (already bool) {
	d.t.Helper()
	resp, err := http.Post("http://"+d.office.API.Listen+"/api/v1/orders/"+d.order+"/connect", "application/json", nil)
	if err != nil {
		d.t.Fatal(err)
	}
	defer resp.Body.Close()
	var body struct{ Already bool }
	if err := json.NewDecoder(resp.Body).Decode(&body); err != nil || resp.StatusCode != http.StatusAccepted {
		d.t.Fatalf("%s, %v", resp.Status, err)
	}
	return body.Already
}

// converse checks by ear that both hear each other's tone.
func converse(t *testing.T, driver, client *sipphone.Call, within time.Duration) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), within)
	defer cancel()
	if err := errors.Join(driver.Hears(ctx, annTone), client.Hears(ctx, driverTone)); err != nil {
		t.Fatalf("they do not hear each other: %v", err)
	}
}

// hangUp ends a call from the phone's side.
func hangUp(t *testing.T, c *sipphone.Call) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	if err := c.Hangup(ctx); err != nil {
		t.Fatal(err)
	}
}

func isOver(t *testing.T, c *sipphone.Call, within time.Duration) {
	t.Helper()
	select {
	case <-c.Done():
	case <-time.After(within):
		t.Fatal("the call is not over")
	}
}

// Client and driver are joined by the API: each sees the office, the one who is
// called hears about the other before and alone, both hear each other, a repeated
// request starts nothing, and an engine that is killed leaves them talking.
func TestRealClientAndDriverAreConnected(t *testing.T) {
	d := openCouple(t, "")
	if d.connect() {
		t.Error("the first request is told that it is under way")
	}
	ring := d.driver.rings(ivan, city, 5*time.Second)
	d.client.isQuiet(500 * time.Millisecond)
	if !d.connect() {
		t.Error("the driver's phone rings, and a second request does not know it")
	}
	driver := answer(t, ring)
	ring = d.client.rings(ann, city, 15*time.Second)
	client := answer(t, ring)
	answered := time.Now()
	hearsSound(t, client) // the announcement
	if joined := len(d.events.all("CHANNEL_BRIDGE")); joined != 0 {
		t.Errorf("the client hears about the driver when %d bridges are up", joined)
	}
	if !d.connect() {
		t.Error("the client hears about the driver, and a second request does not know it")
	}
	d.eventually("they are joined", 30*time.Second, func() bool { return len(d.events.all("CHANNEL_BRIDGE")) == 1 })
	t.Logf("the client was told for %s", time.Since(answered).Round(10*time.Millisecond))
	converse(t, driver, client, 5*time.Second)
	if !d.connect() {
		t.Error("they talk, and a second request does not know it")
	}
	d.driver.isQuiet(time.Second)
	d.signal(syscall.SIGKILL)
	time.Sleep(10 * time.Second) // longer than any timer
	converse(t, driver, client, 5*time.Second)
	d.startEngine()
	if !d.connect() {
		t.Error("they talk, and a request to another engine does not know it")
	}
	converse(t, driver, client, 5*time.Second)
	hangUp(t, client)
	isOver(t, driver, 3*time.Second)
	d.eventually("the record says so", 5*time.Second, func() bool {
		var list struct {
			Calls []struct{ Outcome, Order, Caller, Peer string }
		}
		d.get("/api/v1/calls?outcome=connected", &list)
		return len(list.Calls) == 1 && list.Calls[0].Order == d.order && list.Calls[0].Caller == ivan && list.Calls[0].Peer == ann
	})
}

func hearsSound(t *testing.T, c *sipphone.Call) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	if err := c.HearsSound(ctx); err != nil {
		t.Fatal(err)
	}
}

// What the called one hears is heard by him alone: not by the other one, neither
// before they are joined nor after; and who is on the line hears the ringing tone
// meanwhile. The conversation is recorded where the line says so.
func TestRealAnnouncementIsHeardByTheCalledAlone(t *testing.T) {
	const line = "+380441230009"
	d := openCouple(t, fmt.Sprintf("[[line]]\nname = \"recorded\"\nnumbers = [%q]\nqueue = \"clients\"\nrecord = true\nown_client = true\n", line))
	d.announceWith(pipTone)
	caller := d.call(ivan, line)
	ring := d.client.rings(ann, line, 20*time.Second)
	client := answer(t, ring)
	pips := func(c *sipphone.Call, within time.Duration) error {
		ctx, cancel := context.WithTimeout(t.Context(), within)
		defer cancel()
		return c.Hears(ctx, pipTone)
	}
	heard := make(chan error, 1)
	go func() { heard <- pips(caller.call, 1500*time.Millisecond) }()
	if err := pips(client, 5*time.Second); err != nil {
		t.Errorf("who is called is told nothing: %v", err)
	}
	if err := <-heard; err == nil {
		t.Error("who is on the line hears what the other one is told")
	}
	d.eventually("they are joined", 30*time.Second, func() bool { return len(d.events.all("CHANNEL_BRIDGE")) == 1 })
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	if err := errors.Join(caller.call.Hears(ctx, annTone), client.Hears(ctx, clientTone)); err != nil {
		t.Fatalf("they do not hear each other: %v", err)
	}
	if pips(caller.call, time.Second) == nil {
		t.Error("the announcement goes on into the conversation")
	}
	time.Sleep(2 * time.Second)
	caller.hangsUp()
	isOver(t, client, 3*time.Second)
	tape := d.tape(25 * time.Second)
	left, right := channels(t, must[[]byte](t)(os.ReadFile(tape.File)))
	own, _, _ := toneOf(left, clientTone)
	hers, _, _ := toneOf(right, annTone)
	told, _, _ := toneOf(right, pipTone)
	if own < 2*time.Second || own > 9*time.Second || hers < 2*time.Second || hers > 9*time.Second || told > 0 {
		t.Errorf("of a conversation of about 4 s the caller is heard for %s, who was called for %s, and what she was told for %s", own, hers, told)
	}
}

// announceWith replaces what the called one is told by a tone of two seconds.
func (d couple) announceWith(hz float64) {
	for _, name := range []string{"from-driver", "from-client"} {
		d.places("prompts/en/"+name+".wav", toneFile(hz, 2*time.Second))
	}
}
