package sounds

// What an operator hears who has dialled a code of his telephone.
const (
	YouAreReady     Fixed = "you-are-ready"      // callers are offered to him
	YouAreOnBreak   Fixed = "you-are-on-break"   // nobody is, until he is ready again
	YourWrapUpEnded Fixed = "your-wrap-up-ended" // the pause after his last conversation
	YouAreLoggedOut Fixed = "you-are-logged-out" // his shift is over
)

func codes() []Fixed { return []Fixed{YouAreReady, YouAreOnBreak, YourWrapUpEnded, YouAreLoggedOut} }

// wordsOfCodes are what these phrases say.
func (f Fixed) wordsOfCodes() Words {
	switch f {
	case YouAreReady:
		return Words{"Ви готові приймати дзвінки.", "Вы готовы принимать звонки.", "You are ready for calls."}
	case YouAreOnBreak:
		return Words{"Перерва. Дзвінків не буде.", "Перерыв. Звонков не будет.", "You are on a break. No calls will come."}
	case YourWrapUpEnded:
		return Words{"Ви знову вільні.", "Вы снова свободны.", "You are free again."}
	case YouAreLoggedOut:
		return Words{"Зміну завершено.", "Смена окончена.", "Your shift is over."}
	}
	return Words{}
}
