package office

import "slices"

// checkJoining finds what calls client or driver where nobody can be called.
func checkJoining(top *section, o Office) {
	if _, out := o.CallsOut(); out || !top.right("trunk") {
		return
	}
	const remedy = `write proxy = "sip.example.com" in [[trunk]]`
	if s := top.table("orders"); len(o.Orders.ConnectOn) > 0 && s.right("connect_on") {
		s.mistake("connect_on", "calls nobody: no trunk has a proxy", remedy+", or remove connect_on")
	}
	if !top.right("line") {
		return
	}
	for i, s := range top.tables("line") {
		l := o.Lines[i]
		town := l.FreeDriver || l.Drivers.FreeDriver || slices.ContainsFunc(l.When, func(w When) bool { return w.To.FreeDriver })
		switch {
		case town:
			s.mistake("small_town", "calls no driver: no trunk has a proxy", remedy+", or queue instead of small_town")
		case l.OwnClient:
			s.mistake("own_client", "calls nobody: no trunk has a proxy", remedy+", or remove own_client")
		}
	}
}
