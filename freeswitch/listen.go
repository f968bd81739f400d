package freeswitch

import (
	"context"
	"fmt"
	"time"
)

// loud is how loud a packet of 20 ms is in which somebody speaks: the mean of
// its samples without their sign, of 32,767 (switch_ivr_play_say.c,
// switch_ivr_wait_for_silence). A quiet line has some dozens, a voice hundreds.
const loud = 200

// settles is what wait_for_silence waits on after the silence that was asked
// for: 25 packets.
const settles = 500 * time.Millisecond

// Listen implements dialplan.Call by wait_for_silence, of mod_dptools. It looks
// at packets of 20 ms, counts those in a row that are not loud, and says in
// wait_for_silence_timeout whether time was up before.
func (c *Session) Listen(ctx context.Context, pause, most time.Duration) (silent bool, err error) {
	const packet = 20 * time.Millisecond
	args := fmt.Sprintf("%d %d 0 %d", loud, max(1, (pause-settles)/packet), most.Milliseconds())
	done, err := c.aloud(ctx, execution("wait_for_silence", args))
	if err != nil {
		return false, err
	}
	return done.Variable("wait_for_silence_timeout") == "false", nil
}
