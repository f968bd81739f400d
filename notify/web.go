package notify

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// gateway is a provider that is asked over HTTP.
type gateway struct {
	provider string
	client   *http.Client
	secrets  []string // that no error may hold, and the receiver
}

// webLimit is how long a provider may take for one message.
const webLimit = 15 * time.Second

// answerLimit is far above any answer of a provider, and far below what hurts.
const answerLimit = 64 << 10

// request is one question to a provider. Its address may hold a secret and is
// in no error.
type request struct {
	address string
	header  http.Header
	body    []byte
}

// answer is what the provider said, whatever it is.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// post asks, and returns an *Error if nobody answered. A redirection is not
// followed: it would carry the token to somebody else.
func (g gateway) post(ctx context.Context, r request) (answer, error) {
	ctx, cancel := context.WithTimeout(ctx, webLimit)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, r.address, bytes.NewReader(r.body))
	if err != nil {
		return answer{}, &Error{Provider: g.provider, Fault: BadAccount, Reason: "the provider's address cannot be used"}
	}
	req.Header = r.header
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	if g.client != nil {
		client.Transport = g.client.Transport
	}
	resp, err := client.Do(req)
	if err != nil {
		return answer{}, g.unheard(ctx, err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, answerLimit))
	if err != nil {
		return answer{}, g.unheard(ctx, err)
	}
	return answer{status: resp.StatusCode, header: resp.Header, body: body}, nil
}

// unheard is a provider that did not answer.
func (g gateway) unheard(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return &Error{Provider: g.provider, Reason: "no answer in time", err: cause}
	}
	var at *url.Error
	if errors.As(err, &at) {
		err = at.Err // without the address
	}
	return g.error(Temporary, 0, "not reached: "+err.Error())
}

// error is what the provider, or the way to it, says.
func (g gateway) error(fault Fault, code int, reason string) *Error {
	return &Error{Provider: g.provider, Fault: fault, Code: code, Reason: line(without(reason, g.secrets...))}
}

// strange is an answer that is none of the provider's own: of something that
// stands in front of it, or of a hotel's network that wants a log-in first.
func (g gateway) strange(a answer) error {
	fault := Temporary
	if a.status >= 400 && a.status < 500 && a.status != http.StatusTooManyRequests && a.status != http.StatusRequestTimeout {
		fault = BadAccount
	}
	e := g.error(fault, 0, fmt.Sprintf("answered HTTP %d and nothing that can be understood", a.status))
	e.RetryAfter = seconds(a.header.Get("Retry-After"))
	return e
}

// longestPause is as long as a provider's wish to be left alone is heeded.
const longestPause = time.Hour

func seconds(text string) time.Duration {
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || n < 0 {
		return 0
	}
	return pause(n)
}

func pause(seconds int) time.Duration {
	if seconds < 0 {
		return 0
	}
	return min(time.Duration(min(seconds, 1<<20))*time.Second, longestPause)
}

// cut shortens a text to so many characters. An alarm that is cut off is still
// an alarm; one that is refused for its length is none.
func cut(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return text
}

// digits is a telephone number as gateways want it: with the country, without
// the plus.
func digits(number string) string { return strings.TrimPrefix(number, "+") }
