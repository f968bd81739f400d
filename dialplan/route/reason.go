package route

import "strconv"

// reason is why anybody is offered this caller now; the operator's own part is
// filled in for each.
func (c *Core) reason(w *caller, judged *[verdicts]int) Reason {
	step := w.present()
	at, _ := c.placeOf(w)
	return Reason{
		Order: step.Label, Step: step.After, Waited: c.now.Sub(w.Since), Place: at + 1,
		Free: judged[chosen], Excluded: excluded(w.queue, judged),
	}
}

// excluded says how many members of the queue were not asked, and why.
func excluded(q *queue, judged *[verdicts]int) string {
	var text []byte
	add := func(n int, words string) {
		if n == 0 {
			return
		}
		if len(text) > 0 {
			text = append(text, ", "...)
		}
		text = strconv.AppendInt(text, int64(n), 10)
		text = append(text, ' ')
		text = append(text, words...)
	}
	for s := talking; s < states; s++ {
		add(q.doing[s], s.words())
	}
	for v := notHis; v < verdicts; v++ {
		add(judged[v], v.words())
	}
	return string(text)
}

// words is the state as it is said of several operators.
func (s state) words() string {
	switch s {
	case onCall:
		return "on another call"
	case wrapUp:
		return "in wrap-up"
	case pausing:
		return "just refused or not reachable"
	}
	return string(s.doing())
}

func (v verdict) words() string {
	switch v {
	case notHis:
		return "free but not his own"
	case notInStep:
		return "not in this step"
	}
	return "just did not answer him"
}
