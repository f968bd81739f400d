package sounds

// What somebody hears who does not speak to a dispatcher: who he is, by his
// keys, and that his complaint was not heard.
const (
	AskCallsign  Fixed = "ask-callsign"  // asks for a driver's callsign or a client's number
	AskPIN       Fixed = "ask-pin"       // asks for the PIN that belongs to it
	WrongPIN     Fixed = "wrong-pin"     // the two do not belong together; nothing else is said of it
	NothingHeard Fixed = "nothing-heard" // he did not speak after the tone
	NoBalance    Fixed = "no-balance"    // his balance cannot be told; an operator comes
)

func desklessPhrases() []Fixed {
	return []Fixed{AskCallsign, AskPIN, WrongPIN, NothingHeard, NoBalance}
}

// wordsOfDeskless are what these phrases say.
func (f Fixed) wordsOfDeskless() Words {
	switch f {
	case AskCallsign:
		return Words{
			"Наберіть, будь ласка, свій позивний або номер клієнта й натисніть решітку.",
			"Наберите, пожалуйста, свой позывной или номер клиента и нажмите решётку.",
			"Please dial your callsign or client number, then press hash."}
	case AskPIN:
		return Words{
			"Наберіть, будь ласка, свій пін-код і натисніть решітку.",
			"Наберите, пожалуйста, свой пин-код и нажмите решётку.",
			"Please dial your PIN, then press hash."}
	case WrongPIN:
		return Words{
			"На жаль, номер або пін-код неправильний.",
			"К сожалению, номер или пин-код неправильный.",
			"We are sorry, the number or the PIN is wrong."}
	case NothingHeard:
		return Words{
			"На жаль, ми вас не почули.",
			"К сожалению, мы вас не услышали.",
			"We are sorry, we did not hear you."}
	case NoBalance:
		return Words{
			"На жаль, повідомити ваш баланс зараз неможливо. З’єднуємо вас з оператором.",
			"К сожалению, сообщить ваш баланс сейчас невозможно. Соединяем вас с оператором.",
			"We are sorry, we cannot tell you your balance at the moment. We are connecting you to an operator."}
	}
	return Words{}
}

// Account is whose money a Balance is.
type Account string

const (
	OwnAccount     Account = "balance"         // a driver's or a private client's
	CompanyAccount Account = "company-balance" // of the firm on whose account he drives
)

// Balance tells how much is left on an account, or what is owed.
type Balance struct {
	Of  Account // empty: OwnAccount
	Sum Sum
}

// Name implements Phrase.
func (Balance) Name() string { return "balance" }

func (Balance) lines() []line {
	return []line{
		{"balance", Words{
			"На вашому рахунку {}.",
			"На вашем счету {}.",
			"Your balance is {}."}},
		{"balance-debt", Words{
			"Ваша заборгованість — {}.",
			"Ваша задолженность — {}.",
			"You owe {}."}},
		{"company-balance", Words{
			"На рахунку вашої компанії {}.",
			"На счету вашей компании {}.",
			"The balance of your company is {}."}},
		{"company-balance-debt", Words{
			"Заборгованість вашої компанії — {}.",
			"Задолженность вашей компании — {}.",
			"Your company owes {}."}},
	}
}

// In implements Phrase.
func (b Balance) In(language string) Sentence {
	name := string(OwnAccount)
	if b.Of != "" {
		name = string(b.Of)
	}
	if b.Sum < 0 {
		name += "-debt"
	}
	for _, l := range b.lines() {
		if l.name == name {
			return l.in(language, b.Sum.in(language))
		}
	}
	return nil
}

// OperatorOffer offers an operator to somebody whose call is over otherwise.
type OperatorOffer struct{ Operator Key }

// Name implements Phrase.
func (OperatorOffer) Name() string { return "operator-offer" }

func (OperatorOffer) lines() []line { return CallbackGreeting{}.lines()[1:2] }

// In implements Phrase.
func (o OperatorOffer) In(language string) Sentence {
	return o.lines()[0].in(language, o.Operator.in(language))
}
