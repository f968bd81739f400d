package main

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"syscall"
	"time"

	"github.com/cabline/cabline/store"
)

// hookLimit is how long one attempt may take.
const hookLimit = 10 * time.Second

// hookPause is the time until the next attempt, after so many that have failed in
// a row before the last.
func hookPause(failures int) time.Duration {
	pauses := [...]time.Duration{time.Second, 5 * time.Second, 15 * time.Second, time.Minute, 3 * time.Minute}
	return pauses[min(failures, len(pauses)-1)]
}

// hookClient reaches the program that the configuration names, and nothing to
// which that or its name server would send us: it follows no redirect, goes
// through no proxy, and never to an address of the link itself, where clouds
// keep their secrets.
func hookClient() *http.Client {
	dialer := &net.Dialer{Timeout: 5 * time.Second, Control: func(_, address string, _ syscall.RawConn) error {
		to, err := netip.ParseAddrPort(address)
		if err != nil {
			return err
		}
		if ip := to.Addr().Unmap(); ip.IsLinkLocalUnicast() || ip.IsMulticast() || ip.IsUnspecified() {
			return fmt.Errorf("%s is no program's address", ip)
		}
		return nil
	}}
	return &http.Client{
		Timeout:       hookLimit,
		Transport:     &http.Transport{DialContext: dialer.DialContext, MaxIdleConnsPerHost: 1, IdleConnTimeout: time.Minute, TLSHandshakeTimeout: 5 * time.Second},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// errRefused is an answer that another attempt will not change.
var errRefused = errors.New("the program refuses it")

// post is one attempt.
func (h *webhook) post(ctx context.Context, e store.HookEvent) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, h.URL, bytes.NewReader(e.Body))
	if err != nil {
		return err
	}
	stamp := strconv.FormatInt(time.Now().Unix(), 10)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "Cabline")
	r.Header.Set("Cabline-Event", e.Name)
	r.Header.Set("Cabline-Delivery", e.ID)
	r.Header.Set("Cabline-Signature", "t="+stamp+",v1="+signature(h.Secret, stamp, e.Body))
	answer, err := h.client.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	_, _ = io.CopyN(io.Discard, answer.Body, 4<<10) // so that the connection can be used again
	switch code := answer.StatusCode; {
	case code >= 200 && code < 300:
		return nil
	case code == http.StatusRequestTimeout, code == http.StatusTooManyRequests, code >= 500:
		return fmt.Errorf("it answers %s", answer.Status)
	}
	return fmt.Errorf("%w: %s", errRefused, answer.Status)
}

// signature proves that an event is ours and when it was sent: the HMAC-SHA256
// of "stamp.body" in hexadecimal.
func signature(secret, stamp string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(stamp + "."))
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}
