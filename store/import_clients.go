package store

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/cabline/cabline/taxi"
)

// clients takes clients in. Who is there already is read once before, and who
// is new is written in large pieces: while this transaction lasts nobody else
// writes to SQLite.
func (i *importing) clients(ctx context.Context, people []person) error {
	known, err := i.knownClients(ctx)
	if err != nil {
		return err
	}
	companies, err := i.companies(ctx)
	if err != nil {
		return err
	}
	last, err := next(ctx, i.tx, "clients", len(people))
	if err != nil {
		return err
	}
	first := last - int64(len(people)) + 1
	var added []clientWrite
	for n, p := range people {
		if len(p.phones) == 0 {
			i.refuse(p.record, "has no phone")
			continue
		}
		c, err := known.find(p)
		if err == nil {
			c.Contacts = slices.Clone(c.Contacts)
			err = i.read(p, &c)
		}
		if err != nil {
			i.refuse(p.record, "%v", err)
			continue
		}
		if name := p.text(colCompany); name != "" {
			if c.Company, err = i.company(ctx, companies, name); err != nil {
				return fmt.Errorf("line %d: %w", p.line, err)
			}
		}
		before, is := known.all[c.ID]
		i.count(is)
		if is {
			if !reflect.DeepEqual(c, before) {
				if _, err = i.book.putClient(ctx, i.tx, c); err != nil {
					return fmt.Errorf("line %d: %w", p.line, clash(err))
				}
			}
			continue
		}
		c.ID = identity[taxi.ClientID](first + int64(n))
		_, row, err := i.book.clientRow(c)
		if err != nil {
			return fmt.Errorf("line %d: %w", p.line, err)
		}
		added = append(added, row)
	}
	return clash(insertClients(ctx, i.tx, added))
}

// company finds a company by its name, or takes it in.
func (i *importing) company(ctx context.Context, there map[string]taxi.CompanyID, name string) (taxi.CompanyID, error) {
	id, ok := there[strings.ToLower(name)]
	if !ok {
		var err error
		if id, err = putCompany(ctx, i.tx, taxi.Company{Name: name}); err != nil {
			return "", clash(err)
		}
		there[strings.ToLower(name)] = id
	}
	return id, nil
}

// read puts what a line says over what is known of a client.
func (i *importing) read(p person, c *taxi.Client) (err error) {
	if c.Standing, err = p.standing(taxi.Ordinary, c.Standing, i.options.Zone); err != nil {
		return err
	}
	if c.Balance, err = p.money(colBalance, c.Balance); err != nil {
		return err
	}
	if goesTo := p.text(colGoesTo); goesTo != "" {
		if strings.Trim(goesTo, "0123456789") != "" || len(goesTo) > 10 {
			return fmt.Errorf("goes to %q, which is not an extension", shorten(goesTo))
		}
		c.GoesTo = goesTo
	}
	c.Number, c.Name, c.Note = p.or(colNumber, c.Number), p.or(colName, c.Name), p.or(colNote, c.Note)
	for _, phone := range p.phones {
		n := slices.IndexFunc(c.Contacts, func(have taxi.Contact) bool { return have.Phone == phone })
		if n < 0 {
			n = len(c.Contacts)
			c.Contacts = append(c.Contacts, taxi.Contact{Phone: phone})
		}
		c.Contacts[n].Address = p.or(colAddress, c.Contacts[n].Address)
	}
	return nil
}

// knownClients are the office's, by phone and by number.
type knownClients struct {
	all      map[taxi.ClientID]taxi.Client
	byPhone  map[taxi.Phone]taxi.ClientID
	byNumber map[string]taxi.ClientID
}

func (i *importing) knownClients(ctx context.Context) (knownClients, error) {
	k := knownClients{
		all: make(map[taxi.ClientID]taxi.Client), byPhone: make(map[taxi.Phone]taxi.ClientID), byNumber: make(map[string]taxi.ClientID),
	}
	var rows []clientRow
	if err := i.tx.SelectContext(ctx, &rows, `SELECT `+clientColumns+` FROM clients c`); err != nil {
		return k, err
	}
	var phones []struct {
		Client         int64
		Phone, Address string
	}
	if err := i.tx.SelectContext(ctx, &phones, `SELECT client, phone, address FROM client_phones ORDER BY client, n`); err != nil {
		return k, err
	}
	contacts := make(map[int64][]taxi.Contact, len(rows))
	for _, p := range phones {
		contacts[p.Client] = append(contacts[p.Client], taxi.Contact{Phone: taxi.Phone(p.Phone), Address: p.Address})
	}
	for _, r := range rows {
		c := r.client()
		c.Contacts = contacts[r.ID]
		k.add(c)
	}
	return k, nil
}

func (k knownClients) add(c taxi.Client) {
	k.all[c.ID] = c
	for _, contact := range c.Contacts {
		k.byPhone[contact.Phone] = c.ID
	}
	if c.Number != "" {
		k.byNumber[c.Number] = c.ID
	}
}

// find is the client a line is about, or a new one. A line about two is a
// mistake.
func (k knownClients) find(p person) (taxi.Client, error) {
	var found taxi.ClientID
	is := func(id taxi.ClientID, known bool) error {
		if known && found != "" && id != found {
			return fmt.Errorf("is about two clients the office has: %q and %q", shorten(k.all[found].Name), shorten(k.all[id].Name))
		}
		if known {
			found = id
		}
		return nil
	}
	if number := p.text(colNumber); number != "" {
		id, known := k.byNumber[number]
		_ = is(id, known) // the first cannot contradict
	}
	for _, phone := range p.phones {
		id, known := k.byPhone[phone]
		if err := is(id, known); err != nil {
			return taxi.Client{}, err
		}
	}
	return k.all[found], nil
}

// companies are the office's by name in small letters.
func (i *importing) companies(ctx context.Context) (map[string]taxi.CompanyID, error) {
	var rows []struct {
		ID   int64
		Name string
	}
	if err := i.tx.SelectContext(ctx, &rows, `SELECT id, name FROM companies`); err != nil {
		return nil, err
	}
	all := make(map[string]taxi.CompanyID, len(rows))
	for _, r := range rows {
		all[strings.ToLower(r.Name)] = identity[taxi.CompanyID](r.ID)
	}
	return all, nil
}
