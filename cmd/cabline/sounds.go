package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/sounds"
)

// record makes the recordings of all phrases, or tells which are missing, or
// prints what a person is to record.
func record(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	f, path := flags("sounds", stderr)
	langs := f.String("lang", strings.Join(sounds.Languages(), ","), "languages, parted by commas")
	out := f.String("out", "", "directory of sounds (default: the office's); with it no configuration is needed")
	check := f.Bool("check", false, "record nothing: tell what is missing, outdated or cannot be used")
	script := f.Bool("script", false, "record nothing: print file and words of each phrase, for a person to record")
	if err := parse(f, args); err != nil {
		return err
	}
	var languages []string
	for language := range strings.SplitSeq(*langs, ",") {
		if !slices.Contains(sounds.Languages(), language) {
			return usageError{fmt.Errorf("-lang %s: there are phrases in %s", language, strings.Join(sounds.Languages(), ", "))}
		}
		languages = append(languages, language)
	}
	o, err := officeOfSounds(*path, *out)
	if err != nil {
		return err
	}
	vocabulary, err := sounds.ReadVocabulary(o.FreeSWITCH.Sounds)
	if err != nil {
		return usageError{err}
	}
	studio := sounds.Studio{Dir: o.FreeSWITCH.Sounds}
	if espeak, err := sounds.FindEspeak(); err == nil {
		studio.Voice = espeak
	}
	pieces := map[string][]sounds.Fragment{}
	for _, language := range languages {
		pieces[language] = robotPieces(o, language, sounds.Pieces(language, vocabulary, menuTexts(o)...))
	}
	switch {
	case *script:
		return printScript(stdout, languages, pieces)
	case *check:
		return checkSounds(stdout, studio, languages, pieces)
	}
	for _, language := range languages {
		made, err := studio.RecordAll(ctx, pieces[language])
		if err != nil {
			return fmt.Errorf("record %s: %w", language, err)
		}
		fmt.Fprintf(stdout, "%s: %d recorded, %d were there.\n", language, made, len(pieces[language])-made)
	}
	return nil
}

// officeOfSounds is the configuration's, with another directory of sounds if
// one is named.
func officeOfSounds(path, out string) (office.Office, error) {
	if _, err := os.Stat(path); out != "" && errors.Is(err, fs.ErrNotExist) {
		return office.Office{FreeSWITCH: office.FreeSWITCH{Sounds: out}}, nil
	}
	o, err := load(path)
	if out != "" {
		o.FreeSWITCH.Sounds = out
	}
	return o, err
}

// menuTexts are what the office's menus say, where they have no sound file.
func menuTexts(o office.Office) []sounds.Own {
	var all []sounds.Own
	for _, m := range o.Menus {
		if m.Prompt == "" {
			all = append(all, sounds.Own{Words: sounds.Words{UK: m.Text["uk"], RU: m.Text["ru"], EN: m.Text["en"]}})
		}
	}
	return all
}

// printScript is a table: spreadsheets and teleprompters read it.
func printScript(w io.Writer, languages []string, pieces map[string][]sounds.Fragment) error {
	for _, language := range languages {
		for _, f := range pieces[language] {
			if _, err := fmt.Fprintf(w, "%s\t%s\n", f.File(), f.Text); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkSounds fails when anything is wrong.
func checkSounds(w io.Writer, studio sounds.Studio, languages []string, pieces map[string][]sounds.Fragment) error {
	wrong := 0
	for _, language := range languages {
		shortcomings, err := studio.Check(pieces[language])
		if err != nil {
			return err
		}
		for _, s := range shortcomings {
			fmt.Fprintln(w, s)
		}
		fmt.Fprintf(w, "%s: %d recordings, %d of them wrong.\n", language, len(pieces[language]), len(shortcomings))
		wrong += len(shortcomings)
	}
	if wrong > 0 {
		return fmt.Errorf("%d recordings are missing or wrong in %s", wrong, studio.Dir)
	}
	return nil
}
