package conf

// insideActions are a call to a colleague (D5), whose extension is $1: the engine
// has it, which knows all his telephones and what he does; without one FreeSWITCH
// rings him by itself. The timer is there as for a line's callers.
//
// The variable that makes it a colleague's call is set here and nowhere else, and
// has digits only.
const insideActions = `{{define "inside"}}
        <action application="multiset" data="cabline_alone= cabline_held= cabline_inside=$1 hangup_after_bridge=true force_transfer_context=referred continue_on_fail=true ringback=%(1000,4000,425) transfer_ringback=%(1000,4000,425) cabline_timer=${sched_transfer(+5 ${uuid} inside-$1 XML alone)}"/>
        <action application="socket" data="{{x (engines .Office)}} async full"/>
        <action application="transfer" data="inside-$1 XML alone"/>
{{- end}}`
