package switchtest

import (
	"strings"
	"time"
)

// packet is how much sound is listened to at a time.
const packet = 20 * time.Millisecond

// silenceApp is wait_for_silence (switch_ivr_play_say.c,
// switch_ivr_wait_for_silence): so many packets in a row without speech, counted
// once there were more than so many with it, and then 25 more at which it does
// not look.
func silenceApp(ch *channel, data string) {
	argv := append(strings.Fields(data), "", "", "", "")
	quiet, least := number(argv[1], 0), number(argv[2], 0)
	left := time.Duration(number(argv[3], 0)) * time.Millisecond
	limited := left > 0
	silent, loud, countdown := 0, 0, 0
	for ch.ready() && ch.hold(packet, nil) {
		if left -= packet; limited && left <= 0 {
			ch.set("wait_for_silence_timeout", "true")
			return
		}
		if countdown > 0 {
			if countdown--; countdown == 0 {
				ch.set("wait_for_silence_timeout", "false")
				return
			}
			continue
		}
		n, ok := ch.leg.(*line)
		if ok && time.Now().Before(n.speaks) {
			loud++
			silent = 0
			continue
		}
		if least > 0 && loud <= least {
			silent = 0
			continue
		}
		if silent++; silent == quiet {
			countdown = 25
		}
	}
}

// speak lets who holds the receiver talk for so long.
func (n *line) speak(d time.Duration) {
	n.sw.world.Lock()
	defer n.sw.world.Unlock()
	n.speaks = time.Now().Add(d)
}

// Speaks for so long, as a person who answers or a machine that greets. It
// returns at once.
func (c *CallerRole) Speaks(d time.Duration) {
	c.play.t.Helper()
	n, ok := c.Caller.(*line)
	if !ok {
		c.play.t.Fatalf("%s: only who is on the simulated switch can be told to speak", c.name)
	}
	n.speak(d)
}
