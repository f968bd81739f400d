package sounds

// What client and driver hear when they are joined. The words of who is on the
// line already are ToDriver, ToFreeDriver and ToClient; the others are heard by
// the one who has been called, and by him alone.
const (
	ToClient         Fixed = "to-client"          // the driver is joined with his client
	FromClient       Fixed = "from-client"        // the driver is called for his client
	FromDriver       Fixed = "from-driver"        // the client is called for his driver
	NewClient        Fixed = "new-client"         // a free driver is called for somebody who needs a car
	ClientNotReached Fixed = "client-not-reached" // the client does not answer
	DriverNotReached Fixed = "driver-not-reached" // the driver does not answer
	CannotConnect    Fixed = "cannot-connect"     // there is nobody to be called
)

func joinings() []Fixed {
	return []Fixed{ToClient, FromClient, FromDriver, NewClient, ClientNotReached, DriverNotReached, CannotConnect}
}

// wordsOfJoinings are what these phrases say.
func (f Fixed) wordsOfJoinings() Words {
	switch f {
	case ToClient:
		return Words{
			"З’єднуємо вас із вашим клієнтом.",
			"Соединяем вас с вашим клиентом.",
			"We are connecting you to your client."}
	case FromClient:
		return Words{
			"Це служба таксі. З вами хоче поговорити клієнт вашого замовлення.",
			"Это служба такси. С вами хочет поговорить клиент вашего заказа.",
			"This is the taxi service. The client of your order would like to talk to you."}
	case FromDriver:
		return Words{
			"Це служба таксі. З вами хоче поговорити водій вашої машини.",
			"Это служба такси. С вами хочет поговорить водитель вашей машины.",
			"This is the taxi service. The driver of your car would like to talk to you."}
	case NewClient:
		return Words{
			"Це служба таксі. Для вас є замовлення, клієнт на лінії.",
			"Это служба такси. Для вас есть заказ, клиент на линии.",
			"This is the taxi service. There is an order for you, and the client is on the line."}
	case ClientNotReached:
		return Words{
			"На жаль, клієнт не відповідає.",
			"К сожалению, клиент не отвечает.",
			"We are sorry, the client does not answer."}
	case DriverNotReached:
		return Words{
			"На жаль, водій не відповідає.",
			"К сожалению, водитель не отвечает.",
			"We are sorry, the driver does not answer."}
	case CannotConnect:
		return Words{
			"На жаль, зараз ми не можемо вас з’єднати.",
			"К сожалению, сейчас мы не можем вас соединить.",
			"We are sorry, we cannot connect you at the moment."}
	}
	return Words{}
}
