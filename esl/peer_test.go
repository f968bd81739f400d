package esl

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"testing"
)

// peer is FreeSWITCH's end of a connection, as far as these tests need one: it
// reads commands and writes whatever it is told to.
type peer struct {
	t    *testing.T
	conn net.Conn
	r    *bufio.Reader
}

// pipe is a connection in memory: this side's end, and FreeSWITCH.
func pipe(t *testing.T) (net.Conn, *peer) {
	ours, theirs := net.Pipe()
	t.Cleanup(func() { ours.Close(); theirs.Close() })
	return ours, &peer{t: t, conn: theirs, r: bufio.NewReader(theirs)}
}

// request is a command as FreeSWITCH reads it.
type request struct {
	line string
	head []byte
	body string
}

func (q request) get(name string) string {
	v, _ := lookup(q.head, name)
	return string(v)
}

func (p *peer) read() (request, error) {
	var q request
	for {
		line, err := p.r.ReadString('\n')
		if err != nil {
			return q, err
		}
		line = strings.TrimRight(line, "\r\n")
		switch {
		case line == "" && q.line == "":
		case line == "":
			n, _ := strconv.Atoi(q.get("Content-Length"))
			b := make([]byte, n)
			_, err := io.ReadFull(p.r, b)
			q.body = string(b)
			return q, err
		case q.line == "":
			q.line = line
		default:
			q.head = append(q.head, line+"\n"...)
		}
	}
}

// expect reads a command that must begin like this.
func (p *peer) expect(prefix string) request {
	p.t.Helper()
	q, err := p.read()
	if err != nil || !strings.HasPrefix(q.line, prefix) {
		p.t.Fatalf("FreeSWITCH got %q, %v; want %q", q.line, err, prefix)
	}
	return q
}

// expectEnd reads until the other side has closed; no command may come.
func (p *peer) expectEnd() {
	p.t.Helper()
	if q, err := p.read(); err == nil {
		p.t.Fatalf("FreeSWITCH got %q; want the connection's end", q.line)
	}
}

// write writes raw bytes. Whether they are read is the other side's business.
func (p *peer) write(s string) { _, _ = io.WriteString(p.conn, s) }

func (p *peer) reply(text string) { p.write(replyFrame(text)) }

func (p *peer) event(e *Event) { p.write(eventFrame(e)) }

// notice is FreeSWITCH's farewell.
func (p *peer) notice(disposition string) {
	p.write("Content-Type: text/disconnect-notice\nContent-Disposition: " + disposition + "\nContent-Length: 0\n\n")
}

// login lets a Client or a Conn in.
func (p *peer) login(password string) {
	p.t.Helper()
	p.write("Content-Type: auth/request\n\n")
	if q := p.expect("auth "); q.line != "auth "+password {
		p.reply("-ERR invalid")
		return
	}
	p.reply("+OK accepted")
}

// echo answers every api with its arguments, until the connection ends.
func (p *peer) echo() {
	for {
		q, err := p.read()
		if err != nil {
			return
		}
		args := strings.SplitN(q.line, " ", 3)
		p.write(outputFrame(args[len(args)-1]))
	}
}

func replyFrame(text string) string {
	return "Content-Type: command/reply\nReply-Text: " + text + "\n\n"
}

func outputFrame(body string) string {
	return fmt.Sprintf("Content-Type: api/response\nContent-Length: %d\n\n%s", len(body), body)
}

func eventFrame(e *Event) string {
	head, body := e.split()
	var b bytes.Buffer
	fmt.Fprintf(&b, "Content-Length: %d\nContent-Type: text/event-plain\n\n", len(head)+1+len(body))
	b.Write(head)
	b.WriteByte('\n')
	b.Write(body)
	return b.String()
}
