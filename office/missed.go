package office

import "slices"

// Who calls back the callers of a queue who gave up waiting. They are in the
// list of missed callers in any case.
const (
	MissedList     = "list"     // nobody, but who reads the list
	MissedRobot    = "robot"    // the robot, which lets him wait for an operator then
	MissedOperator = "operator" // the next operator who is free
)

func onMissed() []string { return []string{MissedList, MissedRobot, MissedOperator} }

// checkMissed finds queues whose lost callers are to be called by an office that
// cannot call anybody.
func checkMissed(top *section, o Office) {
	_, out := o.CallsOut()
	calls := func(q Queue) bool { return q.Missed != MissedList }
	if out || !top.right("trunk") || !slices.ContainsFunc(o.Queues, calls) {
		return
	}
	for _, s := range top.tables("queue") {
		if v := s.at.table["missed"]; v != nil && v.text != MissedList && s.right("missed") {
			s.mistake("missed", "needs a trunk that has a proxy", `write proxy = "sip.example.com" in [[trunk]], or missed = "list"`)
		}
	}
}
