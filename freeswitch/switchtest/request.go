package switchtest

import (
	"bufio"
	"errors"
	"io"
	"strconv"
	"strings"
)

// request is one command with its headers and body.
type request struct {
	message
	command string
}

// maxRequest is as much as FreeSWITCH takes in one command
// (mod_event_socket.c, read_packet).
const maxRequest = 16 << 20

var errTooLong = errors.New("command too long")

// readRequest reads a command up to its blank line, and a body if
// Content-Length announces one. Line breaks before a command are skipped.
func readRequest(r *bufio.Reader) (request, error) {
	var req request
	for size := 0; ; {
		line, err := r.ReadString('\n')
		if err != nil {
			return req, err
		}
		if size += len(line); size > maxRequest {
			return req, errTooLong
		}
		line = strings.TrimRight(line, "\r\n")
		if line == "" {
			if req.command == "" {
				continue
			}
			break
		}
		if req.command == "" {
			req.command = line
			continue
		}
		if name, value, ok := strings.Cut(line, ":"); ok {
			req.headers = append(req.headers, variable{name, strings.TrimLeft(value, " ")})
		}
	}
	if n, _ := strconv.Atoi(req.get("Content-Length")); n > 0 {
		if n > maxRequest {
			return req, errTooLong
		}
		body := make([]byte, n)
		if _, err := io.ReadFull(r, body); err != nil {
			return req, err
		}
		req.body = string(body)
	}
	return req, nil
}
