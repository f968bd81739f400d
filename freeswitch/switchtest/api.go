package switchtest

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/cabline/cabline/freeswitch/switchtest/internal/fsxml"
)

// api is an API command: what fs_cli takes as a line. Its text ends as
// FreeSWITCH's does, with a line break or without.
type api func(l *life, arg string) string

// apis are the commands of mod_commands, mod_sofia, mod_verto and
// mod_callcenter that this switch has.
func apis() map[string]api {
	return map[string]api{
		"status":         statusAPI,
		"version":        versionAPI,
		"reloadxml":      reloadAPI,
		"show":           showAPI,
		"global_getvar":  func(l *life, arg string) string { return l.conf.Global(arg) },
		"module_exists":  moduleAPI,
		"fsctl":          fsctlAPI,
		"expr":           func(*life, string) string { return "" },
		"echo":           func(_ *life, arg string) string { return arg },
		"msleep":         msleepAPI,
		"create_uuid":    func(l *life, _ string) string { return l.bareID() },
		"strftime":       func(*life, string) string { return time.Now().Format("2006-01-02 15:04:05") },
		"originate":      originateAPI,
		"sched_transfer": schedTransferAPI,
		"sched_del":      schedDelAPI,
		"sched_api":      schedAPI,

		"uuid_exists":         existsAPI,
		"uuid_kill":           killAPI,
		"uuid_transfer":       transferAPI,
		"uuid_bridge":         bridgeAPI,
		"uuid_park":           parkAPI,
		"uuid_break":          breakAPI,
		"uuid_broadcast":      broadcastAPI,
		"uuid_dump":           dumpAPI,
		"uuid_getvar":         getvarAPI,
		"uuid_setvar":         setvarAPI,
		"uuid_setvar_multi":   setvarMultiAPI,
		"uuid_recv_dtmf":      recvDTMFAPI,
		"uuid_answer":         answerAPI,
		"hupall":              hupallAPI,
		"sofia":               sofiaAPI,
		"sofia_contact":       sofiaContactAPI,
		"verto_contact":       vertoContactAPI,
		"verto":               vertoAPI,
		"callcenter_config":   callcenterAPI,
		"reloadacl":           func(*life, string) string { return "+OK acl reloaded\n" },
		"local_stream":        func(*life, string) string { return "+OK\n" },
		"interface_ip":        func(*life, string) string { return "127.0.0.1" },
		"domain_exists":       func(*life, string) string { return "true" },
		"uuid_record":         uuidRecordAPI,
		"uuid_phone_event":    phoneEventAPI,
		"sofia_count_reg":     countRegAPI,
		"sofia_username_of":   func(*life, string) string { return "" },
		"sofia_presence_data": func(*life, string) string { return "" },
	}
}

// moduleOf is the module that brings a command, as far as one may be missing.
func moduleOf(name string) string {
	switch {
	case strings.HasPrefix(name, "sofia"):
		return "mod_sofia"
	case strings.HasPrefix(name, "verto"):
		return "mod_verto"
	case strings.HasPrefix(name, "callcenter"):
		return "mod_callcenter"
	}
	return "mod_commands"
}

// loaded reports whether the configuration loads a module; one that lists none
// loads all.
func (l *life) loaded(module string) bool {
	list := l.conf.Configuration("modules.conf").Child("modules")
	return list == nil || list.Find("load", "module", module) != nil
}

// try runs a command; false if there is none of that name.
func (l *life) try(name, arg string) (string, bool) {
	name = strings.ToLower(name)
	run, ok := l.apis[name]
	if !ok || !l.loaded(moduleOf(name)) {
		return "", false
	}
	return run(l, arg), true
}

// run is try for those who do not mind: ${name(arg)} in a dialplan.
func (l *life) run(name, arg string) string {
	out, _ := l.try(name, arg)
	return out
}

func statusAPI(l *life, _ string) string {
	var b strings.Builder
	b.WriteString("UP " + upTime(time.Since(l.born)) + "\n")
	fmt.Fprintf(&b, "FreeSWITCH (Version %s) is ready\n", version)
	fmt.Fprintf(&b, "%d session(s) since startup\n", l.born24)
	fmt.Fprintf(&b, "%d session(s) - peak %d, last 5min %d \n", len(l.channels), len(l.channels), len(l.channels))
	fmt.Fprintf(&b, "0 session(s) per Sec out of max %s, peak 0, last 5min 0 \n", l.limit("sessions-per-second", "30"))
	fmt.Fprintf(&b, "%s session(s) max\nmin idle cpu 0.00/98.00\n", l.limit("max-sessions", "1000"))
	return b.String()
}

// upTime is a duration in FreeSWITCH's words.
func upTime(d time.Duration) string {
	part := func(n int64, unit string) string {
		if n == 1 {
			return fmt.Sprintf("%d %s", n, unit)
		}
		return fmt.Sprintf("%d %ss", n, unit)
	}
	us := d.Microseconds()
	return strings.Join([]string{
		part(us/1e6/86400/365, "year"), part(us/1e6/86400%365, "day"), part(us/1e6/3600%24, "hour"), part(us/1e6/60%60, "minute"),
		part(us/1e6%60, "second"), part(us/1e3%1e3, "millisecond"), part(us%1e3, "microsecond"),
	}, ", ")
}

func versionAPI(_ *life, arg string) string {
	if strings.Contains(arg, "short") {
		number, _, _ := strings.Cut(version, "-")
		return number + "\n"
	}
	return "FreeSWITCH Version " + version + " (switchtest)\n"
}

// reloadAPI reads the files again. Running queues and profiles do not change
// (facts E.5); contexts and the directory do.
func reloadAPI(l *life, _ string) string {
	conf, err := fsxml.Read(l.sw.files, l.sw.opts.Globals)
	if err != nil {
		return "+OK [" + err.Error() + "]\n"
	}
	l.conf = conf
	if e := l.begin("RELOADXML", ""); e != nil {
		e.fire()
	}
	return "+OK [Success]\n"
}

// moduleAPI knows a module if the configuration loads it.
func moduleAPI(l *life, arg string) string {
	return strconv.FormatBool(l.loaded(arg))
}

// fsctlAPI answers questions about limits and nothing else.
func fsctlAPI(l *life, arg string) string {
	switch strings.TrimSpace(arg) {
	case "max_sessions":
		return "+OK max sessions: " + l.limit("max-sessions", "1000") + "\n"
	case "sps":
		return "+OK sessions per second: " + l.limit("sessions-per-second", "30") + "\n"
	}
	return "+OK\n"
}

func msleepAPI(l *life, arg string) string {
	l.sleep(time.Duration(number(arg, 0)) * time.Millisecond)
	return "+OK\n"
}

func schedTransferAPI(l *life, arg string) string {
	argv := append(words(arg, 6), "", "", "", "")
	if argv[1] == "" {
		return "-USAGE: [+]<time> <uuid> <extension> [<dialplan>] [<context>]\n"
	}
	if l.channels[argv[1]] == nil {
		return noChannel
	}
	l.scheduleTransfer(argv[0], argv[1], argv[2], argv[3], argv[4])
	return "+OK\n"
}

func schedDelAPI(l *life, arg string) string {
	return fmt.Sprintf("+OK Deleted: %d\n", l.unschedule(arg))
}

// schedAPI runs a command later: sched_api +N group command arguments.
func schedAPI(l *life, arg string) string {
	argv := append(words(arg, 3), "", "", "")
	id := l.schedule(argv[0], argv[1], func() {
		name, rest, _ := strings.Cut(argv[2], " ")
		l.run(name, rest)
	})
	return fmt.Sprintf("+OK Added: %d\n", id)
}
