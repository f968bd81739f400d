package switchtest

import (
	"strings"
	"time"
)

// park holds the channel for whoever controls it, and runs what he sends
// (switch_ivr.c, switch_ivr_park). A channel that is under control already is
// not parked again.
func (ch *channel) park() {
	if ch.flags.controlled || ch.state == csReset {
		return
	}
	ch.flags.controlled, ch.flags.parked = true, true
	var until time.Time
	cause := "NORMAL_CLEARING"
	if v := ch.get("park_timeout"); v != "" {
		until, cause = parkTimeout(v)
		ch.set("park_timeout", "")
		ch.set("park_after_bridge", "")
	}
	if e := ch.begin("CHANNEL_PARK"); e != nil {
		e.channel(ch)
		e.fire()
	}
	for ch.ready() && ch.flags.controlled && ch.flags.parked {
		left := time.Duration(-1)
		if !until.IsZero() {
			if left = time.Until(until); left <= 0 {
				ch.hangUp(cause)
				break
			}
		}
		if len(ch.queue) > 0 && ch.flags.eventLock == 0 {
			ch.l.sleep(ch.l.tick())
		} else {
			ch.lapse(left)
		}
		if !ch.flags.answered && !ch.flags.early && ch.flags.eventLock == 0 && len(ch.queue) > 0 {
			// Without sound, the first command of a lap is not told of.
			m := ch.queue[0]
			ch.queue = ch.queue[1:]
			ch.obey(m)
		}
		ch.takeMessages()
		ch.flags.broken = 0
		ch.readKey()
	}
	ch.flags.controlled, ch.flags.parked = false, false
	if e := ch.begin("CHANNEL_UNPARK"); e != nil {
		e.channel(ch)
		e.fire()
	}
}

// readKey takes the next key out of the queue and tells of it
// (switch_channel.c, switch_channel_dequeue_dtmf); 0 if there is none.
func (ch *channel) readKey() byte {
	if len(ch.dtmf) == 0 {
		return 0
	}
	key := ch.dtmf[0]
	ch.dtmf = ch.dtmf[1:]
	if e := ch.begin("DTMF"); e != nil {
		e.basic(ch)
		e.add("DTMF-Digit", string(key))
		e.add("DTMF-Duration", "2000")
		e.add("DTMF-Source", "APP")
		e.fire()
	}
	return key
}

// press gives the channel keys to read.
func (ch *channel) press(keys string) {
	ch.dtmf = append(ch.dtmf, keys...)
	ch.poke()
}

// parkTimeout reads park_timeout: seconds, and a cause behind a colon.
func parkTimeout(v string) (until time.Time, cause string) {
	n, cause, _ := strings.Cut(v, ":")
	return time.Now().Add(time.Duration(number(n, 0)) * time.Second), either(cause, "NORMAL_CLEARING")
}
