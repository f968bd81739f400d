package sounds

import "time"

// Position tells a caller his place in the queue: 1 is the next to be
// answered.
type Position struct{ N int }

// Name implements Phrase.
func (Position) Name() string { return "position" }

func (Position) lines() []line {
	return []line{
		{"position", Words{
			"Ваш номер у черзі — {}.",
			"Ваш номер в очереди — {}.",
			"You are number {} in the queue."}},
		{"position-next", Words{
			"Ваш дзвінок наступний у черзі.",
			"Ваш звонок следующий в очереди.",
			"You are next in the queue."}},
	}
}

// In implements Phrase.
func (p Position) In(language string) Sentence {
	l := p.lines()
	if p.N <= 1 {
		return l[1].in(language)
	}
	return l[0].in(language, number(language, p.N, masculine))
}

// Wait tells a caller how long he is expected to wait, in whole minutes,
// rounded up.
type Wait struct{ Estimated time.Duration }

// Name implements Phrase.
func (Wait) Name() string { return "wait" }

func (Wait) lines() []line {
	return []line{
		{"wait", Words{
			"Орієнтовний час очікування — {}.",
			"Ориентировочное время ожидания — {}.",
			"The estimated waiting time is {}."}},
		{"wait-less", Words{
			"Орієнтовний час очікування — менше хвилини.",
			"Ориентировочное время ожидания — меньше минуты.",
			"The estimated waiting time is less than a minute."}},
	}
}

// In implements Phrase.
func (w Wait) In(language string) Sentence {
	l := w.lines()
	if w.Estimated < time.Minute {
		return l[1].in(language)
	}
	return l[0].in(language, minute().count(language, minutes(w.Estimated), feminine))
}

// CallbackOffer lets a caller be called back instead of waiting.
type CallbackOffer struct{ Accept Key }

// Name implements Phrase.
func (CallbackOffer) Name() string { return "callback-offer" }

func (CallbackOffer) lines() []line {
	return []line{{"callback-offer", Words{
		"Якщо ви не хочете чекати на лінії, натисніть {}, і ми передзвонимо вам, коли настане ваша черга.",
		"Если вы не хотите ждать на линии, нажмите {}, и мы перезвоним вам, когда подойдёт ваша очередь.",
		"If you would rather not wait on the line, press {}, and we will call you back when it is your turn."}}}
}

// In implements Phrase.
func (c CallbackOffer) In(language string) Sentence {
	return c.lines()[0].in(language, c.Accept.in(language))
}

// CallbackGreeting is the first that a caller hears who is called back. The key
// connects him, so that no operator talks to an answering machine; without one
// he is told to stay on the line.
type CallbackGreeting struct{ Connect Key }

// Name implements Phrase.
func (CallbackGreeting) Name() string { return "callback-greeting" }

func (CallbackGreeting) lines() []line {
	return []line{
		{"callback-greeting", Words{
			"Вітаємо! Вам телефонує служба таксі: ви просили передзвонити.",
			"Здравствуйте! Вам звонит служба такси: вы просили перезвонить.",
			"Hello! This is the taxi service, calling you back as you asked."}},
		{"callback-connect", Words{
			"Щоб поговорити з оператором, натисніть {}.",
			"Чтобы поговорить с оператором, нажмите {}.",
			"To speak to an operator, press {}."}},
		StayOnTheLine.line(),
	}
}

// In implements Phrase.
func (c CallbackGreeting) In(language string) Sentence {
	l := c.lines()
	s := l[0].in(language)
	if !c.Connect.offered() {
		return append(s, l[2].in(language)...)
	}
	return append(s, l[1].in(language, c.Connect.in(language))...)
}
