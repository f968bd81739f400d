package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/cabline/cabline/dialplan"
)

// Saver is what a Journal writes to.
type Saver interface {
	SaveRecord(context.Context, dialplan.Record) error
}

// JournalOptions are a Journal's bounds. Zero fields have defaults.
type JournalOptions struct {
	Pending int   // records held in memory; 4096
	Spool   int64 // bytes on disk; 256 MiB
	Retry   time.Duration
	Timeout time.Duration // of one write
	Alarm   func(error)   // called when writing begins to fail, and with nil when it works again
	Log     *slog.Logger
}

// Journal writes records of calls behind the calls' backs. Save returns at
// once; of a record that is saved again before it was written, only the newest
// version is. While the database is slow or away, records wait in memory, then
// in a file on disk that survives a restart; when that is full too, records are
// dropped, counted and told.
type Journal struct {
	db  Saver
	opt JournalOptions

	mu      sync.Mutex
	pending map[dialplan.CallID]dialplan.Record
	order   []dialplan.CallID
	stats   Stats
	spool   *spool
	wake    chan struct{}
	idle    *sync.Cond
	writing bool
}

// Stats is how a Journal is.
type Stats struct {
	Pending   int // records in memory
	Spooled   int // records on disk
	Dropped   int // records lost, ever
	LastError error
}

// NewJournal makes a Journal whose spool is in dir.
func NewJournal(db Saver, dir string, o JournalOptions) (*Journal, error) {
	if o.Pending <= 0 {
		o.Pending = 4096
	}
	if o.Spool <= 0 {
		o.Spool = 256 << 20
	}
	if o.Retry <= 0 {
		o.Retry = time.Second
	}
	if o.Timeout <= 0 {
		o.Timeout = 10 * time.Second
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s, err := openSpool(dir, o.Spool)
	if err != nil {
		return nil, fmt.Errorf("open the spool of call records: %w", err)
	}
	j := &Journal{db: db, opt: o, pending: make(map[dialplan.CallID]dialplan.Record), spool: s, wake: make(chan struct{}, 1)}
	j.idle = sync.NewCond(&j.mu)
	j.stats.Spooled = s.count
	return j, nil
}

// Save implements dialplan.Journal.
func (j *Journal) Save(r dialplan.Record) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if _, waits := j.pending[r.ID]; !waits {
		if len(j.order) >= j.opt.Pending {
			j.toSpool(r)
			return
		}
		j.order = append(j.order, r.ID)
	}
	j.pending[r.ID] = r
	j.signal()
}

func (j *Journal) signal() {
	select {
	case j.wake <- struct{}{}:
	default:
	}
}

// toSpool writes a record to disk, or drops it. The caller holds the lock.
func (j *Journal) toSpool(r dialplan.Record) {
	if err := j.spool.add(r); err != nil {
		if j.stats.Dropped == 0 {
			j.opt.Log.Error("call records are being lost", "error", err)
		}
		j.stats.Dropped++
		return
	}
	j.stats.Spooled = j.spool.count
	j.signal()
}

// Run writes until the context ends, then writes what is left for a moment,
// and puts the rest into the spool.
func (j *Journal) Run(ctx context.Context) error {
	defer j.spool.close()
	failing := false
	for ctx.Err() == nil {
		err := j.drain(context.WithoutCancel(ctx))
		j.mu.Lock()
		j.stats.LastError = err
		j.mu.Unlock()
		if j.opt.Alarm != nil && (err != nil) != failing {
			j.opt.Alarm(err)
		}
		failing = err != nil
		var again <-chan time.Time
		if failing {
			again = time.After(j.opt.Retry)
		}
		wake := j.wake
		if failing {
			wake = nil
		}
		select {
		case <-ctx.Done():
		case <-wake:
		case <-again:
		}
	}
	last := j.drain(context.WithoutCancel(ctx))
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, id := range j.order {
		j.toSpool(j.pending[id])
	}
	return errors.Join(context.Cause(ctx), last)
}

// drain writes everything there is, oldest first: the spool is older than what
// is in memory.
func (j *Journal) drain(ctx context.Context) error {
	if err := j.drainSpool(ctx); err != nil {
		return err
	}
	for {
		j.mu.Lock()
		if len(j.order) == 0 {
			j.writing = false
			j.idle.Broadcast()
			j.mu.Unlock()
			return nil
		}
		id := j.order[0]
		r := j.pending[id]
		j.order = j.order[1:]
		delete(j.pending, id)
		j.writing = true
		j.mu.Unlock()
		if err := j.write(ctx, r); err != nil {
			j.putBack(r)
			return err
		}
	}
}

// putBack returns a record to its place, unless a newer version has come.
func (j *Journal) putBack(r dialplan.Record) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if _, newer := j.pending[r.ID]; !newer {
		j.pending[r.ID] = r
		j.order = append([]dialplan.CallID{r.ID}, j.order...)
	}
}

// drainSpool writes what is on disk. Only what the database has taken leaves
// the file.
func (j *Journal) drainSpool(ctx context.Context) error {
	j.mu.Lock()
	records, err := j.spool.read()
	j.mu.Unlock()
	if err != nil || len(records) == 0 {
		return err
	}
	done := 0
	for _, r := range records {
		if err = j.write(ctx, r); err != nil {
			break
		}
		done++
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	return errors.Join(err, j.spool.drop(done))
}

func (j *Journal) write(ctx context.Context, r dialplan.Record) error {
	ctx, cancel := context.WithTimeout(ctx, j.opt.Timeout)
	defer cancel()
	return j.db.SaveRecord(ctx, r)
}

// Flush waits until everything saved before it has been written, or the
// context ends. It needs Run.
func (j *Journal) Flush(ctx context.Context) error {
	stop := context.AfterFunc(ctx, func() { j.mu.Lock(); j.idle.Broadcast(); j.mu.Unlock() })
	defer stop()
	j.mu.Lock()
	defer j.mu.Unlock()
	for len(j.order) > 0 || j.writing || j.spool.count > 0 {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		j.idle.Wait()
	}
	return nil
}

// Stats is how the journal is now.
func (j *Journal) Stats() Stats {
	j.mu.Lock()
	defer j.mu.Unlock()
	s := j.stats
	s.Pending, s.Spooled = len(j.order), j.spool.count
	return s
}
