package switchtest

import (
	"runtime"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/cabline/cabline/freeswitch/switchtest/internal/fsxml"
)

// life is one process of FreeSWITCH from its start to its end. Its fields
// belong to who holds the world.
type life struct {
	sw       *Switch
	conf     *fsxml.Config
	coreUUID string
	born     time.Time
	over     chan struct{} // closed when it dies
	all      sync.WaitGroup

	sequence  uint64 // of events
	channels  map[string]*channel
	order     []*channel // by creation
	table     []*row     // of the core's database
	born24    int        // sessions since start
	listeners []*listener
	sockets   map[any]func() // what has to be closed at death
	tasks     []*task
	taskID    int
	ticking   bool
	centre    *callCentre
	limits    limits
	unreached map[string]bool // gateways whose OPTIONS go unanswered
	apps      map[string]app
	apis      map[string]api
}

func newLife(s *Switch, conf *fsxml.Config) *life {
	l := &life{
		sw: s, conf: conf, coreUUID: uuid.NewString(), born: time.Now(), over: make(chan struct{}),
		channels: make(map[string]*channel), sockets: make(map[any]func()), unreached: make(map[string]bool),
		apps: applications(), apis: apis(),
	}
	l.centre = newCallCentre(l)
	l.spawn(l.heartbeat)
	return l
}

// spawn runs f in a goroutine that holds the world. It ends with the life.
func (l *life) spawn(f func()) {
	l.all.Add(1)
	go func() {
		defer l.all.Done()
		if l.lock() {
			f()
			l.sw.world.Unlock()
		}
	}()
}

// lock takes the world, unless this life is over.
func (l *life) lock() bool {
	l.sw.world.Lock()
	select {
	case <-l.over:
		l.sw.world.Unlock()
		return false
	default:
		return true
	}
}

// rest lets go of the world until the bell rings or d has passed; a negative d
// never passes, a nil bell never rings. If the life ends meanwhile, the
// goroutine ends with it and rest does not return.
func (l *life) rest(bell <-chan struct{}, d time.Duration) (rung bool) {
	var passed <-chan time.Time
	if d >= 0 {
		t := time.NewTimer(d)
		defer t.Stop()
		passed = t.C
	}
	l.sw.world.Unlock()
	select {
	case <-bell:
		rung = true
	case <-passed:
	case <-l.over:
	}
	if !l.lock() {
		runtime.Goexit()
	}
	return rung
}

// sleep lets the world go on for d.
func (l *life) sleep(d time.Duration) { l.rest(nil, d) }

// clock is FreeSWITCH's time. It moves in laps: every thread that waits wakes
// at the same ticks of 20 ms, and time stamps are those of the last tick
// (switch_time.c, softtimer_runtime).
func (l *life) clock() time.Time {
	lap := l.sw.opts.Lap
	return l.born.Add(time.Since(l.born) / lap * lap)
}

// tick is how long it is until the next tick.
func (l *life) tick() time.Duration {
	lap := l.sw.opts.Lap
	return lap - time.Since(l.born)%lap
}

// yield waits for the next tick, and for the threads that carry sound to have
// had theirs (switch_time.c, switch_cond_yield).
func (l *life) yield() { l.sleep(l.tick() + time.Millisecond) }

// outside does what may block on the network, without the world.
func (l *life) outside(f func()) {
	l.sw.world.Unlock()
	f()
	if !l.lock() {
		runtime.Goexit()
	}
}

// die ends the life at once.
func (l *life) die() {
	close(l.over)
	for _, shut := range l.sockets {
		shut()
	}
	for _, ch := range l.order {
		ch.leg.dropped("")
	}
}

// shutDown ends it in good order (switch_core.c, switch_core_destroy): every
// call is hung up, then SHUTDOWN is told, then sockets close.
func (l *life) shutDown() {
	for {
		for _, ch := range l.order { // also those that began meanwhile
			ch.hangUp("SYSTEM_SHUTDOWN")
		}
		if len(l.channels) == 0 || !l.hasThreads() {
			break
		}
		// The session threads report their hang-ups first.
		l.sw.world.Unlock()
		time.Sleep(l.sw.opts.Lap)
		l.sw.world.Lock()
	}
	if e := l.begin("SHUTDOWN", ""); e != nil {
		e.add("Event-Info", "System Shutting Down")
		e.fire()
	}
	for _, li := range l.listeners {
		li.last = "The system is being shut down.\n"
		li.poke()
	}
	l.sw.world.Unlock()
	time.Sleep(2 * l.sw.opts.Lap) // the listeners flush
	l.sw.world.Lock()
	close(l.over)
	for _, shut := range l.sockets {
		shut()
	}
}

// hasThreads reports whether a channel still has something to tell.
func (l *life) hasThreads() bool {
	for _, ch := range l.order {
		if !ch.reported {
			return true
		}
	}
	return false
}

// heartbeat tells every 20 seconds that FreeSWITCH lives (switch_core.c,
// send_heartbeat).
func (l *life) heartbeat() {
	for {
		l.sleep(20 * time.Second)
		e := l.begin("HEARTBEAT", "")
		if e == nil {
			continue
		}
		up := time.Since(l.born)
		e.add("Event-Info", "System Ready")
		e.add("Up-Time", upTime(up))
		e.add("FreeSWITCH-Version", version)
		e.addInt("Uptime-msec", up.Milliseconds())
		e.addInt("Session-Count", int64(len(l.channels)))
		e.add("Max-Sessions", l.limit("max-sessions", "1000"))
		e.add("Session-Per-Sec", l.limit("sessions-per-second", "30"))
		e.addInt("Session-Since-Startup", int64(l.born24))
		e.add("Idle-CPU", "98.000000")
		e.fire()
	}
}

// limit is a setting of switch.conf.xml.
func (l *life) limit(name, otherwise string) string {
	if v := l.conf.Configuration("switch.conf").Params("settings")[name]; v != "" {
		return v
	}
	return otherwise
}

// version is the FreeSWITCH this one was compared with.
const version = "1.11.1-release~64bit"
