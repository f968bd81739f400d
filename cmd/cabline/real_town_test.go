package main

import (
	"fmt"
	"math/rand/v2"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emiago/sipgo/sip"
)

// realTown is a provider behind whom a whole town has telephones. What one does
// is in the third and fourth digit of its operator's code: of +38067… every one
// answers after a moment, of +38050… every one is busy, of +38063… nobody is at
// home.
type realTown struct {
	conn net.PacketConn
	rtp  net.PacketConn // takes their sound, and nobody listens

	mu    sync.Mutex
	calls map[string]*townCall // by Call-ID
	rang  map[string]int       // calls by number, however often the network repeats an INVITE
}

type townCall struct {
	invite *sip.Request
	from   net.Addr
	tag    string
	over   bool
}

func openTown(t *testing.T) *realTown {
	t.Helper()
	w := &realTown{calls: make(map[string]*townCall), rang: make(map[string]int)}
	for _, conn := range []*net.PacketConn{&w.conn, &w.rtp} {
		var err error
		if *conn, err = net.ListenPacket("udp", "127.0.0.1:0"); err != nil {
			t.Fatal(err)
		}
	}
	var served sync.WaitGroup
	served.Go(func() { w.serve(sip.NewParser()) })
	t.Cleanup(func() { w.conn.Close(); w.rtp.Close(); served.Wait() })
	return w
}

func (w *realTown) addr() string { return w.conn.LocalAddr().String() }

func (w *realTown) serve(parser *sip.Parser) {
	packet := make([]byte, 65536)
	for {
		n, from, err := w.conn.ReadFrom(packet)
		if err != nil {
			return
		}
		message, err := parser.ParseSIP(packet[:n])
		req, ok := message.(*sip.Request)
		if err != nil || !ok {
			continue
		}
		switch req.Method {
		case sip.INVITE:
			w.invited(req, from)
		case sip.CANCEL:
			w.answer(req, from, 200, "")
			w.end(req, 487)
		case sip.BYE:
			w.answer(req, from, 200, "")
			w.end(req, 0)
		case sip.OPTIONS:
			w.answer(req, from, 200, "")
		}
	}
}

func (w *realTown) invited(req *sip.Request, from net.Addr) {
	number := req.Recipient.User
	w.mu.Lock()
	id := req.CallID().Value()
	c := w.calls[id]
	if c != nil {
		w.mu.Unlock()
		return // repeated by the network
	}
	c = &townCall{invite: req, from: from, tag: sip.GenerateTagN(10)}
	w.calls[id] = c
	w.rang[number]++
	w.mu.Unlock()
	if strings.HasPrefix(number, "+38050") {
		w.reply(c, 486)
		return
	}
	w.reply(c, 180)
	if strings.HasPrefix(number, "+38067") {
		time.AfterFunc(200*time.Millisecond+rand.N(time.Second), func() { w.reply(c, 200) })
	}
}

// reply answers an INVITE, unless the call is over.
func (w *realTown) reply(c *townCall, status int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if c.over {
		return
	}
	body := ""
	if status == 200 {
		body = fmt.Sprintf("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio %d RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n",
			w.rtp.LocalAddr().(*net.UDPAddr).Port)
	}
	c.over = status > 200
	w.send(c.invite, c.from, status, body, c.tag)
}

// end is a call that was hung up or given up.
func (w *realTown) end(req *sip.Request, status int) {
	w.mu.Lock()
	c := w.calls[req.CallID().Value()]
	w.mu.Unlock()
	if c == nil {
		return
	}
	if status > 0 {
		w.reply(c, status)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	c.over = true
}

func (w *realTown) answer(req *sip.Request, from net.Addr, status int, body string) {
	w.send(req, from, status, body, "")
}

func (w *realTown) send(req *sip.Request, to net.Addr, status int, body, tag string) {
	res := sip.NewResponseFromRequest(req, status, "As the town does", []byte(body))
	if tag != "" {
		res.To().Params.Add("tag", tag)
	}
	res.AppendHeader(sip.NewHeader("Contact", fmt.Sprintf("<sip:town@%s>", w.addr())))
	if body != "" {
		res.AppendHeader(sip.NewHeader("Content-Type", "application/sdp"))
	}
	_, _ = w.conn.WriteTo([]byte(res.String()), to)
}

// ringing is how often a number was called.
func (w *realTown) ringing(number string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.rang[number]
}
