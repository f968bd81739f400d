package sipphone_test

import (
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/cabline/cabline/freeswitch/switchtest/sipphone"
)

// peer is the other side written out by hand, for what a well-behaved phone
// does not do.
type peer struct {
	t    *testing.T
	conn *net.UDPConn
	to   net.Addr
}

func newPeer(t *testing.T) *peer {
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	return &peer{t: t, conn: conn}
}

func (p *peer) addr() string { return p.conn.LocalAddr().String() }

func (p *peer) send(lines ...string) {
	p.t.Helper()
	if _, err := p.conn.WriteTo([]byte(strings.Join(lines, "\r\n")+"\r\n\r\n"), p.to); err != nil {
		p.t.Fatal(err)
	}
}

// reads skips messages until one begins with start, which it returns.
func (p *peer) reads(start string) string {
	p.t.Helper()
	buf := make([]byte, 1<<16)
	for {
		n, from, err := p.conn.ReadFrom(buf)
		if err != nil {
			p.t.Fatalf("wait for %q: %v", start, err)
		}
		p.to = from
		if message := string(buf[:n]); strings.HasPrefix(message, start) {
			return message
		}
	}
}

// header is the first header of that name, whole.
func header(message, name string) string {
	for line := range strings.SplitSeq(message, "\r\n") {
		if strings.HasPrefix(line, name+":") {
			return line
		}
	}
	return ""
}

func TestCancelSaysWhy(t *testing.T) {
	t.Parallel()
	operator := phone(t, sipphone.Config{})
	caller := newPeer(t)
	var err error
	if caller.to, err = net.ResolveUDPAddr("udp4", operator.Addr()); err != nil {
		t.Fatal(err)
	}
	common := []string{
		fmt.Sprintf("Via: SIP/2.0/UDP %s;branch=z9hG4bK-1;rport", caller.addr()),
		"Max-Forwards: 70",
		"f: \"Front\r\n desk\" <sip:7@127.0.0.1>;tag=front", // short form, folded
		"t: <sip:101@127.0.0.1>",
		"i: cancel-says-why",
		"Content-Length: 0",
	}
	caller.send(append([]string{"INVITE sip:101@127.0.0.1 SIP/2.0", "CSeq: 1 INVITE",
		fmt.Sprintf("Contact: <sip:7@%s>", caller.addr())}, common...)...)
	ctx := within(t)
	ring := rings(ctx, t, operator)
	if got := ring.CallerName(); got != "Front\r\n desk" {
		t.Errorf("name %q", got)
	}
	const reason = `SIP;cause=200;text="Call completed elsewhere"`
	caller.send(append([]string{"CANCEL sip:101@127.0.0.1 SIP/2.0", "CSeq: 1 CANCEL", "Reason: " + reason}, common...)...)
	closes(ctx, t, "Cancelled", ring.Cancelled())
	if got := ring.CancelReason(); got != reason {
		t.Errorf("the CANCEL's reason was %q, got %q", reason, got)
	}
	caller.reads("SIP/2.0 487 ")
}

// invite is an INVITE and the CANCEL that belongs to it.
func (p *peer) invite(n int) (invite, cancel []string) {
	common := []string{
		fmt.Sprintf("Via: SIP/2.0/UDP %s;branch=z9hG4bK-%d;rport", p.addr(), n),
		"Max-Forwards: 70", fmt.Sprintf("From: <sip:7@127.0.0.1>;tag=from%d", n), "To: <sip:101@127.0.0.1>",
		fmt.Sprintf("Call-ID: %d", n), fmt.Sprintf("Contact: <sip:7@%s>", p.addr()), "Content-Length: 0",
	}
	return append([]string{"INVITE sip:101@127.0.0.1 SIP/2.0", "CSeq: 1 INVITE"}, common...),
		append([]string{"CANCEL sip:101@127.0.0.1 SIP/2.0", "CSeq: 1 CANCEL"}, common...)
}

func TestCancelRightBehindTheInvite(t *testing.T) {
	t.Parallel()
	operator := phone(t, sipphone.Config{})
	caller := newPeer(t)
	var err error
	if caller.to, err = net.ResolveUDPAddr("udp4", operator.Addr()); err != nil {
		t.Fatal(err)
	}
	for n := range 50 {
		invite, cancel := caller.invite(n)
		caller.send(invite...)
		caller.send(cancel...)
		caller.reads("SIP/2.0 487 ")
	}
}

func TestByeRightBehindTheAnswer(t *testing.T) {
	t.Parallel()
	callee := newPeer(t)
	caller := phone(t, sipphone.Config{Server: callee.addr()})
	ctx := within(t)
	const sdp = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\n"
	for range 50 {
		out := dial(ctx, caller, sipphone.DialOptions{})
		invite := callee.reads("INVITE ")
		to, from := header(invite, "To")+";tag=callee", header(invite, "From")
		callee.send("SIP/2.0 200 OK", header(invite, "Via"), from, to, header(invite, "Call-ID"), header(invite, "CSeq"),
			fmt.Sprintf("Contact: <sip:101@%s>", callee.addr()),
			"Content-Type: application/sdp", fmt.Sprintf("Content-Length: %d", len(sdp)), "", sdp)
		callee.send("BYE sip:anonymous@127.0.0.1 SIP/2.0", header(invite, "Via")+"bye", "From"+to[2:], "To"+from[4:],
			header(invite, "Call-ID"), "CSeq: 5 BYE", "Content-Length: 0")
		placed := <-out
		if placed.err != nil {
			t.Fatal(placed.err)
		}
		closes(ctx, t, "the end of the call", placed.call.Done())
	}
}

func TestAnswerThatCrossesTheCancelIsHungUp(t *testing.T) {
	t.Parallel()
	callee := newPeer(t)
	caller := phone(t, sipphone.Config{Server: callee.addr()})
	changesMind := make(chan struct{})
	ctx, cancel := cancelOn(t, changesMind)
	defer cancel()
	out := dial(ctx, caller, sipphone.DialOptions{})
	invite := callee.reads("INVITE ")
	response := []string{
		header(invite, "Via"), header(invite, "From"), header(invite, "To") + ";tag=callee",
		header(invite, "Call-ID"), header(invite, "CSeq"),
		fmt.Sprintf("Contact: <sip:101@%s>", callee.addr()), "Content-Length: 0",
	}
	callee.send(append([]string{"SIP/2.0 180 Ringing"}, response...)...)
	close(changesMind)
	cancelling := callee.reads("CANCEL ")
	callee.send("SIP/2.0 200 OK", header(cancelling, "Via"), header(cancelling, "From"), header(cancelling, "To"),
		header(cancelling, "Call-ID"), header(cancelling, "CSeq"), "Content-Length: 0")
	callee.send(append([]string{"SIP/2.0 200 OK"}, response...)...)
	callee.reads("ACK ")
	bye := callee.reads("BYE ")
	callee.send("SIP/2.0 200 OK", header(bye, "Via"), header(bye, "From"), header(bye, "To"),
		header(bye, "Call-ID"), header(bye, "CSeq"), "Content-Length: 0")
	if result := <-out; !errors.Is(result.err, errMindChanged) {
		t.Errorf("the caller got %v", result.err)
	}
}

func TestByeSaysWhy(t *testing.T) {
	t.Parallel()
	callee := newPeer(t)
	caller := phone(t, sipphone.Config{Server: callee.addr()})
	ctx := within(t)
	out := dial(ctx, caller, sipphone.DialOptions{FromName: "Injected\r\nX-Evil: yes\r\nX-Rest: ", RawHeaders: "X-Order: 17\r\n"})
	invite := callee.reads("INVITE ")
	if got := header(invite, "X-Evil"); got != "X-Evil: yes" {
		t.Errorf("a name with line breaks was not sent as it is:\n%s", invite)
	}
	if got := header(invite, "X-Order"); got != "X-Order: 17" {
		t.Errorf("a raw header was not sent:\n%s", invite)
	}
	rest := header(invite, "X-Rest") // where the name's end, the number and the tag are
	tag := rest[strings.LastIndex(rest, ";tag="):]
	from := "From: <sip:anonymous@127.0.0.1>" + tag
	const offer = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 8\r\n"
	callee.send("SIP/2.0 200 OK", header(invite, "Via"), from, header(invite, "To")+";tag=callee",
		header(invite, "Call-ID"), header(invite, "CSeq"), fmt.Sprintf("Contact: <sip:101@%s>", callee.addr()),
		"Content-Type: application/sdp", fmt.Sprintf("Content-Length: %d", len(offer)), "", offer)
	callee.reads("ACK ")
	placed := <-out
	if placed.err != nil {
		t.Fatal(placed.err)
	}
	if err := placed.call.SendDTMF("1"); err == nil {
		t.Error("keys were pressed on a call without telephone events")
	}
	const reason = `Q.850;cause=16;text="NORMAL_CLEARING"`
	callee.send("BYE sip:anonymous@127.0.0.1 SIP/2.0", fmt.Sprintf("Via: SIP/2.0/UDP %s;branch=z9hG4bK-2;rport", callee.addr()),
		"From: <sip:101@127.0.0.1>;tag=callee", "To: <sip:anonymous@127.0.0.1>"+tag, header(invite, "Call-ID"),
		"CSeq: 5 BYE", "Max-Forwards: 70", "Reason: "+reason, "Content-Length: 0")
	closes(ctx, t, "the end of the call", placed.call.Done())
	if got := placed.call.EndReason(); got != reason {
		t.Errorf("the BYE's reason was %q, got %q", reason, got)
	}
}
