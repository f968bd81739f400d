package dialplan

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/taxi"
)

// menuDepth bounds how many menus a caller may go through: keys may lead round
// in a circle, and somebody's child may be playing with the telephone.
const menuDepth = 30

// menu asks the caller until he has chosen, or sends him where who chooses
// nothing goes.
func (v *visit) menu(ctx context.Context, name string) error {
	if v.menus++; v.menus > menuDepth {
		v.desk.Note(v.id, "left the menus", fmt.Sprintf("after %d of them", menuDepth))
		return v.goes(ctx, v.office.WithoutEngine(office.Destination{Menu: name}))
	}
	m, ok := v.office.Menu(name)
	if !ok {
		return v.nobody(ctx)
	}
	for range m.Repeats + 1 {
		keys, err := v.call.Ask(ctx, Question{Prompt: v.menuPrompt(ctx, m), Most: longestChoice(m), Wait: m.Wait})
		if err != nil {
			return err
		}
		chosen, ok := choose(v.office, m, keys, time.Now())
		if !ok {
			v.desk.Note(v.id, "menu "+m.Name, pressed(keys, "which it does not have"))
			continue
		}
		v.desk.Note(v.id, "menu "+m.Name, pressed(keys, ""))
		if chosen.Repeat {
			continue
		}
		v.wish(chosen.Wishes)
		if chosen.Card {
			if err := v.card(ctx); err != nil {
				return err
			}
		}
		return v.goes(ctx, chosen.To)
	}
	v.desk.Note(v.id, "menu "+m.Name, "nothing was chosen")
	return v.goes(ctx, m.Otherwise)
}

// LineWishes is what the office says of the orders of a line besides its
// configuration, and may change while it runs. It answers at once.
type LineWishes interface {
	OfLine(line string) taxi.Wishes
}

// wishesOfLine is what the line says of the order: what the office has said last
// before what its configuration says.
func (v *visit) wishesOfLine() taxi.Wishes {
	if v.lineWishes == nil {
		return v.line.Wishes
	}
	return v.lineWishes.OfLine(v.line.Name).Over(v.line.Wishes)
}

// wish takes in what a key says of the order.
func (v *visit) wish(w taxi.Wishes) {
	if w == (taxi.Wishes{}) {
		return
	}
	v.wishes = w.Over(v.wishes)
	v.desk.Wish(v.id, v.wishes)
}

// choose finds the choice that keys mean now.
func choose(o office.Office, m office.Menu, keys string, now time.Time) (office.Key, bool) {
	i := slices.IndexFunc(m.Keys, func(k office.Key) bool { return k.Press == keys && o.Holds(k.Hours, now) })
	if i >= 0 {
		return m.Keys[i], true
	}
	if m.Extensions && len(keys) >= 2 && strings.Trim(keys, "0123456789") == "" {
		return office.Key{Press: keys, To: office.Destination{Operator: keys}}, true
	}
	return office.Key{}, false
}

// longestChoice is how many keys a caller may press at once.
func longestChoice(m office.Menu) int {
	if m.Extensions {
		return longestExtension
	}
	return 1
}

const longestExtension = 6

func pressed(keys, but string) string {
	if keys == "" {
		return "no key was pressed"
	}
	return joinWords("the caller pressed "+keys, but)
}
