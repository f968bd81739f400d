package sounds

// Phrase is something the robot says.
type Phrase string

const (
	// Welcome greets the caller of a line.
	Welcome Phrase = "welcome"
	// NobodyHere is the good-bye of a caller whom nobody can take: no operator
	// came, and the office named no responsible person or he did not answer.
	NobodyHere Phrase = "nobody-here"
)

// Phrases lists every phrase there is.
func Phrases() []Phrase { return []Phrase{Welcome, NobodyHere} }

// Languages lists the languages that every phrase exists in.
func Languages() []string { return []string{"uk", "ru", "en"} }

// Text is the phrase in words, or "" for a language it does not have.
func (p Phrase) Text(language string) string {
	switch language {
	case "uk":
		switch p {
		case Welcome:
			return "Вітаємо! Ви зателефонували до служби таксі."
		case NobodyHere:
			return "На жаль, зараз немає вільних операторів. Будь ласка, зателефонуйте трохи пізніше. До побачення."
		}
	case "ru":
		switch p {
		case Welcome:
			return "Здравствуйте! Вы позвонили в службу такси."
		case NobodyHere:
			return "К сожалению, сейчас нет свободных операторов. Пожалуйста, позвоните немного позже. До свидания."
		}
	case "en":
		switch p {
		case Welcome:
			return "Hello! You have called the taxi service."
		case NobodyHere:
			return "We are sorry, no operator is free at the moment. Please call again a little later. Goodbye."
		}
	}
	return ""
}

// File is where the phrase's recording lies below the directory of sounds.
func (p Phrase) File(language string) string {
	return "prompts/" + language + "/" + string(p) + ".wav"
}
