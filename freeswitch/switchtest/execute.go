package switchtest

import (
	"strings"

	"github.com/google/uuid"
)

// app is an application of the dialplan.
type app struct {
	run func(ch *channel, data string)

	// noMedia: it works on a call that has not been answered. Before any other
	// an unanswered call that came in gets early media.
	noMedia bool

	// zombie: it runs even when the call is hung up.
	zombie bool
}

// execute runs an application by name. It returns false if there is no such
// application; then the call is hung up, as FreeSWITCH does (switch_core_session.c,
// switch_core_session_execute_application_get_flags).
func (ch *channel) execute(name, data string) bool {
	a, known := ch.l.apps[strings.ToLower(name)]
	if ch.down() {
		return known && a.zombie && ch.run1(name, a, data)
	}
	if !known {
		ch.l.sw.log.Warn("invalid application", "name", name, "channel", ch.uuid)
		ch.hangUp("DESTINATION_OUT_OF_ORDER")
		return false
	}
	if !a.noMedia && !ch.flags.answered && !ch.flags.early {
		if ch.outbound {
			return false
		}
		ch.preAnswer()
	}
	return ch.run1(name, a, data)
}

// run1 tells that an application begins, runs it, and tells that it has ended
// (switch_core_session.c, switch_core_session_exec).
func (ch *channel) run1(name string, a app, data string) bool {
	id := ch.get("app_uuid")
	if id == "" {
		id = uuid.NewString()
	}
	label := ch.get("app_uuid_name")
	ch.set("app_uuid", "")
	ch.set("app_uuid_name", "")
	expanded := ch.expand(data)
	ch.set("current_application", name)
	ch.set("current_application_data", expanded)
	ch.set("current_application_response", "")
	ch.l.sw.trace.note(ch.uuid, "%s(%s)", name, expanded)
	ch.rowExecute(name, expanded)
	if e := ch.begin("CHANNEL_EXECUTE"); e != nil {
		e.channel(ch)
		e.application(name, expanded)
		e.add("Application-UUID", id)
		e.addIf("Application-UUID-Name", label)
		e.fire()
	}
	ch.flags.broken = 0
	ch.apps++
	a.run(ch, expanded)
	ch.apps--
	if e := ch.begin("CHANNEL_EXECUTE_COMPLETE"); e != nil {
		e.channel(ch)
		e.application(name, expanded)
		response := ch.get("current_application_response")
		if response == "" {
			response = "_none_"
		}
		e.add("Application-Response", response)
		e.add("Application-UUID", id)
		e.addIf("Application-UUID-Name", label)
		e.fire()
	}
	return true
}

func (e *event) application(name, data string) {
	e.add("Application", name)
	e.addIf("Application-Data", data)
}

// respond is what the application's completion will say.
func (ch *channel) respond(text string) { ch.set("current_application_response", text) }

// executeOn runs the applications of every variable whose name begins with
// prefix (switch_channel.c, switch_channel_execute_on): "app arg" at once,
// "app::arg" as a queued command.
func (ch *channel) executeOn(prefix string) {
	for _, value := range ch.withPrefix(prefix) {
		if app, arg, ok := strings.Cut(value, "::"); ok && !strings.Contains(app, " ") {
			ch.deliver(message{headers: []variable{
				{"call-command", "execute"}, {"execute-app-name", app}, {"execute-app-arg", arg},
			}})
			continue
		}
		i := strings.IndexAny(value, " :")
		if i < 0 {
			ch.execute(value, "")
			continue
		}
		ch.execute(value[:i], value[i+1:])
	}
}

// apiOn runs the API commands of every variable whose name begins with prefix
// (switch_channel.c, switch_channel_api_on).
func (ch *channel) apiOn(prefix string) {
	for _, value := range ch.withPrefix(prefix) {
		name, arg, _ := strings.Cut(ch.expand(value), " ")
		ch.l.run(name, arg)
	}
}

func (ch *channel) withPrefix(prefix string) []string {
	var list []string
	for _, v := range ch.vars {
		if len(v.name) >= len(prefix) && strings.EqualFold(v.name[:len(prefix)], prefix) {
			list = append(list, v.value)
		}
	}
	return list
}

// preAnswer opens the way for sound before the call is answered.
func (ch *channel) preAnswer() {
	if ch.flags.answered || ch.flags.early || ch.down() {
		return
	}
	ch.flags.early = true
	ch.flowing()
	ch.times.media = ch.l.clock()
	ch.rowMedia()
	if e := ch.begin("CHANNEL_PROGRESS_MEDIA"); e != nil {
		e.channel(ch)
		e.fire()
	}
	ch.setCallState("EARLY")
}
