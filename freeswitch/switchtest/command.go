package switchtest

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/cabline/cabline/freeswitch/switchtest/internal/fstext"
)

// obey does one command of the event socket and returns its answer, as reply
// takes it (mod_event_socket.c, parse_command).
func (li *listener) obey(req request) string {
	if answer, done := li.obeyAnybody(req); done {
		return answer
	}
	if li.outbound && !li.full {
		return notFound
	}
	word, rest, _ := strings.Cut(req.command, " ")
	switch strings.ToLower(word) {
	case "sendevent":
		return li.sendEvent(req, strings.TrimSpace(rest))
	case "api":
		return li.runAPI(rest)
	case "bgapi":
		return li.runJob(req, rest)
	case "log":
		return "+OK log level " + rest + " [7]"
	case "nolog":
		return "+OK no longer logging"
	case "linger":
		return li.keepOpen(rest)
	case "nolinger":
		if li.ch == nil {
			return "-ERR not controlling a session"
		}
		li.linger = 0
		return "+OK will not linger"
	case "event":
		return li.subscribe(rest)
	case "nixevent":
		return li.unsubscribe(rest)
	case "noevents":
		if !li.listening() {
			return "-ERR not listening for events"
		}
		li.all, li.names, li.subclasses, li.queue = false, nil, nil, nil
		return "+OK no longer listening for events"
	}
	return notFound
}

const notFound = "-ERR command not found"

// obeyAnybody does the commands that need no password, and those that an
// outbound socket has even without full.
func (li *listener) obeyAnybody(req request) (answer string, done bool) {
	cmd := req.command
	lower := strings.ToLower(cmd)
	switch {
	case strings.HasPrefix(lower, "exit"), strings.HasPrefix(lower, "..."):
		li.running = false
		return "+OK bye", true
	case !li.authed:
		return li.authenticate(cmd, lower)
	case strings.HasPrefix(lower, "filter "):
		return li.filter(cmd[len("filter "):]), true
	case strings.HasPrefix(lower, "resume") && li.ch != nil:
		li.resume = true
		li.ch.set("socket_resume", "true")
		return "+OK", true
	case strings.HasPrefix(lower, "connect") && li.ch != nil:
		li.connect()
		return "", true
	case strings.HasPrefix(lower, "getvar") && li.ch != nil:
		_, name, _ := strings.Cut(cmd, " ")
		if v := li.ch.get(strings.TrimSpace(name)); v != "" {
			return v, true
		}
		return notFound, true
	case strings.HasPrefix(lower, "myevents"):
		return li.ownEvents(cmd, lower), true
	case strings.HasPrefix(lower, "divert_events"):
		if li.ch == nil {
			return "-ERR not controlling a session.", true
		}
		if strings.Contains(lower, "on") {
			return "+OK events diverted", true
		}
		return "+OK events not diverted", true
	case strings.HasPrefix(lower, "sendmsg"):
		return li.sendMessage(req, strings.TrimSpace(cmd[len("sendmsg"):])), true
	}
	return "", false
}

func (li *listener) authenticate(cmd, lower string) (string, bool) {
	if !strings.HasPrefix(lower, "auth ") {
		return notFound, true
	}
	if strings.TrimRight(cmd[len("auth "):], " \r") != li.l.password() {
		li.running = false
		return "-ERR invalid", true
	}
	li.authed = true
	return "+OK accepted", true
}

// password is the event socket's, from its configuration.
func (l *life) password() string {
	if p := l.conf.Configuration("event_socket.conf").Params("settings")["password"]; p != "" {
		return p
	}
	return "ClueCon"
}

// connect hands the call over: everything known of it, and no Content-Length.
func (li *listener) connect() {
	e := &event{l: li.l, name: "CHANNEL_DATA"}
	e.stamp()
	e.profile("Channel", li.ch.profile, li.ch.times)
	e.channel(li.ch)
	e.add("Content-Type", "command/reply")
	e.add("Reply-Text", "+OK\n")
	mode, control := "static", "single-channel"
	if li.async {
		mode = "async"
	}
	if li.full {
		control = "full"
	}
	e.add("Socket-Mode", mode)
	e.add("Control", control)
	li.connected = true
	li.ch.poke()
	li.write(string(e.plain) + "\n")
}

// ownEvents subscribes an outbound socket to the events of its call.
func (li *listener) ownEvents(cmd, lower string) string {
	if li.myEvents {
		return "-ERR aready enabled." // as it is spelt there
	}
	if li.ch == nil {
		id, _, _ := strings.Cut(strings.TrimSpace(cmd[len("myevents"):]), " ")
		if li.ch = li.l.channels[id]; li.ch == nil {
			return "-ERR invalid uuid"
		}
		li.ch.locks++
		li.async = true
		li.l.listeners = slices.DeleteFunc(li.l.listeners, func(o *listener) bool { return o == li })
	}
	li.listenTo(strings.Fields(`CHANNEL_ANSWER CHANNEL_APPLICATION CHANNEL_BRIDGE CHANNEL_CREATE CHANNEL_DATA CHANNEL_DESTROY
		CHANNEL_EXECUTE CHANNEL_EXECUTE_COMPLETE CHANNEL_HANGUP CHANNEL_HANGUP_COMPLETE CHANNEL_ORIGINATE CHANNEL_UUID
		CHANNEL_OUTGOING CHANNEL_PARK CHANNEL_PROGRESS CHANNEL_PROGRESS_MEDIA CHANNEL_STATE CHANNEL_UNBRIDGE CHANNEL_UNPARK
		DETECTED_SPEECH DTMF NOTALK TALK`))
	li.myEvents = true
	if strings.Contains(lower, "json") {
		li.format = "json"
	}
	if !slices.Contains(li.ch.own, li) {
		li.ch.own = append(li.ch.own, li)
	}
	return "+OK Events Enabled"
}

func (li *listener) listenTo(names []string) {
	if li.names == nil {
		li.names = make(map[string]bool)
	}
	for _, n := range names {
		li.names[n] = true
	}
}

func (li *listener) listening() bool { return li.all || len(li.names) > 0 || len(li.subclasses) > 0 }

// subscribe is the event command: every word behind CUSTOM is a subclass.
func (li *listener) subscribe(rest string) string {
	words := strings.Fields(rest)
	if len(words) > 0 {
		switch f := strings.ToLower(words[0]); f {
		case "plain", "json", "xml":
			li.format = f
			words = words[1:]
		}
	}
	known := 0
	for i, w := range words {
		if strings.EqualFold(w, "ALL") {
			li.all = true
			known++
			continue
		}
		w = strings.ToUpper(w)
		if !eventNames(w) {
			continue
		}
		known++
		li.listenTo([]string{w})
		if w == "CUSTOM" {
			if li.subclasses == nil {
				li.subclasses = make(map[string]bool)
			}
			for _, s := range words[i+1:] {
				li.subclasses[s] = true
			}
			break
		}
	}
	if known == 0 {
		return "-ERR no keywords supplied"
	}
	if li.ch != nil && !li.myEvents && !slices.Contains(li.l.listeners, li) {
		li.l.listeners = append(li.l.listeners, li)
	}
	return "+OK event listener enabled " + li.format
}

// eventNames reports whether FreeSWITCH has an event of that name. Those that
// this switch never fires are names all the same.
func eventNames(name string) bool {
	return strings.HasPrefix(name, "CHANNEL_") || slices.Contains(strings.Fields(`CUSTOM API LOG HEARTBEAT SHUTDOWN BACKGROUND_JOB DTMF
		RELOADXML MODULE_LOAD MODULE_UNLOAD PLAYBACK_START PLAYBACK_STOP RECORD_START RECORD_STOP PRESENCE_IN PRESENCE_OUT
		CALL_UPDATE CODEC MESSAGE DETECTED_SPEECH DETECTED_TONE NOTALK TALK SESSION_HEARTBEAT ADD_SCHEDULE DEL_SCHEDULE RE_SCHEDULE
		PRIVATE_COMMAND COMMAND GENERAL MEDIA_BUG_START MEDIA_BUG_STOP`), name)
}

func (li *listener) unsubscribe(rest string) string {
	words := strings.Fields(rest)
	if len(words) == 0 {
		return "-ERR no keywords supplied"
	}
	for _, w := range words {
		delete(li.names, strings.ToUpper(w))
		delete(li.subclasses, w)
		if strings.EqualFold(w, "ALL") {
			li.all, li.names = false, nil
		}
	}
	return "+OK events nixed"
}

// filter is the filter command.
func (li *listener) filter(rest string) string {
	name, value, ok := strings.Cut(strings.TrimLeft(rest, " "), " ")
	switch {
	case strings.EqualFold(name, "delete") && ok:
		name, value, _ = strings.Cut(value, " ")
		li.filters = slices.DeleteFunc(li.filters, func(f filter) bool {
			return name == "all" || strings.EqualFold(f.header, name) && (value == "" || f.value == value)
		})
		return "+OK filter deleted. [" + name + "][" + value + "]"
	case ok:
		if strings.EqualFold(name, "add") {
			name, value, _ = strings.Cut(value, " ")
		}
		li.filters = append(li.filters, filter{name, value})
		return "+OK filter added. [" + name + "]=[" + value + "]"
	}
	return "-ERR invalid syntax"
}

// keepOpen is the linger command.
func (li *listener) keepOpen(rest string) string {
	if li.ch == nil {
		return "-ERR not controlling a session"
	}
	if rest == "" {
		li.linger = -1
		return "+OK will linger"
	}
	n, _ := strconv.Atoi(strings.TrimSpace(rest))
	li.linger = max(time.Duration(n)*time.Second, time.Nanosecond)
	return "+OK will linger " + strconv.Itoa(n) + " seconds"
}

// sendMessage gives a session a private command. Only that it was queued is
// answered.
func (li *listener) sendMessage(req request, id string) string {
	if id == "" {
		id = req.get("session-id")
	}
	ch := li.l.channels[id]
	if id == "" && li.ch != nil {
		ch = li.ch
	}
	if ch == nil || ch.reported {
		return "-ERR invalid session id [" + id + "]"
	}
	if !ch.deliver(req.message) {
		return "-ERR memory error"
	}
	return "+OK"
}

// sendEvent fires an event, or gives it to the session it names.
func (li *listener) sendEvent(req request, name string) string {
	id := uuid.NewString()
	if ch := li.l.channels[req.get("unique-id")]; ch != nil {
		ch.command(req.get("eavesdrop-command"))
		return "+OK " + id
	}
	if e := li.l.begin(strings.ToUpper(name), req.get("Event-Subclass")); e != nil {
		for _, h := range req.headers {
			if !strings.EqualFold(h.name, "Content-Length") {
				e.add(h.name, h.value)
			}
		}
		e.add("Event-UUID", id)
		e.body = req.body
		e.fire()
	}
	return "+OK " + id
}

// runAPI runs an API command on the connection's own thread: nothing else is
// written to it meanwhile.
func (li *listener) runAPI(text string) string {
	name, arg, _ := strings.Cut(strings.TrimRight(text, " "), " ")
	out, ok := li.l.try(name, arg)
	if !ok {
		out = "-ERR " + name + " Command not found!\n"
	}
	if out == "" {
		out = "-ERR no reply\n"
	}
	li.write("Content-Type: api/response\nContent-Length: " + strconv.Itoa(len(out)) + "\n\n" + out)
	return ""
}

// runJob runs an API command on a thread of its own; its result is an event.
func (li *listener) runJob(req request, text string) string {
	id := req.get("job-uuid")
	if id == "" {
		id = uuid.NewString()
	}
	owner := ""
	if li.ch != nil {
		owner = li.ch.uuid
	}
	name, arg, _ := strings.Cut(text, " ")
	l := li.l
	l.spawn(func() {
		out, ok := l.try(name, arg)
		if !ok {
			out = "-ERR " + name + " Command not found!\n"
		}
		if e := l.beginFor("BACKGROUND_JOB", "", owner); e != nil {
			e.uuid, e.owner = "", owner
			e.add("Job-UUID", id)
			e.addIf("Job-Owner-UUID", owner)
			e.add("Job-Command", name)
			e.addIf("Job-Command-Arg", arg)
			e.body = out
			e.fire()
		}
	})
	return "~Reply-Text: +OK Job-UUID: " + id + "\nJob-UUID: " + id + "\n\n"
}

// words splits API arguments (switch_utils.c, switch_separate_string).
func words(s string, most int) []string { return fstext.Separate(s, ' ', most) }

func itoa(n int) string { return strconv.Itoa(n) }
