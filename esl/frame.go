package esl

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// Limits of what is taken in. The answer to connect is one header block with
// every variable of the call: a caller whose name has 4 KB, written into ten
// variables and percent-encoded, makes it a few hundred kilobytes. Bodies are
// longest for show channels; 16 MiB is also what mod_event_socket itself takes.
const (
	maxHeaders = 1 << 20  // bytes of one header block, and so of one line
	maxBody    = 16 << 20 // bytes of one body
)

// frame is one message from FreeSWITCH, not yet understood.
type frame struct {
	head []byte // header lines with their line breaks, without the blank line
	body []byte
}

// kind is the frame's Content-Type.
func (f frame) kind() []byte {
	v, _ := lookup(f.head, "Content-Type")
	return v
}

// frameReader reads frames. What next returns of the head is valid until the
// next call; the body is the caller's.
type frameReader struct {
	r    *bufio.Reader
	head []byte

	// wants, if set, is asked with the first bytes of an event whether anybody
	// cares for it. Of one that nobody wants the body is passed over: a call
	// sees some thirty events of six kilobytes and needs five.
	wants func(start []byte) bool
}

// Sizes of a reader's buffer. Over a call's connection little comes, and there
// are thousands of them; over one with the events of all calls much comes at
// once, and each read that takes more of it is a system call less.
const (
	callBuffer   = 4 << 10
	eventsBuffer = 64 << 10
)

func newFrameReader(r io.Reader, buffer int) *frameReader {
	return &frameReader{r: bufio.NewReaderSize(r, buffer)}
}

// next reads one frame. A clean end before a frame is io.EOF, one inside it
// io.ErrUnexpectedEOF; what cannot be a frame is ErrMalformed.
func (fr *frameReader) next() (frame, error) {
	if err := fr.block(); err != nil {
		return frame{}, err
	}
	f := frame{head: fr.head}
	length, err := contentLength(f.head)
	if err != nil || length == 0 {
		return f, err
	}
	if fr.wants != nil && string(f.kind()) == eventPlain {
		// 64 bytes hold the longest Event-Name, which is the first header.
		start, err := fr.r.Peek(min(length, 64))
		if err != nil {
			return frame{}, inside(err)
		}
		if !fr.wants(start) {
			_, err := fr.r.Discard(length)
			return f, inside(err)
		}
	}
	f.body, err = readBody(fr.r, length)
	return f, err
}

// block reads header lines up to the blank one. Blank lines before them are
// passed over.
func (fr *frameReader) block() error {
	const usual = 1 << 10
	if cap(fr.head) > usual {
		fr.head = nil // one long block must not stay for the life of a call
	}
	fr.head = fr.head[:0]
	for {
		start := len(fr.head)
		if err := fr.line(); err != nil {
			if len(fr.head) > 0 {
				err = inside(err)
			}
			return err
		}
		if blank(fr.head[start:]) {
			fr.head = fr.head[:start]
			if start > 0 {
				return nil
			}
		}
	}
}

// line appends one line, break included.
func (fr *frameReader) line() error {
	for {
		part, err := fr.r.ReadSlice('\n')
		if len(fr.head)+len(part) > maxHeaders {
			return fmt.Errorf("%w: header block over %d bytes", ErrMalformed, maxHeaders)
		}
		fr.head = append(fr.head, part...)
		if err == nil {
			return nil
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return err
		}
	}
}

func blank(line []byte) bool {
	return len(line) == 1 || len(line) == 2 && line[0] == '\r'
}

// readBody reads n bytes. A long body is read as it comes, so that a length
// alone makes nobody allocate it.
func readBody(r io.Reader, n int) ([]byte, error) {
	const trusted = 64 << 10
	if n <= trusted {
		b := make([]byte, n)
		_, err := io.ReadFull(r, b)
		return b, inside(err)
	}
	var b bytes.Buffer
	b.Grow(trusted)
	_, err := io.CopyN(&b, r, int64(n))
	return b.Bytes(), inside(err)
}

// inside makes an end of the stream inside a frame one that is not clean.
func inside(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}
