package webphone

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/gobwas/ws"
	"github.com/gobwas/ws/wsutil"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
)

// Who talks in these tests, in hertz.
const (
	phoneTone = 1700
	farTone   = 1000
)

const password = "right"

// listen waits for a phone's WebSocket on loopback and returns where, and
// the connection once there is one.
func listen(t *testing.T, protocol string) (url string, accepted <-chan *socket) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	sockets := make(chan *socket, 1)
	go func() {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		upgrader := ws.Upgrader{Protocol: func(offered []byte) bool { return string(offered) == protocol }}
		if _, err := upgrader.Upgrade(conn); err != nil {
			conn.Close()
			return
		}
		s := &socket{t: t, conn: conn, messages: make(chan []byte, 64)}
		t.Cleanup(func() { conn.Close() })
		go s.read()
		sockets <- s
	}()
	return "ws://" + l.Addr().String(), sockets
}

// socket is FreeSWITCH's end of a WebSocket.
type socket struct {
	t        *testing.T
	conn     net.Conn
	messages chan []byte // closed when the phone has gone
}

func (s *socket) read() {
	defer close(s.messages)
	for {
		message, err := wsutil.ReadClientText(s.conn)
		if err != nil {
			return
		}
		s.messages <- message
	}
}

func (s *socket) says(message string) {
	s.t.Helper()
	if err := wsutil.WriteServerText(s.conn, []byte(message)); err != nil {
		s.t.Fatal(err)
	}
}

// hears is the next message; nil: the phone has gone.
func (s *socket) hears() []byte {
	s.t.Helper()
	select {
	case m := <-s.messages:
		return m
	case <-time.After(10 * time.Second):
		s.t.Fatal("the phone says nothing")
		return nil
	}
}

// farEnd is who talks to the phone through FreeSWITCH.
type farEnd struct {
	*media
	t       *testing.T
	headers chan rtp.Header // of the first packets from the phone
	over    chan struct{}
}

func newFarEnd(t *testing.T) *farEnd {
	t.Helper()
	m, err := newMedia(farTone)
	if err != nil {
		t.Fatal(err)
	}
	f := &farEnd{media: m, t: t, headers: make(chan rtp.Header, 50), over: make(chan struct{})}
	m.peer.OnTrack(func(track *webrtc.TrackRemote, _ *webrtc.RTPReceiver) { m.listening.Go(func() { f.listen(track) }) })
	go m.talk(f.over)
	t.Cleanup(func() {
		close(f.over)
		if err := m.close(); err != nil {
			t.Error(err)
		}
	})
	return f
}

// listen hears every packet and keeps the headers of the first ones.
func (f *farEnd) listen(track *webrtc.TrackRemote) {
	for {
		packet, err := next(track)
		if err != nil {
			return
		}
		if packet == nil {
			f.ear.Lull()
			continue
		}
		select {
		case f.headers <- packet.Header:
		default:
		}
		f.ear.Take(packet.PayloadType, packet.Payload)
	}
}

// offers is a description in FreeSWITCH's manner: no section has a name, and
// nothing is said of a direction that is both.
func (f *farEnd) offers() string {
	f.t.Helper()
	offer, err := f.offer(f.t.Context(), false)
	if err != nil {
		f.t.Fatal(err)
	}
	var kept strings.Builder
	for line := range strings.Lines(offer) {
		if !strings.HasPrefix(line, "a=mid:") && !strings.HasPrefix(line, "a=group:") && !strings.HasPrefix(line, "a=sendrecv") {
			kept.WriteString(line)
		}
	}
	return kept.String()
}

// accepts takes the phone's answer.
func (f *farEnd) accepts(answer string) {
	f.t.Helper()
	if strings.Contains(answer, "c=IN IP4 0.0.0.0") {
		f.t.Errorf("FreeSWITCH is put on hold by\n%s", answer)
	}
	if err := f.agreed(answer, false); err != nil {
		f.t.Fatal(err)
	}
}

// talks checks by ear that both hear each other.
func (f *farEnd) talks(c *Call) {
	f.t.Helper()
	ctx, cancel := context.WithTimeout(f.t.Context(), 10*time.Second)
	defer cancel()
	if err := errors.Join(c.Hears(ctx, farTone), f.ear.Hears(ctx, f.over, phoneTone)); err != nil {
		f.t.Fatal(err)
	}
}
