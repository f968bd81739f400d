package webphone

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/emiago/sipgo/sip"
	"github.com/google/uuid"
	"github.com/icholy/digest"
)

// sipOverWS is SIP as a browser speaks it: one WebSocket carries every message
// of both sides whole and in order, so that nothing is sent twice, and addresses
// are made up, since nobody can connect to a browser (RFC 7118, 5).
type sipOverWS struct {
	phone   *Phone
	contact string // host of the made-up address
	tag     string // of the phone's end of every dialog

	mu      sync.Mutex
	cseq    uint32
	answers map[string]chan *sip.Response // by branch
	invites map[string]*sip.Request       // which began the calls there are, by Call-ID
}

// expires is how long a registration is asked for. A phone of a test does not
// live to renew it.
const expires = 10 * time.Minute

// DialSIP connects a phone that speaks SIP over a WebSocket and registers it. It
// is ErrRefused where FreeSWITCH does not know user and password.
func DialSIP(ctx context.Context, c Config) (*Phone, error) {
	p, err := dial(ctx, c, "sip")
	if err != nil {
		return nil, err
	}
	s := &sipOverWS{
		phone: p, contact: strings.ToLower(sip.GenerateTagN(12)) + ".invalid", tag: sip.GenerateTagN(10),
		answers: make(map[string]chan *sip.Response), invites: make(map[string]*sip.Request),
	}
	p.speaks = s
	go p.listen()
	if err := s.register(ctx, expires); err != nil {
		p.Vanish()
		return nil, fmt.Errorf("register %s: %w", c.User, err)
	}
	return p, nil
}

// register asks, is asked for the password, and asks with it.
func (s *sipOverWS) register(ctx context.Context, d time.Duration) error {
	callID := uuid.NewString()
	authorization := ""
	for range 2 {
		r, err := s.ask(ctx, s.registration(callID, d, authorization))
		if err != nil {
			return err
		}
		switch {
		case r.StatusCode == sip.StatusOK:
			return nil
		case r.StatusCode != sip.StatusUnauthorized || authorization != "":
			return fmt.Errorf("%w: %d %s", ErrRefused, r.StatusCode, r.Reason)
		}
		if authorization, err = s.credentials(r); err != nil {
			return err
		}
	}
	return ErrRefused
}

func (s *sipOverWS) registration(callID string, d time.Duration, authorization string) *sip.Request {
	c := s.phone.config
	r := sip.NewRequest(sip.REGISTER, sip.Uri{Scheme: "sip", Host: c.Domain})
	address := "<sip:" + c.User + "@" + c.Domain + ">"
	s.envelope(r, s.next(), callID, address+";tag="+s.tag, address)
	r.AppendHeader(sip.NewHeader("Contact", s.address()))
	r.AppendHeader(sip.NewHeader("Expires", fmt.Sprint(int(d.Seconds()))))
	if authorization != "" {
		r.AppendHeader(sip.NewHeader("Authorization", authorization))
	}
	return r
}

func (s *sipOverWS) credentials(r *sip.Response) (string, error) {
	h := r.GetHeader("WWW-Authenticate")
	if h == nil {
		return "", fmt.Errorf("%w: not said how to prove who this is", ErrRefused)
	}
	challenge, err := digest.ParseChallenge(h.Value())
	if err != nil {
		return "", fmt.Errorf("read the challenge: %w", err)
	}
	c := s.phone.config
	answer, err := digest.Digest(challenge, digest.Options{Method: "REGISTER", URI: "sip:" + c.Domain, Username: c.User, Password: c.Password})
	if err != nil {
		return "", fmt.Errorf("meet the challenge: %w", err)
	}
	return answer.String(), nil
}

// address is where FreeSWITCH finds the phone: on its connection.
func (s *sipOverWS) address() string {
	return "<sip:" + s.phone.config.User + "@" + s.contact + ";transport=ws>"
}

// next numbers a request.
func (s *sipOverWS) next() uint32 {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cseq++
	return s.cseq
}

// envelope gives the n-th request what every request has.
func (s *sipOverWS) envelope(r *sip.Request, n uint32, callID, from, to string) {
	r.AppendHeader(sip.NewHeader("Via", "SIP/2.0/WS "+s.contact+";branch="+sip.GenerateBranch()))
	r.AppendHeader(sip.NewHeader("Max-Forwards", "70"))
	r.AppendHeader(sip.NewHeader("From", from))
	r.AppendHeader(sip.NewHeader("To", to))
	r.AppendHeader(sip.NewHeader("Call-ID", callID))
	r.AppendHeader(sip.NewHeader("CSeq", fmt.Sprintf("%d %s", n, r.Method)))
	r.AppendHeader(sip.NewHeader("User-Agent", "webphone"))
	r.SetBody(nil) // which says how long it is, and FreeSWITCH insists on that
}

// ask sends a request and waits for its final response.
func (s *sipOverWS) ask(ctx context.Context, r *sip.Request) (*sip.Response, error) {
	branch := branchOf(r.GetHeader("Via").Value())
	answer := make(chan *sip.Response, 1)
	s.mu.Lock()
	s.answers[branch] = answer
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		delete(s.answers, branch)
		s.mu.Unlock()
	}()
	if err := s.phone.say([]byte(r.String())); err != nil {
		return nil, err
	}
	select {
	case response := <-answer:
		return response, nil
	case <-s.phone.done:
		return nil, fmt.Errorf("%s: the connection is gone", r.Method)
	case <-ctx.Done():
		return nil, fmt.Errorf("%s: %w", r.Method, context.Cause(ctx))
	}
}

func branchOf(via string) string {
	_, branch, _ := strings.Cut(via, "branch=")
	branch, _, _ = strings.Cut(branch, ";")
	return branch
}

func (s *sipOverWS) hear(message []byte) {
	if strings.TrimSpace(string(message)) == "" {
		return // keep-alive
	}
	m, err := sip.ParseMessage(message)
	if err != nil {
		s.phone.log.Warn("not SIP", "error", err)
		return
	}
	switch m := m.(type) {
	case *sip.Response:
		if via := m.Via(); via != nil && !m.IsProvisional() {
			branch, _ := via.Params.Get("branch")
			s.mu.Lock()
			answer := s.answers[branch]
			s.mu.Unlock()
			if answer != nil {
				answer <- m
			}
		}
	case *sip.Request:
		s.asked(m)
	}
}

// logOut gives the registration back, as far as somebody is there to take it.
func (s *sipOverWS) logOut() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if err := s.register(ctx, 0); err != nil {
		s.phone.log.Info("give the registration back", "error", err)
	}
}
