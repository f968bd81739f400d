package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jmoiron/sqlx"

	"github.com/cabline/cabline/taxi"
)

type clientRow struct {
	ID             int64
	Number, Name   string
	Company        int64
	Standing       string
	StandingReason string `db:"standing_reason"`
	StandingUntil  int64  `db:"standing_until"`
	GoesTo         string `db:"goes_to"`
	PIN            string
	Balance        int64
	Note           string
}

const clientColumns = `c.id, c.number, c.name, COALESCE(c.company, 0) AS company, c.standing, c.standing_reason, c.standing_until, c.goes_to, c.pin, c.balance, c.note`

func (r clientRow) client() taxi.Client {
	return taxi.Client{
		ID: identity[taxi.ClientID](r.ID), Number: r.Number, Name: r.Name, Company: identity[taxi.CompanyID](r.Company),
		Standing: taxi.Standing{List: taxi.List(r.Standing), Reason: r.StandingReason, Until: moment(r.StandingUntil)},
		GoesTo:   r.GoesTo, PIN: r.PIN, Balance: taxi.Money(r.Balance), Note: r.Note,
	}
}

// ClientFilter says which clients. Zero fields mean all.
type ClientFilter struct {
	Text    string     // words that name, number, phones and addresses hold
	Phone   taxi.Phone // in any form
	Company taxi.CompanyID
	List    taxi.List

	After taxi.ClientID // continues a list
	Limit int           // 0: 100
}

// Clients lists clients in the order in which they were taken in.
func (b *Book) Clients(ctx context.Context, f ClientFilter) ([]taxi.Client, error) {
	where, args := searches("c.search", f.Text)
	add := func(condition string, arg any) { where = append(where, condition); args = append(args, arg) }
	if f.Phone != "" {
		add("c.id = (SELECT client FROM client_phones WHERE phone = ?)", string(b.opt.Numbering.Normal(f.Phone)))
	}
	if f.Company != "" {
		n, _ := number(f.Company)
		add("c.company = ?", n)
	}
	if f.List != taxi.Ordinary {
		add("c.standing = ?", string(f.List))
	}
	if f.After != "" {
		n, _ := number(f.After)
		add("c.id > ?", n)
	}
	args = append(args, page(f.Limit))
	var rows []clientRow
	err := b.db.read.SelectContext(ctx, &rows, b.db.read.Rebind(
		`SELECT `+clientColumns+` FROM clients c WHERE `+conditions(where)+` ORDER BY c.id LIMIT ?`), args...)
	if err != nil {
		return nil, fmt.Errorf("read clients: %w", err)
	}
	list := make([]taxi.Client, len(rows))
	for i, r := range rows {
		list[i] = r.client()
	}
	return list, b.contacts(ctx, list)
}

// Client is one of them, or ErrNotFound.
func (b *Book) Client(ctx context.Context, id taxi.ClientID) (taxi.Client, error) {
	n, _ := number(id)
	var rows []clientRow
	err := b.db.read.SelectContext(ctx, &rows, b.db.read.Rebind(`SELECT `+clientColumns+` FROM clients c WHERE c.id = ?`), n)
	if err == nil && len(rows) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return taxi.Client{}, fmt.Errorf("read client %s: %w", id, err)
	}
	list := []taxi.Client{rows[0].client()}
	return list[0], b.contacts(ctx, list)
}

// contacts adds the phones of clients.
func (b *Book) contacts(ctx context.Context, clients []taxi.Client) error {
	if len(clients) == 0 {
		return nil
	}
	of := make(map[taxi.ClientID]*taxi.Client, len(clients))
	ids := make([]int64, len(clients))
	for i := range clients {
		of[clients[i].ID] = &clients[i]
		ids[i], _ = number(clients[i].ID)
	}
	query, args, err := sqlx.In(`SELECT client, phone, address FROM client_phones WHERE client IN (?) ORDER BY client, n`, ids)
	if err != nil {
		return err
	}
	var rows []struct {
		Client         int64
		Phone, Address string
	}
	if err := b.db.read.SelectContext(ctx, &rows, b.db.read.Rebind(query), args...); err != nil {
		return fmt.Errorf("read clients' phones: %w", err)
	}
	for _, r := range rows {
		c := of[identity[taxi.ClientID](r.Client)]
		c.Contacts = append(c.Contacts, taxi.Contact{Phone: taxi.Phone(r.Phone), Address: r.Address})
	}
	return nil
}

// PutClient takes a client in, if his ID is empty, or changes all of one, and
// returns him with his ID and the normal form of his phones. ErrNotFound; ErrTaken if his number or one of his
// phones is another's; taxi.ErrRefused if there is no such company.
func (b *Book) PutClient(ctx context.Context, c taxi.Client) (taxi.Client, error) {
	err := b.db.in(ctx, func(tx *sqlx.Tx) (err error) {
		c, err = b.putClient(ctx, tx, c)
		return err
	})
	if err != nil {
		return taxi.Client{}, fmt.Errorf("write client %s: %w", c.Name, clash(err))
	}
	return c, nil
}

// putClient is PutClient within a transaction.
func (b *Book) putClient(ctx context.Context, tx *sqlx.Tx, c taxi.Client) (taxi.Client, error) {
	taken := c.ID == ""
	if taken {
		id, err := next(ctx, tx, "clients", 1)
		if err != nil {
			return c, err
		}
		c.ID = identity[taxi.ClientID](id)
	}
	c, row, err := b.clientRow(c)
	if err != nil {
		return c, err
	}
	if taken {
		return c, insertClients(ctx, tx, []clientWrite{row})
	}
	r, err := tx.NamedExecContext(ctx, `
		UPDATE clients SET number = :number, name = :name, company = :company, standing = :standing, standing_reason = :standing_reason,
			standing_until = :standing_until, goes_to = :goes_to, pin = :pin, balance = :balance, note = :note, search = :search WHERE id = :id`, row)
	if err != nil {
		return c, err
	}
	if n, err := r.RowsAffected(); err == nil && n == 0 {
		return c, ErrNotFound
	}
	if _, err := tx.ExecContext(ctx, tx.Rebind(`DELETE FROM client_phones WHERE client = ?`), row.ID); err != nil {
		return c, err
	}
	return c, insertPhones(ctx, tx, row.phones)
}

// clientWrite is a client as he is written.
type clientWrite struct {
	clientRow
	Company *int64 `db:"company"`
	Search  string
	phones  []phoneWrite
}

type phoneWrite struct {
	Phone   string
	Client  int64
	N       int
	Address string
}

// clientRow brings a client who has an ID into the form in which he is written.
func (b *Book) clientRow(c taxi.Client) (taxi.Client, clientWrite, error) {
	id, ok := number(c.ID)
	if !ok {
		return c, clientWrite{}, ErrNotFound
	}
	company, err := reference(c.Company)
	if err != nil {
		return c, clientWrite{}, err
	}
	w := clientWrite{Company: company, clientRow: clientRow{
		ID: id, Number: text(c.Number), Name: text(c.Name), Standing: string(c.Standing.List), StandingReason: text(c.Standing.Reason),
		StandingUntil: micros(c.Standing.Until), GoesTo: text(c.GoesTo), PIN: text(c.PIN), Balance: int64(c.Balance), Note: text(c.Note),
	}}
	words := []string{c.Name, c.Number}
	c.Contacts = slices.Clone(c.Contacts)
	for i, contact := range c.Contacts {
		contact.Phone = b.opt.Numbering.Normal(contact.Phone)
		if !contact.Phone.Known() {
			return c, w, fmt.Errorf("a contact without a phone: %w", taxi.ErrRefused)
		}
		c.Contacts[i] = contact
		words = append(words, string(contact.Phone), contact.Address)
		w.phones = append(w.phones, phoneWrite{Phone: string(contact.Phone), Client: id, N: i, Address: text(contact.Address)})
	}
	w.Search = fold(words...)
	return c, w, nil
}

// piece is how many rows are written by one statement.
const piece = 500

func insertClients(ctx context.Context, tx *sqlx.Tx, rows []clientWrite) error {
	var phones []phoneWrite
	for chunk := range slices.Chunk(rows, piece) {
		_, err := tx.NamedExecContext(ctx, `
			INSERT INTO clients (id, number, name, company, standing, standing_reason, standing_until, goes_to, pin, balance, note, search)
			VALUES (:id, :number, :name, :company, :standing, :standing_reason, :standing_until, :goes_to, :pin, :balance, :note, :search)`, chunk)
		if err != nil {
			return err
		}
		for _, r := range chunk {
			phones = append(phones, r.phones...)
		}
	}
	return insertPhones(ctx, tx, phones)
}

func insertPhones(ctx context.Context, tx *sqlx.Tx, rows []phoneWrite) error {
	for chunk := range slices.Chunk(rows, piece) {
		_, err := tx.NamedExecContext(ctx, `INSERT INTO client_phones (phone, client, n, address) VALUES (:phone, :client, :n, :address)`, chunk)
		if err != nil {
			return fmt.Errorf("phones: %w", err)
		}
	}
	return nil
}

// DeleteClient forgets a client, or returns ErrNotFound. His orders stay.
func (b *Book) DeleteClient(ctx context.Context, id taxi.ClientID) error {
	n, _ := number(id)
	return b.remove(ctx, "client "+string(id), `DELETE FROM clients WHERE id = ?`, n)
}

// Companies lists them by name.
func (b *Book) Companies(ctx context.Context) ([]taxi.Company, error) {
	var rows []companyRow
	if err := b.db.read.SelectContext(ctx, &rows, `SELECT `+companyColumns+` FROM companies ORDER BY name`); err != nil {
		return nil, fmt.Errorf("read companies: %w", err)
	}
	list := make([]taxi.Company, len(rows))
	for i, r := range rows {
		list[i] = r.company()
	}
	return list, nil
}

// PutCompany takes a company in, if its ID is empty, or changes it. ErrTaken if
// its name is another's; ErrNotFound.
func (b *Book) PutCompany(ctx context.Context, c taxi.Company) (taxi.Company, error) {
	c.Name = strings.TrimSpace(c.Name)
	err := b.db.in(ctx, func(tx *sqlx.Tx) (err error) {
		c.ID, err = putCompany(ctx, tx, c)
		return err
	})
	if err != nil {
		return taxi.Company{}, fmt.Errorf("write company %s: %w", c.Name, clash(err))
	}
	return c, nil
}

func putCompany(ctx context.Context, tx *sqlx.Tx, c taxi.Company) (taxi.CompanyID, error) {
	if c.ID == "" {
		id, err := next(ctx, tx, "companies", 1)
		if err == nil {
			_, err = tx.ExecContext(ctx, tx.Rebind(`INSERT INTO companies (id, name, tariff, balance, note) VALUES (?, ?, ?, ?, ?)`),
				id, text(c.Name), text(c.Tariff), int64(c.Balance), text(c.Note))
		}
		return identity[taxi.CompanyID](id), err
	}
	id, _ := number(c.ID)
	r, err := tx.ExecContext(ctx, tx.Rebind(`UPDATE companies SET name = ?, tariff = ?, balance = ?, note = ? WHERE id = ?`),
		text(c.Name), text(c.Tariff), int64(c.Balance), text(c.Note), id)
	if err != nil {
		return c.ID, err
	}
	if n, err := r.RowsAffected(); err == nil && n == 0 {
		return c.ID, ErrNotFound
	}
	return c.ID, nil
}

// DeleteCompany forgets a company, or returns ErrNotFound. Its people stay
// clients, for themselves.
func (b *Book) DeleteCompany(ctx context.Context, id taxi.CompanyID) error {
	n, _ := number(id)
	return b.remove(ctx, "company "+string(id), `DELETE FROM companies WHERE id = ?`, n)
}
