package switchtest

import (
	"testing"
	"time"
)

func TestACallerReachesAnOperator(t *testing.T) {
	bubble(t, func(b *lab) {
		in := b.connect()
		if got := in.send("event plain CHANNEL_CREATE CHANNEL_ANSWER CHANNEL_BRIDGE CHANNEL_UNBRIDGE CHANNEL_HANGUP CHANNEL_HANGUP_COMPLETE BACKGROUND_JOB CUSTOM callcenter::info"); got != "+OK event listener enabled plain" {
			t.Fatal(got)
		}
		play := Script(t, b)
		first := play.Operator("101")
		call := play.Call("+380671112233", "+380441230000", Named("Оля"))
		s, hello := b.session()
		id := hello["Unique-ID"]
		if id != call.Caller.UUID() || hello["variable_cabline_line"] != "city" {
			t.Fatalf("connect reply: %v", hello)
		}
		s.send("myevents plain")
		s.send("linger 5")
		if got := s.send("api sched_del %s", id); got != "+OK Deleted: 1\n" {
			t.Fatal(got)
		}
		s.execute("", "set", "a=b")
		waiting := s.start("", "callcenter", "clients")
		call.HearsMusic()
		call.Waits("clients")
		job := in.send("bgapi originate {ignore_early_media=true,intercept_unbridged_only=true,originate_timeout=15,cabline_offer=o1,origination_caller_id_number=+380671112233,origination_caller_id_name='Оля'}[origination_uuid=leg-1]%s &intercept(%s)\nJob-UUID: job-1",
			in.send("api sofia_contact */101@office.test"), id)
		if job != "+OK Job-UUID: job-1" {
			t.Fatal(job)
		}
		first.RingsFor("+380671112233")
		first.Answers()
		answered := time.Now()
		call.TalksTo(first)
		t.Logf("answered to talking: %s", time.Since(answered))
		done := in.event("BACKGROUND_JOB", "Job-UUID", "job-1")
		if done["_body"] != "+OK leg-1\n" {
			t.Fatalf("%q", done["_body"])
		}
		bridge := in.event("CHANNEL_BRIDGE")
		if bridge["Bridge-A-Unique-ID"] != "leg-1" || bridge["Bridge-B-Unique-ID"] != id || bridge["Unique-ID"] != "leg-1" || bridge["variable_cabline_offer"] != "o1" {
			t.Fatalf("%v", bridge)
		}
		s.event("CHANNEL_EXECUTE_COMPLETE", "Application-UUID", waiting)
		time.Sleep(30 * time.Second)
		first.HangsUp()
		if cause := call.IsReleased(); cause != "NORMAL_CLEARING" {
			t.Fatal(cause)
		}
		over := s.event("CHANNEL_HANGUP_COMPLETE")
		t.Log(over["variable_billsec"], over["variable_hangup_cause"], over["variable_last_bridge_hangup_cause"])
		t.Log("\n" + b.Trace())
	})
}
