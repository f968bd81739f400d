package notify

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"
)

const botToken = "123456:AAH-secret_token"

// botAPI answers sendMessage as the Bot API documents it, one answer after
// another, and keeps what it was sent.
type botAPI struct {
	t       *testing.T
	answers []string
	got     []map[string]any
}

func (b *botAPI) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost || r.URL.Path != "/bot"+botToken+"/sendMessage" {
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, `{"ok":false,"error_code":404,"description":"Not Found"}`)
		return
	}
	var body map[string]any
	decoder := json.NewDecoder(r.Body)
	decoder.UseNumber()
	if err := decoder.Decode(&body); err != nil || r.Header.Get("Content-Type") != "application/json" {
		b.t.Errorf("sent %q, %v", r.Header.Get("Content-Type"), err)
	}
	b.got = append(b.got, body)
	answer := b.answers[0]
	b.answers = b.answers[1:]
	if text, ok := body["text"].(string); !ok || text == "" || utf8.RuneCountInString(text) > 4096 {
		answer = `{"ok":false,"error_code":400,"description":"Bad Request: message text is empty or too long"}`
	}
	var status struct {
		Code int `json:"error_code"`
	}
	if json.Unmarshal([]byte(answer), &status) == nil && status.Code != 0 {
		w.WriteHeader(status.Code)
	}
	fmt.Fprint(w, answer)
}

const taken = `{"ok":true,"result":{"message_id":7,"chat":{"id":-100200,"type":"group"},"date":1700000000,"text":"x"}}`

func bot(t *testing.T, answers ...string) (*Telegram, *botAPI) {
	api := &botAPI{t: t, answers: answers}
	return &Telegram{Token: botToken, Server: "http://telegram.test", Client: website(t, api.ServeHTTP)}, api
}

func TestTelegramTakesAMessage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, api := bot(t, taken, taken, taken)
		long := strings.Repeat("Ї", 5000)
		for _, c := range []struct{ to, text string }{{"-100200", "Транк не працює"}, {"@office", "a <b> & \"c\""}, {"42", long}} {
			if err := b.Send(t.Context(), c.to, c.text); err != nil {
				t.Errorf("to %s: %v", c.to, err)
			}
		}
		if api.got[0]["chat_id"] != json.Number("-100200") || api.got[0]["text"] != "Транк не працює" {
			t.Errorf("sent %v", api.got[0])
		}
		if api.got[1]["chat_id"] != "@office" || api.got[1]["parse_mode"] != nil {
			t.Errorf("sent %v", api.got[1])
		}
	})
}

func TestTelegramRefuses(t *testing.T) {
	for _, c := range []struct {
		answer string
		want   want
	}{
		{`{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 34","parameters":{"retry_after":34}}`, want{Temporary, 429, 34 * time.Second}},
		{`{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":999999999999}}`, want{Temporary, 429, time.Hour}},
		{`{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}`, want{BadReceiver, 400, 0}},
		{`{"ok":false,"error_code":400,"description":"Bad Request: can't parse entities"}`, want{BadContent, 400, 0}},
		{`{"ok":false,"error_code":401,"description":"Unauthorized"}`, want{BadAccount, 401, 0}},
		{`{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"}`, want{BadReceiver, 403, 0}},
		{`{"ok":false,"error_code":403,"description":"Forbidden: bot can't initiate conversation with a user"}`, want{BadReceiver, 403, 0}},
		{`{"ok":false,"error_code":404,"description":"Not Found"}`, want{BadAccount, 404, 0}},
		{`{"ok":false,"error_code":500,"description":"Internal Server Error"}`, want{Temporary, 500, 0}},
		{`<html>Log in to the hotel's network</html>`, want{Temporary, 0, 0}},
		{`{}`, want{Temporary, 0, 0}},
		{``, want{Temporary, 0, 0}},
		{`{"ok":"yes"}`, want{Temporary, 0, 0}},
	} {
		synctest.Test(t, func(t *testing.T) {
			b, _ := bot(t, c.answer)
			err := b.Send(t.Context(), "42", "x")
			c.want.check(t, err)
			if strings.Contains(fmt.Sprint(err), botToken) {
				t.Errorf("the error holds the token: %v", err)
			}
		})
	}
}

// A group that has become a supergroup is followed to its new address.
func TestTelegramFollowsAGroup(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const moved = `{"ok":false,"error_code":400,"description":"Bad Request: group chat was upgraded to a supergroup chat","parameters":{"migrate_to_chat_id":-1009876543210}}`
		b, api := bot(t, moved, taken, taken)
		told := ""
		b.Moved = func(from, to string) { told += from + " to " + to + ";" }
		for range 2 {
			if err := b.Send(t.Context(), "-42", "x"); err != nil {
				t.Fatal(err)
			}
		}
		if len(api.got) != 3 || api.got[1]["chat_id"] != json.Number("-1009876543210") || api.got[2]["chat_id"] != json.Number("-1009876543210") {
			t.Errorf("sent %v", api.got)
		}
		if told != "-42 to -1009876543210;" {
			t.Errorf("told %q", told)
		}
	})
}

// The token is part of the address, and Go's HTTP client puts addresses into
// its errors.
func TestNoErrorHoldsTheToken(t *testing.T) {
	for name, provider := range map[string]http.HandlerFunc{
		"echoes": func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprintf(w, `{"ok":false,"error_code":400,"description":"what is %s?"}`, r.URL.Path)
		},
		"hangs up": func(w http.ResponseWriter, _ *http.Request) { panic(http.ErrAbortHandler) },
		"redirects": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://elsewhere.test"+r.URL.Path, http.StatusFound)
		},
		"cuts off": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			_, _ = io.WriteString(w, `{"ok":tr`)
		},
		"says nothing": silent,
		"never ends": func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			for r.Context().Err() == nil {
				_, _ = w.Write([]byte(" "))
				w.(http.Flusher).Flush()
				time.Sleep(time.Second)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := &Telegram{Token: botToken, Server: "http://telegram.test", Client: website(t, provider)}
				begun := time.Now()
				err := b.Send(t.Context(), "42", "x")
				if took := time.Since(begun); err == nil || took > webLimit {
					t.Fatalf("took %s: %v", took, err)
				}
				if name != "echoes" && FaultOf(err) != Temporary {
					t.Errorf("%v is the %s's fault", err, FaultOf(err))
				}
				for e := err; e != nil; e = unwrap(e) {
					if strings.Contains(fmt.Sprintf("%v %+v %#v", e, e, e), botToken) {
						t.Errorf("the error holds the token: %#v", e)
					}
				}
			})
		})
	}
	b := &Telegram{Token: "bad\ntoken", Server: "http://127.0.0.1:1"}
	if err := b.Send(t.Context(), "42", "x"); FaultOf(err) != BadAccount || strings.Contains(err.Error(), "bad") {
		t.Errorf("a token that makes no address gives %v", err)
	}
}

func unwrap(err error) error {
	if e, ok := err.(interface{ Unwrap() error }); ok {
		return e.Unwrap()
	}
	return nil
}
