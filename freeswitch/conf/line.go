package conf

import (
	"net"

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
        <action application="multiset" data="cabline_alone= cabline_line={{x .Line.Name}} transfer_after_bridge=after-{{x .Line.Name}}:XML:engine continue_on_fail=true ringback=%(1000,4000,425) transfer_ringback=%(1000,4000,425) cabline_timer=${sched_transfer(+5 ${uuid} line-{{x .Line.Name}} XML alone)}"/>
        <action application="socket" data="{{x (engines .Office)}} async full"/>
        <action application="transfer" data="line-{{x .Line.Name}} XML alone"/>
{{- end}}`

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
