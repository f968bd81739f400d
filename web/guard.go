package web

import (
	"crypto/sha256"
	"crypto/subtle"
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// guard decides whose requests are heard.
type guard struct {
	open   bool // no tokens: everybody on this machine
	tokens [][sha256.Size]byte
}

// newGuard takes the tokens of the configuration. An empty one lets nobody in,
// and does not open the API either: it was meant to close it.
func newGuard(tokens []string) guard {
	g := guard{open: len(tokens) == 0}
	for _, t := range tokens {
		if t != "" {
			g.tokens = append(g.tokens, sha256.Sum256([]byte(t)))
		}
	}
	return g
}

// admit answers the requests that are not let in.
func (g guard) admit(next http.Handler) http.Handler {
	heard := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token, shown := bearer(r)
		switch {
		case g.open && !loopbackHost(r.Host):
			writeProblem(w, http.StatusMisdirectedRequest,
				"without tokens in the configuration the API answers to localhost, 127.0.0.1 and [::1] only")
		case g.open, public(r), g.knows(token):
			next.ServeHTTP(w, r)
		case shown:
			w.Header().Set("WWW-Authenticate", `Bearer realm="cabline", error="invalid_token"`)
			writeProblem(w, http.StatusUnauthorized, "the token is not one of the office's")
		default:
			w.Header().Set("WWW-Authenticate", `Bearer realm="cabline"`)
			writeProblem(w, http.StatusUnauthorized, "show a token: Authorization: Bearer …")
		}
	})
	// An open API on loopback trusts whoever reaches it, and a web page in the
	// user's browser does: what it sends from elsewhere must change nothing.
	elsewhere := http.NewCrossOriginProtection()
	elsewhere.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		writeProblem(w, http.StatusForbidden, "the request comes from a web page of another site")
	}))
	return elsewhere.Handler(heard)
}

// bearer is the token that a request shows, if it shows anything. RFC 6750 has
// other places for it, which end up in logs and histories; they do not count.
func bearer(r *http.Request) (token string, shown bool) {
	header := r.Header.Get("Authorization")
	scheme, token, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Bearer") {
		token = ""
	}
	return strings.TrimSpace(token), header != ""
}

// knows takes as long for a wrong token as for a right one.
func (g guard) knows(token string) bool {
	sum := sha256.Sum256([]byte(token))
	known := 0
	for i := range g.tokens {
		known |= subtle.ConstantTimeCompare(sum[:], g.tokens[i][:])
	}
	return known == 1
}

// public is what is answered without a token.
func public(r *http.Request) bool {
	switch r.URL.Path {
	case healthPath, readyPath:
		return true
	case metricsPath:
		return fromThisMachine(r)
	}
	return false
}

// fromThisMachine holds for programs on it, not for what a proxy on it brings
// from elsewhere, as far as the proxy says so.
func fromThisMachine(r *http.Request) bool {
	for _, h := range []string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Via"} {
		if r.Header.Get(h) != "" {
			return false
		}
	}
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	return err == nil && from.Addr().Unmap().IsLoopback() && loopbackHost(r.Host)
}

// loopbackHost reports whether a Host header names this machine as only
// somebody on it can.
func loopbackHost(header string) bool {
	host := header
	if h, _, err := net.SplitHostPort(header); err == nil {
		host = h
	}
	if strings.EqualFold(strings.TrimSuffix(host, "."), "localhost") {
		return true
	}
	if strings.HasPrefix(host, "[") && strings.HasSuffix(host, "]") {
		host = host[1 : len(host)-1]
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.Unmap().IsLoopback()
}
