package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"

	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/store"
	"github.com/cabline/cabline/taxi"
)

// importPeople takes clients, drivers or a list in from a CSV file.
func importPeople(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	f, config := flags("import", stderr)
	skip := f.Bool("skip-bad", false, "take the good lines in although there are bad ones")
	f.Usage = func() {
		fmt.Fprintf(stderr, `cabline import KIND FILE.csv takes people in; KIND is one of %v, FILE.csv may be - for the standard input.
The first line of the file names its columns. Who is known already is updated.
`, store.Kinds())
		f.PrintDefaults()
	}
	words, err := parseAround(f, args)
	if err != nil {
		return err
	}
	if len(words) != 2 {
		return usageError{fmt.Errorf("%s: say what is in which file: cabline import clients FILE.csv", f.Name())}
	}
	kind, path := store.Kind(words[0]), words[1]
	if !slices.Contains(store.Kinds(), kind) {
		return usageError{fmt.Errorf("%s: %q is none of %v", f.Name(), kind, store.Kinds())}
	}
	o, err := load(*config)
	if err != nil {
		return err
	}
	file := io.Reader(os.Stdin)
	if path != "-" {
		opened, err := os.Open(path)
		if err != nil {
			return usageError{err}
		}
		defer opened.Close()
		file = opened
	}
	db, err := store.Open(ctx, o.Store.DSN, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer db.Close()
	result, err := orderBook(db, o).Import(ctx, file, store.ImportOptions{Kind: kind, SkipBad: *skip, Zone: o.Location})
	for _, column := range result.Ignored {
		fmt.Fprintf(stderr, "%s: the column %q is not read\n", path, column)
	}
	for _, bad := range result.Bad {
		fmt.Fprintf(stderr, "%s:%d: %s\n", path, bad.Line, bad.Reason)
	}
	if errors.Is(err, store.ErrBadLines) {
		return fmt.Errorf("%d lines of %s are bad and nothing was taken in; mend them, or take the others in with -skip-bad", len(result.Bad), path)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "%s: %d added, %d updated, %d bad lines.\n", kind, result.Added, result.Updated, len(result.Bad))
	return nil
}

// orderBook is the office's own order system. The numbers of the office's lines
// tell how numbers are written in its country.
func orderBook(db *store.DB, o office.Office) *store.Book {
	var numbers []taxi.Phone
	for _, l := range o.Lines {
		for _, n := range l.Numbers {
			numbers = append(numbers, taxi.Phone(n))
		}
	}
	return store.NewBook(db, store.BookOptions{Numbering: taxi.NumberingOf(numbers...)})
}

// parseAround reads flags before, between and after the words.
func parseAround(f *flag.FlagSet, args []string) (words []string, err error) {
	for {
		if err := f.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return nil, err
			}
			return nil, usageError{err}
		}
		if f.NArg() == 0 {
			return words, nil
		}
		words = append(words, f.Arg(0))
		args = f.Args()[1:]
	}
}
