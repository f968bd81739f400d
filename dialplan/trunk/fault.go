package trunk

import "strconv"

// Outcome is whose doing it was that nobody answered.
type Outcome uint8

const (
	ByCallee     Outcome = iota // he did not pick up, was busy, did not want to: no other trunk helps
	ByTrunk                     // the next one is tried
	NoSuchNumber                // nobody has it
	BySwitch                    // the office's own could not call: no trunk is to blame
)

// End is how a call over a trunk ended without an answer.
type End struct {
	Cause  string // as FreeSWITCH names it: "USER_BUSY"
	Status int    // of SIP that the provider answered with; 0: none came, or it is not known
	Rang   bool   // a phone has rung before (180)
	Spoke  bool   // the network has sent sound before (183): a ringing tone, or why nothing rings
}

// Judge says whose doing it was. Where a provider has answered, his word counts:
// FreeSWITCH has one cause for a provider that forbids a call (403) and a person
// who declines it (603), see sofia_glue.c, sofia_glue_sip_cause_to_freeswitch.
//
// A phone that has rung is proof of the trunk: whatever ended the call then, he
// is not called a second time over another one. Sound is proof too, unless the
// provider then says that he failed: he may have spoken of that.
func Judge(e End) Outcome {
	switch {
	case e.Rang, e.Spoke && (e.Status == 0 || e.Status == 408 || e.Status == 504):
		return ByCallee
	case e.Cause == "PROGRESS_TIMEOUT": // and the status is that of our own giving up
		return ByTrunk
	case e.Status != 0:
		return judgeStatus(e.Status)
	}
	switch e.Cause {
	case "UNALLOCATED_NUMBER", "INVALID_NUMBER_FORMAT", "NUMBER_CHANGED":
		return NoSuchNumber
	case "USER_BUSY", "NO_ANSWER", "ALLOTTED_TIMEOUT", "NO_USER_RESPONSE", "SUBSCRIBER_ABSENT", "CALL_REJECTED",
		"ORIGINATOR_CANCEL", "NORMAL_CLEARING", "LOSE_RACE":
		return ByCallee
	case "MAX_CALLS_EXCEEDED", "SWITCH_CONGESTION", "MANDATORY_IE_MISSING":
		return BySwitch
	}
	// GATEWAY_DOWN, INVALID_GATEWAY, RECOVERY_ON_TIMER_EXPIRE,
	// NORMAL_TEMPORARY_FAILURE, NETWORK_OUT_OF_ORDER and their like: nobody's
	// phone has rung, and another provider may do better.
	return ByTrunk
}

// judgeStatus goes by who speaks in a final answer (RFC 3261, 21.4 to 21.6).
func judgeStatus(status int) Outcome {
	switch status {
	case 404, 410, 484, 485, 604:
		return NoSuchNumber
	case 480, 486, 487, 600, 603, 607, 608:
		return ByCallee
	}
	return ByTrunk
}

// String is the end in words: "503 NORMAL_TEMPORARY_FAILURE".
func (e End) String() string {
	if e.Status == 0 {
		return e.Cause
	}
	return strconv.Itoa(e.Status) + " " + e.Cause
}
