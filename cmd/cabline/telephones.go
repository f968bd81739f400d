package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/cabline/cabline/freeswitch/switchtest"
)

// telephones are those of the simulated switch, used over HTTP: by the tests of
// the console, and by whoever writes a program against the API and wants
// somebody to call. What is done to them is what switchtest's Caller and Phone
// do; an answer of 409 says in words what happened instead.
//
//	POST   /calls {"from":"+380671112233","to":"+380441230000"}   somebody outside calls; the answer has the call's id
//	POST   /calls/{id}/keys {"keys":"1"}
//	DELETE /calls/{id}                                            he hangs up
//	GET    /calls/{id}/hears/{sound}       /talks-to/{extension}  wait for it, ?within=5s
//	GET    /calls/{id}/released
//	POST   /phones/{extension}/answer, refuse, busy, hang-up, vanish, return, forget, dial/{number}
//	GET    /phones/{extension}/rings       /stops
//	POST   /outside/{number}/answer, …     the same for somebody whom the office calls
type telephones struct {
	sw *switchtest.Switch

	mu    sync.Mutex
	calls map[string]switchtest.Caller
}

// serveTelephones answers until the context ends.
func serveTelephones(ctx context.Context, ln net.Listener, sw *switchtest.Switch) error {
	t := &telephones{sw: sw, calls: make(map[string]switchtest.Caller)}
	server := &http.Server{Handler: http.NewCrossOriginProtection().Handler(t.handler()), ReadHeaderTimeout: 5 * time.Second}
	stop := context.AfterFunc(ctx, func() { server.Close() })
	defer stop()
	if err := server.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve the telephones: %w", err)
	}
	return nil
}

func (t *telephones) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /calls", t.call)
	mux.HandleFunc("POST /calls/{id}/keys", t.onCall(func(c switchtest.Caller, r *http.Request) error {
		var pressed struct{ Keys string }
		if err := json.NewDecoder(r.Body).Decode(&pressed); err != nil {
			return err
		}
		c.Press(pressed.Keys)
		return nil
	}))
	mux.HandleFunc("DELETE /calls/{id}", t.onCall(func(c switchtest.Caller, _ *http.Request) error {
		c.HangUp()
		return nil
	}))
	mux.HandleFunc("GET /calls/{id}/hears/{sound...}", t.onCall(func(c switchtest.Caller, r *http.Request) error {
		return c.Hears(switchtest.Sound(r.PathValue("sound")), within(r))
	}))
	mux.HandleFunc("GET /calls/{id}/talks-to/{phone}", t.onCall(func(c switchtest.Caller, r *http.Request) error {
		return c.TalksTo(t.phone(r.PathValue("phone")), within(r))
	}))
	mux.HandleFunc("GET /calls/{id}/released", t.onCall(func(c switchtest.Caller, r *http.Request) error {
		_, err := c.Released(within(r))
		return err
	}))
	for _, where := range []struct {
		path string
		find func(string) *switchtest.Handset
	}{{"/phones/{phone}", t.phone}, {"/outside/{phone}", t.sw.Outside}} {
		mux.HandleFunc("POST "+where.path+"/{act}", func(w http.ResponseWriter, r *http.Request) {
			answerOf(w, act(where.find(r.PathValue("phone")), r.PathValue("act")))
		})
		mux.HandleFunc("POST "+where.path+"/dial/{number}", func(w http.ResponseWriter, r *http.Request) {
			t.begun(w, where.find(r.PathValue("phone")).Dial(r.PathValue("number")))
		})
		mux.HandleFunc("GET "+where.path+"/rings", func(w http.ResponseWriter, r *http.Request) {
			answerOf(w, where.find(r.PathValue("phone")).Rings(within(r)))
		})
		mux.HandleFunc("GET "+where.path+"/stops", func(w http.ResponseWriter, r *http.Request) {
			answerOf(w, where.find(r.PathValue("phone")).Stops(within(r)))
		})
	}
	return mux
}

func (t *telephones) phone(operator string) *switchtest.Handset { return t.sw.Operator(operator) }

func (t *telephones) call(w http.ResponseWriter, r *http.Request) {
	var dialled struct{ From, To, Name string }
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 4<<10)).Decode(&dialled); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	t.begun(w, t.sw.Call(dialled.From, dialled.To, switchtest.Named(dialled.Name)))
}

func (t *telephones) begun(w http.ResponseWriter, c switchtest.Caller) {
	t.mu.Lock()
	t.calls[c.UUID()] = c
	t.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusCreated)
	_ = json.NewEncoder(w).Encode(map[string]string{"id": c.UUID()}) // fails when the client has gone
}

// onCall finds the call that a request is about.
func (t *telephones) onCall(do func(switchtest.Caller, *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		t.mu.Lock()
		c := t.calls[r.PathValue("id")]
		t.mu.Unlock()
		if c == nil {
			http.Error(w, "nobody here makes that call", http.StatusNotFound)
			return
		}
		answerOf(w, do(c, r))
	}
}

func act(h *switchtest.Handset, what string) error {
	switch what {
	case "answer":
		return h.Answer()
	case "refuse":
		return h.Refuse()
	case "busy":
		return h.Busy()
	case "hang-up":
		return h.HangUp()
	case "vanish":
		h.Vanish()
	case "return":
		h.Return()
	case "forget": // a phone that does not answer when it is told to
		h.Unteachable()
	default:
		return fmt.Errorf("no telephone can %q", what)
	}
	return nil
}

func answerOf(w http.ResponseWriter, err error) {
	if err != nil {
		http.Error(w, err.Error(), http.StatusConflict)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// within is for how long a request waits.
func within(r *http.Request) time.Duration {
	const usual, most = 5 * time.Second, time.Minute
	d, err := time.ParseDuration(r.URL.Query().Get("within"))
	if err != nil {
		return usual
	}
	return min(d, most)
}
