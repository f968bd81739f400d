package main

import (
	"context"
	"encoding/binary"
	"math"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/store"
	"github.com/cabline/cabline/taxi"
)

// On a real FreeSWITCH a phrase is known by what is heard. A script puts a tone
// in the place of a recording, as an office puts its own there, and whoever
// hears that tone was told that phrase. The tones lie between 700 and 940 Hz:
// the music has none there, nor have the people's phones.

// records replaces a recording, named below the directory of sounds, by a tone.
func (r *realOffice) records(file string, hz float64, lasts time.Duration) {
	r.t.Helper()
	r.places(file, toneFile(hz, lasts))
}

// places puts a file into the sounds where FreeSWITCH looks first in a call of
// 8 kHz: before the recording that the office's studio has made.
func (r *realOffice) places(file string, content []byte) {
	r.t.Helper()
	to := filepath.Join(r.office.FreeSWITCH.Sounds, path.Dir(file), "8000", path.Base(file))
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(to, content, 0o644); err != nil {
		r.t.Fatal(err)
	}
}

// toneFile is a WAV file of a tone, a quarter of full scale.
func toneFile(hz float64, lasts time.Duration) []byte {
	const rate = 8000
	n := int(lasts.Seconds() * rate)
	b := append([]byte("RIFF"), make([]byte, 40, 40+2*n)...)
	binary.LittleEndian.PutUint32(b[4:], uint32(36+2*n))
	copy(b[8:], "WAVEfmt ")
	for at, v := range map[int]uint32{16: 16, 20: 1 | 1<<16, 24: rate, 28: 2 * rate, 32: 2 | 16<<16} {
		binary.LittleEndian.PutUint32(b[at:], v)
	}
	copy(b[36:], "data")
	binary.LittleEndian.PutUint32(b[40:], uint32(2*n))
	for i := range n {
		x := math.Sin(2 * math.Pi * hz * float64(i) / rate)
		b = binary.LittleEndian.AppendUint16(b, uint16(int16(x*math.MaxInt16/4)))
	}
	return b
}

// hears waits for a tone.
func (c *client) hears(hz float64, within time.Duration) {
	c.r.t.Helper()
	ctx, cancel := context.WithTimeout(c.r.t.Context(), within)
	defer cancel()
	if err := c.call.Hears(ctx, hz); err != nil {
		c.r.t.Fatalf("client %s: %v", c.from, err)
	}
}

// knowsThatTalks waits until the engine knows that somebody talks to this caller: who
// joins a queue before that joins it behind him. The first call of a FreeSWITCH
// holds all its events up for half a second (sofia_presence.c,
// sofia_presence_event_handler).
func (r *realOffice) knowsThatTalks(from string) {
	r.t.Helper()
	r.eventually("the engine knows that "+from+" talks", 3*time.Second, func() bool {
		return slices.ContainsFunc(r.calls(), func(c callView) bool { return c.Live && c.Caller == from && c.Operator != "" })
	})
}

// recordOf is the only record of a caller's, once his call has ended.
func (r *realOffice) recordOf(from string) dialplan.Record {
	r.t.Helper()
	db, err := store.Open(r.t.Context(), r.office.Store.DSN, quiet())
	if err != nil {
		r.t.Fatal(err)
	}
	defer db.Close()
	var list []dialplan.Record
	r.eventually("the record of "+from+" is closed", 5*time.Second, func() bool {
		list, err = db.Records(r.t.Context(), store.Filter{Caller: taxi.Phone(from), Whole: true})
		return err == nil && len(list) == 1 && !list[0].Ended.IsZero()
	})
	return list[0]
}

// decided checks that a record tells these decisions in their order.
func decided(t *testing.T, r dialplan.Record, says ...string) {
	t.Helper()
	said := decisions(r)
	for _, what := range says {
		_, after, ok := strings.Cut(said, what)
		if !ok {
			t.Errorf("%q is not said, or not there:\n%s", what, decisions(r))
			return
		}
		said = after
	}
}
