package conf

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"
)

// Write makes the directory hold the configuration, and returns the files that
// changed. Each file is replaced in one move, so that a FreeSWITCH reading at
// the same time sees the old or the new one. Files of operators who are gone
// are removed; what else lies in the directory is left alone.
func Write(dir string, in Input) (changed []string, err error) {
	files, err := Files(in)
	if err != nil {
		return nil, err
	}
	for name, content := range files {
		to := filepath.Join(dir, filepath.FromSlash(name))
		have, err := os.ReadFile(to)
		if err == nil && bytes.Equal(have, content) {
			continue
		}
		if err := replace(to, content); err != nil {
			return changed, err
		}
		changed = append(changed, name)
	}
	gone, err := filepath.Glob(filepath.Join(dir, "directory", "operators", "*.xml"))
	if err != nil {
		return changed, err
	}
	for _, file := range gone {
		name := "directory/operators/" + filepath.Base(file)
		if _, wanted := files[name]; wanted {
			continue
		}
		if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return changed, err
		}
		changed = append(changed, name)
	}
	slices.Sort(changed)
	return changed, nil
}

// replace writes a file beside the old one and moves it into its place. The
// files hold passwords, so nobody else may read them.
func replace(to string, content []byte) error {
	dir := filepath.Dir(to)
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".new-*")
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	err = errors.Join(err, f.Chmod(0o640), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), to)
	}
	if err != nil {
		os.Remove(f.Name())
		return fmt.Errorf("write %s: %w", to, err)
	}
	return nil
}

// Secrets are made once and kept with the office's data.
type Secrets struct {
	EventSocket string // password of mod_event_socket
}

// LoadOrCreateSecrets reads the secrets kept in dir, or makes and keeps them.
func LoadOrCreateSecrets(dir string) (Secrets, error) {
	file := filepath.Join(dir, "event-socket.password")
	have, err := os.ReadFile(file)
	if err == nil && len(bytes.TrimSpace(have)) >= 16 {
		return Secrets{EventSocket: string(bytes.TrimSpace(have))}, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return Secrets{}, err
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return Secrets{}, err
	}
	s := Secrets{EventSocket: rand.Text()}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) { // another process was first
		return LoadOrCreateSecrets(dir)
	}
	if err != nil {
		return Secrets{}, err
	}
	_, err = f.WriteString(s.EventSocket + "\n")
	return s, errors.Join(err, f.Close())
}

// directories are FreeSWITCH's, by the argument that names each, below the
// office's home.
func directories(home string) [][2]string {
	var all [][2]string
	for _, d := range []string{
		"conf", "log", "run", "temp", "storage", "recordings", "cache", "certs", "scripts", "sounds",
	} {
		all = append(all, [2]string{"-" + d, filepath.Join(home, d)})
	}
	return append(all, [2]string{"-db", Databases(home)})
}

// Databases is where FreeSWITCH keeps what it knows of the moment: channels,
// registrations, mod_callcenter's agents. It writes there several times in
// every call, and of all that nothing is worth a disk: on 1.11.1 a call costs a
// third more CPU with these files on one (bench/setup). So they are in memory
// where the system has a place for that, outlive FreeSWITCH and not the machine.
// The place is everybody's: a directory there that is somebody else's is not
// used.
func Databases(home string) string {
	onDisk := filepath.Join(home, "db")
	sum := sha256.Sum256([]byte(home))
	dir := filepath.Join("/dev/shm", "cabline-"+hex.EncodeToString(sum[:6]))
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return onDisk
	}
	info, err := os.Lstat(dir)
	if err != nil || !info.IsDir() || info.Mode().Perm() != 0o700 {
		return onDisk
	}
	if owner, ok := info.Sys().(*syscall.Stat_t); !ok || int(owner.Uid) != os.Getuid() {
		return onDisk
	}
	return dir
}

// Arguments are FreeSWITCH's arguments for running in the foreground with
// everything it reads and writes below home, but for its Databases.
func Arguments(home string) []string {
	args := []string{"-nonat", "-nc", "-nf", "-np"}
	for _, d := range directories(home) {
		args = append(args, d[0], d[1])
	}
	return args
}

// Directories makes the directories that Arguments names.
func Directories(home string) error {
	for _, d := range directories(home) {
		if err := os.MkdirAll(d[1], 0o750); err != nil {
			return err
		}
	}
	return nil
}
