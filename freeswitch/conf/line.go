package conf

import (
	"net"

	"github.com/cabline/cabline/office"
)

// lineActions is what every way to a line does: say which line it is, arm the
// dead-man timer, hand the call over, and go on alone if nobody takes it.
//
// The timer is there because an engine that accepts the connection and then
// says nothing would hold the caller for ever (mod_event_socket.c; the park
// loop takes itself back under control). The engine puts it off as long as it
// lives.
const lineActions = `{{define "line"}}
        <action application="unset" data="cabline_alone"/>
        <action application="set" data="cabline_line={{x .Line.Name}}"/>
        <action application="set" data="transfer_after_bridge=after-{{x .Line.Name}}:XML:engine"/>
        <action application="sched_transfer" data="+5 line-{{x .Line.Name}} XML alone"/>
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
