package notify

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"io"
	"log"
	"math/big"
	"mime"
	"mime/multipart"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// postOffice is a mail server: a real one's protocol, and answers as a script
// has them.
type postOffice struct {
	greeting error // instead of a session
	login    error
	from     error
	to       error
	data     error
	slow     time.Duration // before it says that it has the mail

	letters []string
}

func (p *postOffice) NewSession(*smtp.Conn) (smtp.Session, error) { return p, p.greeting }
func (p *postOffice) Reset()                                      {}
func (p *postOffice) Logout() error                               { return nil }
func (p *postOffice) Mail(string, *smtp.MailOptions) error        { return p.from }
func (p *postOffice) Rcpt(string, *smtp.RcptOptions) error        { return p.to }
func (p *postOffice) AuthMechanisms() []string                    { return []string{sasl.Plain} }

func (p *postOffice) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, username, password string) error {
		if username != "taxi" || password != "pass-word" {
			return smtp.ErrAuthFailed
		}
		return p.login
	}), nil
}

func (p *postOffice) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	time.Sleep(p.slow)
	if p.data == nil {
		p.letters = append(p.letters, string(text))
	}
	return p.data
}

// open lets the post office serve, and gives the client for it.
func (p *postOffice) open(t *testing.T, security Security) *SMTP {
	t.Helper()
	certificate, roots := certificateFor(t, "mail.test")
	w := newWire()
	server := smtp.NewServer(p)
	server.Domain = "mail.test"
	server.ErrorLog = log.New(io.Discard, "", 0)
	var listener net.Listener = w
	switch security {
	case TLS:
		listener = tls.NewListener(w, &tls.Config{Certificates: []tls.Certificate{certificate}})
	case StartTLS:
		server.TLSConfig = &tls.Config{Certificates: []tls.Certificate{certificate}}
	}
	var served sync.WaitGroup
	served.Go(func() { _ = server.Serve(listener) })
	t.Cleanup(func() { server.Close(); w.Close(); served.Wait() })
	s := &SMTP{Host: "mail.test", Port: 587, Security: security, From: "Таксі Зразок <taxi@example.com>", Roots: &tls.Config{RootCAs: roots}, Dial: w.dial}
	if security != Open {
		s.Username, s.Password = "taxi", "pass-word"
	}
	return s
}

func certificateFor(t *testing.T, host string) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	about := &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: []string{host},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, about, about, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, roots
}

const letterText = "Транк «provider» не працює.\n.\n. це рядок з крапки\nкінець"

func TestAMailArrives(t *testing.T) {
	sound := strings.Repeat("RIFF\x00\xff\r\n.\r\n", 5000)
	for _, security := range []Security{StartTLS, TLS, Open} {
		synctest.Test(t, func(t *testing.T) {
			p := &postOffice{}
			s := p.open(t, security)
			err := s.Mail(t.Context(), Mail{
				To: "owner@example.com", Subject: "Скарга\r\nBcc: everybody@example.com", Text: letterText,
				Attachment: &Attachment{Name: "скарга.wav", Type: "audio/wav", Open: func() (io.ReadCloser, error) {
					return io.NopCloser(strings.NewReader(sound)), nil
				}},
			})
			if err != nil {
				t.Fatalf("%s: %v", security, err)
			}
			if len(p.letters) != 1 {
				t.Fatalf("%d letters", len(p.letters))
			}
			letter, err := mail.ReadMessage(strings.NewReader(p.letters[0]))
			if err != nil {
				t.Fatal(err)
			}
			words := new(mime.WordDecoder)
			subject, _ := words.DecodeHeader(letter.Header.Get("Subject"))
			if subject != "Скарга Bcc: everybody@example.com" || letter.Header.Get("Bcc") != "" {
				t.Errorf("the subject is %q, and there is Bcc %q", subject, letter.Header.Get("Bcc"))
			}
			if from, err := letter.Header.AddressList("From"); err != nil || from[0].Address != "taxi@example.com" || from[0].Name != "Таксі Зразок" {
				t.Errorf("it comes from %v, %v", from, err)
			}
			if when, err := letter.Header.Date(); err != nil || time.Since(when) > time.Minute {
				t.Errorf("it was written %s, %v", when, err)
			}
			parts := partsOf(t, letter)
			if parts["text/plain"] != letterText {
				t.Errorf("it says %q", parts["text/plain"])
			}
			if parts["audio/wav скарга.wav"] != sound {
				t.Errorf("of %v the sound has %d bytes of %d", keys(parts), len(parts["audio/wav скарга.wav"]), len(sound))
			}
		})
	}
}

// partsOf is a letter's parts by type and file name.
func partsOf(t *testing.T, letter *mail.Message) map[string]string {
	t.Helper()
	_, about, err := mime.ParseMediaType(letter.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	for reader := multipart.NewReader(letter.Body, about["boundary"]); ; {
		part, err := reader.NextPart()
		if err == io.EOF {
			return parts
		}
		if err != nil {
			t.Fatal(err)
		}
		kind, _, err := mime.ParseMediaType(part.Header.Get("Content-Type"))
		if err != nil {
			t.Fatal(err)
		}
		var body io.Reader = part
		if part.Header.Get("Content-Transfer-Encoding") == "base64" {
			body = base64.NewDecoder(base64.StdEncoding, part)
		}
		text, err := io.ReadAll(body)
		if err != nil {
			t.Fatal(err)
		}
		name, _ := new(mime.WordDecoder).DecodeHeader(part.FileName())
		if name == "" { // the letter itself, whose lines end as RFC 5322 wants it
			text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
		}
		parts[strings.TrimSpace(kind+" "+name)] = string(text)
	}
}

func keys(m map[string]string) (list []string) {
	for k := range m {
		list = append(list, k)
	}
	return list
}

func TestAMailServerRefuses(t *testing.T) {
	says := func(code int, text string) error {
		return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{code / 100, 7, 1}, Message: text}
	}
	for _, c := range []struct {
		name string
		p    postOffice
		want want
	}{
		{"goes down", postOffice{greeting: says(421, "going down")}, want{Temporary, 421, 0}},
		{"knows no such log-in", postOffice{login: says(535, "authentication failed")}, want{BadAccount, 535, 0}},
		{"cannot look the log-in up", postOffice{login: says(454, "temporary failure")}, want{Temporary, 454, 0}},
		{"does not know the sender", postOffice{from: says(550, "sender rejected")}, want{BadAccount, 550, 0}},
		{"has too many mails", postOffice{from: says(451, "try again later")}, want{Temporary, 451, 0}},
		{"knows no such mailbox", postOffice{to: says(550, "<owner@example.com>: no such mailbox")}, want{BadReceiver, 550, 0}},
		{"has a busy mailbox", postOffice{to: says(450, "mailbox busy")}, want{Temporary, 450, 0}},
		{"has a full mailbox", postOffice{to: says(452, "no room")}, want{Temporary, 452, 0}},
		{"finds it too large", postOffice{data: says(552, "too large")}, want{BadContent, 552, 0}},
		{"thinks it is spam", postOffice{data: says(554, "spam")}, want{BadContent, 554, 0}},
		{"is out of memory", postOffice{data: says(451, "local error")}, want{Temporary, 451, 0}},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := c.p.open(t, StartTLS)
				err := s.Mail(t.Context(), Mail{To: "owner@example.com", Subject: "x", Text: "y"})
				c.want.check(t, err)
				if text := err.Error(); strings.Contains(text, "owner@example.com") || strings.Contains(text, "pass-word") || strings.ContainsAny(text, "\r\n") {
					t.Errorf("the error says %q", text)
				}
				if len(c.p.letters) != 0 {
					t.Error("it has the mail all the same")
				}
			})
		})
	}
}

func TestAPasswordOfOnesOwn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := (&postOffice{}).open(t, TLS)
		s.Password = "wrong-word"
		err := s.Mail(t.Context(), Mail{To: "owner@example.com", Text: "y"})
		want{BadAccount, 535, 0}.check(t, err)
		if strings.Contains(err.Error(), "wrong-word") {
			t.Errorf("the error holds the password: %v", err)
		}
	})
}

// What nobody can trust gets neither the password nor the mail.
func TestAnUntrustedMailServer(t *testing.T) {
	for name, spoil := range map[string]func(*SMTP){
		"another's certificate": func(s *SMTP) { s.Roots = nil },
		"another name":          func(s *SMTP) { s.Host = "elsewhere.test" },
	} {
		for _, security := range []Security{StartTLS, TLS} {
			synctest.Test(t, func(t *testing.T) {
				p := &postOffice{}
				s := p.open(t, security)
				spoil(s)
				err := s.Mail(t.Context(), Mail{To: "owner@example.com", Text: "y"})
				if FaultOf(err) != BadAccount || err == nil || len(p.letters) != 0 {
					t.Errorf("%s, %s: %v, %d letters", name, security, err, len(p.letters))
				}
			})
		}
	}
	t.Run("no privacy", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s := (&postOffice{}).open(t, Open)
			s.Security, s.Username, s.Password = StartTLS, "taxi", "pass-word"
			if err := s.Mail(t.Context(), Mail{To: "owner@example.com", Text: "y"}); err == nil || FaultOf(err) != BadAccount {
				t.Errorf("a server without STARTTLS: %v", err)
			}
		})
	})
}

// A server that says nothing, nonsense, or the half of it costs its limit and
// no more.
func TestAMailServerThatIsNone(t *testing.T) {
	for name, serve := range map[string]func(net.Conn){
		"says nothing":  func(c net.Conn) { _, _ = io.Copy(io.Discard, c) },
		"hangs up":      func(c net.Conn) {},
		"is a website":  func(c net.Conn) { _, _ = io.WriteString(c, "HTTP/1.1 400 Bad Request\r\n\r\n") },
		"is too slow":   func(c net.Conn) { drip(c, "220 mail.test ready\r\n") },
		"stops halfway": func(c net.Conn) { _, _ = io.WriteString(c, "220 mail.te") },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWire()
				var served sync.WaitGroup
				served.Go(func() {
					for {
						c, err := w.Accept()
						if err != nil {
							return
						}
						served.Go(func() { defer c.Close(); serve(c) })
					}
				})
				defer served.Wait()
				defer w.Close()
				s := &SMTP{Host: "mail.test", Port: 587, From: "taxi@example.com", Limit: 10 * time.Second, Dial: w.dial}
				begun := time.Now()
				err := s.Mail(t.Context(), Mail{To: "owner@example.com", Text: "y"})
				if took := time.Since(begun); took > 10*time.Second || err == nil {
					t.Errorf("took %s: %v", took, err)
				}
				if FaultOf(err) != Temporary {
					t.Errorf("%v is the %s's fault", err, FaultOf(err))
				}
			})
		})
	}
}

func drip(c net.Conn, text string) {
	for _, b := range []byte(text) {
		time.Sleep(3 * time.Second)
		if _, err := c.Write([]byte{b}); err != nil {
			return
		}
	}
}

// The end of the caller's context ends a mail in the middle, and the server's
// late yes is a yes.
func TestASlowMailServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &postOffice{slow: 20 * time.Second}
		s := p.open(t, StartTLS)
		if err := s.Mail(t.Context(), Mail{To: "owner@example.com", Text: "y"}); err != nil {
			t.Errorf("a server that takes 20 s: %v", err)
		}
		s.Limit = 5 * time.Second
		err := s.Mail(t.Context(), Mail{To: "owner@example.com", Text: "y"})
		want{Temporary, 0, 0}.check(t, err)
		time.Sleep(time.Minute)
	})
}

func TestNoMailAddress(t *testing.T) {
	s := &SMTP{Host: "mail.test", From: "taxi@example.com"}
	for _, to := range []string{"", "owner", "owner@example.com\r\nRCPT TO:<everybody@example.com>", "<script>"} {
		if err := s.Mail(t.Context(), Mail{To: to}); FaultOf(err) != BadReceiver || err == nil {
			t.Errorf("%q: %v", to, err)
		}
	}
	gone := errors.New("gone")
	err := s.Mail(t.Context(), Mail{To: "a@example.com", Attachment: &Attachment{Open: func() (io.ReadCloser, error) { return nil, gone }}})
	if FaultOf(err) != BadContent || !errors.Is(err, gone) {
		t.Errorf("an attachment that is gone: %v", err)
	}
	if got := helloName("Taxi <taxi@example.com>") + " " + helloName("nobody"); got != "example.com localhost" {
		t.Errorf("it says hello as %s", got)
	}
}
