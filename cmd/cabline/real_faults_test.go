package main

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3"

	"github.com/cabline/cabline/dialplan/route"
	"github.com/cabline/cabline/freeswitch/switchtest/sipphone"
)

// Nobody is logged in: music, then a voice, and the caller is released.
func TestRealNobodyThere(t *testing.T) {
	people := clientsOf("101")
	people[0].Status = route.LoggedOut
	r := startReal(t, realOptions{Queue: "nobody_seconds = 3", Operators: people})
	r.operator("101")
	call := r.call("+380671112233", city)
	call.hearsSomething()
	time.Sleep(4 * time.Second)
	call.hearsSomething()
	call.isReleased(20 * time.Second)
	r.eventually("the record says so", 3*time.Second, func() bool {
		all := r.calls()
		return len(all) == 1 && all[0].Outcome == "goodbye"
	})
}

// FreeSWITCH has lost the queue: the operator rings all the same, or the caller
// hears a good-bye. He is not left in silence.
func TestRealNoQueue(t *testing.T) {
	r := startReal(t, realOptions{Operators: clientsOf("101")})
	first := r.operator("101")
	r.loses("clients")
	call := r.call("+380671112233", city)
	first.rings(5 * time.Second)
	first.answers()
	call.talksTo(first)
	call.hangsUp()
	r.status("101", "break")
	call = r.call("+380671112234", city)
	time.Sleep(4 * time.Second)
	call.hearsSomething()
	call.isReleased(20 * time.Second)
}

// A phone answers and sends no sound: the caller gets the next operator.
func TestRealSilentPhone(t *testing.T) {
	r := startReal(t, realOptions{Queue: "wrap_up_seconds = 0\norders = [\"priority\"]", Operators: clientsOf("101", "102")})
	first, second := r.operatorWith("101", sipphone.Config{Dumb: true}), r.operator("102")
	call := r.call("+380671112233", city)
	first.answers()
	second.rings(30 * time.Second)
	call.isUp()
	second.answers()
	call.talksTo(second)
}

// The database is locked for twenty seconds: calls come and go as always, and
// their records are written when it is free again.
func TestRealDatabaseLocked(t *testing.T) {
	r := startReal(t, realOptions{Queue: "wrap_up_seconds = 0", Operators: clientsOf("101")})
	first := r.operator("101")
	db, err := sql.Open("sqlite3", "file:"+r.office.Store.DSN+"?_txlock=exclusive")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	lock, err := db.BeginTx(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	locked := time.Now()
	calls := 0
	for ; time.Since(locked) < 20*time.Second; calls++ {
		began := time.Now()
		call := r.call(fmt.Sprintf("+38067111%04d", calls), city)
		first.rings(5 * time.Second)
		if rang := time.Since(began); rang > 1500*time.Millisecond {
			t.Errorf("call %d rang after %s", calls, rang)
		}
		first.answers()
		call.talksTo(first)
		call.hangsUp()
		time.Sleep(500 * time.Millisecond)
	}
	if err := lock.Rollback(); err != nil {
		t.Fatal(err)
	}
	var n int
	r.eventually("all records are there", 20*time.Second, func() bool {
		err := db.QueryRow(`SELECT count(*) FROM calls WHERE outcome = 'answered' AND ended > 0`).Scan(&n)
		return err == nil && n == calls
	})
	t.Logf("%d calls while the database was locked", calls)
}

// The same attacks as raw bytes on the wire, sent with sipp: an operator rings,
// answers and hangs up, whatever the name is.
func TestRealHostileNamesOnTheWire(t *testing.T) {
	needsSipp(t)
	r := startReal(t, realOptions{Queue: "wrap_up_seconds = 0", Operators: clientsOf("101")})
	first := r.operator("101")
	dir := t.TempDir()
	proof := filepath.Join(dir, "executed")
	for what, name := range map[string]string{
		"quotes":     `"a \"b\" 'c' \\ d"`,
		"braces":     `"x},{origination_caller_id_name=evil}"`,
		"expansion":  `"${system(touch ` + proof + `)}"`,
		"encoded":    `"a%0d%0aapi shutdown%0a%0a"`,
		"long":       `"` + strings.Repeat("very long name ", 280) + `"`,
		"not UTF-8":  "\"\xff\xfe\xc0\x80 name\"",
		"unbalanced": `x' y`,
	} {
		t.Run(what, func(t *testing.T) {
			cmd := r.sipp(name+" <sip:+380671112233@[local_ip]:[local_port]>", "Subject: ${system(touch "+proof+")}", "-m", "1", "-timeout", "20")
			var out strings.Builder
			cmd.Stdout, cmd.Stderr = &out, &out
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			first.rings(8 * time.Second)
			first.answers()
			time.Sleep(300 * time.Millisecond)
			first.hangsUp()
			if err := cmd.Wait(); err != nil {
				t.Errorf("sipp: %v\n%.2000s", err, out.String())
			}
			time.Sleep(300 * time.Millisecond)
		})
	}
	if _, err := os.Stat(proof); err == nil {
		t.Error("something in a caller's name was executed")
	}
	if !strings.Contains(r.api("status", ""), "ready") {
		t.Error("FreeSWITCH does not answer any more")
	}
}
