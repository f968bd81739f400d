package sounds

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Shortcoming is something wrong with the recordings of an office.
type Shortcoming struct {
	Language string
	File     string // below the directory of sounds
	Problem  string // and what helps
}

func (s Shortcoming) String() string { return s.File + ": " + s.Problem }

// Check compares the recordings with the fragments of some languages: what is
// missing or outdated, what of the office's own cannot be played, and which
// files nobody will ever play, for their names are no fragment's.
func (s Studio) Check(fragments []Fragment) ([]Shortcoming, error) {
	var all []Shortcoming
	known := map[string]bool{}
	var languages []string
	for _, f := range fragments {
		known[f.File()] = true
		if !slices.Contains(languages, f.Language) {
			languages = append(languages, f.Language)
		}
		state, err := s.State(f)
		if err != nil {
			return nil, fmt.Errorf("look at the recording of %s: %w", f.Name, err)
		}
		report := func(problem string) {
			all = append(all, Shortcoming{f.Language, f.File(), problem})
		}
		switch state {
		case Missing:
			report(fmt.Sprintf("is missing: %q", f.Text))
		case Outdated:
			report(fmt.Sprintf("is not what would be spoken now: %q; run cabline sounds", f.Text))
		case Hidden:
			report("is the office's own, but hidden by a spoken one; run cabline sounds")
		case Replaced:
			if problem := s.ownProblem(f); problem != "" {
				report(problem)
			}
		}
	}
	for _, language := range languages {
		strays, err := s.strays(language, known)
		if err != nil {
			return nil, err
		}
		all = append(all, strays...)
	}
	return all, nil
}

// ownProblem says what is wrong with the office's own recording.
func (s Studio) ownProblem(f Fragment) string {
	for _, file := range append([]string{f.File()}, atRate(f.File(), 8000), atRate(f.File(), 16000)) {
		problem, err := unplayable(s.path(file))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			problem = err.Error()
		}
		if problem != "" {
			return "is the office's own and cannot be used: " + problem
		}
	}
	return ""
}

// unplayable says why a file gives no sound, empty if it does.
func unplayable(file string) (string, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h, err := readHeader(f)
	if err != nil {
		return err.Error() + "; save it as WAV, mono, 16 bits", nil
	}
	if !h.pcm || h.bits != 16 {
		return "", nil // what libsndfile makes of it is not known here
	}
	const longest = 64 << 20
	sound, err := io.ReadAll(io.LimitReader(f, min(h.size, longest)))
	if err != nil {
		return "", err
	}
	for i := 0; i+1 < len(sound); i += 2 {
		if v := int16(uint16(sound[i]) | uint16(sound[i+1])<<8); v > 200 || v < -200 {
			return "", nil
		}
	}
	return "is silent; record it again", nil
}

// strays are recordings that no fragment has, but for those made on demand.
func (s Studio) strays(language string, known map[string]bool) ([]Shortcoming, error) {
	var all []Shortcoming
	root := s.path("prompts/" + language)
	err := filepath.WalkDir(root, func(file string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) && file == root {
			return nil
		}
		if err != nil || entry.IsDir() {
			return err
		}
		below, err := filepath.Rel(root, file)
		if err != nil {
			return err
		}
		name := filepath.ToSlash(below)
		for _, rate := range rates() {
			name = strings.Replace(name, strconv.Itoa(rate)+"/", "", 1)
		}
		name = "prompts/" + language + "/" + name
		if known[name] || strings.HasPrefix(name, "prompts/"+language+"/said/") {
			return nil
		}
		if have, err := stampOf(file); err == nil && strings.HasPrefix(have, stampPrefix) {
			return nil // was spoken for a phrase that is gone, or for a menu not asked about
		}
		all = append(all, Shortcoming{language, "prompts/" + language + "/" + filepath.ToSlash(below),
			"no phrase has this name; cabline sounds -script lists the names"})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("look for recordings: %w", err)
	}
	return all, nil
}
