package office

import (
	"net/mail"
	"strings"
)

// Mail is the server that takes the office's mails. Without a Host there is
// none.
type Mail struct {
	Host     string
	Port     int
	Security string // "starttls", "tls", "none"
	Username string // empty: it asks for no log-in
	Password string
	From     string // "taxi@example.com" or "Taxi <taxi@example.com>"
}

// Telegram is the bot that writes for the office. Without a Token there is none.
type Telegram struct{ Token string }

// SMS is the gateway that sends the office's short messages. Without a Provider
// there is none.
type SMS struct {
	Provider string // "smsc", "turbosms"
	Token    string // empty, of SMSC: Login and Password instead
	Login    string
	Password string
	Sender   string // a name the gateway has agreed to
}

func readMail(s *section) Mail {
	m := Mail{
		Host:     s.text("host", "", optional(hostName)),
		Security: s.text("security", "starttls", oneOf("starttls", "tls", "none")),
		Username: s.text("username", ""),
		Password: s.secret("password", ""),
		From:     s.text("from", "", optional(mailAddress)),
	}
	m.Port = s.number("port", usualMailPort(m.Security), span{low: 1, high: 65535})
	if s.right("host", "security", "username", "from", "password") {
		s.checkMail(m)
	}
	s.done()
	if m.Host == "" {
		return Mail{}
	}
	return m
}

func usualMailPort(security string) int {
	switch security {
	case "tls":
		return 465
	case "none":
		return 25
	}
	return 587
}

func (s *section) checkMail(m Mail) {
	near := endpoint{host: m.Host}.loopback() || m.Host == "localhost"
	switch {
	case m.Host == "" && (m.From != "" || m.Username != ""):
		s.mistake("host", "is missing", `write the mail server's name: host = "smtp.example.com"`)
	case m.Host == "":
	case m.From == "":
		s.mistake("from", "is missing", `write the office's own mail address: from = "taxi@example.com"`)
	case m.Username != "" && !s.has("password"):
		s.mistake("username", "has no password beside it", `write password = "env:MAIL_PASSWORD", or remove username`)
	case m.Username == "" && s.has("password"):
		s.mistake("password", "has no username beside it", "write username, or remove password")
	case m.Username != "" && m.Security == "none" && !near:
		s.mistake("security", "sends the password through the open network", `write "starttls" or "tls"`)
	}
}

func readTelegram(s *section) Telegram {
	t := Telegram{Token: s.secret("token", "", botToken)}
	s.done()
	return t
}

func readSMS(s *section) SMS {
	m := SMS{
		Provider: s.text("provider", "", optional(oneOf("smsc", "turbosms"))),
		Token:    s.secret("token", ""),
		Login:    s.text("login", ""),
		Password: s.secret("password", ""),
		Sender:   s.text("sender", "", optional(smsSender)),
	}
	if s.right("provider", "token", "login", "password", "sender") {
		s.checkSMS(m)
	}
	s.done()
	if m.Provider == "" {
		return SMS{}
	}
	return m
}

func (s *section) checkSMS(m SMS) {
	const token = `write token = "env:SMS_TOKEN", as the gateway gave it`
	switch {
	case m.Provider == "" && (m.Token != "" || m.Login != "" || m.Sender != ""):
		s.mistake("provider", "is missing", `write provider = "smsc" or "turbosms"`)
	case m.Provider == "turbosms" && m.Login != "":
		s.mistake("login", "is of no use: TurboSMS knows the office by a token", token)
	case m.Provider == "turbosms" && m.Token == "":
		s.mistake("token", "is missing", token)
	case m.Provider == "turbosms" && m.Sender == "":
		s.mistake("sender", "is missing", `write the name that TurboSMS has agreed to: sender = "Taxi"`)
	case m.Provider == "smsc" && m.Token != "" && m.Login != "":
		s.mistake("login", "stands beside a token", "keep one of the two")
	case m.Provider == "smsc" && m.Token == "" && (m.Login == "" || m.Password == ""):
		s.mistake("token", "is missing", token+", or login and password")
	}
}

// mailAddress is one person's, with or without his name.
func mailAddress(text string) (problem, remedy string) {
	at, err := mail.ParseAddress(text)
	if err != nil || !strings.Contains(at.Address[strings.LastIndexByte(at.Address, '@')+1:], ".") {
		return "is not a mail address", "write one such as owner@example.com"
	}
	return "", ""
}

// botToken is what @BotFather gave; it becomes part of an address.
func botToken(text string) (problem, remedy string) {
	const remedyToken = `write what @BotFather said, such as "env:TELEGRAM_TOKEN"`
	id, secret, found := strings.Cut(text, ":")
	digits := func(r rune) bool { return r < '0' || r > '9' }
	letters := func(r rune) bool {
		return !(r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '_' || r == '-')
	}
	if !found || id == "" || len(secret) < 16 || strings.ContainsFunc(id, digits) || strings.ContainsFunc(secret, letters) {
		return "is not the token of a Telegram bot", remedyToken
	}
	return "", ""
}

// smsSender is what phones show in place of a number: GSM has room for eleven
// letters.
func smsSender(text string) (problem, remedy string) {
	const longest, longestNumber = 11, 15
	digits := strings.Trim(text, "+0123456789") == ""
	if len(text) > longest && !(digits && len(text) <= longestNumber) || strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' }) {
		return "is not a sender's name", "write up to 11 Latin letters and digits, as the gateway has agreed to them"
	}
	return "", ""
}
