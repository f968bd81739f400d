package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cabline/cabline/freeswitch/switchtest/sipphone"
)

// Callers whose name is an attack are callers like any other, with the engine
// and without, and nothing of it is run.
func TestRealHostileNames(t *testing.T) {
	r := startReal(t, realOptions{Queue: "wrap_up_seconds = 0", Operators: clientsOf("101")})
	first := r.operator("101")
	proof := filepath.Join(t.TempDir(), "executed")
	names := map[string]string{
		"quotes":      `a "b" 'c' d`,
		"braces":      `x},{origination_caller_id_name=evil}[a=b]`,
		"expansion":   `${system(touch ` + proof + `)}`,
		"dollars":     `$${domain} ${uuid} $1`,
		"application": `x' &system(touch ` + proof + `)`,
		"breaks":      "a%0d%0aapi shutdown%0a%0a",
		"api":         "x\tapi fsctl shutdown",
		"commas":      `a,b|c:_:d^^;e\,f`,
		"long":        strings.Repeat("very long name ", 280),
		"languages":   "Їжак Ёж 漢字",
	}
	talk := func(t *testing.T, name string) {
		t.Helper()
		c, err := r.dial("+380671112233", city, sipphone.DialOptions{FromNumber: "+380671112233", FromName: name})
		if err != nil {
			t.Fatalf("the call: %v", err)
		}
		first.rings(8 * time.Second)
		first.answers()
		c.talksTo(first)
		c.hangsUp()
		time.Sleep(300 * time.Millisecond)
	}
	for what, name := range names {
		t.Run(what, func(t *testing.T) { talk(t, name) })
	}
	t.Run("with no engine", func(t *testing.T) {
		_ = r.engine.Process.Kill()
		time.Sleep(300 * time.Millisecond)
		for what, name := range names {
			if what == "breaks" {
				continue // FreeSWITCH itself decodes it before it sends it to the phone
			}
			talk(t, name)
		}
	})
	if _, err := os.Stat(proof); err == nil {
		t.Error("something in a caller's name was executed")
	}
	if !strings.Contains(r.api("status", ""), "ready") {
		t.Error("FreeSWITCH does not answer any more")
	}
}

// What a telephone or a caller may get FreeSWITCH to do, it runs no program.
func TestRealFreeSWITCHRunsNoPrograms(t *testing.T) {
	r := startReal(t, realOptions{NoEngine: true})
	for _, command := range []string{"system", "bg_system", "bg_spawn", "spawn", "spawn_stream"} {
		if said := r.api(command, "true"); !strings.Contains(said, command+" Command not found!") {
			t.Errorf("%s: %q", command, said)
		}
	}
	if said := r.api("show", "application as json"); strings.Contains(said, `"system"`) || strings.Contains(said, `"bgsystem"`) || !strings.Contains(said, `"playback"`) {
		t.Errorf("a dialplan may run programs: %s", said)
	}
}
