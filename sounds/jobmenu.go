package sounds

// JobMenu tells somebody whom the robot has called what he may press. A zero
// key is not offered. Driver is to whom he is joined as a client, Client as a
// driver, who refuses an order instead of cancelling it.
type JobMenu struct {
	Cancel, Refuse, Wait     Key
	Driver, Client, Operator Key
	Repeat, Confirm          Key
}

// Name implements Phrase.
func (JobMenu) Name() string { return "job-menu" }

func (JobMenu) lines() []line {
	order := OrderMenu{}.lines()
	return []line{
		AlertConfirm{}.lines()[0],
		order[0],
		{"job-menu-refuse", Words{
			"Щоб відмовитися від замовлення, натисніть {}.",
			"Чтобы отказаться от заказа, нажмите {}.",
			"To refuse the order, press {}."}},
		{"job-menu-wait", Words{
			"Щоб чекати далі, натисніть {}.",
			"Чтобы ждать дальше, нажмите {}.",
			"To go on waiting, press {}."}},
		order[1],
		{"job-menu-client", Words{
			"Щоб з’єднатися з клієнтом, натисніть {}.",
			"Чтобы соединиться с клиентом, нажмите {}.",
			"To be connected to the client, press {}."}},
		CallbackGreeting{}.lines()[1],
		{"job-menu-repeat", Words{
			"Щоб почути це ще раз, натисніть {}.",
			"Чтобы услышать это ещё раз, нажмите {}.",
			"To hear this again, press {}."}},
	}
}

// In implements Phrase.
func (m JobMenu) In(language string) Sentence {
	l := m.lines()
	var s Sentence
	for i, k := range []Key{m.Confirm, m.Cancel, m.Refuse, m.Wait, m.Driver, m.Client, m.Operator, m.Repeat} {
		if k.offered() {
			s = append(s, l[i].in(language, k.in(language))...)
		}
	}
	return s
}
