package esl

import (
	"bytes"
	"errors"
	"io"
	"math"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
)

func TestReadFrame(t *testing.T) {
	for _, tt := range []struct {
		name, in   string
		head, body string
		err        error
	}{
		{name: "no body", in: "Content-Type: auth/request\n\n", head: "Content-Type: auth/request\n"},
		{name: "body", in: "Content-Type: api/response\nContent-Length: 5\n\nhello", head: "Content-Type: api/response\nContent-Length: 5\n", body: "hello"},
		{name: "body of nothing", in: "Content-Length: 0\n\n", head: "Content-Length: 0\n"},
		{name: "body with blank lines", in: "Content-Length: 6\n\n\n\na\n\nb", head: "Content-Length: 6\n", body: "\n\na\n\nb"},
		{name: "carriage returns", in: "A: b\r\nContent-Length: 2\r\n\r\nhi", head: "A: b\r\nContent-Length: 2\r\n", body: "hi"},
		{name: "blank lines before", in: "\n\r\n\nA: b\n\n", head: "A: b\n"},
		{name: "length in lower case", in: "content-length: 2\n\nhi", head: "content-length: 2\n", body: "hi"},
		{name: "longer than the reader's buffer", in: "A: " + strings.Repeat("x", 10_000) + "\n\n", head: "A: " + strings.Repeat("x", 10_000) + "\n"},

		{name: "nothing", in: "", err: io.EOF},
		{name: "blank lines only", in: "\n\n\n", err: io.EOF},
		{name: "cut in a header", in: "Content-Ty", err: io.ErrUnexpectedEOF},
		{name: "cut after a header", in: "A: b\n", err: io.ErrUnexpectedEOF},
		{name: "cut in the body", in: "Content-Length: 5\n\nhel", err: io.ErrUnexpectedEOF},
		{name: "cut before the body", in: "Content-Length: 5\n\n", err: io.ErrUnexpectedEOF},
		{name: "length -1", in: "Content-Length: -1\n\n", err: ErrMalformed},
		{name: "length 2^62", in: "Content-Length: " + strconv.Itoa(1<<62) + "\n\n", err: ErrMalformed},
		{name: "length beyond an integer", in: "Content-Length: 99999999999999999999999999\n\n", err: ErrMalformed},
		{name: "length 64 GiB", in: "Content-Length: " + strconv.Itoa(64<<30) + "\n\n", err: ErrMalformed},
		{name: "length just too long", in: "Content-Length: " + strconv.Itoa(maxBody+1) + "\n\n", err: ErrMalformed},
		{name: "length empty", in: "Content-Length:\n\n", err: ErrMalformed},
		{name: "length in words", in: "Content-Length: many\n\n", err: ErrMalformed},
		{name: "length with sign", in: "Content-Length: +5\n\nhello", err: ErrMalformed},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, err := newFrameReader(iotest.OneByteReader(strings.NewReader(tt.in)), callBuffer).next()
			if !errors.Is(err, tt.err) {
				t.Fatalf("error %v, want %v", err, tt.err)
			}
			if err == nil && (string(f.head) != tt.head || string(f.body) != tt.body) {
				t.Errorf("head %q body %q, want %q and %q", f.head, f.body, tt.head, tt.body)
			}
		})
	}
}

func TestFramesFollowEachOther(t *testing.T) {
	r := newFrameReader(strings.NewReader(replyFrame("+OK")+outputFrame("one\n\ntwo")+"\n"+replyFrame("-ERR no")), callBuffer)
	for _, want := range []string{"command/reply", "api/response", "command/reply"} {
		f, err := r.next()
		if err != nil || string(f.kind()) != want {
			t.Fatalf("frame %q, %v; want %q", f.kind(), err, want)
		}
	}
	if _, err := r.next(); err != io.EOF {
		t.Errorf("after the last frame %v, want EOF", err)
	}
}

func TestHeaderBlockIsBounded(t *testing.T) {
	for name, endless := range map[string]io.Reader{
		"one line":   &repeat{s: "x"},
		"many lines": &repeat{s: "X: y\n"},
	} {
		if _, err := newFrameReader(endless, callBuffer).next(); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s without end: %v, want ErrMalformed", name, err)
		}
	}
}

// repeat is an endless reader.
type repeat struct{ s string }

func (r *repeat) Read(p []byte) (int, error) {
	n := 0
	for n+len(r.s) <= len(p) {
		n += copy(p[n:], r.s)
	}
	return n, nil
}

func TestAnnouncedBodyIsNotAllocatedBeforeItComes(t *testing.T) {
	in := "Content-Length: " + strconv.Itoa(maxBody) + "\n\nshort"
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range 10 {
		if _, err := newFrameReader(strings.NewReader(in), callBuffer).next(); err != io.ErrUnexpectedEOF {
			t.Fatalf("error %v, want an unexpected end", err)
		}
	}
	runtime.ReadMemStats(&after)
	if n := after.TotalAlloc - before.TotalAlloc; n > maxBody {
		t.Errorf("ten announcements of %d bytes made it allocate %d", maxBody, n)
	}
}

func TestLongHeaderBlockIsNotKept(t *testing.T) {
	r := newFrameReader(strings.NewReader("A: "+strings.Repeat("x", 100_000)+"\n\n"+replyFrame("+OK")), callBuffer)
	for range 2 {
		if _, err := r.next(); err != nil {
			t.Fatal(err)
		}
	}
	if cap(r.head) > 4096 {
		t.Errorf("%d bytes are still held", cap(r.head))
	}
}

func TestUnwantedEventIsPassedOver(t *testing.T) {
	long := NewEvent("Event-Name", "CHANNEL_STATE", "variable_long", strings.Repeat("x", 20_000))
	r := newFrameReader(strings.NewReader(eventFrame(long)+eventFrame(NewEvent("Event-Name", "CHANNEL_HANGUP"))+outputFrame("x")), callBuffer)
	r.wants = wanted
	for i, want := range []int{0, len("Event-Name: CHANNEL_HANGUP\n\n"), 1} {
		f, err := r.next()
		if err != nil || len(f.body) != want {
			t.Fatalf("frame %d: body of %d bytes, %v; want %d", i, len(f.body), err, want)
		}
	}
}

func FuzzReadFrame(f *testing.F) {
	for _, seed := range []string{
		"",
		"Content-Type: auth/request\n\n",
		replyFrame("+OK accepted") + replyFrame("-ERR invalid"),
		outputFrame("-ERR no reply\n"),
		eventFrame(NewEvent("Event-Name", "BACKGROUND_JOB", "Job-UUID", "1", "x", "a b%C3%A9").WithBody("+OK\n")),
		"Content-Length: " + strconv.Itoa(math.MaxInt) + "\n\n",
		"Content-Length: -1\n\nx",
		"Content-Length: 3\nContent-Length: 5\n\nabcde",
		"Content-Length: 70000\n\nabc",
		"\r\n\r\nA:\r\n\r\n:\n\n",
		"Content-Type: text/disconnect-notice\nContent-Disposition: linger\nContent-Length: 0\n\n",
		"Content-Type: text/event-plain\nContent-Length: 40\n\nEvent-Name: X\nContent-Length: 999\n\nbody%%%2",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		whole, skipping := newFrameReader(bytes.NewReader(in), callBuffer), newFrameReader(bytes.NewReader(in), callBuffer)
		skipping.wants = func([]byte) bool { return false }
		taken := 0
		for {
			a, errA := whole.next()
			b, errB := skipping.next()
			if (errA == nil) != (errB == nil) || errA == nil && !bytes.Equal(a.head, b.head) {
				t.Fatalf("%q, %v with bodies, but %q, %v without", a.head, errA, b.head, errB)
			}
			if errA != nil {
				if errA != io.EOF && errA != io.ErrUnexpectedEOF && !errors.Is(errA, ErrMalformed) {
					t.Fatalf("error %v is none of those promised", errA)
				}
				return
			}
			if taken += len(a.head) + len(a.body); taken > len(in) {
				t.Fatalf("%d bytes out of %d", taken, len(in))
			}
			if len(a.head) == 0 || a.head[len(a.head)-1] != '\n' {
				t.Fatalf("head %q is not of whole lines", a.head)
			}
			examine(t, newEvent(a.body))
			newReply(a, "fuzz").Err() //nolint:errcheck // it only must not panic
		}
	})
}

// examine reads all there is in an event.
func examine(t *testing.T, e *Event) {
	for name, value := range e.All() {
		if strings.Contains(name, "\n") {
			t.Fatalf("name %q", name)
		}
		_ = value
	}
	if len(e.Body()) > len(e.raw) {
		t.Fatalf("body of %d bytes", len(e.Body()))
	}
	_, _, _ = e.Name(), e.Time(), e.Variable("x")
}
