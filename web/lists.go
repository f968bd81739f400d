package web

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/cabline/cabline/taxi"
)

const (
	listsPrefix = "/api/v1/lists/"
	listsPath   = listsPrefix + "{list}"
)

type (
	listRequest struct {
		List   string `path:"list" enum:"black,vip"`
		Limit  int    `query:"limit" minimum:"1" maximum:"1000" default:"100"`
		Cursor string `query:"cursor" maxLength:"512" doc:"next_cursor of the page before"`
	}
	listAnswer struct {
		Body struct {
			Numbers    []listingJSON `json:"numbers" nullable:"false" doc:"by number"`
			NextCursor string        `json:"next_cursor,omitempty" doc:"asks for those after these; absent on the last page"`
		} `nameHint:"NumberList"`
	}
	listingPath struct {
		List  string `path:"list" enum:"black,vip"`
		Phone string `path:"phone" maxLength:"40" doc:"a telephone number, in any form" example:"+380671112233"`
	}
	enlistRequest struct {
		List  string `path:"list" enum:"black,vip"`
		Phone string `path:"phone" maxLength:"40" doc:"a telephone number, in any form" example:"+380671112233"`
		Body  struct {
			Reason string     `json:"reason" minLength:"1" maxLength:"200" example:"does not come out to the car"`
			Until  *time.Time `json:"until,omitempty" doc:"absent: for good"`
		} `nameHint:"ListingChange"`
	}
	listingAnswer struct{ Body listingJSON }
	listingJSON   struct {
		Phone  string     `json:"phone" example:"+380671112233"`
		Reason string     `json:"reason,omitempty"`
		Until  *time.Time `json:"until,omitempty" doc:"absent: for good"`
		Holds  bool       `json:"holds" doc:"it has not run out"`
		Since  *time.Time `json:"since,omitempty"`
	}
)

func (a *api) routeLists(to huma.API) {
	tags := []string{"Lists"}
	huma.Register(to, operation(allow(huma.Operation{
		OperationID: "get-list", Method: http.MethodGet, Path: listsPath, Tags: tags,
		Summary: "The numbers on a list", Description: "Clients who are on it themselves are under /clients.",
	}, Supervisor, OperatorRole, Integration)), a.getList)
	huma.Register(to, takesBody(allow(huma.Operation{
		OperationID: "put-on-list", Method: http.MethodPut, Path: listsPath + "/{phone}", Tags: tags,
		Summary:     "Put a number on a list, or change why and for how long it is there",
		Description: "The next call of the number is treated so. A number on both lists is treated as on the black one.",
	}, Supervisor)), a.enlist)
	huma.Register(to, operation(allow(huma.Operation{
		OperationID: "take-off-list", Method: http.MethodDelete, Path: listsPath + "/{phone}", Tags: tags,
		Summary: "Take a number off a list", Errors: []int{http.StatusNotFound},
	}, Supervisor)), a.unlist)
}

func (a *api) getList(ctx context.Context, in *listRequest) (*listAnswer, error) {
	after, mistakes := readPlace("list "+in.List, in.Cursor)
	if err := refusal(mistakes); err != nil {
		return nil, err
	}
	all, err := a.book.Lists.Listings(ctx, taxi.List(in.List))
	if err != nil {
		return nil, a.bookFailure("read the list", "such list", err)
	}
	slices.SortFunc(all, func(a, b Listing) int { return strings.Compare(string(a.Phone), string(b.Phone)) })
	begin, there := slices.BinarySearchFunc(all, after, func(l Listing, after string) int { return strings.Compare(string(l.Phone), after) })
	if there {
		begin++
	}
	var answer listAnswer
	some, next := pageOf("list "+in.List, all[begin:], in.Limit, func(l Listing) string { return string(l.Phone) })
	now := time.Now()
	answer.Body.NextCursor = next
	answer.Body.Numbers = make([]listingJSON, 0, len(some))
	for _, l := range some {
		answer.Body.Numbers = append(answer.Body.Numbers, listingToJSON(l, now))
	}
	return &answer, nil
}

func (a *api) enlist(ctx context.Context, in *enlistRequest) (*listingAnswer, error) {
	var r reader
	now := time.Now()
	l := Listing{Phone: r.phone("path.phone", in.Phone), Since: now}
	l.Standing = taxi.Standing{List: taxi.List(in.List), Reason: r.needed("body.reason", in.Body.Reason, longestAddress)}
	if in.Body.Until != nil {
		if l.Standing.Until = in.Body.Until.UTC(); !l.Standing.Until.After(now) {
			r.wrong("body.until", "is over already")
		}
	}
	if err := r.refusal(); err != nil {
		return nil, err
	}
	if err := a.book.Lists.Enlist(ctx, l); err != nil {
		return nil, a.bookFailure("put the number on the list", "such list", err)
	}
	a.audit(ctx, "number put on a list", "phone", l.Phone.Short(), "list", in.List, "reason", l.Standing.Reason, "until", l.Standing.Until)
	return &listingAnswer{listingToJSON(l, now)}, nil
}

func (a *api) unlist(ctx context.Context, in *listingPath) (*struct{}, error) {
	var r reader
	phone := r.phone("path.phone", in.Phone)
	if err := r.refusal(); err != nil {
		return nil, err
	}
	if err := a.book.Lists.Unlist(ctx, taxi.List(in.List), phone); err != nil {
		return nil, a.bookFailure("take the number off the list", "such number on the list", err)
	}
	a.audit(ctx, "number taken off a list", "phone", phone.Short(), "list", in.List)
	return nil, nil
}

func listingToJSON(l Listing, now time.Time) listingJSON {
	return listingJSON{
		Phone: string(l.Phone), Reason: l.Standing.Reason, Until: instant(l.Standing.Until),
		Holds: l.Standing.At(now).List != taxi.Ordinary, Since: instant(l.Since),
	}
}
