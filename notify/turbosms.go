package notify

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

// TurboSMS is the SMS gateway turbosms.ua (message/send.json).
type TurboSMS struct {
	Token  string
	Sender string       // a name the gateway has agreed to; it is required
	Server string       // empty: https://api.turbosms.ua
	Client *http.Client // its Transport is used; nil: the usual
}

// turboAnswer is the gateway's: one word for all, and one for each receiver.
type turboAnswer struct {
	Code   *int      `json:"response_code"`
	Status string    `json:"response_status"`
	Result []turboTo `json:"response_result"`
}

type turboTo struct {
	Code   int    `json:"response_code"`
	Status string `json:"response_status"`
}

// Send implements Messenger. Receivers are telephone numbers with their
// country.
func (t *TurboSMS) Send(ctx context.Context, to, text string) error {
	body, err := json.Marshal(map[string]any{
		"recipients": []string{digits(to)},
		"sms":        map[string]string{"sender": t.Sender, "text": cut(text, smsText)},
	})
	if err != nil {
		return t.gateway().error(BadContent, 0, err.Error())
	}
	g := t.gateway()
	g.secrets = append(g.secrets, digits(to))
	server := t.Server
	if server == "" {
		server = "https://api.turbosms.ua"
	}
	heard, err := g.post(ctx, request{
		address: strings.TrimRight(server, "/") + "/message/send.json",
		header:  http.Header{"Content-Type": {"application/json"}, "Authorization": {"Bearer " + t.Token}},
		body:    body,
	})
	if err != nil {
		return err
	}
	var got turboAnswer
	if json.Unmarshal(heard.body, &got) != nil || got.Code == nil {
		return g.strange(heard)
	}
	return t.read(g, got)
}

func (t *TurboSMS) gateway() gateway {
	return gateway{provider: "turbosms", client: t.Client, secrets: []string{t.Token}}
}

// read looks at the receiver's own row too: "partly accepted", said of one
// receiver, may be all or nothing.
func (t *TurboSMS) read(g gateway, got turboAnswer) error {
	switch *got.Code {
	case turboOK, turboAccepted, turboSent, turboPartlyAccepted, turboPartlySent:
		for _, row := range got.Result {
			switch row.Code {
			case turboOK, turboAccepted, turboSent:
			default:
				return t.refused(g, row.Code, row.Status)
			}
		}
		return nil
	}
	return t.refused(g, *got.Code, got.Status)
}

func (t *TurboSMS) refused(g gateway, code int, status string) error {
	e := g.error(turboFault(code), code, status)
	if code == turboDuplicate {
		e.RetryAfter = time.Minute
	}
	return e
}

// The gateway's codes that are told apart.
const (
	turboOK             = 0
	turboAccepted       = 800
	turboSent           = 801
	turboPartlyAccepted = 802
	turboPartlySent     = 803

	turboNoToken        = 103
	turboNoAuth         = 105
	turboUserBlocked    = 106
	turboNoSender       = 200
	turboNoReceiver     = 202
	turboNoBalance      = 203
	turboInvalidToken   = 301
	turboInvalidSender  = 302
	turboInvalidPhone   = 305
	turboSenderRefused  = 400
	turboSenderInactive = 401
	turboStopList       = 404
	turboCountry        = 406
	turboFailedToSend   = 503
	turboDuplicate      = 507 // the same request was there a moment ago
	turboFatal          = 999
)

func turboFault(code int) Fault {
	switch code {
	case turboNoToken, turboNoToken + 1, turboNoAuth, turboUserBlocked, turboNoSender, turboNoBalance, turboInvalidToken,
		turboInvalidSender, turboSenderRefused, turboSenderInactive:
		return BadAccount
	case turboNoReceiver, turboInvalidPhone, turboStopList, turboCountry:
		return BadReceiver
	case turboFailedToSend, turboDuplicate, turboFatal:
		return Temporary
	}
	return BadContent
}
