package switchtest

import (
	"regexp"
	"strings"
	"time"

	"github.com/cabline/cabline/freeswitch/switchtest/internal/fstext"
)

// askApp is play_and_get_digits (mod_dptools.c, play_and_get_digits_function;
// switch_ivr_play_say.c, switch_play_and_get_digits).
func askApp(ch *channel, data string) {
	argv := append(fstext.Separate(data, ' ', 11), make([]string, 11)...)
	least, most, tries := max(0, number(argv[0], 0)), number(argv[1], 0), number(argv[2], 0)
	most = max(most, least)
	wait := max(time.Second, time.Duration(number(argv[3], 1000))*time.Millisecond)
	between := time.Duration(number(argv[9], 0)) * time.Millisecond
	if between == 0 {
		between = wait
	}
	terminators, prompt, sorry, name, pattern := either(argv[4], "#"), argv[5], argv[6], argv[7], argv[8]
	for ; tries > 0 && ch.ready(); tries-- {
		digits, result := ch.read(least, most, prompt, name, wait, between, terminators)
		if result == "success" || result == "timeout" && len(digits) >= least {
			fits, err := regexp.MatchString(pattern, digits)
			switch {
			case digits != "" && (pattern == "" || err == nil && fits):
				return
			case digits != "":
				ch.set(name, "")
				ch.set(name+"_invalid", digits)
			}
		}
		if ch.ready() {
			ch.play(sorry, nil)
		}
	}
}

// read plays a prompt until the first key and collects keys (switch_ivr_read,
// switch_ivr_collect_digits_count). A prompt that cannot be played ends it at
// once, and leaves read_result unset.
func (ch *channel) read(least, most int, prompt, name string, wait, between time.Duration, terminators string) (digits, result string) {
	ch.set("read_result", "")
	ch.set("read_terminator_used", "")
	ch.set(name, "")
	ended := false
	key := func(k byte) bool {
		if strings.IndexByte(terminators, k) >= 0 {
			ch.set("read_terminator_used", string(k))
			ended = true
			return true
		}
		digits += string(k)
		return true
	}
	if prompt != "" && !strings.EqualFold(prompt, "silence") && !ch.play(prompt, key) {
		return "", ""
	}
	result = "success"
	for ch.ready() && !ended && len(digits) < most {
		pause := wait
		if digits != "" {
			pause = between
		}
		if ch.hold(pause, key) {
			result = "timeout"
			break
		}
	}
	if len(digits) < least {
		result = "failure"
	}
	ch.set("read_result", result)
	ch.set(name, digits)
	return digits, result
}
