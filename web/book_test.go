package web_test

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cabline/cabline/taxi"
	"github.com/cabline/cabline/web"
)

// bookOperations is who, besides the owner, may do what with the book, written
// by hand: an operation that is not here fails, and so does one that is not so.
func bookOperations() map[string]string {
	const everybody = "supervisor operator integration"
	return map[string]string{
		"GET /api/v1/clients": everybody, "POST /api/v1/clients": everybody, "GET /api/v1/clients/{id}": everybody,
		"PUT /api/v1/clients/{id}": everybody, "DELETE /api/v1/clients/{id}": "supervisor",
		"GET /api/v1/companies": everybody, "POST /api/v1/companies": "supervisor integration", "GET /api/v1/companies/{id}": everybody,
		"PUT /api/v1/companies/{id}": "supervisor integration", "DELETE /api/v1/companies/{id}": "supervisor",
		"GET /api/v1/drivers": everybody, "POST /api/v1/drivers": "supervisor integration", "GET /api/v1/drivers/{id}": everybody,
		"PUT /api/v1/drivers/{id}": "supervisor integration", "DELETE /api/v1/drivers/{id}": "supervisor integration",
		"GET /api/v1/orders": everybody, "POST /api/v1/orders": everybody, "GET /api/v1/orders/{id}": everybody, "PATCH /api/v1/orders/{id}": everybody,
		"POST /api/v1/orders/{id}/state": everybody, "POST /api/v1/orders/{id}/cancel": everybody,
		"POST /api/v1/orders/{id}/connect": everybody, "GET /api/v1/drivers/{id}/shift": everybody, "PUT /api/v1/drivers/{id}/shift": everybody,
		"GET /api/v1/order-states": everybody, "PUT /api/v1/order-states/{id}": "",
		"GET /api/v1/lists/{list}": everybody, "PUT /api/v1/lists/{list}/{phone}": "supervisor", "DELETE /api/v1/lists/{list}/{phone}": "supervisor",
		"GET /api/v1/cards": "supervisor integration", "PUT /api/v1/cards/{number}": "supervisor integration", "DELETE /api/v1/cards/{number}": "supervisor integration",
		"GET /api/v1/lines": everybody, "PUT /api/v1/lines/{name}/data": "supervisor",
		"GET /api/v1/callbacks": everybody, "DELETE /api/v1/callbacks/{id}": "supervisor operator",
	}
}

func TestRolesOfTheBook(t *testing.T) {
	o, _ := openBook(t, tokens(rightToken))
	may := bookOperations()
	without := openOffice(t).document(t)
	bearer := map[string]string{"supervisor": o.logsIn(t, "hanna"), "operator": o.logsIn(t, "olena"), "integration": o.logsIn(t, "program"), "owner": o.logsIn(t, "boss")}
	seen := 0
	for path, item := range o.document(t).Paths {
		if without.Paths[path] != nil {
			continue
		}
		for method, op := range item {
			name := strings.ToUpper(method) + " " + path
			allowed, decided := may[name]
			if !decided {
				t.Errorf("nobody has decided who may %s", name)
				continue
			}
			seen++
			checkOperation(t, name, path, op)
			address := strings.NewReplacer("{id}", "999", "{name}", "city", "{list}", "black", "{phone}", "+380671112233", "{number}", "777000111").Replace(path)
			for role, token := range bearer {
				body := map[string]string{"get": "", "delete": ""}[method]
				if method != "get" && method != "delete" {
					body = "{}"
				}
				a := o.ask(t, strings.ToUpper(method), address, body, withToken(token))
				if refused, want := a.status == 403, role == "owner" || strings.Contains(allowed, role); refused == want {
					t.Errorf("%s as %s: %d %s", name, role, a.status, a.body)
				}
			}
		}
	}
	if seen != len(may) {
		t.Errorf("%d operations of %d are in the document", seen, len(may))
	}
}

// The document holds for the book what openapi_test.go asks of the rest.
func TestDocumentOfTheBook(t *testing.T) {
	o, _ := openBook(t)
	body := o.ask(t, "GET", "/openapi.json", "").is(200).body
	d := o.document(t)
	for _, ref := range regexp.MustCompile(`"\$ref":"#/components/schemas/([^"]+)"`).FindAllSubmatch(body, -1) {
		if d.Components.Schemas[string(ref[1])] == nil {
			t.Errorf("no schema %s", ref[1])
		}
	}
	ids := map[string]bool{}
	page := string(o.ask(t, "GET", "/docs", "").is(200).body)
	for path, item := range d.Paths {
		for method, op := range item {
			if ids[op.OperationID] {
				t.Errorf("%s is there twice", op.OperationID)
			}
			ids[op.OperationID] = true
			if !strings.Contains(page, `id="`+op.OperationID+`"`) {
				t.Errorf("%s %s is not on the page", method, path)
			}
			var schema *schema
			if op.RequestBody != nil {
				schema = op.RequestBody.Content["application/json"].Schema
			}
			if schema != nil && schema.Ref != "" {
				schema = d.Components.Schemas[strings.TrimPrefix(schema.Ref, "#/components/schemas/")]
				if schema.AdditionalProperties == nil || *schema.AdditionalProperties {
					t.Errorf("%s takes fields that nobody knows", op.OperationID)
				}
			}
		}
	}
	for name, s := range d.Components.Schemas {
		if strings.Contains(name, "JSON") || strings.Contains(name, "Answer") {
			t.Errorf("the schema %s has the name of a Go type", name)
		}
		for property, p := range s.Properties {
			if types, several := p.Type.([]any); several && slices.Contains(types, any("array")) && name != "Problem" {
				t.Errorf("%s.%s may be null", name, property)
			}
		}
	}
	for path, want := range map[string]string{
		"clients": `{"clients":[]}`, "companies": `{"companies":[]}`, "drivers": `{"drivers":[]}`, "orders": `{"orders":[]}`,
		"lists/black": `{"numbers":[]}`, "callbacks": `{"callbacks":[]}`,
	} {
		if got := strings.TrimSpace(string(o.ask(t, "GET", "/api/v1/"+path, "").is(200).body)); got != want {
			t.Errorf("%s of an empty book: %s, want %s", path, got, want)
		}
	}
}

// Every list is read to its end in pages, nothing twice and nothing left out.
func TestPagesOfTheBook(t *testing.T) {
	o, s := openBook(t)
	for i := range 7 {
		phone := fmt.Sprintf("+38067111000%d", i)
		o.ask(t, "POST", "/api/v1/clients", fmt.Sprintf(`{"name":"Client %d","contacts":[{"phone":%q}]}`, i, phone)).is(201)
		o.ask(t, "POST", "/api/v1/drivers", fmt.Sprintf(`{"callsign":"%d","name":"Driver","phones":[]}`, i)).is(201)
		o.ask(t, "POST", "/api/v1/orders", fmt.Sprintf(`{"phone":%q,"pickup":"Station"}`, phone)).is(201)
		o.ask(t, "PUT", "/api/v1/lists/vip/"+phone, `{"reason":"old friend"}`).is(200)
	}
	for list, field := range map[string]string{"clients": "clients", "drivers": "drivers", "orders": "orders", "lists/vip": "numbers"} {
		seen, cursor := map[string]bool{}, ""
		for pages := 1; ; pages++ {
			var raw map[string]any
			o.ask(t, "GET", "/api/v1/"+list+"?limit=3"+cursor, "").is(200).into(&raw)
			for _, v := range raw[field].([]any) {
				row := v.(map[string]any)
				id := fmt.Sprint(row["id"], row["phone"])
				if seen[id] {
					t.Errorf("%s: %s comes twice", list, id)
				}
				seen[id] = true
			}
			next, more := raw["next_cursor"].(string)
			if !more {
				if pages != 3 {
					t.Errorf("%s: %d pages", list, pages)
				}
				break
			}
			cursor = "&cursor=" + next
		}
		if len(seen) != 7 {
			t.Errorf("%s: %d of 7 were shown", list, len(seen))
		}
		o.ask(t, "GET", "/api/v1/"+list+"?cursor=bm90aGluZw", "").problem(422, "query.cursor")
	}
	var page struct {
		Next string `json:"next_cursor"`
	}
	o.ask(t, "GET", "/api/v1/clients?limit=1", "").is(200).into(&page)
	o.ask(t, "GET", "/api/v1/drivers?cursor="+page.Next, "").problem(422, "query.cursor")
	if len(s.clients) != 7 {
		t.Errorf("%d clients are kept", len(s.clients))
	}
}

// When the book does not work, whoever asks is told so and not why.
func TestBrokenBook(t *testing.T) {
	for _, c := range []struct {
		err    error
		status int
	}{{taxi.ErrUnavailable, 503}, {context.DeadlineExceeded, 503}, {fmt.Errorf("disk is full at /secret/place"), 500}} {
		o, s := openBook(t)
		s.broken = c.err
		for _, path := range []string{"clients", "clients/1", "companies", "drivers", "drivers/1", "orders", "orders/1", "order-states", "lists/vip", "lines"} {
			a := o.ask(t, "GET", "/api/v1/"+path, "")
			a.problem(c.status)
			if strings.Contains(string(a.body), "secret") {
				t.Errorf("%s tells too much: %s", path, a.body)
			}
		}
	}
}

// foreign is an order system of somebody else's: it can what any can.
type foreign struct{ taxi.System }

// Orders of a dispatch program are created, moved and cancelled by the same
// operations; what only the own store can is not offered.
func TestOrderSystemOfSomebodyElse(t *testing.T) {
	s := newShelf()
	o := openOffice(t, func(c *web.Config) { c.Book = web.Book{Orders: foreign{s}, Clients: s, Companies: s} })
	var made orderBody
	o.ask(t, "POST", "/api/v1/orders", `{"client":"theirs","pickup":"Station"}`).is(201)
	o.ask(t, "POST", "/api/v1/orders", `{"phone":"+380671112233","pickup":"Station"}`).is(201).into(&made)
	o.ask(t, "POST", "/api/v1/orders/"+made.ID+"/state", `{"stage":"searching"}`).is(200)
	var whole struct {
		Order   orderBody
		History []any
	}
	o.ask(t, "GET", "/api/v1/orders/"+made.ID, "").is(200).into(&whole)
	if whole.Order.State.Stage != "searching" || len(whole.History) != 0 {
		t.Errorf("read as %+v", whole)
	}
	o.ask(t, "GET", "/api/v1/orders", "").problem(405)
	o.ask(t, "GET", "/api/v1/drivers", "").problem(404)
}
