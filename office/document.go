package office

import (
	"errors"
	"fmt"
	"slices"
	"sort"

	"github.com/pelletier/go-toml/v2/unstable"
)

// value is one value of the file and where it stands. The library's decoder
// stops at the first thing that does not fit and forgets where the rest came
// from; this tree keeps the line of everything, so that a mistake found much
// later, between two tables, still has one.
type value struct {
	kind   unstable.Kind // String, Integer, Bool, Float, a date or time, Array or Table
	text   string        // of a String its text, of other scalars what is written
	line   int           // of the key, the header, or the element of a list
	origin origin
	items  []*value          // of an Array
	table  map[string]*value // of a Table
	again  []*value          // Tables whose header repeats this one's
}

// origin is how a table or a list came about, which decides what may still be
// added to it.
type origin uint8

const (
	implied origin = iota // [a.b] implies a, which may yet get a header
	header                // [a], or one of [[a]]
	dotted                // a.b = 1
	inline                // { b = 1 } or [ 1 ]: complete as it stands
)

// document builds the tree of one file and notes what is written twice.
type document struct {
	*reading
	parser   unstable.Parser
	newlines []int // offsets, for line
	root     *value
}

// part is one name of a dotted key.
type part struct {
	name string
	line int
}

// readDocument gives nil for what is not TOML: nothing behind the first
// mistake of syntax can be trusted, so that one is reported alone.
func readDocument(r *reading, data []byte) *value {
	d := &document{reading: r, root: newTable(0, header)}
	for i, c := range data {
		if c == '\n' {
			d.newlines = append(d.newlines, i)
		}
	}
	// The parser tells positions by capacity; a clipped slice makes them exact.
	d.parser.Reset(slices.Clip(data))
	at, prefix := d.root, ""
	for d.parser.NextExpression() {
		switch e := d.parser.Expression(); e.Kind {
		case unstable.Table:
			at, prefix = d.openTable(d.parts(e.Key()))
		case unstable.ArrayTable:
			at, prefix = d.openItem(d.parts(e.Key()))
		case unstable.KeyValue:
			d.assign(at, prefix, e)
		}
	}
	var syntax *unstable.ParserError
	if errors.As(d.parser.Error(), &syntax) {
		r.mistakes = nil
		offset := int(d.parser.Range(syntax.Highlight).Offset)
		problem, remedy := explainSyntax(syntax.Message, data[offset:])
		r.report(d.line(offset), "", problem, remedy)
		return nil
	}
	return d.root
}

func newTable(line int, from origin) *value {
	return &value{kind: unstable.Table, line: line, origin: from, table: map[string]*value{}}
}

func (d *document) line(offset int) int {
	return 1 + sort.SearchInts(d.newlines, offset)
}

func (d *document) parts(keys unstable.Iterator) []part {
	var parts []part
	for keys.Next() {
		key := keys.Node()
		parts = append(parts, part{string(key.Data), d.line(int(key.Raw.Offset))})
	}
	return parts
}

// openTable is a [header]. What to say about a second one depends on how many
// there may be, which is not known here.
func (d *document) openTable(parts []part) (*value, string) {
	above, prefix := d.descend(d.root, "", parts[:len(parts)-1], implied)
	last := parts[len(parts)-1]
	if above == nil {
		return newTable(last.line, header), prefix
	}
	prefix = join(prefix, last.name)
	there := above.table[last.name]
	switch {
	case there == nil:
		there = newTable(last.line, header)
		above.table[last.name] = there
	case there.kind == unstable.Table && there.origin == implied:
		there.origin, there.line = header, last.line
	case there.kind == unstable.Table && there.origin != inline:
		again := newTable(last.line, header)
		there.again = append(there.again, again)
		return again, prefix
	default:
		d.clash(last, prefix, there)
		return newTable(last.line, header), prefix
	}
	return there, prefix
}

// openItem is a [[header]]: one more item of a list of tables.
func (d *document) openItem(parts []part) (*value, string) {
	above, prefix := d.descend(d.root, "", parts[:len(parts)-1], implied)
	last := parts[len(parts)-1]
	item := newTable(last.line, header)
	if above == nil {
		return item, prefix
	}
	prefix = join(prefix, last.name)
	list := above.table[last.name]
	switch {
	case list == nil:
		list = &value{kind: unstable.Array, line: last.line, origin: header}
		above.table[last.name] = list
	case list.kind == unstable.Table && list.origin == implied:
		d.report(list.line, prefix, fmt.Sprintf("begins only on line %d", last.line),
			fmt.Sprintf("write [[%s]] first and its parts below it", prefix))
		*list = value{kind: unstable.Array, line: last.line, origin: header}
	case list.kind != unstable.Array || list.origin != header:
		d.clash(last, prefix, list)
		return item, prefix
	}
	list.items = append(list.items, item)
	return item, element(prefix, len(list.items)-1)
}

// descend goes down to the table that a key names, making what is not there.
// It gives nil where a value is in the way, and has reported it then.
func (d *document) descend(at *value, prefix string, parts []part, as origin) (*value, string) {
	for _, p := range parts {
		prefix = join(prefix, p.name)
		next := at.table[p.name]
		switch {
		case next == nil:
			next = newTable(p.line, as)
			at.table[p.name] = next
		case next.kind == unstable.Array && next.origin == header && as == implied:
			prefix = element(prefix, len(next.items)-1)
			next = next.items[len(next.items)-1]
		case next.kind != unstable.Table, next.origin == inline, as == dotted && next.origin == header:
			d.clash(p, prefix, next)
			return nil, prefix
		}
		at = next
	}
	return at, prefix
}

// assign is key = value, below a header or in an inline table.
func (d *document) assign(at *value, prefix string, e *unstable.Node) {
	parts := d.parts(e.Key())
	at, prefix = d.descend(at, prefix, parts[:len(parts)-1], dotted)
	if at == nil {
		return
	}
	last := parts[len(parts)-1]
	prefix = join(prefix, last.name)
	if there := at.table[last.name]; there != nil {
		d.clash(last, prefix, there)
		return
	}
	v := d.value(e.Value(), prefix, last.line)
	v.line = last.line
	at.table[last.name] = v
}

// value takes the line it would have if the parser does not tell: of lists
// inside lists only.
func (d *document) value(n *unstable.Node, prefix string, line int) *value {
	if n.Raw.Length > 0 {
		line = d.line(int(n.Raw.Offset))
	}
	switch n.Kind {
	case unstable.Array:
		list := &value{kind: unstable.Array, line: line, origin: inline}
		for it := n.Children(); it.Next(); {
			list.items = append(list.items, d.value(it.Node(), element(prefix, len(list.items)), line))
		}
		return list
	case unstable.InlineTable:
		// Open while it is read: its own dotted keys may share a beginning.
		table := newTable(line, dotted)
		for it := n.Children(); it.Next(); {
			d.assign(table, prefix, it.Node())
		}
		table.origin = inline
		return table
	}
	return &value{kind: n.Kind, text: string(n.Data), line: line}
}

func (d *document) clash(p part, path string, there *value) {
	d.report(p.line, path, fmt.Sprintf("is already written on line %d", there.line), "keep one of the two")
}

// longPath is where paths stop growing, however deep a file is nested: they are
// for people, and nobody reads on.
const longPath = 200

// join is the path of a name below prefix.
func join(prefix, name string) string {
	switch {
	case prefix == "":
		return shorten(name)
	case len(prefix) > longPath:
		return prefix
	}
	return prefix + "." + shorten(name)
}

// element is the path of one element of a list, counted from 0.
func element(list string, i int) string {
	if len(list) > longPath {
		return list
	}
	return fmt.Sprintf("%s[%d]", list, i)
}
