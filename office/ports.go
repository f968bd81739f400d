package office

import "fmt"

// port is one that something in the file listens on.
type port struct {
	at      endpoint
	key     string // "freeswitch.ws_port"
	secure  bool   // not what the key says but the port after it
	line    int
	written bool // in the file, not a default
}

func (p port) String() string {
	if p.secure {
		return "the secure port after " + p.key
	}
	return p.key
}

// occupy notes a port so that checkPorts compares it with all the others. A
// key that is wrong already has none.
func (s *section) occupy(key, host string, number int) {
	if s.right(key) {
		s.ports = append(s.ports, port{at: endpoint{host, number}, key: s.path(key), line: s.line(key), written: s.has(key)})
	}
}

// occupyPair notes a port and the next one, which is its secure twin; port 0
// is off.
func (s *section) occupyPair(key, host string, number int) {
	if !s.right(key) || number == 0 {
		return
	}
	s.occupy(key, host, number)
	s.occupy(key, host, number+1)
	s.ports[len(s.ports)-1].secure = true
}

// occupyElement notes a port that is an element of a list or, where the list
// is left out, of its default.
func (s *section) occupyElement(key string, i int, at endpoint) {
	p := port{at: at, key: element(s.path(key), i), line: s.line(key), written: s.has(key)}
	if p.written {
		p.line = s.at.table[key].items[i].line
	}
	s.ports = append(s.ports, p)
}

// checkPorts reports every port that two things would listen on. listen is the
// address of this machine that is neither loopback nor all of them.
func (r *reading) checkPorts(listen string) {
	for i, p := range r.ports {
		for _, taken := range r.ports[:i] {
			if !meet(p.at, taken.at, listen) {
				continue
			}
			if !p.written {
				p, taken = taken, p
			}
			problem := fmt.Sprintf("port %d belongs to %s already", p.at.port, taken)
			if p.secure {
				problem = fmt.Sprintf("the secure port after it, %d, belongs to %s already", p.at.port, taken)
			}
			r.report(p.line, p.key, problem, fmt.Sprintf("write another port, such as %d", r.freePort(p.at.port)))
			break
		}
	}
}

// meet reports whether two endpoints cannot both be listened on.
func meet(a, b endpoint, listen string) bool {
	if a.port != b.port {
		return false
	}
	here := func(e endpoint) bool { return e.loopback() || e.anywhere() || e.host == listen }
	return a.host == b.host || a.anywhere() && here(b) || b.anywhere() && here(a)
}

// freePort is one above taken that is free on every host, as is the next one.
func (r *reading) freePort(taken int) int {
	used := map[int]bool{}
	for _, p := range r.ports {
		used[p.at.port] = true
	}
	const highest = 65534
	for try := taken + 1; ; try++ {
		if try > highest {
			try = 1024
		}
		if !used[try] && !used[try+1] {
			return try
		}
	}
}
