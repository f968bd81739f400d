package sounds

// What an operator hears who calls a colleague.
const (
	ColleagueBusy     Fixed = "colleague-busy"      // he talks, or does not want to; that is all
	ColleagueNoAnswer Fixed = "colleague-no-answer" // his telephones have rung in vain
	ColleagueNotThere Fixed = "colleague-not-there" // he has no telephone that is switched on

	// He takes no calls from clients now; his telephones ring all the same.
	ColleagueOnBreak  Fixed = "colleague-on-break"
	ColleagueOffShift Fixed = "colleague-off-shift"
)

func colleagues() []Fixed {
	return []Fixed{ColleagueBusy, ColleagueNoAnswer, ColleagueNotThere, ColleagueOnBreak, ColleagueOffShift}
}

// wordsOfColleagues are what these phrases say.
func (f Fixed) wordsOfColleagues() Words {
	switch f {
	case ColleagueBusy:
		return Words{"Колега зайнятий.", "Коллега занят.", "Your colleague is busy."}
	case ColleagueNoAnswer:
		return Words{"Колега не відповідає.", "Коллега не отвечает.", "Your colleague does not answer."}
	case ColleagueNotThere:
		return Words{"Телефон колеги вимкнено.", "Телефон коллеги выключен.", "Your colleague's telephone is off."}
	case ColleagueOnBreak:
		return Words{"Колега на перерві. Телефон дзвонить.", "Коллега на перерыве. Телефон звонит.", "Your colleague is on a break. The telephone rings."}
	case ColleagueOffShift:
		return Words{"Зміну колеги завершено. Телефон дзвонить.", "Смена коллеги окончена. Телефон звонит.", "Your colleague's shift is over. The telephone rings."}
	}
	return Words{}
}
