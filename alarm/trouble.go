package alarm

import "time"

// trouble is one thing that is, or was lately, wrong.
type trouble struct {
	finding           // the last bad one
	begun   time.Time // zero: it is fine, and only its past is remembered
	bad     time.Duration
	before  time.Time // the last moment seen, if it was bad; zero: it was not
	fine    time.Time // since when it is; zero: it is not
	raised  bool
	told    time.Time // when last
	raises  int       // how often it was told, within memory
	last    time.Time // when it was last bad
}

// How long a thing must be fine before its trouble is over: as long as it took
// to be told, within these bounds; and twice as long for each time that it was
// told before.
const (
	settleLeast = 15 * time.Second
	settleMost  = 5 * time.Minute
	dampedMost  = 20 * time.Minute
	memory      = time.Hour // so long a thing must be fine to be like new
)

// step takes in how the thing is now. It returns what is to be told, if
// anything is.
func (t *trouble) step(r Rule, now time.Time, f finding) (told Notice, tell bool) {
	if !t.before.IsZero() {
		t.bad += now.Sub(t.before) // as it was found, so it was until now
	}
	if f.bad {
		return t.worse(r, now, f)
	}
	return t.better(r, now)
}

func (t *trouble) worse(r Rule, now time.Time, f finding) (told Notice, tell bool) {
	if t.begun.IsZero() {
		t.begun, t.bad = now, 0
		if !f.since.IsZero() {
			t.begun = f.since
		}
	}
	t.finding, t.before, t.last, t.fine = f, now, now, time.Time{}
	switch {
	case !t.raised && (t.bad >= r.After || !f.since.IsZero()): // what knows its own beginning has measured itself
		t.raised, t.told = true, now
		t.raises++
		return Notice{Alarm: t.alarm(r.What), Stage: Began}, true
	case t.raised && r.Remind > 0 && now.Sub(t.told) >= r.Remind:
		t.told = now
		return Notice{Alarm: t.alarm(r.What), Stage: Lasts}, true
	}
	return Notice{}, false
}

func (t *trouble) better(r Rule, now time.Time) (told Notice, tell bool) {
	t.before = time.Time{}
	if t.begun.IsZero() {
		if now.Sub(t.last) >= memory {
			t.raises = 0
		}
		return Notice{}, false
	}
	if t.fine.IsZero() {
		t.fine = now
	}
	if now.Sub(t.fine) < t.settle(r) {
		return Notice{}, false
	}
	told, tell = Notice{Alarm: t.alarm(r.What), Stage: Over}, t.raised
	told.Until = t.fine
	t.raised, t.begun = false, time.Time{}
	return told, tell
}

// settle is how long it must be fine to be called so.
func (t *trouble) settle(r Rule) time.Duration {
	settle := min(max(r.After, settleLeast), settleMost)
	for range t.raises - 1 {
		settle = min(2*settle, dampedMost)
	}
	return settle
}

// blind is a moment at which nothing is known: neither bad nor fine, so that
// neither adds up over it.
func (t *trouble) blind() { t.before, t.fine = time.Time{}, time.Time{} }

// alarm is the trouble as others see it.
func (t *trouble) alarm(what Kind) Alarm {
	return Alarm{What: what, Name: t.name, Since: t.begun, Count: t.count, Why: t.why}
}

// forgotten reports a trouble of which nothing need be remembered.
func (t *trouble) forgotten() bool { return t.begun.IsZero() && t.raises == 0 }
