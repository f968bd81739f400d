package office

import (
	"net/url"
	"strings"
)

// readStore leaves a PostgreSQL address alone and makes a file's name absolute.
func readStore(s *section) Store {
	dsn := s.secret("dsn", "cabline.db", database)
	s.done()
	if !strings.Contains(dsn, "://") {
		dsn = s.resolve(dsn)
	}
	return Store{DSN: dsn}
}

func readAPI(s *section) API {
	const usual = "127.0.0.1:8080"
	at, _, _ := parseEndpoint(usual, usual)
	api := API{Tokens: s.secrets("tokens", token)}
	api.Listen = s.text("listen", usual, func(text string) (problem, remedy string) {
		at, problem, remedy = parseEndpoint(text, usual)
		return problem, remedy
	})
	if s.right("listen") {
		api.Listen = at.String()
		s.occupy("listen", at.host, at.port)
		if !at.loopback() && len(api.Tokens) == 0 && s.right("tokens") {
			s.mistake("listen", "lets everybody on the network command the office",
				`write tokens = ["env:CABLINE_TOKEN"] too, or listen = "`+usual+`"`)
		}
	}
	s.done()
	return api
}

// token is what a program shows to be let in: RFC 6750 carries it in a header,
// and a short one can be guessed.
func token(text string) (problem, remedy string) {
	const shortest = 16
	remedy = "write at least 16 Latin letters and digits, as `openssl rand -hex 16` prints them"
	switch {
	case strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' }):
		return "holds a space or another character that no token may have", remedy
	case len(text) < shortest:
		return "is so short that it can be guessed", remedy
	}
	return "", ""
}

// database is a file for SQLite or the address of a PostgreSQL. What is wrong
// is said without the text, which may hold a password.
func database(text string) (problem, remedy string) {
	const example = "postgres://user:password@host/database"
	scheme, _, address := strings.Cut(text, "://")
	switch {
	case !address && text == ":memory:":
		return "would forget every call", `write the name of a file: "cabline.db"`
	case !address && strings.Contains(text, "host=") || strings.Contains(text, "dbname="):
		return "is a list of key=value", "write it as an address: " + example
	case !address && strings.ContainsAny(text, "?#"):
		return "is more than a file name", `write the name alone: "cabline.db"`
	case !address:
		return "", ""
	case scheme != "postgres" && scheme != "postgresql":
		return "is a database that is not known here", `write a file name, "cabline.db", or ` + example
	}
	if u, err := url.Parse(text); err != nil || u.Host == "" || strings.Trim(u.Path, "/") == "" {
		return "is not a whole address", "write " + example + ", with %40 for an @ in the password and the like"
	}
	return "", ""
}
