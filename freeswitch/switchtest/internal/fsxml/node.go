package fsxml

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Node is one element.
type Node struct {
	Name     string
	Children []*Node
	Text     string // character data, trimmed

	attrs []xml.Attr
}

// Attr is an attribute's value, or "".
func (n *Node) Attr(name string) string {
	v, _ := n.Has(name)
	return v
}

// Has is an attribute's value and whether it is there at all.
func (n *Node) Has(name string) (string, bool) {
	if n == nil {
		return "", false
	}
	for _, a := range n.attrs {
		if a.Name.Local == name {
			return a.Value, true
		}
	}
	return "", false
}

// All lists the children of that name.
func (n *Node) All(name string) []*Node {
	if n == nil {
		return nil
	}
	var list []*Node
	for _, c := range n.Children {
		if c.Name == name {
			list = append(list, c)
		}
	}
	return list
}

// Child is the first child of that name, or nil.
func (n *Node) Child(name string) *Node {
	if n == nil {
		return nil
	}
	for _, c := range n.Children {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// Find is the first child of that name whose attribute has that value.
func (n *Node) Find(name, attr, value string) *Node {
	for _, c := range n.All(name) {
		if c.Attr(attr) == value {
			return c
		}
	}
	return nil
}

// Params are the name and value attributes of <param> children of the child
// called group; later ones win.
func (n *Node) Params(group string) map[string]string {
	list := make(map[string]string)
	for _, p := range n.Child(group).All("param") {
		list[p.Attr("name")] = p.Attr("value")
	}
	return list
}

// parse reads a preprocessed document.
func parse(text string) (*Node, error) {
	root := &Node{Name: "document"}
	stack := []*Node{root}
	d := xml.NewDecoder(strings.NewReader(text))
	d.Strict = false
	d.AutoClose = nil
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("XML: %w", err)
		}
		top := stack[len(stack)-1]
		switch t := t.(type) {
		case xml.StartElement:
			n := &Node{Name: t.Name.Local, attrs: append([]xml.Attr(nil), t.Attr...)}
			top.Children = append(top.Children, n)
			stack = append(stack, n)
		case xml.EndElement:
			if len(stack) == 1 {
				return nil, fmt.Errorf("XML: </%s> closes nothing", t.Name.Local)
			}
			top.Text = strings.TrimSpace(top.Text)
			stack = stack[:len(stack)-1]
		case xml.CharData:
			top.Text += string(t)
		}
	}
	if len(stack) > 1 {
		return nil, fmt.Errorf("XML: <%s> is not closed", stack[len(stack)-1].Name)
	}
	return root, nil
}
