package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/cabline/cabline/sounds"
	"github.com/cabline/cabline/store"
	"github.com/cabline/cabline/taxi"
)

// openDeskless is an office whose complaints go to a mail server on this machine,
// out of order for the first letter, and where driver 7 has a balance.
func openDeskless(t *testing.T, phrases ...sounds.Phrase) (*realOffice, *postbox) {
	t.Helper()
	post := &postbox{busy: 1}
	operators := clientsOf("101", "102")
	operators[1].Queues[0].Queue = "drivers"
	r := startReal(t, realOptions{Operators: operators, More: fmt.Sprintf(`
[[queue]]
name = "drivers"
[[line]]
name = "balance"
numbers = ["%s"]
balance = true
[[line]]
name = "complaints"
numbers = ["%s"]
complaint = true
[[line]]
name = "drivers"
numbers = ["%s"]
queue = "clients"
drivers = { queue = "drivers" }
ask_callsign = true
[[line]]
name = "card"
numbers = ["%s"]
queue = "clients"
ask_card = true
[mail]
host = "127.0.0.1"
port = %d
security = "none"
from = "taxi@example.com"
[complaints]
to = "owner@example.com"
silence_seconds = 2
max_seconds = 10
`, balanceLine, complaintLine, driversLine, cardLine, post.open(t)), Furnish: func(r *realOffice) {
		speaks(r, phrases...)
		db := must[*store.DB](t)(store.Open(t.Context(), r.office.Store.DSN, quiet()))
		defer db.Close()
		book := orderBook(db, r.office)
		must[taxi.Driver](t)(book.PutDriver(t.Context(), taxi.Driver{Callsign: "7", Name: "Ivan", Phones: []taxi.Phone{ivan}, PIN: "4321", Balance: -12102}))
		if err := book.PutCard(t.Context(), taxi.Card{Number: "777000111", Tariff: "discount"}); err != nil {
			t.Fatal(err)
		}
	}})
	return r, post
}

// toneIn is for how long a tone is in a recording of 8 kHz: the windows of 100 ms
// of which it is more than half.
func toneIn(t *testing.T, path string, hz float64) (d time.Duration) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(b, []byte("data"))
	if at < 0 {
		t.Fatalf("%s is no WAV file", path)
	}
	const window = 800
	for sound := b[at+8:]; len(sound) >= 2*window; sound = sound[2*window:] {
		var real, imaginary, energy float64
		for i := range window {
			x := float64(int16(binary.LittleEndian.Uint16(sound[2*i:])))
			phase := 2 * math.Pi * hz * float64(i) / 8000
			real += x * math.Cos(phase)
			imaginary += x * math.Sin(phase)
			energy += x * x
		}
		if energy > window*100*100 && (real*real+imaginary*imaginary)*2/window > energy/2 {
			d += 100 * time.Millisecond
		}
	}
	return d
}

// files are the complaints on disk.
func (r *realOffice) complaintFiles() []string {
	list, _ := filepath.Glob(filepath.Join(r.office.FreeSWITCH.Recordings, "complaints", "*", "*.wav"))
	return list
}

// listens is a call of somebody who remembers what he hears.
func (r *realOffice) listens(from, to string) (*client, *recording) {
	r.t.Helper()
	heard := new(recording)
	o := optionsFrom(from)
	o.Sound = heard.take
	c, err := r.dial(from, to, o)
	if err != nil {
		r.t.Fatal(err)
	}
	return c, heard
}

// mayComplain waits until the caller is recorded, and gives the file.
func (r *realOffice) mayComplain(before []string) (file string) {
	r.t.Helper()
	r.eventually("the caller is recorded", 30*time.Second, func() bool {
		fresh := slices.DeleteFunc(r.complaintFiles(), func(f string) bool { return slices.Contains(before, f) })
		if len(fresh) > 0 {
			file = fresh[0]
		}
		return len(fresh) > 0
	})
	return file
}

// What the caller says after the tone is in the file, and the mail server has it
// at the second attempt: ended by a key, by silence, by the limit, by hanging up.
func TestRealComplaint(t *testing.T) {
	r, post := openDeskless(t)
	for i, tt := range []struct {
		name    string
		ends    func(*client)
		least   time.Duration // of tone in the file
		most    time.Duration
		release bool
	}{
		{"by a key", func(c *client) {
			time.Sleep(4 * time.Second)
			if err := c.call.SendDTMF("#"); err != nil {
				t.Error(err)
			}
		}, 3 * time.Second, 5 * time.Second, true},
		{"by silence", func(c *client) { time.Sleep(4 * time.Second); c.call.Mute() }, 3 * time.Second, 5 * time.Second, true},
		{"by the limit", func(*client) {}, 9 * time.Second, 12 * time.Second, true},
		{"by hanging up", func(c *client) { time.Sleep(4 * time.Second); c.hangsUp() }, 3 * time.Second, 5 * time.Second, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			before := r.complaintFiles()
			c := r.call(ann, complaintLine)
			c.call.Mute()
			file := r.mayComplain(before)
			c.call.Unmute()
			tt.ends(c)
			if tt.release {
				c.isReleased(30 * time.Second)
			}
			within := 15 * time.Second
			if i == 0 {
				within = time.Minute // the server is out of order at first
			}
			r.eventually("the complaint is mailed", within, func() bool { return post.count() == i+1 })
			if d := toneIn(t, file, clientTone); d < tt.least || d > tt.most {
				t.Errorf("the tone lasts %s in the file, want %s to %s", d, tt.least, tt.most)
			}
		})
	}
}

// Of who says nothing, nothing is left.
func TestRealComplaintOfNothing(t *testing.T) {
	r, post := openDeskless(t)
	c := r.call(ann, complaintLine)
	c.call.Mute()
	c.isReleased(60 * time.Second)
	r.eventually("no file is left", 20*time.Second, func() bool { return len(r.complaintFiles()) == 0 })
	if post.count() != 0 {
		t.Errorf("%d letters", post.count())
	}
}

// A driver on his own phone hears what he owes, to the sample; on another he says
// first who he is, by keys that a hash ends.
func TestRealBalance(t *testing.T) {
	balance := sounds.Balance{Sum: -12102}
	r, _ := openDeskless(t, balance, sounds.OperatorOffer{Operator: '0'}, sounds.AskCallsign, sounds.AskPIN, sounds.WrongPIN)
	told := sounds.Several{balance, sounds.OperatorOffer{Operator: '0'}}.In("en")

	c, heard := r.listens(ivan, balanceLine)
	c.isReleased(60 * time.Second)
	r.wasTold(t, heard.samples(), 0, told)

	c, heard = r.listens(stranger, balanceLine)
	dial := func(keys string) {
		t.Helper()
		if err := c.call.SendDTMF(keys); err != nil {
			t.Fatal(err)
		}
	}
	for _, keys := range []string{"7#", "1234#", "7#", "4321#"} {
		time.Sleep(1500 * time.Millisecond)
		if keys == "7#" {
			time.Sleep(r.lasts(sounds.WrongPIN.In("en"))) // at the first time he waits in vain
		}
		dial(keys)
	}
	c.isReleased(60 * time.Second)
	at := r.wasTold(t, heard.samples(), 0, sounds.WrongPIN.In("en"))
	r.wasTold(t, heard.samples(), at, told)
}

// A driver's callsign is what the operator's phone shows, and a card's tariff
// what the order gets.
func TestRealDriverAndCard(t *testing.T) {
	r, _ := openDeskless(t, sounds.AskCallsign, sounds.AskPIN, sounds.AskCard, sounds.CardAccepted)
	client, driver := r.operator("101"), r.operator("102")
	c := r.call(ivan, driversLine)
	if ring := driver.rings(5 * time.Second); ring.CallerName() != "7" {
		t.Errorf("the phone shows %q", ring.CallerName())
	}
	driver.answers()
	c.talksTo(driver)
	c.hangsUp()

	c = r.call(stranger, cardLine)
	time.Sleep(1500 * time.Millisecond)
	if err := c.call.SendDTMF("777000111#"); err != nil {
		t.Fatal(err)
	}
	client.rings(15 * time.Second)
	client.answers()
	c.talksTo(client)
	if w := r.wishesOf(t, stranger); w.Tariff != "discount" {
		t.Errorf("the tariff is %q", w.Tariff)
	}
	c.hangsUp()
}
