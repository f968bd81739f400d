package freeswitch

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"strconv"
	"strings"

	"github.com/cabline/cabline/esl"
	"github.com/cabline/cabline/office"
)

// Patient is a FreeSWITCH to be examined.
type Patient struct {
	Dial     func(context.Context) (net.Conn, error)
	Password string
	Office   office.Office
}

// Finding is one thing the engine needs, and whether it is there.
type Finding struct {
	What    string
	OK      bool
	Problem string
	Remedy  string
}

// Examine asks a running FreeSWITCH for everything the engine needs. It changes
// nothing there.
func Examine(ctx context.Context, p Patient, log *slog.Logger) []Finding {
	nc, err := p.Dial(ctx)
	if err != nil {
		return []Finding{{What: "event socket", Problem: err.Error(),
			Remedy: "start FreeSWITCH with the generated configuration, or mend freeswitch.event_socket in cabline.toml"}}
	}
	conn := esl.NewConn(nc, esl.Config{Logger: log})
	defer func() { conn.Close(); <-conn.Done() }()
	if err := conn.Auth(ctx, p.Password); err != nil {
		remedy := "FreeSWITCH runs with another configuration: write it with `cabline freeswitch` and restart FreeSWITCH"
		if errors.Is(err, esl.ErrRefused) {
			remedy = "let this machine in: apply-inbound-acl in event_socket.conf.xml"
		}
		return []Finding{{What: "event socket", Problem: err.Error(), Remedy: remedy}}
	}
	x := examination{ctx: ctx, conn: conn}
	x.good("event socket")
	x.modules()
	x.profiles(p.Office)
	x.queues(p.Office)
	x.limits(p.Office)
	x.engines(p.Office)
	if borrowed, err := os.ReadFile("/proc/sys/net/ipv4/ip_local_port_range"); err == nil {
		x.speechPorts(p.Office, string(borrowed))
	}
	return x.findings
}

type examination struct {
	ctx      context.Context
	conn     *esl.Conn
	findings []Finding
}

func (x *examination) good(what string) {
	x.findings = append(x.findings, Finding{What: what, OK: true})
}

func (x *examination) bad(what, problem, remedy string) {
	x.findings = append(x.findings, Finding{What: what, Problem: problem, Remedy: remedy})
}

func (x *examination) ask(command, args string) string {
	body, err := x.conn.API(x.ctx, command, args)
	if err != nil {
		return err.Error()
	}
	return strings.TrimSpace(body)
}

const rewrite = "write the configuration again with `cabline freeswitch` and restart FreeSWITCH"

func (x *examination) modules() {
	for _, m := range []string{
		"mod_sofia", "mod_callcenter", "mod_hash", "mod_commands", "mod_dptools", "mod_dialplan_xml", "mod_local_stream", "mod_sndfile", "mod_tone_stream",
	} {
		if x.ask("module_exists", m) == "true" {
			x.good(m)
			continue
		}
		remedy := rewrite
		if m == "mod_callcenter" {
			remedy = "mod_callcenter is not built by default: install the package freeswitch-mod-callcenter, or enable it in modules.conf and build again"
		}
		x.bad(m, "not loaded", remedy)
	}
}

func (x *examination) profiles(o office.Office) {
	status := x.ask("sofia", "status")
	for profile, port := range map[string]int{"phones": o.FreeSWITCH.PhonePort, "trunks": o.FreeSWITCH.TrunkPort} {
		what := "SIP profile " + profile
		running := false
		for line := range strings.Lines(status) {
			f := strings.Fields(line)
			running = running || len(f) > 3 && f[0] == profile && f[1] == "profile" && strings.Contains(line, "RUNNING")
		}
		if running {
			x.good(what)
		} else {
			x.bad(what, "not running", fmt.Sprintf("see whether something else has port %d, and FreeSWITCH's log", port))
		}
	}
}

func (x *examination) queues(o office.Office) {
	have := make(map[string]bool)
	for _, q := range table(x.ask("callcenter_config", "queue list")) {
		have[q["name"]] = true
	}
	for _, q := range o.Queues {
		for _, name := range []string{q.Name, q.Name + aloneSuffix} {
			if have[name] {
				x.good("queue " + name)
			} else {
				x.bad("queue "+name, "FreeSWITCH does not have it", rewrite)
			}
		}
	}
}

func (x *examination) limits(o office.Office) {
	for command, want := range map[string]int{"max_sessions": o.FreeSWITCH.MaxCalls, "sps": o.FreeSWITCH.CallsPerSecond} {
		answer := x.ask("fsctl", command)
		have := 0
		for _, f := range strings.Fields(strings.NewReplacer("+OK", "", "max sessions:", "", "sessions per second:", "").Replace(answer)) {
			if n, err := strconv.Atoi(strings.Trim(f, "[]")); err == nil {
				have = n
			}
		}
		if have >= want {
			x.good("fsctl " + command)
		} else {
			x.bad("fsctl "+command, fmt.Sprintf("is %q, the office needs %d", answer, want), rewrite)
		}
	}
}

func (x *examination) engines(o office.Office) {
	for _, addr := range o.FreeSWITCH.Engines {
		var d net.Dialer
		c, err := d.DialContext(x.ctx, "tcp", addr)
		if err != nil {
			x.bad("engine at "+addr, err.Error(), "start it: cabline serve; until then callers wait in FreeSWITCH's own queues")
			continue
		}
		c.Close()
		x.good("engine at " + addr)
	}
}

// speechPorts compares rtp_ports with the ports that the system lends to
// whatever program asks for one: a call that is given such a port while it is
// lent fails with 488 or INCOMPATIBLE_DESTINATION, one in hundreds.
func (x *examination) speechPorts(o office.Office, borrowed string) {
	const what = "rtp_ports"
	var low, high int
	if _, err := fmt.Sscan(borrowed, &low, &high); err != nil {
		return
	}
	if o.FreeSWITCH.RTPLast < low || o.FreeSWITCH.RTPFirst > high {
		x.good(what)
		return
	}
	x.bad(what, fmt.Sprintf("%d–%d reach into %d–%d, which the system lends to other programs: now and then a call will fail",
		o.FreeSWITCH.RTPFirst, o.FreeSWITCH.RTPLast, low, high), fmt.Sprintf("choose rtp_ports below %d in cabline.toml", low))
}
