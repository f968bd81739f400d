package sounds

import "time"

// OnTheWay tells which car is coming. What is not known of the car is not
// said.
type OnTheWay struct{ Car Car }

// Name implements Phrase.
func (OnTheWay) Name() string { return "on-the-way" }

func (OnTheWay) lines() []line {
	return []line{{"on-the-way", Words{
		"До вас їде {}.",
		"К вам едет {}.",
		"Your car is on its way: {}."}}}
}

// In implements Phrase.
func (o OnTheWay) In(language string) Sentence { return o.lines()[0].in(language, o.Car.in(language)) }

// Arrived tells that the car is there.
type Arrived struct{ Car Car }

// Name implements Phrase.
func (Arrived) Name() string { return "arrived" }

func (Arrived) lines() []line {
	return []line{{"arrived", Words{
		"На вас чекає {}.",
		"Вас ожидает {}.",
		"Your car is waiting for you: {}."}}}
}

// In implements Phrase.
func (a Arrived) In(language string) Sentence { return a.lines()[0].in(language, a.Car.in(language)) }

// Arrives tells how soon the car is there, in whole minutes, rounded up.
type Arrives struct{ After time.Duration }

// Name implements Phrase.
func (Arrives) Name() string { return "arrives" }

func (Arrives) lines() []line {
	return []line{
		{"arrives", Words{
			"Машина буде у вас приблизно через {}.",
			"Машина будет у вас примерно через {}.",
			"The car will be with you in about {}."}},
		{"arrives-less", Words{
			"Машина буде у вас менш ніж за хвилину.",
			"Машина будет у вас меньше чем через минуту.",
			"The car will be with you in less than a minute."}},
	}
}

// In implements Phrase.
func (a Arrives) In(language string) Sentence {
	l := a.lines()
	if a.After < time.Minute {
		return l[1].in(language)
	}
	return l[0].in(language, minute().count(language, minutes(a.After), accusative))
}

// PickUp repeats where the car is to come. The address is a text of the order
// system and is spoken on demand.
type PickUp struct{ Address string }

// Name implements Phrase.
func (PickUp) Name() string { return "pick-up" }

func (PickUp) lines() []line {
	return []line{{"pick-up", Words{
		"Адреса подачі: {}.",
		"Адрес подачи: {}.",
		"The pick-up address is: {}."}}}
}

// In implements Phrase.
func (p PickUp) In(language string) Sentence {
	return p.lines()[0].in(language, said(language, p.Address))
}

// Scheduled tells that an order for later has been accepted.
type Scheduled struct{ At Clock }

// Name implements Phrase.
func (Scheduled) Name() string { return "scheduled" }

func (Scheduled) lines() []line {
	return []line{{"scheduled", Words{
		"Ваше замовлення прийнято. Машину буде подано {}.",
		"Ваш заказ принят. Машина будет подана {}.",
		"Your order has been accepted. The car will be there {}."}}}
}

// In implements Phrase.
func (s Scheduled) In(language string) Sentence { return s.lines()[0].in(language, s.At.in(language)) }

// OrderMenu tells what a caller whose order is known may do. A zero key is not
// offered; without any he is told to stay on the line.
type OrderMenu struct{ Cancel, Driver, Operator Key }

// Name implements Phrase.
func (OrderMenu) Name() string { return "order-menu" }

func (OrderMenu) lines() []line {
	return []line{
		{"order-menu-cancel", Words{
			"Щоб скасувати замовлення, натисніть {}.",
			"Чтобы отменить заказ, нажмите {}.",
			"To cancel the order, press {}."}},
		{"order-menu-driver", Words{
			"Щоб з’єднатися з водієм, натисніть {}.",
			"Чтобы соединиться с водителем, нажмите {}.",
			"To be connected to the driver, press {}."}},
		{"order-menu-operator", Words{
			"Щоб поговорити з оператором, натисніть {} або залишайтеся на лінії.",
			"Чтобы поговорить с оператором, нажмите {} или оставайтесь на линии.",
			"To speak to an operator, press {} or stay on the line."}},
		StayOnTheLine.line(),
	}
}

// In implements Phrase.
func (m OrderMenu) In(language string) Sentence {
	l := m.lines()
	var s Sentence
	for i, k := range []Key{m.Cancel, m.Driver, m.Operator} {
		if k.offered() {
			s = append(s, l[i].in(language, k.in(language))...)
		}
	}
	if !m.Operator.offered() {
		s = append(s, l[3].in(language)...)
	}
	return s
}

// ConfirmCancel asks once more before an order is cancelled.
type ConfirmCancel struct{ Confirm Key }

// Name implements Phrase.
func (ConfirmCancel) Name() string { return "confirm-cancel" }

func (ConfirmCancel) lines() []line {
	return []line{{"confirm-cancel", Words{
		"Щоб підтвердити скасування замовлення, натисніть {}.",
		"Чтобы подтвердить отмену заказа, нажмите {}.",
		"To confirm that the order is to be cancelled, press {}."}}}
}

// In implements Phrase.
func (c ConfirmCancel) In(language string) Sentence {
	return c.lines()[0].in(language, c.Confirm.in(language))
}
