package webphone

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/emiago/sipgo/sip"
	"github.com/icholy/digest"
)

// sipSwitch is FreeSWITCH as a phone on SIP sees it. The phone under test is on
// its WebSocket, and one call at a time.
type sipSwitch struct {
	*socket
	calls  int
	invite *sip.Request  // the last one sent
	answer *sip.Response // that the phone has given to it
}

// newSIPSwitch lets a phone register, or not, by its password.
func newSIPSwitch(t *testing.T, given string) (*sipSwitch, *Phone, error) {
	t.Helper()
	url, accepted := listen(t, "sip")
	var phone *Phone
	var err error
	dialled := make(chan struct{})
	go func() {
		defer close(dialled)
		phone, err = DialSIP(t.Context(), Config{URL: url, Domain: "office.test", User: "101", Password: given, Tone: phoneTone})
	}()
	s := &sipSwitch{socket: <-accepted}
	s.registers()
	<-dialled
	return s, phone, err
}

// registers takes a registration, asks for the password, and judges it.
func (s *sipSwitch) registers() *sip.Request {
	s.t.Helper()
	challenge := digest.Challenge{Realm: "office.test", Nonce: "once", Algorithm: "MD5", QOP: []string{"auth"}}
	asked := sip.NewResponseFromRequest(s.request(sip.REGISTER), 401, "Unauthorized", nil)
	asked.AppendHeader(sip.NewHeader("WWW-Authenticate", challenge.String()))
	s.says(asked.String())

	r := s.request(sip.REGISTER)
	given, err := digest.ParseCredentials(r.GetHeader("Authorization").Value())
	if err != nil {
		s.t.Fatal(err)
	}
	want, err := digest.Digest(&challenge, digest.Options{
		Method: "REGISTER", URI: given.URI, Username: "101", Password: password, Cnonce: given.Cnonce, Count: given.Nc,
	})
	if err != nil {
		s.t.Fatal(err)
	}
	code, reason := 200, "OK"
	if given.Response != want.Response {
		code, reason = 403, "Forbidden"
	}
	s.says(sip.NewResponseFromRequest(r, code, reason, nil).String())
	return r
}

// request is the next message, which must be one.
func (s *sipSwitch) request(method sip.RequestMethod) *sip.Request {
	s.t.Helper()
	m := s.hears()
	parsed, err := sip.ParseMessage(m)
	r, ok := parsed.(*sip.Request)
	if err != nil || !ok || r.Method != method {
		s.t.Fatalf("no %s, but %q", method, m)
	}
	return r
}

func (s *sipSwitch) response(code int) *sip.Response {
	s.t.Helper()
	m := s.hears()
	parsed, err := sip.ParseMessage(m)
	r, ok := parsed.(*sip.Response)
	if err != nil || !ok || r.StatusCode != code {
		s.t.Fatalf("no %d, but %q", code, m)
	}
	return r
}

// asks sends a request of the call that is there.
func (s *sipSwitch) asks(method sip.RequestMethod, cseq int, tag, body string, more ...string) *sip.Request {
	s.t.Helper()
	lines := append([]string{
		string(method) + " sip:101@phone.invalid;transport=ws SIP/2.0",
		fmt.Sprintf("Via: SIP/2.0/WS 127.0.0.1:5066;branch=z9hG4bK%d.%d.%s", s.calls, cseq, method),
		"Max-Forwards: 70",
		`From: "Client" <sip:+380671112233@127.0.0.1>;tag=far`,
		"To: <sip:101@phone.invalid>" + tag,
		fmt.Sprintf("Call-ID: call-%d", s.calls),
		fmt.Sprintf("CSeq: %d %s", cseq, method),
		"Contact: <sip:mod_sofia@127.0.0.1:5060>",
	}, more...)
	if body != "" {
		lines = append(lines, "Content-Type: application/sdp")
	}
	text := strings.Join(append(lines, fmt.Sprintf("Content-Length: %d", len(body)), "", body), "\r\n")
	s.says(text)
	parsed, err := sip.ParseMessage([]byte(text))
	if err != nil {
		s.t.Fatal(err)
	}
	r, _ := parsed.(*sip.Request)
	return r
}

func (s *sipSwitch) calling(offer string) {
	s.t.Helper()
	s.calls++
	s.answer = nil
	s.invite = s.asks(sip.INVITE, 1, "", offer)
	s.response(180)
}

func (s *sipSwitch) answered() string {
	s.t.Helper()
	s.answer = s.response(200)
	s.asks(sip.ACK, 1, s.tag(), "")
	return string(s.answer.Body())
}

// tag is that of the phone's end of the dialog.
func (s *sipSwitch) tag() string {
	tag, _ := s.answer.To().Params.Get("tag")
	return ";tag=" + tag
}

// again offers something else within the call.
func (s *sipSwitch) again(cseq int, offer string) string {
	s.t.Helper()
	s.asks(sip.INVITE, cseq, s.tag(), offer)
	answer := string(s.response(200).Body())
	s.asks(sip.ACK, cseq, s.tag(), "")
	return answer
}

func (s *sipSwitch) cancels() {
	s.t.Helper()
	s.asks(sip.CANCEL, 1, "", "", `Reason: SIP;cause=200;text="Call completed elsewhere"`)
	s.response(200)
	s.response(487)
}

func (s *sipSwitch) refused() {
	s.t.Helper()
	s.response(603)
}

func (s *sipSwitch) hangsUp() {
	s.t.Helper()
	s.asks(sip.BYE, 2, s.tag(), "", `Reason: Q.850;cause=16;text="NORMAL_CLEARING"`)
	s.response(200)
}

func (s *sipSwitch) hungUp(phone func()) {
	s.t.Helper()
	done := make(chan struct{})
	go func() { defer close(done); phone() }()
	bye := s.request(sip.BYE)
	s.says(sip.NewResponseFromRequest(bye, 200, "OK", nil).String())
	<-done
	if tag, _ := bye.To().Params.Get("tag"); tag != "far" || ";tag="+bye.From().Params["tag"] != s.tag() {
		s.t.Errorf("BYE is of another dialog: %s", bye.Short())
	}
}

// holds takes the phone's own wish to hold, or to go on.
func (s *sipSwitch) holds(far *farEnd, phone func(context.Context) error) string {
	s.t.Helper()
	done := make(chan error, 1)
	go func() { done <- phone(s.t.Context()) }()
	r := s.request(sip.INVITE)
	answer, err := far.agree(s.t.Context(), string(r.Body()))
	if err != nil {
		s.t.Fatal(err)
	}
	response := sip.NewResponseFromRequest(r, 200, "OK", []byte(answer))
	response.AppendHeader(sip.NewHeader("Content-Type", "application/sdp"))
	s.says(response.String())
	s.request(sip.ACK)
	if err := <-done; err != nil {
		s.t.Fatal(err)
	}
	return direction(string(r.Body()))
}
