package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/cabline/cabline/taxi"
)

// Kind is what an imported file holds.
type Kind string

const (
	ImportClients Kind = "clients"
	ImportDrivers Kind = "drivers"
	ImportBlack   Kind = "black"
	ImportVIP     Kind = "vip"
)

// Kinds lists them.
func Kinds() []Kind { return []Kind{ImportClients, ImportDrivers, ImportBlack, ImportVIP} }

// ImportOptions say how.
type ImportOptions struct {
	Kind    Kind
	SkipBad bool           // take the good lines in although there are bad ones
	Zone    *time.Location // of dates; UTC if nil
}

// Imported is what became of a file.
type Imported struct {
	Added, Updated int
	Bad            []BadLine // by line
	Ignored        []string  // headers of columns that were not read
}

// ErrBadLines says that a file has bad lines and that nothing of it was taken
// in.
var ErrBadLines = errors.New("the file has bad lines, and nothing was taken in")

// Import takes a CSV file of people in, whole or not at all. Who is known
// already, a client by one of his phones or his number, a driver by his
// callsign, is updated; an empty field or a column that is missing changes
// nothing, and phones are added, not taken away. So the same file twice is the
// same as once.
//
// The returned Imported is complete with ErrBadLines too.
func (b *Book) Import(ctx context.Context, r io.Reader, o ImportOptions) (Imported, error) {
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	columns, needs := columnsOf(o.Kind)
	if columns == nil {
		return Imported{}, fmt.Errorf("import %q: there is no such kind", o.Kind)
	}
	t, err := readTable(r, headers(columns), func(c string) bool { return c == colPhone })
	if err != nil {
		return Imported{}, fmt.Errorf("import %s: %w", o.Kind, err)
	}
	if !slices.Contains(t.columns, needs) {
		return Imported{}, fmt.Errorf("import %s: %w: its first line names no column %q; it may have %q", o.Kind, errFile, needs, columns)
	}
	i := &importing{book: b, options: o, result: Imported{Bad: t.bad, Ignored: t.ignored}}
	records := i.unique(t.records())
	err = b.db.in(ctx, func(tx *sqlx.Tx) error {
		i.tx = tx
		var err error
		switch o.Kind {
		case ImportClients:
			err = i.clients(ctx, records)
		case ImportDrivers:
			err = i.drivers(ctx, records)
		default:
			err = i.listings(ctx, records, taxi.List(o.Kind))
		}
		if err == nil && len(i.result.Bad) > 0 && !o.SkipBad {
			err = ErrBadLines
		}
		return err
	})
	slices.SortStableFunc(i.result.Bad, func(a, b BadLine) int { return a.Line - b.Line })
	if err != nil {
		i.result.Added, i.result.Updated = 0, 0
		if !errors.Is(err, ErrBadLines) {
			err = fmt.Errorf("import %s: %w", o.Kind, err)
		}
	}
	return i.result, err
}

// columnsOf are the columns of a kind of file, and the one it cannot do without.
func columnsOf(k Kind) (columns []string, needs string) {
	switch k {
	case ImportClients:
		return []string{colPhone, colNumber, colName, colAddress, colCompany, colKind, colReason, colUntil, colGoesTo, colBalance, colNote}, colPhone
	case ImportDrivers:
		return []string{colCallsign, colName, colPhone, colColour, colMake, colPlate, colPIN, colBalance, colNote}, colCallsign
	case ImportBlack, ImportVIP:
		return []string{colPhone, colReason, colUntil}, colPhone
	}
	return nil, ""
}

// importing is an import under way.
type importing struct {
	book    *Book
	options ImportOptions
	tx      *sqlx.Tx
	result  Imported
}

func (i *importing) refuse(r record, format string, args ...any) {
	i.result.Bad = append(i.result.Bad, BadLine{Line: r.line, Reason: fmt.Sprintf(format, args...)})
}

// person is a line with its phones read.
type person struct {
	record
	phones []taxi.Phone
}

// unique reads the phones of every line, and refuses lines with the phone, the
// number or the callsign of an earlier one: which of the two is right is not
// ours to guess.
func (i *importing) unique(records []record) []person {
	first := make(map[string]int)
	var list []person
next:
	for _, r := range records {
		phones, err := r.phones(i.book.opt.Numbering)
		if err != nil {
			i.refuse(r, "%v", err)
			continue
		}
		var keys []string
		for _, p := range phones {
			keys = append(keys, "phone "+string(p))
		}
		for _, column := range []string{colNumber, colCallsign} {
			if s := r.text(column); s != "" {
				keys = append(keys, column+" "+s)
			}
		}
		for _, k := range keys {
			if line, ok := first[k]; ok && line != r.line {
				i.refuse(r, "%s stands on line %d already", k, line)
				continue next
			}
		}
		for _, k := range keys {
			first[k] = r.line
		}
		list = append(list, person{record: r, phones: phones})
	}
	return list
}

// listings takes the lines of a list in.
func (i *importing) listings(ctx context.Context, people []person, list taxi.List) error {
	var rows []struct {
		Phone, Reason string
		Until         int64
	}
	if err := i.tx.SelectContext(ctx, &rows, i.tx.Rebind(`SELECT phone, reason, until FROM listings WHERE list = ?`), string(list)); err != nil {
		return err
	}
	there := make(map[taxi.Phone]taxi.Standing, len(rows))
	for _, r := range rows {
		there[taxi.Phone(r.Phone)] = taxi.Standing{List: list, Reason: r.Reason, Until: moment(r.Until)}
	}
	put, err := i.tx.PreparexContext(ctx, i.tx.Rebind(putListing))
	if err != nil {
		return err
	}
	defer put.Close()
	now := micros(time.Now())
	for _, p := range people {
		if len(p.phones) == 0 {
			i.refuse(p.record, "has no phone")
			continue
		}
		for _, phone := range p.phones {
			before, known := there[phone]
			s, err := p.standing(list, before, i.options.Zone)
			if err != nil {
				i.refuse(p.record, "%v", err)
				break
			}
			if _, err := put.ExecContext(ctx, string(phone), string(list), text(s.Reason), micros(s.Until), now); err != nil {
				return fmt.Errorf("line %d: %w", p.line, err)
			}
			i.count(known)
		}
	}
	return nil
}

func (i *importing) count(known bool) {
	if known {
		i.result.Updated++
	} else {
		i.result.Added++
	}
}
