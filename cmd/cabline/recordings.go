package main

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"

	"github.com/cabline/cabline/archive"
	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/freeswitch"
	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/web"
)

// linkKeySetting is the name under which the office's data have the secret of
// links to recordings.
const linkKeySetting = "recording_link_key"

// openRecordings gives the engine its keeper of recordings. An office whose
// directory of recordings is out of order goes on taking calls: that it records
// nothing is told as a disk's trouble.
func (e *engine) openRecordings(w world) {
	encoder, err := archive.FindEncoder(w.Office.Recordings.Format, exec.LookPath)
	if err != nil {
		e.log.Warn("recordings", "error", err)
	}
	e.tapes, err = archive.Open(archive.Options{Office: w.Office, Book: w.DB, Switch: e.sw, Encoder: encoder, Log: w.Log})
	trouble := func() string { return e.tapes.Trouble() }
	if err != nil {
		e.log.Error("recordings are not kept", "error", err)
		trouble = err.Error
	}
	e.alerts.disks.trouble = func(dir string) string {
		if !e.alerts.disks.has(dir, w.Office.FreeSWITCH.Recordings) {
			return ""
		}
		return trouble()
	}
}

// keepRecordings looks after the files until the context ends.
func (e *engine) keepRecordings(ctx context.Context) {
	if e.tapes == nil {
		return
	}
	e.tapes.Run(ctx)
	if err := e.tapes.Close(); err != nil {
		e.log.Warn("recordings", "error", err)
	}
}

// recordings are the office's as the API has them; nil: it has none.
func (e *engine) recordings() web.Recordings {
	if e.tapes == nil {
		return nil
	}
	return tapes{e}
}

type tapes struct{ e *engine }

// Tapes implements web.Recordings.
func (t tapes) Tapes(ctx context.Context, f archive.Filter) ([]archive.Entry, error) {
	return t.e.db.Tapes(ctx, f)
}

// Sound implements web.Recordings.
func (t tapes) Sound(of archive.Tape) (io.ReadSeekCloser, error) {
	f, err := t.e.tapes.Sound(of)
	if err != nil {
		return nil, err
	}
	return f, nil
}

// Workstation implements web.Recordings.
func (t tapes) Workstation(file string) string { return t.e.office.ForWorkstation(file) }

// Pause implements web.Recordings.
func (t tapes) Pause(ctx context.Context, call dialplan.CallID, pause bool, by string) error {
	return t.e.desk.PauseRecording(ctx, call, pause, by)
}

// LinkKey implements web.Recordings.
func (t tapes) LinkKey(ctx context.Context) ([]byte, error) {
	key, err := t.e.db.RandomSetting(ctx, linkKeySetting)
	return []byte(key), err
}

// examineRecordings looks for what conversations are recorded with on this
// machine. Nothing of it is needed by an office that records none.
func examineRecordings(o office.Office) []freeswitch.Finding {
	if !o.Records() {
		return nil
	}
	room := freeswitch.Finding{What: "recordings", OK: true}
	err := os.MkdirAll(o.LiveRecordings(), 0o750)
	var f *os.File
	if err == nil {
		f, err = os.CreateTemp(o.LiveRecordings(), ".doctor-*")
	}
	if err == nil {
		err = errors.Join(f.Close(), os.Remove(f.Name()))
	}
	if err != nil {
		room.OK, room.Problem = false, err.Error()
		room.Remedy = "let FreeSWITCH's user and the engine's write there: mend freeswitch.recordings in cabline.toml or the directory"
	}
	encoder := freeswitch.Finding{What: "recordings as " + o.Recordings.Format, OK: true}
	if _, err := archive.FindEncoder(o.Recordings.Format, exec.LookPath); err != nil {
		encoder.OK, encoder.Problem = false, archive.ErrNoEncoder.Error()
		encoder.Remedy = strings.TrimPrefix(err.Error(), archive.ErrNoEncoder.Error()+": ")
	}
	return []freeswitch.Finding{room, encoder}
}
