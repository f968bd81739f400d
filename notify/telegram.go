package notify

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// Telegram is a bot that writes to people and groups (Bot API, sendMessage).
// Whoever is to hear from it must have written to it first.
type Telegram struct {
	Token  string
	Server string       // empty: https://api.telegram.org
	Client *http.Client // its Transport is used; nil: the usual

	// Moved, if any, is told that a group has a new address, because Telegram has
	// made a supergroup of it. The message went there, and so do the next ones
	// until the engine is started again; the configuration should be changed.
	Moved func(from, to string)

	mu    sync.Mutex
	moved map[string]string
}

// telegramText is how many characters a message may have.
const telegramText = 4096

// telegramAnswer is the envelope of every answer of the Bot API.
type telegramAnswer struct {
	OK          bool   `json:"ok"`
	Code        int    `json:"error_code"`
	Description string `json:"description"`
	Parameters  struct {
		RetryAfter int   `json:"retry_after"`
		MigrateTo  int64 `json:"migrate_to_chat_id"`
	} `json:"parameters"`
}

// Send implements Messenger. Receivers are a chat's number or a channel's
// @name.
func (t *Telegram) Send(ctx context.Context, to, text string) error {
	t.mu.Lock()
	chat, known := t.moved[to]
	t.mu.Unlock()
	if !known {
		chat = to
	}
	got, err := t.send(ctx, chat, text)
	if err != nil || got.OK {
		return err
	}
	if id := got.Parameters.MigrateTo; id != 0 {
		now := strconv.FormatInt(id, 10)
		t.remember(to, now)
		if got, err = t.send(ctx, now, text); err != nil || got.OK {
			return err
		}
	}
	return t.refused(got)
}

func (t *Telegram) remember(from, to string) {
	t.mu.Lock()
	if t.moved == nil {
		t.moved = make(map[string]string)
	}
	t.moved[from] = to
	t.mu.Unlock()
	if t.Moved != nil {
		t.Moved(from, to)
	}
}

func (t *Telegram) gateway() gateway {
	return gateway{provider: "telegram", client: t.Client, secrets: []string{t.Token}}
}

func (t *Telegram) send(ctx context.Context, chat, text string) (telegramAnswer, error) {
	var id any = chat
	if n, err := strconv.ParseInt(chat, 10, 64); err == nil {
		id = n
	}
	body, err := json.Marshal(map[string]any{"chat_id": id, "text": cut(text, telegramText)})
	if err != nil {
		return telegramAnswer{}, t.gateway().error(BadContent, 0, err.Error())
	}
	server := t.Server
	if server == "" {
		server = "https://api.telegram.org"
	}
	heard, err := t.gateway().post(ctx, request{
		address: strings.TrimRight(server, "/") + "/bot" + t.Token + "/sendMessage",
		header:  http.Header{"Content-Type": {"application/json"}},
		body:    body,
	})
	if err != nil {
		return telegramAnswer{}, err
	}
	var got telegramAnswer
	if json.Unmarshal(heard.body, &got) != nil || !got.OK && got.Code == 0 {
		return telegramAnswer{}, t.gateway().strange(heard)
	}
	return got, nil
}

// refused reads the Bot API's error codes, which are HTTP's.
func (t *Telegram) refused(got telegramAnswer) error {
	fault := BadContent
	about := strings.ToLower(got.Description)
	switch {
	case got.Code == http.StatusTooManyRequests || got.Code >= 500:
		fault = Temporary
	case got.Code == http.StatusUnauthorized || got.Code == http.StatusNotFound:
		fault = BadAccount // 404 is what a token gets that never was one
	case got.Code == http.StatusForbidden, strings.Contains(about, "chat"), strings.Contains(about, "peer"), strings.Contains(about, "user"):
		fault = BadReceiver // blocked, not found, left, never written to
	}
	e := t.gateway().error(fault, got.Code, got.Description)
	e.RetryAfter = pause(got.Parameters.RetryAfter)
	return e
}
