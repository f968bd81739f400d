package taxi

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Money is an amount in hundredths of the office's currency.
type Money int64

// String is the amount with two decimals and a point: "-12.50".
func (m Money) String() string {
	sign, n := "", uint64(m)
	if m < 0 {
		sign, n = "-", -n
	}
	return fmt.Sprintf("%s%d.%02d", sign, n/100, n%100)
}

var errNoAmount = errors.New("is not an amount of money such as 125.50")

// ParseMoney reads an amount as people write it: "125", "125.50", "1 250,5",
// "-30". No more than two decimals, and none of a thousand million or more.
func ParseMoney(s string) (Money, error) {
	s = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", ",", ".").Replace(s)
	s, negative := strings.CutPrefix(s, "-")
	whole, part, pointed := strings.Cut(s, ".")
	if len(whole) > 9 || len(part) > 2 || pointed && part == "" {
		return 0, errNoAmount
	}
	part += "00"[len(part):]
	n, err := strconv.ParseUint(whole+part, 10, 63)
	if err != nil || whole == "" {
		return 0, errNoAmount
	}
	if negative {
		return -Money(n), nil
	}
	return Money(n), nil
}
