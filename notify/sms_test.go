package notify

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"
)

// smscServer answers send.php as documented: HTTP 200 whatever happened.
func smscServer(t *testing.T, answer string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/sys/send.php" || r.URL.RawQuery != "" || r.Method != http.MethodPost {
			t.Errorf("%s %s", r.Method, r.URL)
		}
		for key, value := range map[string]string{"phones": "380671112233", "charset": "utf-8", "fmt": "3"} {
			if r.PostFormValue(key) != value {
				t.Errorf("%s is %q", key, r.PostFormValue(key))
			}
		}
		if utf8.RuneCountInString(r.PostFormValue("mes")) > smsText {
			t.Error("the text is longer than ten parts")
		}
		if login := r.PostFormValue("login") + ":" + r.PostFormValue("psw"); login != "taxi:pa&ss=word" && r.PostFormValue("apikey") != "key" {
			answer = `{"error":"authorise error","error_code":2}`
		}
		fmt.Fprint(w, answer)
	}
}

func TestSMSC(t *testing.T) {
	for _, c := range []struct {
		answer string
		want   *want
	}{
		{`{"id":15,"cnt":1}`, nil},
		{`{"error":"parameters error","error_code":1}`, &want{BadContent, 1, 0}},
		{`{"error":"authorise error","error_code":2}`, &want{BadAccount, 2, 0}},
		{`{"error":"no money","error_code":3,"id":16}`, &want{BadAccount, 3, 0}},
		{`{"error":"ip is blocked","error_code":4}`, &want{Temporary, 4, 10 * time.Minute}},
		{`{"error":"date format","error_code":5}`, &want{BadContent, 5, 0}},
		{`{"error":"message is denied","error_code":6,"id":17}`, &want{BadContent, 6, 0}},
		{`{"error":"invalid phone","error_code":7,"id":18}`, &want{BadReceiver, 7, 0}},
		{`{"error":"cannot be delivered","error_code":8,"id":19}`, &want{BadReceiver, 8, 0}},
		{`{"error":"duplicate request, wait a minute","error_code":9}`, &want{Temporary, 9, time.Minute}},
		{`OK - 1 SMS, ID - 20`, &want{Temporary, 0, 0}},
		{`[]`, &want{Temporary, 0, 0}},
		{`{}`, &want{Temporary, 0, 0}},
	} {
		synctest.Test(t, func(t *testing.T) {
			client := website(t, smscServer(t, c.answer))
			for _, s := range []*SMSC{{Login: "taxi", Password: "pa&ss=word"}, {Key: "key"}} {
				s.Client, s.Servers = client, []string{"http://smsc.test"}
				err := s.Send(t.Context(), "+380671112233", strings.Repeat("Транк не працює. ", 60))
				if c.want == nil {
					if err != nil {
						t.Error(err)
					}
					continue
				}
				c.want.check(t, err)
			}
		})
	}
}

// The reserve host is asked when the first is not reached, and not when it has
// answered, whatever it said.
func TestSMSCHasAReserve(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var asked []string
		client := website(t, func(w http.ResponseWriter, r *http.Request) {
			asked = append(asked, r.Host)
			if r.Host == "first.test" {
				panic(http.ErrAbortHandler)
			}
			fmt.Fprint(w, `{"error":"no money","error_code":3}`)
		})
		s := &SMSC{Key: "key", Servers: []string{"http://first.test", "http://second.test", "http://third.test"}, Client: client}
		want{BadAccount, 3, 0}.check(t, s.Send(t.Context(), "+380671112233", "x"))
		if fmt.Sprint(asked) != "[first.test second.test]" {
			t.Errorf("asked %v", asked)
		}
	})
}

func TestSMSGatewaysThatAreSilent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := website(t, silent)
		for _, m := range []struct {
			Messenger
			limit time.Duration
		}{
			{&SMSC{Key: "key", Servers: []string{"http://first.test", "http://second.test"}, Client: client}, 2 * webLimit},
			{&TurboSMS{Token: "token", Sender: "Taxi", Server: "http://turbosms.test", Client: client}, webLimit},
		} {
			begun := time.Now()
			err := m.Send(t.Context(), "+380671112233", "x")
			if took := time.Since(begun); took != m.limit {
				t.Errorf("took %s: %v", took, err)
			}
			want{Temporary, 0, 0}.check(t, err)
		}
	})
}

// turboServer answers message/send.json as documented.
func turboServer(t *testing.T, status int, answer string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var body struct {
			Recipients []string `json:"recipients"`
			SMS        struct {
				Sender string `json:"sender"`
				Text   string `json:"text"`
			} `json:"sms"`
		}
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil || r.URL.Path != "/message/send.json" {
			t.Errorf("%s: %v", r.URL, err)
		}
		if fmt.Sprint(body.Recipients) != "[380671112233]" || body.SMS.Sender != "Taxi" || body.SMS.Text != "Транк не працює" {
			t.Errorf("sent %+v", body)
		}
		if r.Header.Get("Authorization") != "Bearer the-token" {
			answer = `{"response_code":103,"response_status":"REQUIRED_TOKEN","response_result":null}`
		}
		w.WriteHeader(status)
		fmt.Fprint(w, answer)
	}
}

func TestTurboSMS(t *testing.T) {
	row := func(code, rowCode int, rowStatus string) string {
		return fmt.Sprintf(`{"response_code":%d,"response_status":"X","response_result":[{"phone":"380671112233","message_id":null,"response_code":%d,"response_status":%q}]}`, code, rowCode, rowStatus)
	}
	whole := func(code int, status string) string {
		return fmt.Sprintf(`{"response_code":%d,"response_status":%q,"response_result":null}`, code, status)
	}
	for _, c := range []struct {
		status int
		answer string
		want   *want
	}{
		{200, row(800, 0, "OK"), nil},
		{200, row(0, 0, "OK"), nil},
		{200, row(801, 0, "OK"), nil},
		{200, row(802, 0, "OK"), nil},
		{200, whole(800, "SUCCESS_MESSAGE_ACCEPTED"), nil},
		{200, row(802, 404, "NOT_ALLOWED_RECIPIENT_STOPLIST"), &want{BadReceiver, 404, 0}},
		{200, row(803, 305, "INVALID_PHONE"), &want{BadReceiver, 305, 0}},
		{200, row(800, 406, "NOT_ALLOWED_RECIPIENT_COUNTRY"), &want{BadReceiver, 406, 0}},
		{200, whole(103, "REQUIRED_TOKEN"), &want{BadAccount, 103, 0}},
		{200, whole(104, "REQUIRED_CONTENT"), &want{BadAccount, 104, 0}},
		{200, whole(105, "REQUIRED_AUTH"), &want{BadAccount, 105, 0}},
		{200, whole(106, "REQUIRED_ACTIVE_USER"), &want{BadAccount, 106, 0}},
		{200, whole(200, "REQUIRED_MESSAGE_SENDER"), &want{BadAccount, 200, 0}},
		{200, whole(201, "REQUIRED_MESSAGE_TEXT"), &want{BadContent, 201, 0}},
		{200, whole(202, "REQUIRED_MESSAGE_RECIPIENT"), &want{BadReceiver, 202, 0}},
		{200, whole(203, "REQUIRED_BALANCE"), &want{BadAccount, 203, 0}},
		{200, whole(300, "INVALID_REQUEST"), &want{BadContent, 300, 0}},
		{200, whole(301, "INVALID_TOKEN"), &want{BadAccount, 301, 0}},
		{200, whole(302, "INVALID_MESSAGE_SENDER"), &want{BadAccount, 302, 0}},
		{200, whole(304, "INVALID_MESSAGE_TEXT"), &want{BadContent, 304, 0}},
		{200, whole(400, "NOT_ALLOWED_MESSAGE_SENDER"), &want{BadAccount, 400, 0}},
		{200, whole(401, "NOT_ALLOWED_MESSAGE_SENDER_NOT_ACTIVE"), &want{BadAccount, 401, 0}},
		{200, whole(405, "NOT_ALLOWED_RECIPIENTS_LIMIT"), &want{BadContent, 405, 0}},
		{200, whole(412, "NOT_ALLOWED_MESSAGE_TEXT"), &want{BadContent, 412, 0}},
		{200, whole(502, "FAILED_PARSE"), &want{BadContent, 502, 0}},
		{200, whole(503, "FAILED_SMS_SEND"), &want{Temporary, 503, 0}},
		{200, whole(507, "FAILED_DUPLICATE_REQUEST"), &want{Temporary, 507, time.Minute}},
		{200, whole(999, "FATAL_ERROR"), &want{Temporary, 999, 0}},
		{200, `no JSON`, &want{Temporary, 0, 0}},
		{200, `{"status":"ok"}`, &want{Temporary, 0, 0}},
		{502, `<html>Bad Gateway</html>`, &want{Temporary, 0, 0}},
		{403, `<html>Forbidden</html>`, &want{BadAccount, 0, 0}},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := &TurboSMS{Token: "the-token", Sender: "Taxi", Server: "http://turbosms.test", Client: website(t, turboServer(t, c.status, c.answer))}
			err := s.Send(t.Context(), "+380671112233", "Транк не працює")
			if c.want == nil {
				if err != nil {
					t.Errorf("%s: %v", c.answer, err)
				}
				return
			}
			c.want.check(t, err)
		})
	}
}

func TestAGatewayThatAsksForPatience(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := website(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "120")
			w.WriteHeader(http.StatusTooManyRequests)
		})
		s := &TurboSMS{Token: "the-token", Sender: "Taxi", Server: "http://turbosms.test", Client: client}
		want{Temporary, 0, 2 * time.Minute}.check(t, s.Send(t.Context(), "+380671112233", "x"))
	})
}
