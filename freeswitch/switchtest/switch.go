package switchtest

import (
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"net"
	"sync"
	"time"

	"github.com/cabline/cabline/freeswitch/switchtest/internal/fsxml"
)

// Options are how a Switch meets the world. The zero value is a FreeSWITCH on
// this machine.
type Options struct {
	// DialEngine opens the connection of the socket application; nil dials TCP.
	// An error is a refused port: the dialplan goes on with its next action.
	DialEngine func(address string) (net.Conn, error)

	// Sound is how long a sound file plays, or an error if there is none; nil
	// reads WAV files.
	Sound func(path string) (time.Duration, error)

	// Globals are variables of the preprocessor, set before the first file.
	Globals map[string]string

	// Lap is how often a channel looks up from what it does; 0 means 20 ms,
	// FreeSWITCH's own.
	Lap time.Duration

	// Trace is how many of the last events are kept for the messages of failed
	// tests; 0 means 200, negative none.
	Trace int

	Log *slog.Logger
}

// Switch is a machine with a FreeSWITCH on it, telephones around it and a disk.
// All methods may be called from any goroutine.
type Switch struct {
	opts  Options
	log   *slog.Logger
	world sync.Mutex // held by whoever acts; see the package comment

	files  fs.FS
	disk   disk
	phones map[place]*Handset
	trace  trace

	providers map[string]*Provider // by gateway

	life *life // nil while FreeSWITCH does not run
}

// New starts a FreeSWITCH with the configuration whose freeswitch.xml is at the
// root of files. Every user of its directory has a phone, at place 1, which is
// registered. Close ends it.
func New(files fs.FS, o Options) (*Switch, error) {
	if o.Lap <= 0 {
		o.Lap = 20 * time.Millisecond
	}
	if o.DialEngine == nil {
		o.DialEngine = func(address string) (net.Conn, error) { return net.Dial("tcp", address) }
	}
	if o.Sound == nil {
		o.Sound = wavLength
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	o.Globals = maps.Clone(o.Globals)
	s := &Switch{opts: o, log: o.Log, files: files, phones: make(map[place]*Handset), trace: newTrace(o.Trace)}
	s.world.Lock()
	defer s.world.Unlock()
	return s, s.start()
}

// start begins a life. The caller holds the world.
func (s *Switch) start() error {
	conf, err := fsxml.Read(s.files, s.opts.Globals)
	if err != nil {
		return err
	}
	s.life = newLife(s, conf)
	for _, u := range conf.Users() {
		s.handset(place{u.ID, 1}).registerFirst()
	}
	return nil
}

// SetFiles replaces the configuration files. FreeSWITCH reads them at reloadxml
// and at its next start.
func (s *Switch) SetFiles(files fs.FS) {
	s.world.Lock()
	defer s.world.Unlock()
	s.files = files
}

// Close shuts FreeSWITCH down as SIGTERM does: calls are hung up, the event
// socket says good-bye. It returns when everything the Switch started has
// ended.
func (s *Switch) Close() {
	s.world.Lock()
	l := s.life
	if l == nil {
		s.world.Unlock()
		return
	}
	l.shutDown()
	s.life = nil
	s.world.Unlock()
	l.all.Wait()
}

// Kill is SIGKILL: sockets break, phones hear nothing any more, no event tells
// of it. It returns when everything of that life has ended.
func (s *Switch) Kill() {
	s.world.Lock()
	l := s.life
	if l == nil {
		s.world.Unlock()
		return
	}
	l.die()
	s.life = nil
	s.world.Unlock()
	l.all.Wait()
}

// Restart starts FreeSWITCH again after Kill or Close, with the files as they
// are now. Registrations and mod_callcenter's agents lie on the disk and are
// there again; calls and members are not. Listeners have to be opened again.
func (s *Switch) Restart() error {
	s.world.Lock()
	defer s.world.Unlock()
	if s.life != nil {
		return fmt.Errorf("restart: FreeSWITCH is running")
	}
	return s.start()
}

// alive is the life now, or nil.
func (s *Switch) alive() *life {
	s.world.Lock()
	defer s.world.Unlock()
	return s.life
}

// place is where a phone stands: an operator may have several.
type place struct {
	id     string
	number int
}

// disk is what outlives a process.
type disk struct {
	registrations []*registration
	agents        map[string]*agent
}
