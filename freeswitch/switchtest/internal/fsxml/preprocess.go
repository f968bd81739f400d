package fsxml

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
)

// preprocessor joins the files of a configuration.
type preprocessor struct {
	files   fs.FS
	globals map[string]string
	out     strings.Builder
	command *regexp.Regexp
}

func newPreprocessor(files fs.FS, globals map[string]string) *preprocessor {
	p := &preprocessor{
		files: files, globals: make(map[string]string),
		command: regexp.MustCompile(`(?i)<X-PRE-PROCESS\s+cmd\s*=\s*"([^"]*)"\s+data\s*=\s*"([^"]*)"`),
	}
	maps.Copy(p.globals, globals)
	return p
}

func (p *preprocessor) file(name string, depth int) error {
	if depth > 100 {
		return fmt.Errorf("%s: files include each other", name)
	}
	text, err := fs.ReadFile(p.files, name)
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(text)) {
		line = p.expand(line)
		if strings.Contains(line, "<include>") || strings.Contains(line, "</include>") || strings.Contains(line, "<?") {
			continue
		}
		m := p.command.FindStringSubmatch(line)
		if m == nil {
			p.out.WriteString(line)
			continue
		}
		switch strings.ToLower(m[1]) {
		case "set":
			name, value, _ := strings.Cut(m[2], "=")
			p.globals[strings.TrimSpace(name)] = strings.TrimLeft(value, " ")
		case "include":
			if err := p.include(path.Dir(name), m[2], depth); err != nil {
				return err
			}
		}
	}
	return nil
}

// include takes in every file that matches, in the order of their names.
func (p *preprocessor) include(dir, pattern string, depth int) error {
	names, err := fs.Glob(p.files, path.Join(dir, pattern))
	if err != nil {
		return fmt.Errorf("include %s: %w", pattern, err)
	}
	slices.Sort(names)
	for _, n := range names {
		if err := p.file(n, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// expand replaces $${name} (switch_xml.c, expand_vars).
func (p *preprocessor) expand(line string) string {
	var b strings.Builder
	for {
		i := strings.Index(line, "$${")
		if i < 0 {
			break
		}
		end := strings.IndexByte(line[i:], '}')
		if end < 0 {
			break
		}
		b.WriteString(line[:i])
		b.WriteString(p.globals[line[i+3:i+end]])
		line = line[i+end+1:]
	}
	b.WriteString(line)
	return b.String()
}
