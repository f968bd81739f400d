package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"github.com/cabline/cabline/freeswitch/conf"
	"github.com/cabline/cabline/freeswitch/switchtest/sipphone"
	"github.com/cabline/cabline/office"
)

// realSwitch is a FreeSWITCH, with SIP telephones that send no sound: what is
// measured is how soon things are told, and two processors are few for the voices
// of sixty conversations besides.
type realSwitch struct {
	office  office.Office
	process *exec.Cmd
}

// startReal starts the program with the office's configuration.
func startReal(program, dir string, o office.Office) (*realSwitch, error) {
	out, err := os.Create(filepath.Join(dir, "freeswitch.log"))
	if err != nil {
		return nil, err
	}
	defer out.Close()
	cmd := exec.Command(program, conf.Arguments(o.FreeSWITCH.Home)...)
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start FreeSWITCH: %w", err)
	}
	return &realSwitch{o, cmd}, nil
}

func (s *realSwitch) close() error {
	err := s.process.Process.Signal(syscall.SIGTERM)
	// It ends by a signal, and says so.
	_ = s.process.Wait()
	return errors.Join(err, os.RemoveAll(conf.Databases(s.office.FreeSWITCH.Home)))
}

// operator is a telephone that is registered as soon as FreeSWITCH lets it.
func (s *realSwitch) operator(ctx context.Context, id string) (telephone, error) {
	phone, err := sipphone.New(ctx, sipphone.Config{
		Server: fmt.Sprintf("127.0.0.1:%d", s.office.FreeSWITCH.PhonePort), Domain: s.office.FreeSWITCH.Domain, User: id, Password: "password", Dumb: true,
	})
	if err != nil {
		return nil, err
	}
	for {
		trying, cancel := context.WithTimeout(ctx, 5*time.Second)
		err := phone.Register(trying)
		cancel()
		if err == nil {
			return &handset{phone: phone}, nil
		}
		if !pause(ctx, time.Second) {
			return nil, errors.Join(fmt.Errorf("register %s: %w", id, err), phone.Close())
		}
	}
}

// caller calls the line and stays until he is released, for so long at most.
func (s *realSwitch) caller(ctx context.Context, from string, most time.Duration) {
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	phone, err := sipphone.New(ctx, sipphone.Config{Server: fmt.Sprintf("127.0.0.1:%d", s.office.FreeSWITCH.TrunkPort), Dumb: true})
	if err != nil {
		return
	}
	defer phone.Close()
	call, err := phone.Dial(ctx, number, sipphone.DialOptions{FromNumber: from})
	if err != nil {
		return
	}
	select {
	case <-call.Done():
	case <-ctx.Done():
	}
}

// handset is an operator's SIP telephone.
type handset struct {
	phone *sipphone.Phone
	ring  *sipphone.Ring
	call  *sipphone.Call
}

var errQuiet = errors.New("the telephone does not ring")

func (h *handset) Rings(within time.Duration) error {
	select {
	case h.ring = <-h.phone.Incoming():
		return nil
	case <-time.After(within):
		return errQuiet
	}
}

func (h *handset) Answer() (err error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	h.call, err = h.ring.Answer(ctx)
	return err
}

func (h *handset) HangUp() error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	return h.call.Hangup(ctx)
}
