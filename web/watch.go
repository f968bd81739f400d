package web

import (
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
)

// watch logs every request, without its query, which may hold a telephone
// number, and ends a request whose handler panics with a problem instead of
// the process.
func (a *api) watch(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		answer := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		h := answer.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		defer func() {
			if why := recover(); why != nil {
				a.panicked(answer, r, why)
			}
			a.log.Debug("request", "method", r.Method, "path", told(r),
				"route", chi.RouteContext(r.Context()).RoutePattern(), "status", answer.Status(),
				"bytes", answer.BytesWritten(), "took", time.Since(began), "from", r.RemoteAddr)
		}()
		next.ServeHTTP(answer, r)
	})
}

func (a *api) panicked(answer middleware.WrapResponseWriter, r *http.Request, why any) {
	if why == http.ErrAbortHandler {
		panic(why)
	}
	a.log.Error("request panicked", "method", r.Method, "path", told(r), "panic", why, "stack", string(debug.Stack()))
	if answer.Status() != 0 {
		// The answer has begun: break it off, so that nobody takes it for whole.
		panic(http.ErrAbortHandler)
	}
	writeProblem(answer, http.StatusInternalServerError, "the engine made a mistake; its log says which")
}

// told is a request's address as logs may have it. A link to a recording opens
// for whoever reads it, a card's number is as good as money, and a telephone
// number is its owner's.
func told(r *http.Request) string {
	if isLink(r) {
		return listenPath + "…"
	}
	for _, secret := range []string{cardsPath + "/", listsPrefix + "black/", listsPrefix + "vip/"} {
		if strings.HasPrefix(r.URL.Path, secret) {
			return secret + "…"
		}
	}
	return r.URL.Path
}
