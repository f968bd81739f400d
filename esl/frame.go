package esl

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// Limits of what is taken in. mod_event_socket itself writes header blocks of
// a few hundred lines; bodies are longest for show channels.
const (
	maxHeaders = 1 << 20  // bytes of one header block
	maxBody    = 16 << 20 // bytes of one body
)

// frame is one message from FreeSWITCH, not yet understood.
type frame struct {
	head []byte // header lines with their line breaks, without the blank line
	body []byte
}

// frameReader reads frames. What next returns of the head is valid until the
// next call; the body is the caller's.
type frameReader struct {
	r    *bufio.Reader
	head []byte
}

func newFrameReader(r io.Reader) *frameReader {
	return &frameReader{r: bufio.NewReaderSize(r, 4096)}
}

// next reads one frame. A clean end before a frame is io.EOF, one inside it
// io.ErrUnexpectedEOF; what cannot be a frame is ErrMalformed.
func (fr *frameReader) next() (frame, error) {
	fr.head = fr.head[:0]
	for {
		start := len(fr.head)
		if err := fr.line(); err != nil {
			if err == io.EOF && len(fr.head) > 0 {
				err = io.ErrUnexpectedEOF
			}
			return frame{}, err
		}
		if blank(fr.head[start:]) {
			fr.head = fr.head[:start]
			if start > 0 {
				break
			}
		}
	}
	length, err := contentLength(fr.head)
	if err != nil {
		return frame{}, err
	}
	f := frame{head: fr.head}
	if length > 0 {
		if f.body, err = readBody(fr.r, length); err != nil {
			return frame{}, err
		}
	}
	if cap(fr.head) > 64<<10 {
		fr.head = nil // one long block must not stay for the life of a call
	}
	return f, nil
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
		return b, cut(err)
	}
	var b bytes.Buffer
	b.Grow(trusted)
	m, err := io.CopyN(&b, r, int64(n))
	if m < int64(n) && err == nil {
		err = io.ErrUnexpectedEOF
	}
	return b.Bytes(), cut(err)
}

func cut(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// contentLength reads the block's Content-Length; 0 where there is none.
func contentLength(head []byte) (int, error) {
	v, ok := lookup(head, "Content-Length")
	if !ok {
		return 0, nil
	}
	n := 0
	for _, c := range v {
		if c < '0' || c > '9' || n > maxBody {
			return 0, fmt.Errorf("%w: Content-Length %.32q", ErrMalformed, v)
		}
		n = n*10 + int(c-'0')
	}
	if len(v) == 0 || n > maxBody {
		return 0, fmt.Errorf("%w: Content-Length %.32q", ErrMalformed, v)
	}
	return n, nil
}

// lookup finds a header's value in a block of lines, undecoded. The first of
// several wins; names are compared as FreeSWITCH writes them.
func lookup(block []byte, name string) ([]byte, bool) {
	for len(block) > 0 {
		line := block
		if i := bytes.IndexByte(block, '\n'); i >= 0 {
			line, block = block[:i], block[i+1:]
		} else {
			block = nil
		}
		if len(line) > len(name) && line[len(name)] == ':' && string(line[:len(name)]) == name {
			return bytes.TrimSpace(line[len(name)+1:]), true
		}
	}
	return nil, false
}
