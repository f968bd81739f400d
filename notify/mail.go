package notify

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"strconv"
	"strings"
	"time"

	"github.com/wneessen/go-mail"
)

// Mail is a letter to one person, in plain text. Somebody who writes to several
// sends each his own: so one address that is refused costs the others nothing.
type Mail struct {
	From       string // "taxi@example.com" or "Taxi <taxi@example.com>"; empty: the server's From
	To         string
	Subject    string
	Text       string
	Attachment *Attachment // nil: none
}

// Attachment is a file that comes with a mail. It is read anew for each attempt.
type Attachment struct {
	Name string // as the receiver sees it: "complaint.wav"
	Type string // "audio/wav"; empty: told from the name
	Open func() (io.ReadCloser, error)
}

// Security is how a connection to a mail server is kept private.
type Security string

const (
	StartTLS Security = "starttls" // begins in the open, port 587; a server that cannot go on privately is refused
	TLS      Security = "tls"      // private from the first byte, port 465
	Open     Security = "none"     // for a server on this machine: no password is sent so to any other
)

// SMTP is a mail server that takes the office's mails (RFC 5321). It keeps no
// connection between mails and may be used by several at once.
type SMTP struct {
	Host     string
	Port     int
	Security Security
	Username string // empty: the server asks for none
	Password string
	From     string

	// Limit is how long one mail may take from dialling to the server's last
	// word; 0 is a minute. An attachment of 10 MB needs some of it.
	Limit time.Duration

	Roots *tls.Config                                                          // nil: the machine's own certificates
	Dial  func(ctx context.Context, network, address string) (net.Conn, error) // nil: TCP
}

// Send implements Messenger: the text's first line is the subject.
func (s *SMTP) Send(ctx context.Context, to, text string) error {
	subject, _, _ := strings.Cut(text, "\n")
	return s.Mail(ctx, Mail{To: to, Subject: subject, Text: text})
}

// Mail delivers a mail to the server. After nil the server has it and answers
// for it. The error is an *Error: what the server refuses with 4xx, and its
// silence, are Temporary; a log-in or a sender that it refuses is a BadAccount,
// and so is a server that cannot be trusted; a refused address is a BadReceiver,
// everything else that it refuses for good BadContent.
func (s *SMTP) Mail(ctx context.Context, m Mail) error {
	letter, err := s.write(m)
	if err != nil {
		return err
	}
	limit := s.Limit
	if limit == 0 {
		limit = time.Minute
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	line := &mailLine{server: s, ctx: ctx}
	defer line.hangUp()
	client, err := s.client(limit, line.dial)
	if err != nil {
		return s.failed(ctx, BadAccount, m, err)
	}
	err = client.DialAndSendWithContext(ctx, letter)
	if letter.IsDelivered() {
		return nil // what goes wrong behind the server's last word is no matter
	}
	return s.failed(ctx, faultOfReply(err), m, err)
}

// write makes the letter. Only texts that are no letter's are refused here.
func (s *SMTP) write(m Mail) (*mail.Msg, error) {
	from := m.From
	if from == "" {
		from = s.From
	}
	letter := mail.NewMsg(mail.WithNoDefaultUserAgent())
	if err := letter.From(from); err != nil {
		return nil, &Error{Provider: "mail", Fault: BadAccount, Reason: "the sender is not a mail address"}
	}
	if err := letter.To(m.To); err != nil {
		return nil, &Error{Provider: "mail", Fault: BadReceiver, Reason: "not a mail address"}
	}
	// A line break would end the header.
	letter.Subject(line(m.Subject))
	letter.SetBodyString(mail.TypeTextPlain, m.Text)
	letter.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: nobody's holiday answers it
	letter.SetDate()
	letter.SetMessageID()
	if a := m.Attachment; a != nil {
		file, err := a.Open()
		if err != nil {
			return nil, &Error{Provider: "mail", Fault: BadContent, Reason: "the attachment cannot be read: " + line(err.Error()), err: err}
		}
		defer file.Close()
		data, err := io.ReadAll(file)
		if err != nil {
			return nil, &Error{Provider: "mail", Fault: BadContent, Reason: "the attachment cannot be read: " + line(err.Error()), err: err}
		}
		var options []mail.FileOption
		if a.Type != "" {
			options = append(options, mail.WithFileContentType(mail.ContentType(a.Type)))
		}
		letter.AttachReadSeeker(line(a.Name), bytes.NewReader(data), options...)
	}
	return letter, nil
}

func (s *SMTP) client(limit time.Duration, dial mail.DialContextFunc) (*mail.Client, error) {
	options := []mail.Option{
		mail.WithPort(s.Port), mail.WithTimeout(limit), mail.WithDialContextFunc(dial),
		mail.WithTLSConfig(s.tls()), mail.WithHELO(helloName(s.From)),
		mail.WithoutNoop(),
	}
	switch s.Security {
	case TLS:
		options = append(options, mail.WithSSL())
	case Open:
		options = append(options, mail.WithTLSPolicy(mail.NoTLS))
	default:
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory))
	}
	if s.Username != "" {
		options = append(options, mail.WithUsername(s.Username), mail.WithPassword(s.Password),
			mail.WithOpportunisticSMTPAuth(mail.SMTPAuthSCRAMSHA256, mail.SMTPAuthPlain, mail.SMTPAuthLogin, mail.SMTPAuthCramMD5))
	}
	return mail.NewClient(s.Host, options...)
}

func (s *SMTP) tls() *tls.Config {
	c := &tls.Config{}
	if s.Roots != nil {
		c = s.Roots.Clone()
	}
	c.ServerName, c.MinVersion = s.Host, tls.VersionTLS12
	return c
}

// helloName is what the office calls itself to the server: the domain of its
// own address, for its machine has no name in the world.
func helloName(from string) string {
	_, domain, found := strings.Cut(strings.TrimRight(from, "> "), "@")
	if !found || domain == "" || strings.ContainsAny(domain, " \r\n") {
		return "localhost"
	}
	return domain
}

// faultOfReply reads the server's three digits, or what came in their place.
func faultOfReply(err error) Fault {
	code := replyCode(err)
	var sent *mail.SendError
	refused := errors.As(err, &sent)
	switch {
	case code == 0 && !refused && !isNetwork(err):
		return BadAccount // no STARTTLS, no AUTH, a certificate that is not to be trusted: nobody's waiting mends that
	case code < 500:
		return Temporary
	case !refused:
		return BadAccount // greeted, or logged in, with a no
	case sent.Reason == mail.ErrSMTPMailFrom:
		return BadAccount
	case sent.Reason == mail.ErrSMTPRcptTo:
		return BadReceiver
	}
	return BadContent
}

// isNetwork reports a connection that failed, ended, or brought what is no
// mail server's answer.
func isNetwork(err error) bool {
	var network net.Error
	var garbage textproto.ProtocolError
	return errors.As(err, &network) || errors.As(err, &garbage) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, net.ErrClosed) || errors.Is(err, io.ErrClosedPipe)
}

// replyCode is the server's; 0 when it has not said a number.
func replyCode(err error) int {
	var reply *textproto.Error
	if errors.As(err, &reply) {
		return reply.Code
	}
	var sent *mail.SendError
	if errors.As(err, &sent) {
		return sent.ErrorCode()
	}
	return 0
}

// failed tells what happened without the receiver, whom the library puts behind
// its words and many a server into its own.
func (s *SMTP) failed(ctx context.Context, fault Fault, m Mail, err error) error {
	reason, _, _ := strings.Cut(err.Error(), ", affected ")
	reason = without(reason, s.Password, m.To, bareAddress(m.To))
	failed := &Error{Provider: "mail", Fault: fault, Code: replyCode(err), Reason: line(reason)}
	if failed.Code == 0 {
		failed.Reason = line(fmt.Sprintf("%s:%d: %s", s.Host, s.Port, reason))
		if cause := context.Cause(ctx); cause != nil {
			failed.Reason, failed.err = line(fmt.Sprintf("%s:%d did not answer in time", s.Host, s.Port)), cause
		}
	}
	return failed
}

// bareAddress is a mail address without its owner's name.
func bareAddress(text string) string {
	_, after, found := strings.Cut(text, "<")
	if !found {
		return text
	}
	return strings.TrimSuffix(after, ">")
}

// mailLine is the connection of one mail. The library sets deadlines of its own
// and forgets a connection on which the log-in failed; here the end of the
// context ends it, and the end of the mail closes it.
type mailLine struct {
	server *SMTP
	ctx    context.Context
	conn   net.Conn
	stop   func() bool
}

func (l *mailLine) dial(ctx context.Context, network, _ string) (net.Conn, error) {
	dial := l.server.Dial
	if dial == nil {
		dial = (&net.Dialer{}).DialContext
	}
	conn, err := dial(ctx, network, net.JoinHostPort(l.server.Host, strconv.Itoa(l.server.Port)))
	if err != nil {
		return nil, err
	}
	l.conn = conn
	l.stop = context.AfterFunc(l.ctx, func() { conn.Close() })
	if l.server.Security == TLS {
		private := tls.Client(conn, l.server.tls())
		if err := private.HandshakeContext(ctx); err != nil {
			return nil, err
		}
		return private, nil
	}
	return conn, nil
}

func (l *mailLine) hangUp() {
	if l.conn != nil {
		l.stop()
		l.conn.Close()
	}
}
