package switchtest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/cabline/cabline/freeswitch/switchtest/internal/fsxml"
)

// registration is a phone's address in mod_sofia's database.
type registration struct {
	phone   *Handset
	user    string
	domain  string
	contact string // as dial strings have it, without "sofia/<profile>/sip:"
	profile string
	callID  string
	expires time.Time
}

// registerFirst registers a phone that has never been.
func (h *Handset) registerFirst() {
	if h.sw.registration(h) == nil && h.rung == 0 && !h.gone && h.line == nil && !h.was {
		h.register()
	}
}

// Register implements Phone. A phone registers again and again; FreeSWITCH
// tells of each time.
func (h *Handset) Register() {
	h.sw.world.Lock()
	defer h.sw.world.Unlock()
	h.register()
}

func (h *Handset) register() {
	s := h.sw
	h.was = true
	if s.life == nil || h.gone {
		return
	}
	user, ok := s.life.conf.User(h.place.id, "")
	if !ok {
		return // 403
	}
	r := s.registration(h)
	known := r != nil
	if r == nil {
		r = &registration{
			phone: h, user: user.ID, domain: user.Domain, profile: s.life.phoneProfile(),
			contact: fmt.Sprintf("%s@127.0.0.1:%d;transport=udp", user.ID, 20000+len(s.phones)*10+h.place.number), callID: s.life.bareID(),
		}
		s.disk.registrations = append(s.disk.registrations, r)
	}
	r.expires = time.Now().Add(time.Hour)
	s.trace.note("", "registered %s", r.contact)
	if e := s.life.begin("CUSTOM", "sofia::register"); e != nil {
		e.add("profile-name", r.profile)
		e.add("from-user", r.user)
		e.add("from-host", r.domain)
		e.add("presence-hosts", "n/a")
		e.add("contact", `"" <sip:`+r.contact+`>`)
		e.add("call-id", r.callID)
		e.add("rpid", "unknown")
		e.add("status", "Registered(UDP)")
		e.add("expires", "3600")
		e.add("to-user", r.user)
		e.add("to-host", r.domain)
		e.add("network-ip", "127.0.0.1")
		e.add("network-port", r.port())
		e.add("username", r.user)
		e.add("realm", r.domain)
		e.add("user-agent", "switchtest")
		if known {
			e.add("update-reg", "true")
		}
		for _, v := range directoryVariables(user) {
			e.add(v.name, v.value)
		}
		e.fire()
	}
	h.change()
}

// directoryVariables are what a registration or a call of a user of the
// directory carries (sofia_reg.c, sofia_reg_parse_auth).
func directoryVariables(u fsxml.User) []variable {
	list := []variable{
		{"sip_number_alias", u.ID}, {"sip_auth_username", u.ID}, {"sip_auth_realm", u.Domain}, {"number_alias", u.ID},
		{"user_name", u.ID}, {"domain_name", u.Domain},
	}
	for _, name := range slices.Sorted(maps.Keys(u.Variables)) {
		list = append(list, variable{name, u.Variables[name]})
	}
	return list
}

func (r *registration) port() string {
	_, port, _ := strings.Cut(r.contact, ":")
	port, _, _ = strings.Cut(port, ";")
	return port
}

// Unregister implements Phone.
func (h *Handset) Unregister() {
	h.sw.world.Lock()
	defer h.sw.world.Unlock()
	r := h.sw.registration(h)
	if r == nil || h.gone {
		return
	}
	h.sw.dropRegistration(r)
	if h.sw.life == nil {
		return
	}
	if e := h.sw.life.begin("CUSTOM", "sofia::unregister"); e != nil {
		e.add("profile-name", r.profile)
		e.add("from-user", r.user)
		e.add("from-host", r.domain)
		e.add("presence-hosts", "n/a")
		e.add("contact", `"" <sip:`+r.contact+`>`)
		e.add("call-id", r.callID)
		e.add("rpid", "unknown")
		e.add("expires", "0")
		e.fire()
	}
}

// Expire lets the phone's registration run out, as it does when a phone has
// been gone for long.
func (h *Handset) Expire() {
	h.sw.world.Lock()
	defer h.sw.world.Unlock()
	if r := h.sw.registration(h); r != nil {
		h.sw.expire(r)
	}
}

// expire ends a registration that nobody gave back.
func (s *Switch) expire(r *registration) {
	s.dropRegistration(r)
	if s.life == nil {
		return
	}
	if e := s.life.begin("CUSTOM", "sofia::expire"); e != nil {
		e.add("profile-name", r.profile)
		e.add("user", r.user)
		e.add("username", r.user)
		e.add("host", r.domain)
		e.add("contact", `"" <sip:`+r.contact+`>`)
		e.add("call-id", r.callID)
		e.add("expires", itoa(int(r.expires.Unix())))
		e.add("realm", r.domain)
		e.fire()
	}
}

func (s *Switch) dropRegistration(r *registration) {
	s.trace.note("", "unregistered %s", r.contact)
	s.disk.registrations = slices.DeleteFunc(s.disk.registrations, func(o *registration) bool { return o == r })
	r.phone.change()
}

// registration is the phone's, or nil.
func (s *Switch) registration(h *Handset) *registration {
	for _, r := range s.disk.registrations {
		if r.phone == h {
			return r
		}
	}
	return nil
}

// registrationAt finds who is registered with an address of a dial string.
func (s *Switch) registrationAt(address string) *registration {
	address = strings.TrimPrefix(address, "sip:")
	for _, r := range s.disk.registrations {
		if address == r.contact {
			return r
		}
	}
	return nil
}

// phoneProfile is the SIP profile that takes registrations: one that does not
// refuse them.
func (l *life) phoneProfile() string {
	for _, p := range l.conf.Configuration("sofia.conf").Child("profiles").All("profile") {
		if !truth(p.Params("settings")["disable-register"]) {
			return p.Attr("name")
		}
	}
	return "phones"
}

// sofiaContactAPI is sofia_contact [<profile>|*/]user@domain
// (mod_sofia.c, sofia_contact_function).
func sofiaContactAPI(l *life, arg string) string {
	if i := strings.IndexByte(arg, '/'); i >= 0 {
		arg = arg[i+1:]
	}
	arg, _, _ = strings.Cut(arg, "~")
	user, domain, _ := strings.Cut(arg, "@")
	var list []string
	for _, r := range l.sw.disk.registrations {
		if r.user == user && (domain == "" || r.domain == domain) {
			list = append(list, "sofia/"+r.profile+"/sip:"+r.contact)
		}
	}
	if len(list) == 0 {
		return "error/user_not_registered"
	}
	return strings.Join(list, ",")
}

// vertoContactAPI: nobody has a browser here.
func vertoContactAPI(*life, string) string { return "error/user_not_registered" }

// vertoAPI is verto xmlstatus, without clients (mod_verto.c, cmd_xml_status).
func vertoAPI(*life, string) string {
	return "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<profiles>\n</profiles>\n"
}

func countRegAPI(l *life, _ string) string { return itoa(len(l.sw.disk.registrations)) }

// sofiaAPI is sofia status, with the profiles of the configuration.
func sofiaAPI(l *life, arg string) string {
	if strings.HasPrefix(arg, "xmlstatus gateway") {
		return l.gatewayRows()
	}
	if arg == "xmlstatus profile "+l.phoneProfile()+" reg" {
		return l.registrationList()
	}
	if who, is := strings.CutPrefix(arg, "profile "+l.phoneProfile()+" flush_inbound_reg "); is {
		return l.flush(who)
	}
	if !strings.HasPrefix(arg, "status") {
		return "+OK\n"
	}
	var b strings.Builder
	rule := strings.Repeat("=", 97) + "\n"
	fmt.Fprintf(&b, "%25s\t%s\t  %40s\t%s\n%s", "Name", "   Type", "Data", "State", rule)
	n := 0
	for _, p := range l.conf.Configuration("sofia.conf").Child("profiles").All("profile") {
		settings := p.Params("settings")
		fmt.Fprintf(&b, "%25s\t%s\t  %40s\t%s (0)\n", p.Attr("name"), "profile",
			"sip:mod_sofia@"+settings["sip-ip"]+":"+settings["sip-port"], "RUNNING")
		n++
	}
	fmt.Fprintf(&b, "%s%d profiles 0 aliases\n", rule, n)
	return b.String()
}

// registrationList is sofia xmlstatus profile … reg, as far as it is read
// (mod_sofia.c, show_reg_callback_xml).
func (l *life) registrationList() string {
	var b strings.Builder
	b.WriteString("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<profile>\n  <registrations>\n")
	for _, r := range l.sw.disk.registrations {
		fmt.Fprintf(&b, "    <registration>\n        <call-id>%s</call-id>\n        <user>%s@%s</user>\n        <contact>&quot;&quot; &lt;sip:%s&gt;</contact>\n    </registration>\n",
			r.callID, r.user, r.domain, r.contact)
	}
	b.WriteString("  </registrations>\n</profile>\n")
	return b.String()
}

// flush ends the registrations of user@domain, as if they had run out
// (sofia_reg.c, sofia_reg_expire_call_id).
func (l *life) flush(who string) string {
	for _, r := range slices.Clone(l.sw.disk.registrations) {
		if r.user+"@"+r.domain == who {
			l.sw.expire(r)
		}
	}
	return "+OK flushing all registrations matching specified call_id\n"
}

// registrationRows is the core's table of registrations.
func (l *life) registrationRows() (names []string, rows [][]string) {
	for _, r := range l.sw.disk.registrations {
		rows = append(rows, []string{
			r.user, r.domain, r.callID, "sofia/" + r.profile + "/sip:" + r.contact, itoa(int(r.expires.Unix())),
			"127.0.0.1", r.port(), "udp", "switchtest", "",
		})
	}
	return strings.Split("reg_user,realm,token,url,expires,network_ip,network_port,network_proto,hostname,metadata", ","), rows
}
