package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cabline/cabline/taxi"
)

const luaNumber = "+380441230056"

// amend writes text behind a line of FreeSWITCH's generated configuration, before
// FreeSWITCH reads it.
func (r *realOffice) amend(file, line, text string) {
	r.t.Helper()
	file = filepath.Join(r.office.FreeSWITCH.Home, "conf", file)
	have, err := os.ReadFile(file)
	if err != nil {
		r.t.Fatal(err)
	}
	if strings.Count(string(have), line) != 1 {
		r.t.Fatalf("%s has not one line %s", file, line)
	}
	if err := os.WriteFile(file, []byte(strings.Replace(string(have), line, line+"\n"+text, 1)), 0o600); err != nil {
		r.t.Fatal(err)
	}
}

// What a conversation costs a caller before he hears its first word: the time
// from his INVITE to the first sound, on a line that looks him up among ten
// thousand clients and greets him, beside a script in FreeSWITCH's own mod_lua
// that answers and plays the same file and knows nobody. Ten calls a second,
// turn by turn; the times are printed, because machines differ.
func TestRealDecisionTime(t *testing.T) {
	const greeting = 800
	r := startReal(t, realOptions{
		Operators: clientsOf("101"),
		More:      "[[line]]\nname = \"greeted\"\nnumbers = [\"+380441230055\"]\nqueue = \"clients\"\ngreeting = \"greeting.wav\"\n",
		Furnish: func(r *realOffice) {
			r.records("greeting.wav", greeting, 3*time.Second)
			file := filepath.Join(r.office.FreeSWITCH.Sounds, "8000", "greeting.wav")
			script := fmt.Sprintf("session:answer()\nsession:streamFile(%q)\n", file)
			scripts := filepath.Join(r.office.FreeSWITCH.Home, "scripts")
			if err := os.MkdirAll(scripts, 0o750); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(scripts, "greet.lua"), []byte(script), 0o600); err != nil {
				t.Fatal(err)
			}
			r.amend("dialplan/lines.xml", `<context name="lines">`, `<extension name="lua"><condition field="destination_number" expression="^\`+luaNumber+
				`$"><action application="lua" data="greet.lua"/></condition></extension>`)
			r.amend("autoload_configs/modules.conf.xml", "<modules>", `<load module="mod_lua"/>`)
		},
	})
	if out := r.api("module_exists", "mod_lua"); !strings.Contains(out, "true") {
		t.Skip("FreeSWITCH has no mod_lua to compare with")
	}
	caller := func(i int) string { return fmt.Sprintf("+38067444%04d", i) }
	book := r.book()
	for i := range 10000 {
		must[taxi.Client](t)(book.PutClient(t.Context(), taxi.Client{Name: fmt.Sprint("Client ", i), Contacts: []taxi.Contact{{Phone: taxi.Phone(caller(i))}}}))
	}
	first := func(number, from string) time.Duration {
		heard := new(recording)
		o := optionsFrom(from)
		o.Sound = heard.take
		begun := time.Now()
		c, err := r.dial(from, number, o)
		if err != nil {
			t.Errorf("%s: %v", from, err)
			return 0
		}
		defer c.call.Hangup(t.Context()) //nolint:errcheck // the script is over
		for end := begun.Add(3 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
			for _, p := range heard.since(begun) {
				if p.amplitude(greeting) > audibleTone {
					return p.at.Sub(begun)
				}
			}
		}
		t.Errorf("%s hears nothing", from)
		return 0
	}
	took := make(map[string][]time.Duration)
	n := 0
	for range 3 {
		for way, number := range map[string]string{"engine": "+380441230055", "lua": luaNumber} {
			var mu sync.Mutex
			var all sync.WaitGroup
			for range 50 {
				from := caller(n)
				n++
				all.Go(func() {
					time.Sleep(rand.N(100 * time.Millisecond)) // FreeSWITCH works in laps of 20 ms
					d := first(number, from)
					mu.Lock()
					defer mu.Unlock()
					took[way] = append(took[way], d)
				})
				time.Sleep(100 * time.Millisecond)
			}
			all.Wait()
		}
	}
	t.Logf("INVITE → greeting heard, engine: %s", spread(took["engine"]))
	t.Logf("INVITE → greeting heard, lua:    %s", spread(took["lua"]))
}
