package store

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"time"

	"github.com/cabline/cabline/taxi"
)

var _ taxi.Clerk = (*Book)(nil)

// Identify implements taxi.Clerk. It does the same work whatever is wrong.
func (b *Book) Identify(ctx context.Context, name, pin string) (taxi.Caller, error) {
	fail := func(err error) (taxi.Caller, error) { return taxi.Caller{}, fmt.Errorf("identify by PIN: %w", err) }
	var who taxi.Caller
	d, err := b.DriverByCallsign(ctx, name)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return fail(err)
	}
	if samePIN(d.PIN, pin) {
		who.Driver = &d
	}
	var rows []clientRow
	err = b.db.read.SelectContext(ctx, &rows, b.db.read.Rebind(`SELECT `+clientColumns+` FROM clients c WHERE c.number = ? AND c.number <> ''`), text(name))
	if err != nil {
		return fail(err)
	}
	if len(rows) == 1 && samePIN(rows[0].PIN, pin) {
		list := []taxi.Client{rows[0].client()}
		if err := b.contacts(ctx, list); err != nil {
			return fail(err)
		}
		who.Client = &list[0]
		who.Standing = who.Client.Standing.At(time.Now())
	}
	if who.Driver == nil && who.Client == nil {
		return fail(ErrNotFound)
	}
	if who.Client != nil && who.Client.Company != "" {
		company, err := b.company(ctx, who.Client.Company)
		if err != nil {
			return fail(err)
		}
		who.Company = &company
	}
	return who, nil
}

func samePIN(is, given string) bool {
	return is != "" && subtle.ConstantTimeCompare([]byte(is), []byte(given)) == 1
}

func (b *Book) company(ctx context.Context, id taxi.CompanyID) (taxi.Company, error) {
	n, _ := number(id)
	var rows []companyRow
	err := b.db.read.SelectContext(ctx, &rows, b.db.read.Rebind(`SELECT `+companyColumns+` FROM companies WHERE id = ?`), n)
	if err == nil && len(rows) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return taxi.Company{}, fmt.Errorf("read company %s: %w", id, err)
	}
	return rows[0].company(), nil
}

type companyRow struct {
	ID           int64
	Name, Tariff string
	Balance      int64
	Note         string
}

const companyColumns = `id, name, tariff, balance, note`

func (r companyRow) company() taxi.Company {
	return taxi.Company{ID: identity[taxi.CompanyID](r.ID), Name: r.Name, Tariff: r.Tariff, Balance: taxi.Money(r.Balance), Note: r.Note}
}

// LastOrder implements taxi.Clerk.
func (b *Book) LastOrder(ctx context.Context, phone taxi.Phone) (taxi.Order, error) {
	if !phone.Known() {
		return taxi.Order{}, ErrNotFound
	}
	list, err := b.Orders(ctx, OrderFilter{Phone: phone, Limit: 1})
	if err == nil && len(list) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return taxi.Order{}, fmt.Errorf("the last order of %s: %w", phone.Short(), err)
	}
	return list[0], nil
}
