package sounds

// MissedGreeting is the first that somebody hears who gave up waiting and is
// called back. The key connects him, as in CallbackGreeting.
type MissedGreeting struct{ Connect Key }

// Name implements Phrase.
func (MissedGreeting) Name() string { return "missed-greeting" }

func (MissedGreeting) lines() []line {
	return []line{
		{"missed-greeting", Words{
			"Вітаємо! Це служба таксі. Ви телефонували нам і не дочекалися відповіді. Перепрошуємо.",
			"Здравствуйте! Это служба такси. Вы звонили нам и не дождались ответа. Просим прощения.",
			"Hello! This is the taxi service. You called us, and nobody answered in time. We are sorry."}},
		CallbackGreeting{}.lines()[1],
	}
}

// In implements Phrase.
func (m MissedGreeting) In(language string) Sentence {
	l := m.lines()
	return append(l[0].in(language), l[1].in(language, m.Connect.in(language))...)
}
