package main

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/cabline/cabline/notify"
	"github.com/cabline/cabline/office"
)

// tryAlerts writes to everybody whom an alert would tell, so that a wrong token
// is found before the night in which it matters.
func tryAlerts(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	f, path := flags("alert", stderr)
	if err := parse(f, args); err != nil {
		return err
	}
	o, err := load(*path)
	if err != nil {
		return err
	}
	return tryReceivers(ctx, o, providersOf(o, logger(stderr, false)), stdout)
}

func tryReceivers(ctx context.Context, o office.Office, ways map[string]notify.Messenger, stdout io.Writer) error {
	var all []office.Receiver
	for _, a := range o.Alerts {
		for _, r := range slices.Concat(a.To, a.Otherwise) {
			if !slices.Contains(all, r) {
				all = append(all, r)
			}
		}
	}
	if len(all) == 0 {
		fmt.Fprintln(stdout, "no alert names anybody: write [[alert]]")
		return nil
	}
	failed := 0
	for _, r := range all {
		if r.By == "call" {
			fmt.Fprintf(stdout, "%s: not called, for that takes the engine\n", r)
			continue
		}
		if err := ways[r.By].Send(ctx, r.To, o.Name+": "+testText(o.Language)); err != nil {
			fmt.Fprintf(stdout, "%s: %v\n", r, err)
			failed++
			continue
		}
		fmt.Fprintf(stdout, "%s: delivered\n", r)
	}
	if failed > 0 {
		return fmt.Errorf("%d of %d cannot be told", failed, len(all))
	}
	return nil
}

func testText(language string) string {
	switch language {
	case "uk":
		return "перевірка сповіщень, усе гаразд"
	case "ru":
		return "проверка оповещений, всё в порядке"
	}
	return "a test of alerts, all is well"
}
