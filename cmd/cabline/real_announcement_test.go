package main

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/cabline/cabline/freeswitch/switchtest/sipphone"
	"github.com/cabline/cabline/sounds"
)

// recording is what a caller heard, packet by packet.
type recording struct {
	mu      sync.Mutex
	packets []packet
}

type packet struct {
	at      time.Time
	samples []float64
}

func (r *recording) take(at time.Time, samples []float64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.packets = append(r.packets, packet{at, append([]float64(nil), samples...)})
}

func (r *recording) since(t time.Time) []packet {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i, p := range r.packets {
		if !p.at.Before(t) {
			return append([]packet(nil), r.packets[i:]...)
		}
	}
	return nil
}

// amplitude is how loud a tone is in a packet, full scale being 1. Tones that
// are whole multiples of 50 Hz do not disturb each other in 20 ms.
func (p packet) amplitude(hz float64) float64 {
	var re, im float64
	for i, x := range p.samples {
		w := 2 * math.Pi * hz * float64(i) / 8000
		re += x * math.Cos(w)
		im += x * math.Sin(w)
	}
	return 2 * math.Hypot(re, im) / float64(max(1, len(p.samples)))
}

// The tones of these scripts: the people's are their phones' own.
const (
	announcementTone = 700
	musicTone        = 900
	audibleTone      = 0.1   // of full scale; each is sent at a quarter
	residue          = 0.004 // more of a tone than G.711's noise leaves
)

// withTones lets music and the announcement of the next place be tones.
func withTones(r *realOffice) {
	music := filepath.Join(r.office.FreeSWITCH.Sounds, "music", "waiting.wav")
	if err := os.WriteFile(music, toneFile(musicTone, time.Second), 0o644); err != nil {
		r.t.Fatal(err)
	}
	r.records(sounds.Position{N: 1}.In("en").Files()[0], announcementTone, 8*time.Second)
}

// An operator who answers in the middle of an announcement cuts it off: within
// a moment the caller hears him, and from then on nothing else, neither what is
// left of the announcement nor the music.
func TestRealAnswerCutsAnAnnouncement(t *testing.T) {
	r := startReal(t, realOptions{
		Queue: "announce_seconds = 10\nwrap_up_seconds = 0\nring_seconds = 60", Operators: clientsOf("101"), Furnish: withTones,
	})
	first := r.operator("101")
	talking := r.call("+380671110000", city)
	first.answers()
	talking.talksTo(first)
	r.knowsThatTalks(talking.from)
	for i, into := range []time.Duration{200 * time.Millisecond, time.Second, 4 * time.Second} {
		heard := new(recording)
		from := fmt.Sprintf("+38067111000%d", i+1)
		o := optionsFrom(from)
		o.Sound = heard.take
		next, err := r.dial(from, city, o)
		if err != nil {
			t.Fatal(err)
		}
		next.hears(musicTone, 3*time.Second)
		next.hears(announcementTone, 14*time.Second)
		time.Sleep(into)
		talking.hangsUp()
		first.rings(3 * time.Second)
		answers := time.Now()
		first.answers()
		next.talksTo(first)
		time.Sleep(9 * time.Second) // the rest of the announcement would be over
		after := heard.since(answers)
		cut, voice := cutAndVoice(after, first.tone)
		if voice < 0 {
			t.Fatal("the caller does not hear the operator")
		}
		t.Logf("answered %s into the announcement: it ends %s after the answer, the operator is heard %s after",
			into, after[cut].at.Sub(answers).Round(time.Millisecond), after[voice].at.Sub(answers).Round(time.Millisecond))
		if late := after[voice].at.Sub(answers); late > 500*time.Millisecond {
			t.Errorf("the operator is heard only after %s", late)
		}
		if cut > voice {
			t.Errorf("the announcement goes on for %s under the operator's voice", after[cut].at.Sub(after[voice].at))
		}
		for _, p := range after[voice+1:] {
			if a, m := p.amplitude(announcementTone), p.amplitude(musicTone); a > residue || m > residue {
				t.Fatalf("%s after the answer he hears %.3f of the announcement and %.3f of the music", p.at.Sub(answers), a, m)
			}
		}
		talking = next
		r.knowsThatTalks(talking.from)
	}
}

// cutAndVoice find the last packet with the announcement or the music, and the
// first with the operator's voice; -1 is none.
func cutAndVoice(packets []packet, tone float64) (cut, voice int) {
	cut, voice = -1, -1
	for i, p := range packets {
		if p.amplitude(announcementTone) > audibleTone || p.amplitude(musicTone) > audibleTone {
			cut = i
		}
		if voice < 0 && p.amplitude(tone) > audibleTone {
			voice = i
		}
	}
	return max(cut, 0), voice
}

// An operator becomes free at any moment around the beginning of an announcement
// and answers at once, as a phone does that picks up by itself: whatever crosses
// then, the two hear each other and nothing else. FreeSWITCH begins to play
// only a third of a second after it is told to.
func TestRealAnswerAroundAnAnnouncement(t *testing.T) {
	const pairs = 12
	var ids []string
	more := ""
	for i := range pairs {
		ids = append(ids, fmt.Sprint(101+i))
		more += fmt.Sprintf("[[queue]]\nname = \"q%[1]d\"\nannounce_seconds = 10\nwrap_up_seconds = 0\nring_seconds = 60\n"+
			"[[line]]\nname = \"l%[1]d\"\nnumbers = [\"+3804412340%02[1]d\"]\nqueue = \"q%[1]d\"\n", i)
	}
	people := clientsOf(ids...)
	for i := range people {
		people[i].Queues[0].Queue = fmt.Sprintf("q%d", i)
	}
	r := startReal(t, realOptions{More: more, Operators: people, Furnish: withTones})
	var all sync.WaitGroup
	for i, id := range ids {
		first, number := r.operator(id), fmt.Sprintf("+3804412340%02d", i)
		talking := r.call(fmt.Sprintf("+3806711200%02d", i), number)
		first.answers()
		talking.talksTo(first)
		r.knowsThatTalks(talking.from)
		all.Go(func() {
			heard := new(recording)
			from := fmt.Sprintf("+3806711300%02d", i)
			o := optionsFrom(from)
			o.Sound = heard.take
			next, err := r.dial(from, number, o)
			if err != nil {
				t.Error(err)
				return
			}
			told := time.Now().Add(10 * time.Second) // about the time of the announcement
			before := 400*time.Millisecond - time.Duration(i)*50*time.Millisecond
			time.Sleep(time.Until(told.Add(-before)))
			if err := talking.call.Hangup(t.Context()); err != nil {
				t.Error(err)
				return
			}
			var ring *sipphone.Ring
			for end := time.Now().Add(3 * time.Second); ring == nil && time.Now().Before(end); time.Sleep(time.Millisecond) {
				ring = first.ringing()
			}
			if ring == nil {
				t.Errorf("%s does not ring", id)
				return
			}
			answers := time.Now()
			if _, err := ring.Answer(t.Context()); err != nil {
				t.Errorf("%s answers: %v", id, err)
				return
			}
			time.Sleep(9 * time.Second)
			after := heard.since(answers)
			cut, voice := cutAndVoice(after, first.tone)
			if voice < 0 {
				t.Errorf("freed %s before the announcement: the caller never hears the operator", before)
				return
			}
			silent, spoiled := 0, 0
			for _, p := range after[voice:] {
				if p.amplitude(first.tone) < audibleTone {
					silent++
				}
				if p.amplitude(announcementTone) > residue || p.amplitude(musicTone) > residue {
					spoiled++
				}
			}
			t.Logf("freed %s before the announcement: the operator is heard after %s, the last other sound is at %s; then %d ms without him, %d ms with something else",
				before, after[voice].at.Sub(answers).Round(time.Millisecond), after[cut].at.Sub(answers).Round(time.Millisecond), 20*silent, 20*spoiled)
			if late := after[voice].at.Sub(answers); late > time.Second || silent > 10 || spoiled > 1 {
				t.Errorf("freed %s before the announcement: the two do not hear each other well", before)
			}
			_ = next
		})
	}
	all.Wait()
}
