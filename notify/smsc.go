package notify

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// SMSC is the SMS gateway smsc.ru (send.php). The office is known by an API key,
// or by a login and its password.
type SMSC struct {
	Login    string
	Password string
	Key      string
	Sender   string       // a name the gateway has agreed to; empty: its usual one
	Servers  []string     // tried in turn when one is not reached; empty: smsc.ru and its reserve
	Client   *http.Client // its Transport is used; nil: the usual
}

// smsText is ten parts of 67 characters, as which a long text in Cyrillic goes
// over the air; each is paid for.
const smsText = 670

// Send implements Messenger. Receivers are telephone numbers with their
// country.
func (s *SMSC) Send(ctx context.Context, to, text string) error {
	servers := s.Servers
	if len(servers) == 0 {
		servers = []string{"https://smsc.ru", "https://www2.smsc.ru"}
	}
	form := url.Values{
		"phones": {digits(to)}, "mes": {cut(text, smsText)},
		"charset": {"utf-8"}, // else it takes the text for windows-1251
		"fmt":     {"3"},
	}
	if s.Key != "" {
		form.Set("apikey", s.Key)
	} else {
		form.Set("login", s.Login)
		form.Set("psw", s.Password)
	}
	if s.Sender != "" {
		form.Set("sender", s.Sender)
	}
	g := s.gateway()
	g.secrets = append(g.secrets, digits(to))
	var err error
	for _, server := range servers {
		var heard answer
		heard, err = g.post(ctx, request{
			address: strings.TrimRight(server, "/") + "/sys/send.php",
			header:  http.Header{"Content-Type": {"application/x-www-form-urlencoded"}},
			body:    []byte(form.Encode()),
		})
		if err == nil {
			return s.read(g, heard)
		}
		if ctx.Err() != nil {
			return err
		}
	}
	return err
}

func (s *SMSC) gateway() gateway {
	return gateway{provider: "smsc", client: s.Client, secrets: []string{s.Password, s.Key}}
}

// read finds the error in an answer whose HTTP status is 200 whatever happened.
func (s *SMSC) read(g gateway, heard answer) error {
	var got struct {
		Count int    `json:"cnt"`
		Error string `json:"error"`
		Code  int    `json:"error_code"`
	}
	if json.Unmarshal(heard.body, &got) != nil || got.Code == 0 && got.Count == 0 {
		return g.strange(heard)
	}
	if got.Code == 0 {
		return nil
	}
	e := g.error(smscFault(got.Code), got.Code, got.Error)
	switch got.Code {
	case smscBlocked:
		e.RetryAfter = 10 * time.Minute
	case smscTooOften: // the same message within a minute, too
		e.RetryAfter = time.Minute
	}
	return e
}

// The error codes of send.php that are told apart.
const (
	smscLogin       = 2
	smscNoMoney     = 3
	smscBlocked     = 4 // our address, for a while, after too many errors
	smscPhone       = 7
	smscUnreachable = 8
	smscTooOften    = 9
)

func smscFault(code int) Fault {
	switch code {
	case smscLogin, smscNoMoney:
		return BadAccount
	case smscBlocked, smscTooOften:
		return Temporary
	case smscPhone, smscUnreachable:
		return BadReceiver
	}
	return BadContent // its parameters, its text
}
