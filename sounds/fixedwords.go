package sounds

// words are what a fixed phrase says. None tells whether a man or a woman
// speaks or is spoken to.
func (f Fixed) words() Words {
	switch f {
	case Welcome:
		return Words{
			"Вітаємо! Ви зателефонували до служби таксі.",
			"Здравствуйте! Вы позвонили в службу такси.",
			"Hello! You have called the taxi service."}
	case WelcomeDriver:
		return Words{
			"Вітаємо! Це лінія для водіїв.",
			"Здравствуйте! Это линия для водителей.",
			"Hello! This is the drivers’ line."}
	case Recorded:
		return Words{
			"Розмова записується.",
			"Разговор записывается.",
			"This call is recorded."}
	case UnknownNumber:
		return Words{
			"Номер, за яким ви телефонуєте, не обслуговується. Перевірте, будь ласка, номер. До побачення.",
			"Номер, по которому вы звоните, не обслуживается. Проверьте, пожалуйста, номер. До свидания.",
			"The number you have called is not in use. Please check the number. Goodbye."}
	case Blacklisted:
		return Words{
			"На жаль, ваш номер у чорному списку, і ми не можемо прийняти ваше замовлення. До побачення.",
			"К сожалению, ваш номер в чёрном списке, и мы не можем принять ваш заказ. До свидания.",
			"We are sorry, your number is on our blacklist and we cannot take your order. Goodbye."}
	case ListenRefused:
		return Words{
			"Вам не дозволено слухати цього оператора.",
			"Вам не разрешено слушать этого оператора.",
			"You may not listen to this operator."}
	case TooManyCalls:
		return Words{
			"Ви телефонуєте надто часто. Будь ласка, спробуйте ще раз за кілька хвилин. До побачення.",
			"Вы звоните слишком часто. Пожалуйста, попробуйте ещё раз через несколько минут. До свидания.",
			"You are calling too often. Please try again in a few minutes. Goodbye."}
	case LineBusy:
		return Words{
			"На жаль, зараз усі лінії зайняті. Будь ласка, зателефонуйте трохи пізніше. До побачення.",
			"К сожалению, сейчас все линии заняты. Пожалуйста, позвоните немного позже. До свидания.",
			"We are sorry, all our lines are busy. Please call again a little later. Goodbye."}
	case NotAvailable:
		return Words{
			"На жаль, ця послуга поки що недоступна.",
			"К сожалению, эта услуга пока недоступна.",
			"We are sorry, this service is not available yet."}
	case TechnicalFault:
		return Words{
			"Вибачте, сталася технічна помилка. З’єднуємо вас з оператором.",
			"Извините, произошла техническая ошибка. Соединяем вас с оператором.",
			"We are sorry, something went wrong. We are connecting you to an operator."}
	case Goodbye:
		return Words{
			"Дякуємо за дзвінок. До побачення.",
			"Спасибо за звонок. До свидания.",
			"Thank you for calling. Goodbye."}
	case WrongKey:
		return Words{
			"Такого пункту немає. Будь ласка, спробуйте ще раз.",
			"Такого пункта нет. Пожалуйста, попробуйте ещё раз.",
			"There is no such choice. Please try again."}
	case NoKey:
		return Words{
			"Ви нічого не вибрали.",
			"Вы ничего не выбрали.",
			"You have not chosen anything."}
	case DialExtension:
		return Words{
			"Наберіть, будь ласка, внутрішній номер.",
			"Наберите, пожалуйста, внутренний номер.",
			"Please dial the extension."}
	case NoExtension:
		return Words{
			"Такого внутрішнього номера немає.",
			"Такого внутреннего номера нет.",
			"There is no such extension."}
	case ToOperator:
		return Words{
			"З’єднуємо вас з оператором. Будь ласка, залишайтеся на лінії.",
			"Соединяем вас с оператором. Пожалуйста, оставайтесь на линии.",
			"We are connecting you to an operator. Please stay on the line."}
	case StayOnTheLine:
		return Words{
			"Будь ласка, залишайтеся на лінії.",
			"Пожалуйста, оставайтесь на линии.",
			"Please stay on the line."}
	case AllBusy:
		return Words{
			"Зараз усі оператори розмовляють. Вам відповість перший, хто звільниться.",
			"Сейчас все операторы разговаривают. Вам ответит первый, кто освободится.",
			"All our operators are talking. The first one who is free will answer you."}
	case ToResponsible:
		return Words{
			"Усі оператори зайняті. З’єднуємо вас із черговим.",
			"Все операторы заняты. Соединяем вас с дежурным.",
			"All our operators are busy. We are connecting you to the person on duty."}
	case NobodyHere:
		return Words{
			"На жаль, зараз немає вільних операторів. Будь ласка, зателефонуйте трохи пізніше. До побачення.",
			"К сожалению, сейчас нет свободных операторов. Пожалуйста, позвоните немного позже. До свидания.",
			"We are sorry, no operator is free at the moment. Please call again a little later. Goodbye."}
	case CallbackAccepted:
		return Words{
			"Дякуємо. Ваше місце в черзі збережено, ми вам передзвонимо. До побачення.",
			"Спасибо. Ваше место в очереди сохранено, мы вам перезвоним. До свидания.",
			"Thank you. Your place in the queue is kept, and we will call you back. Goodbye."}
	case CallbackRefused:
		return Words{
			"На жаль, ми не бачимо вашого номера й не зможемо передзвонити. Будь ласка, залишайтеся на лінії.",
			"К сожалению, мы не видим вашего номера и не сможем перезвонить. Пожалуйста, оставайтесь на линии.",
			"We are sorry, we cannot see your number and so cannot call you back. Please stay on the line."}
	}
	return f.wordsOfOrders()
}

// wordsOfOrders are the fixed phrases about orders, drivers and what the caller
// is asked for.
func (f Fixed) wordsOfOrders() Words {
	switch f {
	case OrderSearching:
		return Words{
			"Ваше замовлення прийнято, але машину ще не призначено.",
			"Ваш заказ принят, но машина ещё не назначена.",
			"We have your order, but no car has been assigned yet."}
	case OrderUnderWay:
		return Words{
			"Ваше замовлення виконується.",
			"Ваш заказ выполняется.",
			"Your order is being carried out."}
	case OrderAccepted:
		return Words{
			"Ваше замовлення прийнято. Ми шукаємо для вас машину.",
			"Ваш заказ принят. Мы ищем для вас машину.",
			"Your order has been accepted. We are looking for a car for you."}
	case OrderCancelled:
		return Words{
			"Ваше замовлення скасовано. Нам дуже шкода. Сподіваємося почути вас знову. До побачення.",
			"Ваш заказ отменён. Нам очень жаль. Надеемся услышать вас снова. До свидания.",
			"Your order has been cancelled. We are sorry, and hope to hear from you again. Goodbye."}
	case OrderStays:
		return Words{
			"Ваше замовлення залишається в силі.",
			"Ваш заказ остаётся в силе.",
			"Your order stands."}
	case CannotCancel:
		return Words{
			"На жаль, це замовлення вже не можна скасувати.",
			"К сожалению, этот заказ уже нельзя отменить.",
			"We are sorry, this order can no longer be cancelled."}
	case CancelFailed:
		return Words{
			"На жаль, скасувати замовлення не вдалося. З’єднуємо вас з оператором.",
			"К сожалению, отменить заказ не удалось. Соединяем вас с оператором.",
			"We are sorry, we could not cancel the order. We are connecting you to an operator."}
	case ToDriver:
		return Words{
			"З’єднуємо вас із водієм.",
			"Соединяем вас с водителем.",
			"We are connecting you to the driver."}
	case DriverNoAnswer:
		return Words{
			"На жаль, водій не відповідає. З’єднуємо вас з оператором.",
			"К сожалению, водитель не отвечает. Соединяем вас с оператором.",
			"We are sorry, the driver does not answer. We are connecting you to an operator."}
	case ToFreeDriver:
		return Words{
			"З’єднуємо вас із вільним водієм. Домовтеся з ним, де ви зустрінетеся.",
			"Соединяем вас со свободным водителем. Договоритесь с ним, где вы встретитесь.",
			"We are connecting you to a free driver. Please tell him where to meet you."}
	case RobotGreeting:
		return Words{
			"Вітаємо! Вам телефонує служба таксі.",
			"Здравствуйте! Вам звонит служба такси.",
			"Hello! This is the taxi service."}
	case NoCars:
		return Words{
			"На жаль, вільної машини для вас поки що немає.",
			"К сожалению, свободной машины для вас пока нет.",
			"We are sorry, there is no free car for you yet."}
	case WaitsOn:
		return Words{
			"Дякуємо, ми шукаємо машину далі. До побачення.",
			"Спасибо, мы ищем машину дальше. До свидания.",
			"Thank you, we are still looking for a car. Goodbye."}
	case OrderRefused:
		return Words{
			"Прийнято. Замовлення отримає інший водій.",
			"Принято. Заказ получит другой водитель.",
			"Understood. Another driver will get the order."}
	case OrderChanged:
		return Words{
			"Ваше замовлення тим часом змінилося. Перепрошуємо за турботу. До побачення.",
			"Ваш заказ тем временем изменился. Извините за беспокойство. До свидания.",
			"Your order has changed in the meantime. We are sorry to have troubled you. Goodbye."}
	case NoFreeDriver:
		return Words{
			"На жаль, зараз немає вільних машин. Будь ласка, зателефонуйте трохи пізніше. До побачення.",
			"К сожалению, сейчас нет свободных машин. Пожалуйста, позвоните немного позже. До свидания.",
			"We are sorry, no car is free at the moment. Please call again a little later. Goodbye."}
	case AskCard:
		return Words{
			"Наберіть, будь ласка, номер вашої картки й натисніть решітку.",
			"Наберите, пожалуйста, номер вашей карты и нажмите решётку.",
			"Please dial the number of your card, then press hash."}
	case CardAccepted:
		return Words{
			"Дякуємо, картку прийнято.",
			"Спасибо, карта принята.",
			"Thank you, your card has been accepted."}
	case CardUnknown:
		return Words{
			"На жаль, картки з таким номером немає.",
			"К сожалению, карты с таким номером нет.",
			"We are sorry, there is no card with this number."}
	case ComplaintAsk:
		return Words{
			"Розкажіть, будь ласка, після сигналу, що сталося. Коли закінчите, натисніть решітку або покладіть слухавку.",
			"Расскажите, пожалуйста, после сигнала, что случилось. Когда закончите, нажмите решётку или положите трубку.",
			"Please tell us after the tone what has happened. When you have finished, press hash or hang up."}
	case ComplaintThanks:
		return Words{
			"Дякуємо. Ваше повідомлення передано відповідальній особі. До побачення.",
			"Спасибо. Ваше сообщение передано ответственному лицу. До свидания.",
			"Thank you. Your message has been passed on to the person responsible. Goodbye."}
	case AddressAsk:
		return Words{
			"Назвіть, будь ласка, після сигналу адресу, за якою подати машину.",
			"Назовите, пожалуйста, после сигнала адрес, по которому подать машину.",
			"Please say after the tone the address where we should pick you up."}
	case AddressNotCaught:
		return Words{
			"На жаль, ми не розпізнали адресу.",
			"К сожалению, мы не распознали адрес.",
			"We are sorry, we did not catch the address."}
	}
	if w := f.wordsOfRatings(); w != (Words{}) {
		return w
	}
	if w := f.wordsOfDeskless(); w != (Words{}) {
		return w
	}
	if w := f.wordsOfCodes(); w != (Words{}) {
		return w
	}
	if w := f.wordsOfColleagues(); w != (Words{}) {
		return w
	}
	return f.wordsOfJoinings()
}
