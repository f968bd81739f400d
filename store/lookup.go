package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cabline/cabline/taxi"
)

// lookupRow is everything a number says, in one row; what there is not is zero.
type lookupRow struct {
	ClientID int64 `db:"client_id"`
	Number   string
	Name     string
	Company  int64
	Standing string
	Reason   string
	Until    int64
	GoesTo   string `db:"goes_to"`
	Balance  int64
	Note     string

	CompanyName   string `db:"company_name"`
	CompanyTariff string `db:"company_tariff"`
	CompanyNote   string `db:"company_note"`

	CompanyBalance int64 `db:"company_balance"`

	DriverID int64 `db:"driver_id"`

	Black, VIP             bool
	BlackReason, VIPReason string
	BlackUntil, VIPUntil   int64
}

// lookup asks for all of it at once: the caller waits for it.
const lookup = `SELECT
	COALESCE(c.id, 0) AS client_id, COALESCE(c.number, '') AS number, COALESCE(c.name, '') AS name, COALESCE(c.company, 0) AS company,
	COALESCE(c.standing, '') AS standing, COALESCE(c.standing_reason, '') AS reason, COALESCE(c.standing_until, 0) AS until,
	COALESCE(c.goes_to, '') AS goes_to, COALESCE(c.balance, 0) AS balance, COALESCE(c.note, '') AS note,
	COALESCE(f.name, '') AS company_name, COALESCE(f.tariff, '') AS company_tariff, COALESCE(f.note, '') AS company_note, COALESCE(f.balance, 0) AS company_balance,
	COALESCE(d.driver, 0) AS driver_id,
	b.phone IS NOT NULL AS black, COALESCE(b.reason, '') AS blackreason, COALESCE(b.until, 0) AS blackuntil,
	v.phone IS NOT NULL AS vip, COALESCE(v.reason, '') AS vipreason, COALESCE(v.until, 0) AS vipuntil
	FROM (SELECT CAST(? AS TEXT) AS phone) asked
	LEFT JOIN client_phones p ON p.phone = asked.phone
	LEFT JOIN clients c ON c.id = p.client
	LEFT JOIN companies f ON f.id = c.company
	LEFT JOIN driver_phones d ON d.phone = asked.phone
	LEFT JOIN listings b ON b.phone = asked.phone AND b.list = 'black'
	LEFT JOIN listings v ON v.phone = asked.phone AND v.list = 'vip'`

// Lookup implements taxi.Directory.
func (b *Book) Lookup(ctx context.Context, phone taxi.Phone) (taxi.Caller, error) {
	caller := taxi.Caller{Phone: b.opt.Numbering.Normal(phone)}
	if !phone.Known() {
		return caller, nil
	}
	var r lookupRow
	if err := b.db.read.GetContext(ctx, &r, b.db.read.Rebind(lookup), string(caller.Phone)); err != nil {
		return caller, fmt.Errorf("look up %s: %w", phone.Short(), err)
	}
	now := time.Now()
	if r.Black {
		caller.Standing = taxi.Standing{List: taxi.Black, Reason: r.BlackReason, Until: moment(r.BlackUntil)}.At(now)
	}
	if r.VIP {
		caller.Standing = caller.Standing.Over(taxi.Standing{List: taxi.VIP, Reason: r.VIPReason, Until: moment(r.VIPUntil)}.At(now))
	}
	if r.ClientID != 0 {
		c := []taxi.Client{clientRow{
			ID: r.ClientID, Number: r.Number, Name: r.Name, Company: r.Company, Standing: r.Standing,
			StandingReason: r.Reason, StandingUntil: r.Until, GoesTo: r.GoesTo, Balance: r.Balance, Note: r.Note,
		}.client()}
		if err := b.contacts(ctx, c); err != nil {
			return caller, fmt.Errorf("look up %s: %w", phone.Short(), err)
		}
		caller.Client = &c[0]
		caller.Standing = caller.Standing.Over(c[0].Standing.At(now))
	}
	if r.Company != 0 {
		caller.Company = &taxi.Company{
			ID: identity[taxi.CompanyID](r.Company), Name: r.CompanyName, Tariff: r.CompanyTariff, Balance: taxi.Money(r.CompanyBalance), Note: r.CompanyNote,
		}
	}
	if r.DriverID != 0 {
		d, err := b.Driver(ctx, identity[taxi.DriverID](r.DriverID))
		if err == nil {
			caller.Driver = &d
		} else if !errors.Is(err, ErrNotFound) {
			return caller, fmt.Errorf("look up %s: %w", phone.Short(), err)
		}
	}
	// The number of an order counts even where no client has it: most callers
	// are nobody's clients, and call about the car they ordered just now.
	open, err := b.orders(ctx, `o.id IN (
			SELECT id FROM orders WHERE ended = 0 AND phone = ? UNION
			SELECT id FROM orders WHERE ended = 0 AND dial = ? AND dial <> '' UNION
			SELECT id FROM orders WHERE ended = 0 AND client = ? UNION
			SELECT id FROM orders WHERE ended = 0 AND driver = ?)
		ORDER BY o.created DESC, o.id DESC`, string(caller.Phone), string(caller.Phone), r.ClientID, r.DriverID)
	if err != nil {
		return caller, fmt.Errorf("look up %s: %w", phone.Short(), err)
	}
	for _, o := range open {
		if caller.Driver != nil && o.Driver != nil && o.Driver.ID == caller.Driver.ID {
			caller.Drives = append(caller.Drives, o)
		} else {
			caller.Orders = append(caller.Orders, o)
		}
	}
	return caller, nil
}
