package freeswitch

import (
	"context"
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/cabline/cabline/esl"
)

// gateway is what mod_sofia says of the way to a provider. Status is what
// decides whether it is dialled at all (mod_sofia.c, sofia_outgoing_channel):
// UP or DOWN, by the answers to its OPTIONS and by its registration. A provider
// whom nothing is asked is always UP, so the generated gateways have a ping.
type gateway struct {
	Name   string `xml:"name"`
	State  string `xml:"state"`
	Status string `xml:"status"`
}

// why is why the gateway is not dialled; empty: it is.
func (g gateway) why() string {
	if g.Status != "DOWN" {
		return ""
	}
	switch g.State {
	case "FAILED", "FAIL_WAIT", "EXPIRED":
		return "the provider does not let the office register"
	case "TRYING", "REGISTER", "UNREGED", "TIMEOUT":
		return "not registered with the provider"
	}
	return "the provider does not answer"
}

// gatewayChanged is sofia::gateway_state (sofia_reg.c,
// sofia_reg_fire_custom_gateway_state_event).
func (s *Switch) gatewayChanged(e *esl.Event) {
	g := gateway{Name: e.Get("Gateway"), State: e.Get("State"), Status: e.Get("Ping-Status")}
	why := g.why()
	if status, err := strconv.Atoi(e.Get("Status")); err == nil && why != "" && status != 200 {
		why += fmt.Sprintf(" (%d %s)", status, display(e.Get("Phrase")))
	}
	s.trunks.reached(g.Name, why, e.Time())
}

// gateways asks how all of them are, after a time without events.
func (s *Switch) gateways(ctx context.Context) error {
	at := time.Now()
	body, err := s.api(ctx, "sofia", "xmlstatus gateway")
	if err != nil {
		return fmt.Errorf("sofia xmlstatus gateway: %w", err)
	}
	var list struct {
		Gateways []gateway `xml:"gateway"`
	}
	// It says ISO-8859-1 of itself and is not; names are ours, and plain.
	if _, rest, ok := strings.Cut(body, "?>"); ok {
		body = rest
	}
	if err := xml.Unmarshal([]byte(strings.ToValidUTF8(body, "?")), &list); err != nil {
		return fmt.Errorf("sofia xmlstatus gateway: %w", err)
	}
	has := make(map[string]bool)
	for _, g := range list.Gateways {
		has[g.Name] = true
		s.trunks.reached(g.Name, g.why(), at)
	}
	for _, t := range s.cfg.Office.Trunks {
		if t.Proxy != "" && !has[t.Name] {
			s.trunks.reached(t.Name, "FreeSWITCH does not have it", at)
		}
	}
	return nil
}
