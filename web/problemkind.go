package web

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"
)

// kind is what a problem is about, for programs, which must not depend on the words
// of its detail: the console says it in the language of whoever is before it. A kind
// is the end of the problem's type (RFC 9457). Kinds are added, and never changed.
type kind string

const problemTypes = "urn:cabline:problem:"

// Of calls.
const (
	noCall      kind = "no-call"
	notYours    kind = "not-yours"
	notTalking  kind = "not-talking"
	consulting  kind = "consulting"
	ownCall     kind = "own-call"
	mayNotCall  kind = "may-not-call"
	noPlace     kind = "no-such-place"
	cannotDial  kind = "cannot-dial"
	notAnswered kind = "not-answered"
	noTrunk     kind = "no-trunk"
	noTelephone kind = "no-telephone"
	onTheLine   kind = "on-the-line"
	switchAway  kind = "switch-away"
)

// Of recordings and of listening to operators.
const (
	notRecorded  kind = "not-recorded"
	noRecording  kind = "no-recording"
	oldRecording kind = "recording-deleted"
	oldLink      kind = "link-expired"
	mayNotHear   kind = "may-not-hear"
	listens      kind = "listens-already"
	othersVoice  kind = "anothers-listening"
	noListening  kind = "no-listening"
)

// Of orders, and of who is joined on account of one.
const (
	noOrders    kind = "no-orders"
	noOrder     kind = "no-order"
	orderMoved  kind = "order-moved"
	orderEnded  kind = "order-ended"
	noDriver    kind = "no-driver"
	driverPhone kind = "driver-without-phone"
	clientPhone kind = "client-without-phone"
	ordersAway  kind = "orders-away"
	ordersWont  kind = "orders-refuse"
	otherStage  kind = "other-stage"
)

// Of people, their log-ins, and whatever else there is.
const (
	wrongPassword kind = "wrong-password"
	tooManyTries  kind = "too-many-tries"
	noPassword    kind = "no-password"
	lastOwner     kind = "last-owner"
	notForYou     kind = "not-for-you"
	notFound      kind = "not-found"
	taken         kind = "taken"
	invalid       kind = "invalid"
	tooSlow       kind = "too-slow"
	failed        kind = "failed"
	notReady      kind = "not-ready"
	tooMany       kind = "too-many-streams"
	unauthorized  kind = "unauthorized"
)

// kinds lists all of them.
func kinds() []kind {
	return []kind{
		noCall, notYours, notTalking, consulting, ownCall, mayNotCall, noPlace, cannotDial, notAnswered, noTrunk, noTelephone, onTheLine, switchAway,
		notRecorded, noRecording, oldRecording, oldLink, mayNotHear, listens, othersVoice, noListening,
		noOrders, noOrder, orderMoved, orderEnded, noDriver, driverPhone, clientPhone, ordersAway, ordersWont, otherStage,
		wrongPassword, tooManyTries, noPassword, lastOwner, notForYou, notFound, taken, invalid, tooSlow, failed, notReady, tooMany, unauthorized,
	}
}

// problem is a refusal of this kind, with what is wrong in which place.
func (k kind) problem(status int, detail string, places ...*huma.ErrorDetail) *huma.ErrorModel {
	return &huma.ErrorModel{
		Type: problemTypes + string(k), Title: http.StatusText(status), Status: status, Detail: detail, Errors: places,
	}
}

// describeKinds puts the kinds into the API's document, so that a program that is
// generated from it knows them.
func describeKinds(doc *huma.OpenAPI) {
	schema := doc.Components.Schemas.Map()["Problem"]
	if schema == nil || schema.Properties["type"] == nil {
		return
	}
	of := schema.Properties["type"]
	of.Description = "What it is about, for programs. Absent: HTTP's status says it."
	of.Default, of.Examples, of.Enum = nil, nil, nil
	for _, k := range kinds() {
		of.Enum = append(of.Enum, problemTypes+string(k))
	}
}
