package main

import (
	"log/slog"

	"github.com/cabline/cabline/notify"
	"github.com/cabline/cabline/office"
)

// providersOf is who carries the office's messages.
func providersOf(o office.Office, log *slog.Logger) map[string]notify.Messenger {
	ways := make(map[string]notify.Messenger)
	if o.Mail.Host != "" {
		ways["mail"] = mailServerOf(o)
	}
	if o.Telegram.Token != "" {
		ways["telegram"] = &notify.Telegram{Token: o.Telegram.Token, Moved: func(from, to string) {
			log.Warn("a Telegram group has a new number; write it into the configuration", "old", from, "new", to)
		}}
	}
	switch o.SMS.Provider {
	case "smsc":
		ways["sms"] = &notify.SMSC{Login: o.SMS.Login, Password: o.SMS.Password, Key: o.SMS.Token, Sender: o.SMS.Sender}
	case "turbosms":
		ways["sms"] = &notify.TurboSMS{Token: o.SMS.Token, Sender: o.SMS.Sender}
	}
	return ways
}

// mailServerOf is the server that takes the office's mails.
func mailServerOf(o office.Office) *notify.SMTP {
	return &notify.SMTP{
		Host: o.Mail.Host, Port: o.Mail.Port, Security: notify.Security(o.Mail.Security),
		Username: o.Mail.Username, Password: o.Mail.Password, From: o.Mail.From,
	}
}
