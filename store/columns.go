package store

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/cabline/cabline/taxi"
)

// The columns an imported file may have. A file has those it needs, in any
// order.
const (
	colNumber   = "number"
	colName     = "name"
	colPhone    = "phone"
	colAddress  = "address"
	colCompany  = "company"
	colKind     = "kind"
	colReason   = "reason"
	colUntil    = "until"
	colGoesTo   = "goes to"
	colBalance  = "balance"
	colNote     = "note"
	colCallsign = "callsign"
	colColour   = "colour"
	colMake     = "make"
	colPlate    = "plate"
	colPIN      = "pin"
)

// headers are what a column may be called, in English, Ukrainian and Russian.
func headers(columns []string) map[string]string {
	all := map[string]string{
		colNumber:   "number, id, code, client number, номер, код, номер клієнта, номер клиента",
		colName:     "name, full name, client, driver, ім'я, піб, назва, клієнт, водій, имя, фио, название, клиент, водитель",
		colPhone:    "phone, phones, telephone, mobile, phone number, телефон, телефони, телефоны, мобільний, мобильный, номер телефону, номер телефона",
		colAddress:  "address, pickup, адреса, адрес, звідки, откуда",
		colCompany:  "company, firm, компанія, фірма, підприємство, компания, фирма, предприятие",
		colKind:     "kind, status, category, вид, статус, категорія, категория, список",
		colReason:   "reason, why, причина",
		colUntil:    "until, till, expires, до, діє до, действует до, термін, срок",
		colGoesTo:   "goes to, extension, person, special, кому, внутрішній, внутренний, внутрішній номер, внутренний номер",
		colBalance:  "balance, баланс, залишок, остаток",
		colNote:     "note, notes, comment, remark, примітка, коментар, примечание, комментарий",
		colCallsign: "callsign, call sign, позивний, позивной, позывной",
		colColour:   "colour, color, колір, цвет",
		colMake:     "make, car, model, марка, модель, авто, автомобіль, автомобиль, машина",
		colPlate:    "plate, licence plate, license plate, registration, держномер, номерний знак, номер авто, госномер, номерной знак, гос номер",
		colPIN:      "pin, password, пін, пин, пароль",
	}
	names := make(map[string]string)
	for _, column := range columns {
		for _, h := range strings.Split(all[column], ",") {
			names[headerKey(h)] = column
		}
	}
	return names
}

// record is one line by the names of its columns. What a file does not say is
// empty, and changes nothing.
type record struct {
	line   int
	fields map[string][]string
}

func (t *table) records() []record {
	list := make([]record, len(t.lines))
	for i, l := range t.lines {
		r := record{line: l.number, fields: make(map[string][]string, len(t.columns))}
		for j, f := range l.fields {
			if j < len(t.columns) && t.columns[j] != "" && f != "" {
				r.fields[t.columns[j]] = append(r.fields[t.columns[j]], f)
			}
		}
		list[i] = r
	}
	return list
}

// text is a column's text, or empty.
func (r record) text(column string) string {
	if f := r.fields[column]; len(f) > 0 {
		return f[0]
	}
	return ""
}

// or is a column's text, or what there is already.
func (r record) or(column, there string) string {
	if s := r.text(column); s != "" {
		return s
	}
	return there
}

// phones reads every column of phones; several may stand in one field. A number
// that is none is a mistake, not a client without a phone.
func (r record) phones(n taxi.Numbering) ([]taxi.Phone, error) {
	var list []taxi.Phone
	for _, field := range r.fields[colPhone] {
		for _, s := range strings.FieldsFunc(field, func(r rune) bool { return strings.ContainsRune(",;/|", r) }) {
			s = strings.TrimSpace(s)
			if s == "" {
				continue
			}
			// A spreadsheet that took a number for text writes '0671112233.
			p := n.Parse(strings.TrimSpace(strings.TrimPrefix(s, "'")))
			if !p.Known() {
				return nil, fmt.Errorf("%q is not a telephone number", shorten(s))
			}
			if !slices.Contains(list, p) {
				list = append(list, p)
			}
		}
	}
	return list, nil
}

// money reads an amount.
func (r record) money(column string, there taxi.Money) (taxi.Money, error) {
	s := r.text(column)
	if s == "" {
		return there, nil
	}
	m, err := taxi.ParseMoney(s)
	if err != nil {
		return 0, fmt.Errorf("%s %q %w", column, shorten(s), err)
	}
	return m, nil
}

// standing reads kind, reason and until; list is what the file is a list of.
func (r record) standing(list taxi.List, there taxi.Standing, zone *time.Location) (taxi.Standing, error) {
	s := there
	if list != taxi.Ordinary {
		s.List = list
	}
	if kind := r.text(colKind); kind != "" && list == taxi.Ordinary {
		l, ok := kinds()[strings.ToLower(kind)]
		if !ok {
			return s, fmt.Errorf("kind %q is none of ordinary, vip, black", shorten(kind))
		}
		if l != s.List {
			s = taxi.Standing{List: l}
		}
	}
	s.Reason = r.or(colReason, s.Reason)
	if until := r.text(colUntil); until != "" {
		t, err := parseUntil(until, zone)
		if err != nil {
			return s, fmt.Errorf("until %q %w", shorten(until), err)
		}
		s.Until = t
	}
	if s.List == taxi.Ordinary {
		s = taxi.Standing{}
	}
	return s, nil
}

// kinds are the words for a client's standing.
func kinds() map[string]taxi.List {
	m := make(map[string]taxi.List)
	for list, words := range map[taxi.List]string{
		taxi.Ordinary: "ordinary, normal, звичайний, звичайна, обычный, обычная",
		taxi.VIP:      "vip, віп, вип",
		taxi.Black:    "black, blacklist, blacklisted, blocked, чорний, чорний список, заблокований, черный, чёрный, черный список, чёрный список, заблокирован",
	} {
		for _, w := range strings.Split(words, ", ") {
			m[w] = list
		}
	}
	return m
}

var errNoDate = errors.New("is not a date such as 2026-12-31 or 31.12.2026")

// parseUntil reads a day, which lasts until its end, or a moment.
func parseUntil(s string, zone *time.Location) (time.Time, error) {
	for _, day := range []string{"2006-01-02", "02.01.2006", "2.1.2006", "02/01/2006"} {
		if t, err := time.ParseInLocation(day, s, zone); err == nil {
			return t.AddDate(0, 0, 1).UTC(), nil
		}
		for _, clock := range []string{" 15:04", " 15:04:05", "T15:04:05"} {
			if t, err := time.ParseInLocation(day+clock, s, zone); err == nil {
				return t.UTC(), nil
			}
		}
	}
	return time.Time{}, errNoDate
}

// shorten keeps what is quoted on one line of a terminal.
func shorten(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:39]) + "…"
	}
	return s
}
