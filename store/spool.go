package store

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/cabline/cabline/dialplan"
)

// spool is a file of records, one JSON object a line, for the time when the
// database does not take them. A last line that was not written whole, as a
// crash leaves it, is passed over.
type spool struct {
	file  *os.File
	limit int64
	size  int64
	count int

	opened bool // count and size are known
}

var errSpoolFull = errors.New("the spool is full")

func openSpool(dir string, limit int64) (*spool, error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(filepath.Join(dir, "calls.spool"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	s := &spool{file: f, limit: limit}
	records, err := s.read()
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	s.opened = true
	return s, s.keep(records)
}

func (s *spool) add(r dialplan.Record) error {
	line, err := json.Marshal(r)
	if err != nil {
		return err
	}
	line = append(line, '\n')
	if s.size+int64(len(line)) > s.limit {
		return errSpoolFull
	}
	if _, err := s.file.WriteAt(line, s.size); err != nil {
		return err
	}
	s.size += int64(len(line))
	s.count++
	return nil
}

func (s *spool) read() ([]dialplan.Record, error) {
	if s.count == 0 && s.size == 0 && s.opened {
		return nil, nil
	}
	if _, err := s.file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	var records []dialplan.Record
	in := bufio.NewReader(s.file)
	for {
		line, err := in.ReadBytes('\n')
		if err == io.EOF {
			return records, nil
		}
		if err != nil {
			return nil, err
		}
		var r dialplan.Record
		if json.Unmarshal(line, &r) == nil && r.ID != "" {
			records = append(records, r)
		}
	}
}

// drop removes the first n records.
func (s *spool) drop(n int) error {
	if n == 0 {
		return nil
	}
	records, err := s.read()
	if err != nil {
		return err
	}
	return s.keep(records[min(n, len(records)):])
}

// keep makes the spool hold these records and nothing else.
func (s *spool) keep(records []dialplan.Record) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	for _, r := range records {
		if err := enc.Encode(r); err != nil {
			return err
		}
	}
	if err := s.file.Truncate(0); err != nil {
		return err
	}
	if _, err := s.file.WriteAt(b.Bytes(), 0); err != nil {
		return err
	}
	s.size, s.count = int64(b.Len()), len(records)
	return s.file.Sync()
}

func (s *spool) close() { s.file.Close() }
