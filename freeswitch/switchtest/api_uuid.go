package switchtest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/cabline/cabline/freeswitch/switchtest/internal/fstext"
)

// Commands about one channel (mod_commands.c).

const noChannel = "-ERR No such channel!\n"

func (l *life) bareID() string { return uuid.NewString() }

func existsAPI(l *life, arg string) string { return strconv.FormatBool(l.channels[arg] != nil) }

func killAPI(l *life, arg string) string {
	id, cause, _ := strings.Cut(arg, " ")
	ch := l.channels[id]
	if ch == nil {
		return noChannel
	}
	ch.hangUp(cause)
	return "+OK\n"
}

func transferAPI(l *life, arg string) string {
	argv := append(words(arg, 5), "", "", "", "")
	if argv[1] == "" {
		return "-USAGE: <uuid> [-bleg|-both] <dest-exten> [<dialplan>] [<context>]\n"
	}
	ch := l.channels[argv[0]]
	if ch == nil {
		return noChannel
	}
	if argv[1][0] != '-' {
		ch.transfer(argv[1], argv[2], argv[3])
		return "+OK\n"
	}
	other := l.channels[ch.get("bridge_to")]
	if other != nil && argv[1] == "-both" {
		other.transfer(argv[2], argv[3], argv[4])
	} else if other != nil && argv[1] == "-bleg" {
		ch = other
	}
	ch.transfer(argv[2], argv[3], argv[4])
	return "+OK\n"
}

func bridgeAPI(l *life, arg string) string {
	argv := append(words(arg, 4), "", "")
	if !l.uuidBridge(argv[0], argv[1]) {
		return "-ERR Invalid uuid\n"
	}
	return "+OK " + argv[1] + "\n"
}

func parkAPI(l *life, arg string) string {
	ch := l.channels[arg]
	if ch == nil {
		return "-ERR No such channel!\n"
	}
	ch.flags.transfer = true
	ch.setState(csPark)
	return "+OK\n"
}

func breakAPI(l *life, arg string) string {
	argv := append(words(arg, 2), "", "")
	ch := l.channels[argv[0]]
	if ch == nil {
		return "-ERR No such channel!\n"
	}
	ch.flags.broken = 1
	if argv[1] == "all" {
		ch.flushMessages()
		ch.flags.stopBroadcast = true
	}
	ch.poke()
	return "+OK\n"
}

// broadcastAPI plays something to a channel beside what it does: it queues a
// playback, or another application, without event-lock.
func broadcastAPI(l *life, arg string) string {
	argv := append(fstext.Separate(arg, ' ', 4), "", "", "")
	ch := l.channels[argv[0]]
	if ch == nil || argv[1] == "" {
		return "-ERR invalid uuid\n"
	}
	app, data := "playback", argv[1]
	if name, rest, ok := strings.Cut(argv[1], "::"); ok {
		app, data = name, rest
	}
	ch.deliver(message{headers: []variable{
		{"call-command", "execute"}, {"execute-app-name", app}, {"execute-app-arg", data},
	}})
	return "+OK Message sent\n"
}

func dumpAPI(l *life, arg string) string {
	argv := append(words(arg, 2), "", "")
	ch := l.channels[argv[0]]
	if ch == nil {
		return noChannel
	}
	e := &event{l: l, name: "CHANNEL_DATA"}
	e.stamp()
	e.channel(ch)
	switch strings.ToLower(argv[1]) {
	case "json":
		return string(e.json())
	case "plain":
		return string(e.plain) + "\n"
	}
	return string(e.plain) + "\n"
}

func getvarAPI(l *life, arg string) string {
	argv := append(words(arg, 4), "", "")
	ch := l.channels[argv[0]]
	if ch == nil {
		return noChannel
	}
	v, ok := ch.lookup(argv[1])
	if !ok {
		return "_undef_"
	}
	return v
}

func setvarAPI(l *life, arg string) string {
	argv := append(words(arg, 3), "", "", "")
	ch := l.channels[argv[0]]
	if ch == nil {
		return noChannel
	}
	if argv[1] == "" {
		return "-ERR No variable specified\n"
	}
	ch.set(argv[1], argv[2])
	return "+OK\n"
}

func setvarMultiAPI(l *life, arg string) string {
	id, vars, _ := strings.Cut(arg, " ")
	ch := l.channels[id]
	if ch == nil {
		return noChannel + "-USAGE: <uuid> <var>=<value>;<var>=<value>...\n"
	}
	for _, v := range fstext.Separate(vars, ';', 64) {
		name, value, _ := strings.Cut(v, "=")
		ch.set(name, value)
	}
	return "+OK\n"
}

func recvDTMFAPI(l *life, arg string) string {
	argv := words(arg, 2)
	if len(argv) < 2 {
		return "-USAGE: <uuid> <dtmf_data>\n"
	}
	ch := l.channels[argv[0]]
	if ch == nil {
		return "-ERR Cannot locate session!\n"
	}
	ch.press(argv[1])
	return fmt.Sprintf("+OK %s received DTMF %s.\n", argv[0], argv[1])
}

func answerAPI(l *life, arg string) string {
	ch := l.channels[arg]
	if ch == nil {
		return "-ERR No such channel!\n"
	}
	ch.answer()
	return "+OK\n"
}

// phoneEventAPI has a telephone told by NOTIFY what to do: "talk", which is also
// what nothing says, lets one that rings answer (mod_sofia.c,
// sofia_receive_message, SWITCH_MESSAGE_INDICATE_PHONE_EVENT). FreeSWITCH does
// not hear whether the telephone knows the word.
func phoneEventAPI(l *life, arg string) string {
	argv := append(words(arg, 2), "", "")
	ch := l.channels[argv[0]]
	if ch == nil {
		return "-ERR Operation failed\n"
	}
	if n, ok := ch.leg.(*line); ok && n.phone != nil && either(argv[1], "talk") == "talk" {
		l.spawn(func() {
			l.sleep(wire)
			if n.rings && !n.over && !n.phone.gone && !n.phone.unteachable {
				n.answer()
			}
		})
	}
	return "+OK Success\n"
}

func hupallAPI(l *life, arg string) string {
	argv := append(words(arg, 3), "", "", "")
	cause := either(argv[0], "MANAGER_REQUEST")
	if argv[1] != "" {
		l.hangUpMatching(argv[1], argv[2], cause)
	} else {
		for _, ch := range slices.Clone(l.order) {
			ch.hangUp(cause)
		}
	}
	return "+OK hangup all channels with cause " + cause + "\n"
}

// originateAPI dials and then runs an application on the leg that answers, or
// sends it to an extension (mod_commands.c, originate_function).
func originateAPI(l *life, arg string) string {
	argv := words(arg, 10)
	if len(argv) < 2 || len(argv) > 7 {
		return "-USAGE: <call url> <exten>|&<application_name>(<app_args>) [<dialplan>] [<context>] [<cid_name>] [<cid_num>] [<timeout_sec>]\n"
	}
	// The parts are cleaned of quotes by the separation, as in C; so is the dial
	// string, whose quotes it therefore loses once.
	argv = append(argv, "", "", "", "", "")
	for i := range argv {
		if strings.EqualFold(argv[i], "undef") {
			argv[i] = ""
		}
	}
	timeout := number(argv[6], 0)
	if timeout < 1 {
		timeout = 60
	}
	leg, cause := l.originate(nil, origin{dial: argv[0], timeout: timeout, cidName: argv[4], cidNumber: argv[5]})
	if leg == nil {
		return "-ERR " + cause + "\n"
	}
	if app, ok := strings.CutPrefix(argv[1], "&"); ok {
		app, _, _ = strings.Cut(app, ")") // the first one ends it
		name, data, _ := strings.Cut(app, "(")
		leg.setExtension(&extension{name: name, actions: []action{{name, data}}})
		leg.setState(csExecute)
	} else {
		leg.transfer(argv[1], either(argv[2], "XML"), either(argv[3], "default"))
	}
	return "+OK " + leg.uuid + "\n"
}
