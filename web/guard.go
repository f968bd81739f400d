package web

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// guard decides whose requests are heard.
type guard struct {
	open   bool // no tokens: everybody on this machine
	tokens [][sha256.Size]byte
	users  Users // nil: nobody logs in
	log    *slog.Logger
}

// The names of who has no login.
const (
	thisMachine   = "somebody on this machine"
	configuration = "a token of the configuration"
)

// newGuard takes the tokens of the configuration. An empty one lets nobody in,
// and does not open the API either: it was meant to close it.
func newGuard(tokens []string, users Users, log *slog.Logger) guard {
	g := guard{open: len(tokens) == 0, users: users, log: log}
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
		token, shown := shownToken(r)
		switch {
		case g.open && !loopbackHost(r.Host):
			writeProblem(w, http.StatusMisdirectedRequest,
				"without tokens in the configuration the API answers to localhost, 127.0.0.1 and [::1] only")
		case public(r):
			next.ServeHTTP(w, r)
		case shown:
			who, err := g.bearer(r.Context(), token)
			switch {
			case err == nil:
				next.ServeHTTP(w, r.WithContext(withActor(r.Context(), who)))
			case errors.Is(err, ErrNotFound):
				w.Header().Set("WWW-Authenticate", `Bearer realm="cabline", error="invalid_token"`)
				writeProblem(w, http.StatusUnauthorized, "the token is not one of the office's, or not any more")
			default:
				g.log.Error("token not looked up", "error", err)
				writeProblem(w, http.StatusServiceUnavailable, "cannot tell now whose the token is")
			}
		case g.open && !proxied(r):
			next.ServeHTTP(w, r.WithContext(withActor(r.Context(), actor{login: thisMachine, role: Owner})))
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

// bearer is whom a token lets in, or ErrNotFound.
func (g guard) bearer(ctx context.Context, token string) (actor, error) {
	if g.knows(token) {
		return actor{login: configuration, role: Owner}, nil
	}
	if g.users == nil || token == "" {
		return actor{}, ErrNotFound
	}
	sum := sumOf(token)
	u, err := g.users.Bearer(ctx, sum)
	return actor{login: u.Login, role: u.Role, operator: u.Operator, hears: u.Hears, language: u.Language, sum: sum}, err
}

// sumOf is what is kept of a token: its SHA-256, in hexadecimal.
func sumOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// shownToken is the token that a request shows, if it shows anything. RFC 6750 has
// other places for it, which end up in logs and histories; they do not count.
func shownToken(r *http.Request) (token string, shown bool) {
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
	case healthPath, readyPath, loginPath:
		return true
	case metricsPath:
		return fromThisMachine(r)
	}
	return isConsole(r) || isLink(r)
}

// fromThisMachine holds for programs on it, not for what a proxy on it brings
// from elsewhere, as far as the proxy says so.
func fromThisMachine(r *http.Request) bool {
	if proxied(r) {
		return false
	}
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	return err == nil && from.Addr().Unmap().IsLoopback() && loopbackHost(r.Host)
}

// proxied reports whether a proxy says that it brings a request from elsewhere.
func proxied(r *http.Request) bool {
	return slices.ContainsFunc([]string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Via"}, func(h string) bool {
		return r.Header.Get(h) != ""
	})
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
