package office

import (
	"fmt"
	"net/netip"
	"net/url"
	"strings"
)

// Webhook is a program that is told what happens, by a POST for each event.
type Webhook struct {
	URL    string
	Events []string // of WebhookEvents
	Secret string   // what the bodies are signed with
}

// WebhookEvents are what a webhook can be told of.
func WebhookEvents() []string { return []string{"call-started", "call-answered", "call-ended", "card"} }

// shortestSecret keeps a signature from being guessed.
const shortestSecret = 16

func readWebhooks(sections []*section) []Webhook {
	var hooks []Webhook
	taken := make(map[string]int) // the line of each address
	for _, s := range sections {
		h := Webhook{
			URL:    s.required("url", `write where the program listens: url = "https://program.example/cabline"`, webhookURL),
			Events: s.texts("events", WebhookEvents(), oneOf(WebhookEvents()...)),
			Secret: s.secret("secret", "", longSecret),
		}
		if !s.has("secret") {
			s.mistake("secret", "is missing", `write secret = "env:CABLINE_WEBHOOK" and the same in the program, which tells our events from others' by it`)
		}
		if line, twice := taken[h.URL]; twice && s.right("url") {
			s.mistake("url", fmt.Sprintf("is told by the webhook on line %d already", line), "write all its events there, or give the program an address for each")
		} else {
			taken[h.URL] = s.line("url")
		}
		if len(h.Events) == 0 && s.right("events") {
			s.mistake("events", "is empty", "name some, or remove events and the program is told all")
		}
		s.done()
		hooks = append(hooks, h)
	}
	return hooks
}

func longSecret(text string) (problem, remedy string) {
	if len(text) < shortestSecret {
		return "is too short to sign with", "write 16 characters or more that nobody guesses, such as openssl rand -hex 16 makes"
	}
	return "", ""
}

// webhookURL is where a program listens. Events hold telephone numbers: they
// leave the office's own network only by https.
func webhookURL(text string) (problem, remedy string) {
	const example = `such as "https://program.example/cabline"`
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return "is not the address of a program", "write it with https, " + example
	case u.User != nil:
		return "holds a password", "leave it out: the secret tells the program who it is"
	case u.Fragment != "":
		return "has a #, which no program is told", "leave out what follows #"
	}
	ip, err := netip.ParseAddr(strings.Trim(u.Hostname(), "[]"))
	if err == nil && (ip.IsUnspecified() || ip.IsMulticast() || ip.IsLinkLocalUnicast()) {
		return "is no program's address", "write the address of the program's machine, " + example
	}
	near := u.Hostname() == "localhost" || err == nil && (ip.IsLoopback() || ip.IsPrivate())
	if u.Scheme == "http" && !near {
		return "sends telephone numbers through the open network", "write https, or the address of a machine in the office's own network"
	}
	return "", ""
}
