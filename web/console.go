package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"io/fs"
	"mime"
	"net/http"
	"net/url"
	"path"
	"strings"
	"sync"

	"github.com/go-chi/chi/v5"
)

// built is what Vite has made of web/console, in dist/app, and dist/index.html:
// a page that says how to build it, for a program that was built without Node.
//
//go:embed all:console/dist
var built embed.FS

// BuiltConsole is the console's files that are in this program, index.html
// among them.
func BuiltConsole() fs.FS {
	for _, dir := range []string{"console/dist/app", "console/dist"} {
		if _, err := fs.Stat(built, dir+"/index.html"); err == nil {
			if files, err := fs.Sub(built, dir); err == nil {
				return files
			}
		}
	}
	return built // cannot be: without dist/index.html nothing is compiled
}

const (
	consolePath = "/console/"
	consolePage = "index.html"
	// hashedFiles is the directory of files that have a hash of their content in
	// their names, and so never change.
	hashedFiles = "assets/"
)

// console serves the files of the browser's console. What is not a file is a
// place inside it, of which the page itself makes something.
type console struct {
	files  fs.FS
	policy string

	mu   sync.Mutex
	read map[string]*consoleFile
}

// consoleFile is a file as it is sent.
type consoleFile struct {
	kind    string
	content []byte
	zipped  []byte // nil where that is no smaller
	tag     string
}

// serveConsole adds the console, and sends who asks for nothing there.
func serveConsole(router chi.Router, files fs.FS, webSocket string) {
	c := &console{files: files, policy: consolePolicy(webSocket), read: make(map[string]*consoleFile)}
	router.Method(http.MethodGet, consolePath+"*", c)
	toConsole := http.RedirectHandler(consolePath, http.StatusFound)
	router.Method(http.MethodGet, "/", toConsole)
	router.Method(http.MethodGet, strings.TrimSuffix(consolePath, "/"), toConsole)
}

// consolePolicy lets the page load what is the office's own, talk to the engine
// and, for its softphone, to the switch, and nothing else.
func consolePolicy(webSocket string) string {
	talks := "'self'"
	if u, err := url.Parse(webSocket); err == nil && u.Host != "" {
		talks += " " + u.Scheme + "://" + u.Host
	}
	return strings.Join([]string{
		"default-src 'none'", "script-src 'self'", "style-src 'self'", "font-src 'self'", "img-src 'self' data:", "media-src 'self' blob:",
		"manifest-src 'self'", "connect-src " + talks, "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
	}, "; ")
}

// isConsole reports whether a request is for the console's files, in which
// nothing is secret: who opens them must log in to see anything of the office.
func isConsole(r *http.Request) bool {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return false
	}
	return r.URL.Path == "/" || r.URL.Path == strings.TrimSuffix(consolePath, "/") || strings.HasPrefix(r.URL.Path, consolePath)
}

func (c *console) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, consolePath)
	hashed := strings.HasPrefix(name, hashedFiles)
	if !hashed && path.Ext(name) == "" {
		name = consolePage
	}
	f, err := c.file(name)
	if err != nil {
		// A page that was loaded before an update asks for files that are gone.
		writeProblem(w, http.StatusNotFound, "the console has no such file; load the page again")
		return
	}
	h := w.Header()
	h.Set("Content-Security-Policy", c.policy)
	h.Set("Permissions-Policy", "microphone=(self), camera=(), geolocation=()")
	h.Set("Vary", "Accept-Encoding")
	h.Set("Cache-Control", "no-cache")
	if hashed {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	content, tag := f.content, f.tag
	if f.zipped != nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		content, tag = f.zipped, f.tag+"-gzip"
	}
	h.Set("ETag", `"`+tag+`"`)
	if strings.Contains(r.Header.Get("If-None-Match"), `"`+tag+`"`) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", f.kind)
	_, _ = w.Write(content) // fails when the client has gone
}

// file reads a file when it is first asked for.
func (c *console) file(name string) (*consoleFile, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if f := c.read[name]; f != nil {
		return f, nil
	}
	content, err := fs.ReadFile(c.files, name)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(content)
	f := &consoleFile{kind: kindOf(name), content: content, tag: hex.EncodeToString(sum[:8])}
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
	_, err = z.Write(content)
	if err = errors.Join(err, z.Close()); err != nil {
		return nil, err
	}
	if b.Len() < len(content)*9/10 {
		f.zipped = b.Bytes()
	}
	c.read[name] = f
	return f, nil
}

// kindOf is the content type of a file. The system's list of types is asked for
// the rare ones only: it differs from machine to machine.
func kindOf(name string) string {
	switch ext := path.Ext(name); ext {
	case ".html":
		return "text/html; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".json":
		return "application/json"
	case ".webmanifest":
		return "application/manifest+json"
	case ".svg":
		return "image/svg+xml"
	case ".woff2":
		return "font/woff2"
	default:
		if kind := mime.TypeByExtension(ext); kind != "" {
			return kind
		}
		return "application/octet-stream"
	}
}
