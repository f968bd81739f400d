package fsxml

import (
	"fmt"
	"io/fs"
)

// Config is a configuration as FreeSWITCH has it in memory.
type Config struct {
	root    *Node
	globals map[string]string
}

// Read reads freeswitch.xml and everything it includes. Globals are variables
// that are set before the first line.
func Read(files fs.FS, globals map[string]string) (*Config, error) {
	p := newPreprocessor(files, globals)
	if err := p.file("freeswitch.xml", 0); err != nil {
		return nil, fmt.Errorf("FreeSWITCH configuration: %w", err)
	}
	root, err := parse(p.out.String())
	if err != nil {
		return nil, fmt.Errorf("FreeSWITCH configuration: %w", err)
	}
	if d := root.Child("document"); d != nil {
		root = d
	}
	return &Config{root: root, globals: p.globals}, nil
}

// Global is a variable that the preprocessor set.
func (c *Config) Global(name string) string { return c.globals[name] }

// Configuration is the <configuration> of a module, such as "sofia.conf".
func (c *Config) Configuration(name string) *Node {
	return c.find("configuration", "configuration", name)
}

// Context is a context of the dialplan.
func (c *Config) Context(name string) *Node { return c.find("dialplan", "context", name) }

// find looks in all sections of that name: there may be several.
func (c *Config) find(section, element, name string) *Node {
	for _, s := range c.root.All("section") {
		if s.Attr("name") != section {
			continue
		}
		if n := s.Find(element, "name", name); n != nil {
			return n
		}
	}
	return nil
}

// User is a person of the directory.
type User struct {
	ID, Domain string
	Params     map[string]string // the domain's, the group's and his own
	Variables  map[string]string
}

// User looks a person up; an empty domain is any.
func (c *Config) User(id, domain string) (User, bool) {
	for _, u := range c.Users() {
		if u.ID == id && (domain == "" || u.Domain == domain) {
			return u, true
		}
	}
	return User{}, false
}

// Users lists the whole directory.
func (c *Config) Users() []User {
	var list []User
	for _, s := range c.root.All("section") {
		if s.Attr("name") != "directory" {
			continue
		}
		for _, d := range s.All("domain") {
			for _, place := range places(d) {
				for _, n := range place.Child("users").All("user") {
					list = append(list, newUser(n, d, place))
				}
			}
		}
	}
	return list
}

// places is where users may stand: in the domain itself and in its groups.
func places(domain *Node) []*Node {
	return append([]*Node{domain}, domain.Child("groups").All("group")...)
}

func newUser(n, domain, place *Node) User {
	u := User{ID: n.Attr("id"), Domain: domain.Attr("name"), Params: make(map[string]string), Variables: make(map[string]string)}
	for _, from := range []*Node{domain, place, n} {
		for name, value := range from.Params("params") {
			u.Params[name] = value
		}
		for _, v := range from.Child("variables").All("variable") {
			u.Variables[v.Attr("name")] = v.Attr("value")
		}
	}
	return u
}
