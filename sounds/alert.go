package sounds

// Trouble is what an Alert is about. Its values are the words of the
// configuration.
type Trouble string

const (
	TrunkDown     Trouble = "trunk"
	NobodyAnswers Trouble = "nobody_answers"
	QueueLong     Trouble = "queue_long"
	RobotFails    Trouble = "robot"
	DiskFull      Trouble = "disk"
	OrdersAway    Trouble = "order_system"
	SwitchAway    Trouble = "switch"
)

// Alert tells the responsible person what is wrong in his office. Waiting is how
// many callers wait, where that is the trouble.
type Alert struct {
	What    Trouble
	Waiting int
}

// Name implements Phrase.
func (Alert) Name() string { return "alert" }

func (Alert) lines() []line {
	return []line{
		{"alert", Words{
			"Увага! Вас турбує система служби таксі.",
			"Внимание! Вам звонит система службы такси.",
			"Attention! This is the taxi office’s system calling."}},
		{"alert-trunk", Words{
			"Не працює лінія зв’язку з телефонною мережею.",
			"Не работает линия связи с телефонной сетью.",
			"A line to the telephone network is down."}},
		{"alert-nobody-answers", Words{
			"Клієнти чекають, і жоден оператор не відповідає.",
			"Клиенты ждут, и ни один оператор не отвечает.",
			"Clients are waiting, and no operator answers."}},
		{"alert-queue-long", Words{
			"Черга клієнтів задовга.",
			"Очередь клиентов слишком длинная.",
			"The queue of clients is too long."}},
		{"alert-robot", Words{
			"Дзвінки робота не проходять.",
			"Звонки робота не проходят.",
			"The robot’s calls do not get through."}},
		{"alert-disk", Words{
			"На диску для записів закінчується місце.",
			"На диске для записей заканчивается место.",
			"The disk for recordings is running out of room."}},
		{"alert-order-system", Words{
			"Система замовлень не відповідає.",
			"Система заказов не отвечает.",
			"The order system does not answer."}},
		{"alert-switch", Words{
			"Програма втратила зв’язок із телефонною станцією.",
			"Программа потеряла связь с телефонной станцией.",
			"The engine has lost the connection to the switch."}},
		{"alert-waiting", Words{
			"Зараз чекають: {}.",
			"Сейчас ждут: {}.",
			"Waiting now: {}."}},
	}
}

// In implements Phrase.
func (a Alert) In(language string) Sentence {
	l := a.lines()
	s := l[0].in(language)
	switch a.What {
	case TrunkDown:
		s = append(s, l[1].in(language)...)
	case NobodyAnswers:
		s = append(s, l[2].in(language)...)
	case QueueLong:
		s = append(s, l[3].in(language)...)
	case RobotFails:
		s = append(s, l[4].in(language)...)
	case DiskFull:
		s = append(s, l[5].in(language)...)
	case OrdersAway:
		s = append(s, l[6].in(language)...)
	case SwitchAway:
		s = append(s, l[7].in(language)...)
	}
	if a.Waiting > 0 {
		s = append(s, l[8].in(language, number(language, a.Waiting, masculine))...)
	}
	return s
}

// AlertConfirm asks him to press a key, so that a machine that answers is not
// taken for him.
type AlertConfirm struct{ Key Key }

// Name implements Phrase.
func (AlertConfirm) Name() string { return "alert-confirm" }

func (AlertConfirm) lines() []line {
	return []line{
		{"alert-confirm", Words{
			"Щоб підтвердити, що ви почули, натисніть {}.",
			"Чтобы подтвердить, что вы услышали, нажмите {}.",
			"To confirm that you have heard this, press {}."}},
	}
}

// In implements Phrase.
func (a AlertConfirm) In(language string) Sentence {
	return a.lines()[0].in(language, a.Key.in(language))
}

// AlertConfirmed is the end of the call of who has confirmed.
type AlertConfirmed struct{}

// Name implements Phrase.
func (AlertConfirmed) Name() string { return "alert-confirmed" }

func (AlertConfirmed) lines() []line {
	return []line{{"alert-confirmed", Words{
		"Дякуємо, ви підтвердили. До побачення.",
		"Спасибо, вы подтвердили. До свидания.",
		"Thank you, you have confirmed. Goodbye."}}}
}

// In implements Phrase.
func (a AlertConfirmed) In(language string) Sentence { return a.lines()[0].in(language) }
