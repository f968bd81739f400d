package conf

import (
	"net"
	"slices"

	"github.com/cabline/cabline/office"
)

// lineActions is what every way to a line does: say which line it is, arm the
// dead-man timer, hand the call over, and go on alone if nobody takes it.
//
// One application does it all, those variables too that the engine needs when
// it rings somebody, and the timer, which is set while its text is put together:
// each application costs FreeSWITCH two events of six kilobytes, in every call.
//
// The timer is there because an engine that accepts the connection and then
// says nothing would hold the caller for ever (mod_event_socket.c; the park
// loop takes itself back under control). The engine puts it off as long as it
// lives.
const lineActions = `{{define "line"}}
{{- if .Line.Record}}{{template "recorded" .Office}}{{end}}
        <action application="multiset" data="cabline_alone= cabline_held= cabline_line={{x .Line.Name}} transfer_after_bridge=after-{{x .Line.Name}}:XML:engine force_transfer_context=referred continue_on_fail=true ringback=%(1000,4000,425) transfer_ringback=%(1000,4000,425) cabline_timer=${sched_transfer(+5 ${uuid} line-{{x .Line.Name}} XML alone)}"/>
{{- if .Talks}}
        <action application="answer"/>
{{- end}}
        <action application="socket" data="{{x (engines .Office)}} async full"/>
        <action application="transfer" data="line-{{x .Line.Name}} XML alone"/>
{{- end}}`

// Talks reports whether whoever calls the line is talked to at once, by words or
// by music: he is answered before the engine has him. FreeSWITCH looks for what
// the engine says once in 20 ms where there is no sound yet, and after each packet
// where there is (switch_ivr.c, switch_ivr_park): his first word comes 10 ms sooner.
// A line that rings one person is answered by that person.
func (l lineOf) Talks() bool {
	return l.Line.Operator == "" && !slices.ContainsFunc(l.Line.When, func(w office.When) bool { return w.To.Operator != "" })
}

// lineOf is what lineActions is told.
type lineOf struct {
	Office office.Office
	Line   office.Line
}

func host(address string) string {
	h, _, _ := net.SplitHostPort(address)
	return h
}

func port(address string) string {
	_, p, _ := net.SplitHostPort(address)
	return p
}
