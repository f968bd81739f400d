package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"
)

// scene is what the script in the browser is told about the office
// (web/console/e2e/real/scene.ts).
type scene struct {
	Console    string `json:"console"`
	Telephones string `json:"telephones"`
	Login      string `json:"login"`
	Password   string `json:"password"`
	Microphone string `json:"microphone"`
	Tones      struct {
		Operator float64 `json:"operator"`
		Client   float64 `json:"client"`
		Music    float64 `json:"music"`
	} `json:"tones"`
}

// The console as it is, in Chromium, is an operator's telephone: JsSIP on the
// office's WebSocket. The script is web/console/e2e/real; here is who calls.
func TestRealConsole(t *testing.T) {
	console := needsConsole(t)
	r := startReal(t, realOptions{
		Queue: "wrap_up_seconds = 0\norders = [\"priority\"]", Operators: clientsOf("101", "102"), WS: true, Furnish: withTones,
	})
	r.ask(http.MethodPost, "/api/v1/users", "", `{"login":"olena","name":"Olena","role":"operator","operator":"101","password":"password of olena"}`, http.StatusCreated)
	r.status("102", "break")

	s := scene{
		Console: "http://" + r.office.API.Listen + "/console/", Login: "olena", Password: "password of olena",
		Microphone: filepath.Join(r.dir, "microphone.wav"),
	}
	s.Tones.Operator, s.Tones.Client, s.Tones.Music = browserTone, clientTone, musicTone
	if err := os.WriteFile(s.Microphone, beeps(browserTone), 0o600); err != nil {
		t.Fatal(err)
	}
	others := newStage(r)
	s.Telephones = others.URL
	described, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}

	script := exec.CommandContext(t.Context(), filepath.Join("node_modules", ".bin", "vitest"), "run", "--config", "e2e/real/vitest.config.ts")
	script.Dir = console
	// Vitest's worker has started Chromium, and ends it when it is asked to end.
	script.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	script.Cancel = func() error { return syscall.Kill(-script.Process.Pid, syscall.SIGTERM) }
	script.WaitDelay = 10 * time.Second
	script.Env = append(os.Environ(), "CABLINE_SCENE="+string(described))
	var said bytes.Buffer
	script.Stdout, script.Stderr = &said, &said
	if err := script.Start(); err != nil {
		t.Fatal(err)
	}
	var result error
	ended := make(chan struct{})
	go func() { result = script.Wait(); close(ended) }()
	t.Cleanup(func() {
		<-ended
		t.Logf("the script in the browser:\n%s", said.String())
	})
	for {
		select {
		case move := <-others.moves:
			move()
		case <-ended:
			if result != nil {
				t.Fatalf("the script in the browser: %v", result)
			}
			return
		}
	}
}

// needsConsole finds the console's folder, or skips the test where there is no
// browser to try it in.
func needsConsole(t *testing.T) string {
	t.Helper()
	chromium := os.Getenv("CHROMIUM")
	if chromium == "" {
		chromium = "chromium"
	}
	if _, err := exec.LookPath(chromium); err != nil {
		t.Skip("no Chromium: install it or set CHROMIUM=/path/to/chromium to try the console as a telephone")
	}
	dir, err := filepath.Abs(filepath.Join("..", "..", "web", "console"))
	if err != nil {
		t.Fatal(err)
	}
	for _, made := range []string{"node_modules/.bin/vitest", "dist/app/index.html"} {
		if _, err := os.Stat(filepath.Join(dir, made)); err != nil {
			t.Skipf("the console is not built, %s is missing: make console", made)
		}
	}
	return dir
}

// beeps is what the browser's microphone hears: a tone with pauses, as speech has
// them. One without pauses the browser takes for a noise and removes.
func beeps(hz float64) []byte {
	const tone, lasts = 300 * time.Millisecond, time.Second
	file := toneFile(hz, lasts)
	clear(file[len(toneFile(hz, tone)):])
	return file
}

// stage is everybody but the browser, moved over HTTP. A move runs in the
// test's own goroutine, which alone may end it.
type stage struct {
	*httptest.Server
	r     *realOffice
	moves chan func()
	calls map[string]*client
}

func newStage(r *realOffice) *stage {
	o := &stage{r: r, moves: make(chan func()), calls: make(map[string]*client)}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /calls/{from}", o.move(func(req *http.Request) string {
		id := strconv.Itoa(len(o.calls) + 1)
		o.calls[id] = r.call(req.PathValue("from"), city)
		return id
	}))
	mux.HandleFunc("GET /calls/{id}/hears/{tone}", o.onCall(func(c *client, req *http.Request) { c.hears(o.tone(req), 5*time.Second) }))
	mux.HandleFunc("GET /calls/{id}/hears-not/{tone}", o.onCall(func(c *client, req *http.Request) { c.hearsNot(o.tone(req)) }))
	mux.HandleFunc("GET /calls/{id}/released", o.onCall(func(c *client, _ *http.Request) { c.isReleased(5 * time.Second) }))
	mux.HandleFunc("DELETE /calls/{id}", o.onCall(func(c *client, _ *http.Request) { c.hangsUp() }))
	mux.HandleFunc("POST /calls/{id}/taken-by/{extension}", o.onCall(func(c *client, req *http.Request) {
		colleague := r.operator(req.PathValue("extension"))
		r.status(colleague.id, "ready")
		colleague.rings(40 * time.Second)
		c.isUp()
		colleague.answers()
		c.talksTo(colleague)
	}))
	o.Server = httptest.NewServer(mux)
	r.t.Cleanup(o.Close)
	return o
}

// move hands what is asked for to the test.
func (o *stage) move(do func(*http.Request) string) http.HandlerFunc {
	return func(w http.ResponseWriter, req *http.Request) {
		said := make(chan string, 1)
		select {
		case o.moves <- func() { said <- do(req) }:
		case <-o.r.t.Context().Done():
			return
		}
		select {
		case answer := <-said:
			fmt.Fprint(w, answer)
		case <-o.r.t.Context().Done(): // the move has ended the test
		}
	}
}

func (o *stage) onCall(do func(*client, *http.Request)) http.HandlerFunc {
	return o.move(func(req *http.Request) string {
		c := o.calls[req.PathValue("id")]
		if c == nil {
			o.r.t.Fatalf("nobody calls as %s", req.PathValue("id"))
		}
		do(c, req)
		return ""
	})
}

func (o *stage) tone(req *http.Request) float64 {
	hz, err := strconv.ParseFloat(req.PathValue("tone"), 64)
	if err != nil {
		o.r.t.Fatal(err)
	}
	return hz
}
