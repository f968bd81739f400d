package office

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// secret is a text that need not stand in the file: "env:NAME" is the value of
// an environment variable, "file:PATH" what a file holds, PATH being relative
// to the configuration. No mistake ever repeats it.
func (s *section) secret(key, otherwise string, checks ...check) string {
	v := s.take(key)
	if v == nil {
		return otherwise
	}
	return s.reveal(v, s.path(key), checks)
}

// secrets is a list of them.
func (s *section) secrets(key string, checks ...check) []string {
	items, _ := s.list(key)
	var secrets []string
	for i, item := range items {
		secrets = append(secrets, s.reveal(item, element(s.path(key), i), checks))
	}
	return secrets
}

func (r *reading) reveal(v *value, path string, checks []check) string {
	if v.kind != unstable.String {
		r.report(v.line, path, "is "+kindName(v), "write a text in quotes")
		return ""
	}
	secret, problem, remedy := r.lookUp(v.text)
	if problem == "" && secret == "" {
		problem, remedy = "is empty", `write it, or "env:NAME" or "file:PATH" where it is`
	}
	for _, check := range append([]check{printable}, checks...) {
		if problem == "" {
			problem, remedy = check(secret)
		}
	}
	if problem != "" {
		r.report(v.line, path, problem, remedy)
	}
	return secret
}

func (r *reading) lookUp(written string) (secret, problem, remedy string) {
	if name, ok := strings.CutPrefix(written, "env:"); ok {
		if secret = r.env(name); secret == "" {
			name = shorten(name)
			return "", fmt.Sprintf("the environment has no %s", name), fmt.Sprintf("set %s before the start, or write another name", name)
		}
		return secret, "", ""
	}
	if path, ok := strings.CutPrefix(written, "file:"); ok {
		path = r.resolve(path)
		secret, err := readSecret(path)
		if err != nil {
			return "", fmt.Sprintf("%s %s", shorten(path), err), "let the file hold the secret and nothing else, readable for the engine's user"
		}
		return secret, "", ""
	}
	return written, "", ""
}

// readSecret gives a file's text without the line break that editors put at
// its end. Its errors finish a sentence that begins with the path.
func readSecret(path string) (string, error) {
	const largest = 64 << 10
	about, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", errors.New("does not exist")
	case err != nil:
		return "", errors.New("cannot be looked at")
	case !about.Mode().IsRegular():
		// A pipe or a device would make the start wait.
		return "", errors.New("is not a file")
	}
	f, err := os.Open(path)
	if err != nil {
		return "", errors.New("cannot be opened")
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, largest+1))
	switch {
	case err != nil:
		return "", errors.New("cannot be read")
	case len(text) > largest:
		return "", errors.New("is too large for a secret")
	case len(strings.TrimSpace(string(text))) == 0:
		return "", errors.New("is empty")
	}
	return strings.TrimRight(string(text), "\r\n"), nil
}

// resolve is a path as seen from the configuration's directory.
func (r *reading) resolve(path string) string {
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(r.dir, path)
}
