package freeswitch

import (
	"context"
	"fmt"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/sounds"
)

// Speak implements dialplan.Hands. uuid_broadcast plays in place of the music
// and is cut off within 20 ms when an operator answers; uuid_displace would go
// on into the conversation (switch_ivr_async.c, displace_callback).
func (s *Switch) Speak(id dialplan.CallID, sentence sounds.Sentence) {
	s.job(func(ctx context.Context) {
		files, err := s.cfg.Voice.Files(ctx, sentence)
		if err != nil {
			s.log.Warn("not all of it can be said", "call", id, "error", err)
		}
		if len(files) == 0 {
			return // he hears the music
		}
		ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
		defer cancel()
		if _, err := s.api(ctx, "uuid_broadcast", fmt.Sprintf("%s '%s' aleg", id, s.sound(files))); err != nil {
			s.log.Debug("not spoken", "call", id, "error", err)
		}
	})
}
