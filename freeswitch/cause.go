package freeswitch

import "github.com/cabline/cabline/dialplan/route"

// Hangup causes as FreeSWITCH names them (switch_channel.c, CAUSE_CHART).
const (
	causeNormal    = "NORMAL_CLEARING"
	causeLoseRace  = "LOSE_RACE"
	causeCancelled = "ORIGINATOR_CANCEL"
)

// ringResult says what the cause of a leg that was not answered tells of the
// operator.
func ringResult(cause string) route.RingResult {
	switch cause {
	case "USER_BUSY", "NORMAL_CIRCUIT_CONGESTION":
		return route.PhoneBusy
	case "CALL_REJECTED":
		return route.Refused
	case "NO_ANSWER", "ALLOTTED_TIMEOUT", "NO_USER_RESPONSE", "PROGRESS_TIMEOUT":
		return route.NoAnswer
	case causeLoseRace, causeCancelled, "PICKED_OFF", causeNormal:
		return route.Withdrawn
	}
	// Not registered, no route, a network that is gone, a codec that does not
	// fit: none of them is the operator's fault.
	return route.Unreachable
}
