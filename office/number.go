package office

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2/unstable"
)

// span is the whole numbers that a key may have.
type span struct {
	low, high int
	zero      string // what 0 means besides; empty: nothing
}

func (a span) holds(n int) bool { return n >= a.low && n <= a.high || n == 0 && a.zero != "" }

func (a span) String() string {
	if a.zero == "" || a.low <= 0 {
		return fmt.Sprintf("a whole number from %d to %d", a.low, a.high)
	}
	return fmt.Sprintf("a whole number from %d to %d, or 0 for %s", a.low, a.high, a.zero)
}

// number is a whole number within the span.
func (s *section) number(key string, otherwise int, within span) int {
	v := s.take(key)
	if v == nil {
		return otherwise
	}
	n, problem, remedy := wholeNumber(v, within)
	if problem != "" {
		s.mistake(key, problem, remedy)
		return otherwise
	}
	return n
}

// seconds is a number that is a length of time.
func (s *section) seconds(key string, otherwise int, within span) time.Duration {
	return time.Duration(s.number(key, otherwise, within)) * time.Second
}

func wholeNumber(v *value, within span) (n int, problem, remedy string) {
	remedy = fmt.Sprintf("write %s", within)
	switch v.kind {
	case unstable.Integer:
	case unstable.String:
		return 0, "is a text", remedy + ", without quotes"
	default:
		return 0, "is " + kindName(v), remedy
	}
	// Base 0 knows TOML's 0x, 0o, 0b and _, and takes 010 for octal, which TOML
	// forbids.
	if digits := strings.TrimLeft(v.text, "+-"); len(digits) > 1 && digits[0] == '0' && digits[1] >= '0' && digits[1] <= '9' {
		return 0, "begins with 0", remedy
	}
	wide, err := strconv.ParseInt(v.text, 0, 64)
	n = int(wide)
	switch {
	case err != nil || int64(n) != wide:
		return 0, "is not a number a computer can hold", remedy
	case n < 0 && !within.holds(n):
		return 0, "is negative", remedy
	case n < within.low && !within.holds(n):
		return 0, "is too small", remedy
	case !within.holds(n):
		return 0, "is too large", remedy
	}
	return n, "", ""
}
