package web

import (
	"encoding/json"
	"time"

	"github.com/cabline/cabline/dialplan"
)

// CallDocument is a call in JSON as GET /api/v1/calls/{id} gives it, for programs
// that are told of it by another way.
func CallDocument(r dialplan.Record, now time.Time) ([]byte, error) {
	return json.Marshal(callToJSON(r, r.Ended.IsZero(), now))
}
