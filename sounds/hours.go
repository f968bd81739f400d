package sounds

// Closed tells that nobody answers now, and when somebody will.
type Closed struct{ Opens Clock }

// Name implements Phrase.
func (Closed) Name() string { return "closed" }

func (Closed) lines() []line {
	return []line{{"closed", Words{
		"Зараз ми не працюємо. Ми знову почнемо відповідати на дзвінки {}.",
		"Сейчас мы не работаем. Мы снова начнём отвечать на звонки {}.",
		"We are closed now. We will start answering calls again {}."}}}
}

// In implements Phrase.
func (c Closed) In(language string) Sentence { return c.lines()[0].in(language, c.Opens.in(language)) }
