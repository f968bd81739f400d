package main

import (
	"bufio"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"

	"github.com/cabline/cabline/notify"
)

// mailServer is a mail server in memory that answers as its mood is.
type mailServer struct {
	mu    sync.Mutex
	mood  string // "": takes mails; "4xx", "5xx": refuses them; "nothing": is silent
	tried int
	taken []string
}

// smtp is the office's way to it.
func (m *mailServer) smtp() *notify.SMTP {
	return &notify.SMTP{
		Host: "mail.test", Port: 25, Security: notify.Open, From: "taxi@example.com",
		Dial: func(context.Context, string, string) (net.Conn, error) {
			here, there := net.Pipe()
			go m.serve(there)
			return here, nil
		},
	}
}

func (m *mailServer) is(mood string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.mood = mood
}

// mails is how many it has taken, and how often somebody tried.
func (m *mailServer) mails() (taken, tried int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.taken), m.tried
}

// serve is one connection (RFC 5321).
func (m *mailServer) serve(conn net.Conn) {
	defer conn.Close()
	m.mu.Lock()
	mood := m.mood
	m.tried++
	m.mu.Unlock()
	in := bufio.NewReader(conn)
	if mood == "nothing" {
		_, _ = io.Copy(io.Discard, in) // until the other side gives up
		return
	}
	say := func(text string) { fmt.Fprintf(conn, "%s\r\n", text) }
	say("220 mail.test")
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		switch verb, _, _ := strings.Cut(strings.ToUpper(strings.TrimSpace(line)), " "); {
		case verb == "DATA" && mood == "":
			say("354 go on")
			var text strings.Builder
			for {
				line, err := in.ReadString('\n')
				if err != nil {
					return
				}
				if line == ".\r\n" {
					break
				}
				text.WriteString(strings.TrimPrefix(line, "."))
			}
			m.mu.Lock()
			m.taken = append(m.taken, text.String())
			m.mu.Unlock()
			say("250 taken")
		case verb == "QUIT":
			say("221 bye")
			return
		case verb == "RCPT" && mood == "4xx":
			say("451 try again later")
		case verb == "RCPT" && mood == "5xx":
			say("554 no")
		default:
			say("250 fine")
		}
	}
}

// complaintMailed is the only mail that was taken: its text and its attachment.
func (m *mailServer) complaintMailed(t *testing.T) (subject, text string, wav []byte) {
	t.Helper()
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.taken) != 1 {
		t.Fatalf("%d mails were taken, want one", len(m.taken))
	}
	letter, err := mail.ReadMessage(strings.NewReader(m.taken[0]))
	if err != nil {
		t.Fatal(err)
	}
	if subject, err = new(mime.WordDecoder).DecodeHeader(letter.Header.Get("Subject")); err != nil {
		t.Fatal(err)
	}
	_, about, err := mime.ParseMediaType(letter.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	for parts := multipart.NewReader(letter.Body, about["boundary"]); ; {
		part, err := parts.NextPart()
		if err == io.EOF {
			return subject, text, wav
		}
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(part) // quoted-printable is read already
		if err != nil {
			t.Fatal(err)
		}
		if part.FileName() == "" {
			text = string(body)
			continue
		}
		if wav, err = base64.StdEncoding.DecodeString(strings.NewReplacer("\r", "", "\n", "").Replace(string(body))); err != nil {
			t.Fatal(err)
		}
	}
}
