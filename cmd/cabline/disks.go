package main

import (
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"github.com/cabline/cabline/alarm"
	"github.com/cabline/cabline/office"
)

// disks looks at the room where recordings and records are written. A disk on
// the network may never answer, so each look has a goroutine of its own, and
// there is one at a time.
type disks struct {
	free    func(dir string) (percent int, err error)
	trouble func(dir string) string // what cannot be written into it; empty: all can

	looks sync.WaitGroup
	mu    sync.Mutex
	now   map[string]diskState
	dirs  []string
}

type diskState struct {
	alarm.Disk
	asked time.Time // zero: it has answered
}

// diskPatience is how long a disk may take to say how full it is.
const diskPatience = 30 * time.Second

func newDisks(o office.Office, free func(string) (int, error)) *disks {
	dirs := map[string]bool{o.FreeSWITCH.Home: true}
	if r := o.FreeSWITCH.Recordings; r != "" && !strings.HasPrefix(r, o.FreeSWITCH.Home+string(filepath.Separator)) {
		dirs[r] = true
	}
	if !strings.Contains(o.Store.DSN, "://") {
		dirs[filepath.Dir(o.Store.DSN)] = true
	}
	d := &disks{free: free, now: make(map[string]diskState)}
	for dir := range maps.Keys(dirs) {
		d.dirs = append(d.dirs, dir)
	}
	return d
}

// look is how the disks were a moment ago, and asks them anew.
func (d *disks) look() []alarm.Disk {
	d.mu.Lock()
	defer d.mu.Unlock()
	var all []alarm.Disk
	for _, dir := range d.dirs {
		s, known := d.now[dir]
		switch {
		case !known:
			s = diskState{Disk: alarm.Disk{Name: dir, Free: 100}}
		case !s.asked.IsZero() && time.Since(s.asked) >= diskPatience:
			s.Fail = fmt.Sprintf("no answer for %s", diskPatience)
		}
		if s.asked.IsZero() {
			s.asked = time.Now()
			d.ask(dir)
		}
		d.now[dir] = s
		if s.Fail == "" && d.trouble != nil {
			s.Fail = d.trouble(dir)
		}
		all = append(all, s.Disk)
	}
	return all
}

func (d *disks) ask(dir string) {
	d.looks.Go(func() {
		percent, err := d.free(dir)
		s := diskState{Disk: alarm.Disk{Name: dir, Free: percent}}
		if err != nil {
			s.Fail = err.Error()
		}
		d.mu.Lock()
		defer d.mu.Unlock()
		d.now[dir] = s
	})
}

// wait waits for looks under way, but not for a disk that never answers.
func (d *disks) wait() {
	done := make(chan struct{})
	go func() { d.looks.Wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(time.Second):
	}
}

// freePercent is the room that is left on a disk for who is not root. A
// directory that is not there yet will be on the disk of the one above it.
func freePercent(dir string) (int, error) {
	var about unix.Statfs_t
	err := unix.Statfs(dir, &about)
	for errors.Is(err, unix.ENOENT) && dir != filepath.Dir(dir) {
		dir = filepath.Dir(dir)
		err = unix.Statfs(dir, &about)
	}
	if err != nil {
		return 0, err
	}
	used := about.Blocks - about.Bfree
	if used+about.Bavail == 0 {
		return 0, errors.New("it has no size")
	}
	return int(about.Bavail * 100 / (used + about.Bavail)), nil
}

// has reports whether a directory that is looked at is the one that stands for
// another: itself, or else the one that it is in.
func (d *disks) has(dir, other string) bool {
	if slices.Contains(d.dirs, other) {
		return dir == other
	}
	return strings.HasPrefix(other, dir+string(filepath.Separator))
}
