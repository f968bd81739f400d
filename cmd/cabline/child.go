package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"github.com/cabline/cabline/freeswitch/conf"
	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/sounds"
)

// startFreeSWITCH starts FreeSWITCH with the generated configuration and waits
// until it answers. One that runs already, left by an engine that was killed,
// is used as it is. It has a process group of its own: what kills the engine
// does not reach it, and calls go on. It ends with ctx.
func startFreeSWITCH(ctx context.Context, program string, o office.Office, around *sync.WaitGroup, log *slog.Logger) error {
	probe, cancel := context.WithTimeout(ctx, time.Second)
	conn, err := dialSwitch(o)(probe)
	cancel()
	if err == nil {
		conn.Close()
		log.Info("FreeSWITCH runs already", "event_socket", o.FreeSWITCH.EventSocket)
		return nil
	}
	out, err := os.OpenFile(filepath.Join(o.FreeSWITCH.Home, "log", "console.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o640)
	if err != nil {
		return err
	}
	cmd := exec.Command(program, conf.Arguments(o.FreeSWITCH.Home)...)
	cmd.Stdout, cmd.Stderr = out, out
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		out.Close()
		return fmt.Errorf("start FreeSWITCH: %w", err)
	}
	gone := make(chan struct{})
	var exit error
	around.Go(func() { exit = cmd.Wait(); out.Close(); close(gone) })
	around.Go(func() {
		select {
		case <-gone:
			log.Error("FreeSWITCH has ended", "error", exit)
			return
		case <-ctx.Done():
		}
		_ = cmd.Process.Signal(syscall.SIGTERM)
		select {
		case <-gone:
		case <-time.After(15 * time.Second):
			_ = cmd.Process.Kill()
		}
	})
	ready, cancel := context.WithTimeout(ctx, 60*time.Second)
	defer cancel()
	go func() {
		select {
		case <-gone:
			cancel()
		case <-ready.Done():
		}
	}()
	if err := waitForSwitch(ready, o); err != nil {
		return fmt.Errorf("%w; its own words are in %s", err, out.Name())
	}
	log.Info("FreeSWITCH started", "program", program, "pid", cmd.Process.Pid)
	return nil
}

// furnish makes the directories FreeSWITCH writes to, and the sounds it plays
// where the office has none of its own.
func furnish(o office.Office) error {
	if err := conf.Directories(o.FreeSWITCH.Home); err != nil {
		return err
	}
	if err := sounds.Furnish(o.FreeSWITCH.Sounds); err != nil {
		return err
	}
	for _, m := range o.Menus {
		for language, text := range m.Text {
			if err := sounds.FurnishText(o.FreeSWITCH.Sounds, language, text); err != nil {
				return fmt.Errorf("menu %s: %w", m.Name, err)
			}
		}
	}
	for _, told := range robotTexts(o) {
		if err := sounds.FurnishTold(o.FreeSWITCH.Sounds, told); err != nil {
			return fmt.Errorf("what the robot says: %w", err)
		}
	}
	return nil
}
