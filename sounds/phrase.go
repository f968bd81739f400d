package sounds

// Phrase is something the robot says. The phrases of this package are all
// there are: Fixed ones, and types with parameters. All are plain values that
// can be compared, except Several and Told.
type Phrase interface {
	// In is the phrase in one of Languages, nil in any other language.
	In(language string) Sentence

	// Name tells phrases apart in logs and tests: "welcome", "position".
	Name() string

	// lines are the sentences that the phrase is made of.
	lines() []line
}

// Phrases lists every phrase there is, those with parameters without them.
func Phrases() []Phrase {
	all := []Phrase{
		Position{}, Wait{}, CallbackOffer{}, CallbackGreeting{}, MissedGreeting{},
		OnTheWay{}, Arrived{}, Arrives{}, PickUp{}, Scheduled{}, OrderMenu{}, ConfirmCancel{},
		Closed{}, Own{},
		Alert{}, AlertConfirm{}, AlertConfirmed{},
		JobMenu{}, Told{}, Fare{},
		Balance{}, OperatorOffer{},
	}
	for _, f := range fixed() {
		all = append(all, f)
	}
	return all
}

// Languages lists the languages that every phrase exists in.
func Languages() []string { return []string{"uk", "ru", "en"} }

// Words is the same in each language.
type Words struct{ UK, RU, EN string }

// In is what is said in a language, empty if there is nothing.
func (w Words) In(language string) string {
	switch language {
	case "uk":
		return w.UK
	case "ru":
		return w.RU
	case "en":
		return w.EN
	}
	return ""
}

// Several phrases are said in one breath.
type Several []Phrase

// In is all of them, one after the other.
func (s Several) In(language string) Sentence {
	var all Sentence
	for _, p := range s {
		all = append(all, p.In(language)...)
	}
	return all
}

// Name joins the names of all.
func (s Several) Name() string {
	name := ""
	for i, p := range s {
		if i > 0 {
			name += "+"
		}
		name += p.Name()
	}
	return name
}

func (s Several) lines() []line {
	var all []line
	for _, p := range s {
		all = append(all, p.lines()...)
	}
	return all
}
