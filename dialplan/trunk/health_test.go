package trunk

import (
	"testing"
	"time"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func at(after time.Duration) time.Time { return noon.Add(after) }

func TestAFailureIsForgottenForTheChoiceFirst(t *testing.T) {
	var r Record
	if r.Health() != Good || r.ForChoice(noon) != Good {
		t.Error("a trunk nobody has heard of does not work")
	}
	r.Failed("503 NORMAL_TEMPORARY_FAILURE", noon)
	if r.Health() != Failing || r.Cause() != "503 NORMAL_TEMPORARY_FAILURE" || !r.Since().Equal(noon) {
		t.Errorf("%s since %s: %s", r.Health(), r.Since(), r.Cause())
	}
	if r.ForChoice(at(29*time.Second)) != Failing || r.ForChoice(at(30*time.Second)) != Good {
		t.Error("it is not doubted for 30 s")
	}
	if r.Health() != Failing {
		t.Error("nobody has seen it work, and it is told to")
	}
	r.Failed("408", at(time.Minute))
	if r.ForChoice(at(119*time.Second)) != Failing || r.ForChoice(at(2*time.Minute)) != Good {
		t.Error("after the second failure it is not doubted for a minute")
	}
	if !r.Since().Equal(noon) {
		t.Error("it has failed since the second failure")
	}
	for range 20 {
		r.Failed("408", at(time.Hour))
	}
	if r.ForChoice(at(time.Hour+15*time.Minute)) != Failing || r.ForChoice(at(time.Hour+16*time.Minute)) != Good {
		t.Error("however often it failed, it is tried again after 16 minutes")
	}
	if !r.Worked(at(2*time.Hour)) || r.Health() != Good || r.Cause() != "" || !r.Since().Equal(at(2*time.Hour)) {
		t.Error("it works, and that is not told")
	}
	if r.Worked(at(3 * time.Hour)) {
		t.Error("that it works is told twice")
	}
	if cause, when := r.LastFailure(); cause != "408" || !when.Equal(at(time.Hour)) {
		t.Errorf("it failed last with %q at %s", cause, when)
	}
}

func TestTheWayToTheProvider(t *testing.T) {
	var r Record
	if r.Reached("", noon) {
		t.Error("that it is there from the beginning is told")
	}
	if !r.Reached("does not answer", at(time.Second)) || r.Health() != Down || r.ForChoice(at(time.Hour)) != Down {
		t.Error("it is down, and that is not told")
	}
	if r.Reached("cannot register", at(time.Minute)) || r.Cause() != "cannot register" || !r.Since().Equal(at(time.Second)) {
		t.Errorf("for another reason it is down since %s: %s", r.Since(), r.Cause())
	}
	r.Failed("GATEWAY_DOWN", at(2*time.Minute))
	if r.Health() != Down {
		t.Errorf("it is %s", r.Health())
	}
	if !r.Reached("", at(3*time.Minute)) || r.Health() != Good {
		t.Errorf("the provider is back, and it is %s", r.Health())
	}
}
