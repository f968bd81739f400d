package trunk

import (
	"strings"

	"github.com/nyaruka/phonenumbers"

	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/taxi"
)

// Callee is what the choice goes by.
type Callee struct {
	Number   taxi.Phone // in its Normal form
	Mobile   bool
	Operator string // who serves the mobile phone: "Kyivstar"; empty: not known
}

// Directory knows who serves a number: by the world's numbering plans, which
// libphonenumber carries, and before them by the office's own table, because
// many have taken their numbers along to another operator.
type Directory struct {
	numbering taxi.Numbering
	ported    []office.Ported
}

// NewDirectory is the directory of an office.
func NewDirectory(o office.Office) Directory {
	return Directory{numbering: o.Numbering(), ported: o.Ported}
}

// Callee looks a number up. One that no plan knows is nobody's mobile phone: an
// extension of the provider's, a short number.
func (d Directory) Callee(number taxi.Phone) Callee {
	c := Callee{Number: d.numbering.Normal(number)}
	if parsed, err := phonenumbers.Parse(string(c.Number), ""); err == nil {
		switch phonenumbers.GetNumberType(parsed) {
		case phonenumbers.MOBILE, phonenumbers.FIXED_LINE_OR_MOBILE:
			c.Mobile = true
			c.Operator, _ = phonenumbers.GetCarrierForNumber(parsed, "en")
		}
	}
	longest := ""
	for _, p := range d.ported {
		if strings.HasPrefix(string(c.Number), p.Prefix) && len(p.Prefix) > len(longest) {
			longest, c.Operator, c.Mobile = p.Prefix, p.Operator, true
		}
	}
	return c
}
