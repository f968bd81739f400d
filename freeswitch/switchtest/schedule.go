package switchtest

import (
	"strings"
	"time"
)

// task is something to do at a second of the clock (switch_scheduler.c). The
// scheduler counts in whole seconds and looks every half a second.
type task struct {
	id      int
	group   string
	runtime int64
	run     func()
}

// schedule adds a task: at +N seconds from now or at an epoch.
func (l *life) schedule(when, group string, run func()) int {
	n := int64(number(strings.TrimPrefix(when, "+"), 0))
	if strings.HasPrefix(when, "+") {
		n += time.Now().Unix()
	}
	l.taskID++
	t := &task{id: l.taskID, group: group, runtime: n, run: run}
	l.tasks = append(l.tasks, t)
	if !l.ticking {
		l.ticking = true
		l.spawn(l.runTasks)
	}
	return t.id
}

// runTasks runs what is due, as long as there is anything to wait for.
func (l *life) runTasks() {
	const half = 500 * time.Millisecond
	for len(l.tasks) > 0 {
		l.sleep(half - time.Since(l.born)%half)
		now := time.Now().Unix()
		var due, later []*task
		for _, t := range l.tasks {
			if t.runtime <= now {
				due = append(due, t)
			} else {
				later = append(later, t)
			}
		}
		l.tasks = later
		for _, t := range due {
			t.run()
		}
	}
	l.ticking = false
}

// unschedule takes away every task of a group, or the one of that number, and
// counts them.
func (l *life) unschedule(group string) int {
	n := 0
	kept := l.tasks[:0]
	for _, t := range l.tasks {
		if strings.EqualFold(t.group, group) || itoa(t.id) == group {
			n++
			continue
		}
		kept = append(kept, t)
	}
	clear(l.tasks[len(kept):])
	l.tasks = kept
	return n
}

// scheduleTransfer sends a channel to an extension at a moment
// (switch_ivr_async.c, switch_ivr_schedule_transfer). If the channel is gone
// then, nothing happens.
func (l *life) scheduleTransfer(when, id, destination, dialplan, context string) int {
	return l.schedule(when, id, func() {
		if ch := l.channels[id]; ch != nil {
			l.sw.trace.note(id, "scheduled transfer")
			ch.transfer(destination, dialplan, context)
		}
	})
}
