package sounds

import "strings"

// letter is a letter of number plates and its name. Key names its recording.
type letter struct {
	key string
	Words
}

func (l letter) piece(language string) Fragment {
	return Fragment{Language: language, Name: "letter/" + l.key, Text: l.In(language)}
}

// letterOf is the letter that r, a large one, shows, zero if it is none. The
// twelve that Ukrainian plates use, and Russian ones' У, look the same in both
// alphabets and are written in either: latin chooses how they are read.
func letterOf(r rune, latin bool) letter {
	const latins, cyrillics = "ABCEHIKMOPTXY", "АВСЕНІКМОРТХУ"
	if i := strings.IndexRune(cyrillics, r); i >= 0 {
		r = rune(latins[i/2])
	}
	if i := strings.IndexRune(latins, r); i >= 0 && !latin {
		return lookalikes()[i]
	}
	if r >= 'A' && r <= 'Z' {
		return latinLetters()[r-'A']
	}
	for _, l := range cyrillicLetters() {
		if l.large == r {
			return l.letter
		}
	}
	return letter{}
}

// lookalikes are in the order of A, B, C, E, H, I, K, M, O, P, T, X, Y.
func lookalikes() []letter {
	return []letter{
		{"cyrillic-a", Words{"а", "а", "A"}},
		{"cyrillic-ve", Words{"ве", "вэ", "B"}},
		{"cyrillic-es", Words{"ес", "эс", "C"}},
		{"cyrillic-e", Words{"е", "е", "E"}},
		{"cyrillic-en", Words{"ен", "эн", "H"}},
		{"cyrillic-i", Words{"і", "и", "I"}},
		{"cyrillic-ka", Words{"ка", "ка", "K"}},
		{"cyrillic-em", Words{"ем", "эм", "M"}},
		{"cyrillic-o", Words{"о", "о", "O"}},
		{"cyrillic-er", Words{"ер", "эр", "P"}},
		{"cyrillic-te", Words{"те", "тэ", "T"}},
		{"cyrillic-ha", Words{"ха", "ха", "X"}},
		{"cyrillic-u", Words{"у", "у", "Y"}},
	}
}

func latinLetters() []letter {
	return []letter{
		{"a", Words{"а", "а", "A"}},
		{"b", Words{"бе", "бэ", "B"}},
		{"c", Words{"це", "цэ", "C"}},
		{"d", Words{"де", "дэ", "D"}},
		{"e", Words{"е", "е", "E"}},
		{"f", Words{"еф", "эф", "F"}},
		{"g", Words{"ґе", "гэ", "G"}},
		{"h", Words{"га", "аш", "H"}},
		{"i", Words{"і", "и", "I"}},
		{"j", Words{"йот", "йот", "J"}},
		{"k", Words{"ка", "ка", "K"}},
		{"l", Words{"ель", "эль", "L"}},
		{"m", Words{"ем", "эм", "M"}},
		{"n", Words{"ен", "эн", "N"}},
		{"o", Words{"о", "о", "O"}},
		{"p", Words{"пе", "пэ", "P"}},
		{"q", Words{"ку", "ку", "Q"}},
		{"r", Words{"ер", "эр", "R"}},
		{"s", Words{"ес", "эс", "S"}},
		{"t", Words{"те", "тэ", "T"}},
		{"u", Words{"у", "у", "U"}},
		{"v", Words{"ве", "вэ", "V"}},
		{"w", Words{"дубль-ве", "дубль-вэ", "W"}},
		{"x", Words{"ікс", "икс", "X"}},
		{"y", Words{"ігрек", "игрек", "Y"}},
		{"z", Words{"зет", "зэт", "Z"}},
	}
}

// cyrillicLetter is one that the Latin alphabet has nothing like.
type cyrillicLetter struct {
	large rune
	letter
}

func cyrillicLetters() []cyrillicLetter {
	return []cyrillicLetter{
		{'Б', letter{"cyrillic-be", Words{"бе", "бэ", "Be"}}},
		{'Г', letter{"cyrillic-he", Words{"ге", "гэ", "Ge"}}},
		{'Ґ', letter{"cyrillic-ge", Words{"ґе", "гэ", "Ge"}}},
		{'Д', letter{"cyrillic-de", Words{"де", "дэ", "De"}}},
		{'Є', letter{"cyrillic-ye", Words{"є", "е", "Ye"}}},
		{'Ё', letter{"cyrillic-yo", Words{"йо", "ё", "Yo"}}},
		{'Ж', letter{"cyrillic-zhe", Words{"же", "жэ", "Zhe"}}},
		{'З', letter{"cyrillic-ze", Words{"зе", "зэ", "Ze"}}},
		{'И', letter{"cyrillic-y", Words{"и", "и", "Ee"}}},
		{'Ї', letter{"cyrillic-yi", Words{"ї", "йи", "Yee"}}},
		{'Й', letter{"cyrillic-yot", Words{"йот", "и краткое", "Short ee"}}},
		{'Л', letter{"cyrillic-el", Words{"ел", "эль", "El"}}},
		{'П', letter{"cyrillic-pe", Words{"пе", "пэ", "Pe"}}},
		{'Ф', letter{"cyrillic-ef", Words{"еф", "эф", "Ef"}}},
		{'Ц', letter{"cyrillic-tse", Words{"це", "цэ", "Tse"}}},
		{'Ч', letter{"cyrillic-che", Words{"че", "че", "Che"}}},
		{'Ш', letter{"cyrillic-sha", Words{"ша", "ша", "Sha"}}},
		{'Щ', letter{"cyrillic-shcha", Words{"ща", "ща", "Shcha"}}},
		{'Ъ', letter{"cyrillic-hard", Words{"твердий знак", "твёрдый знак", "Hard sign"}}},
		{'Ы', letter{"cyrillic-yery", Words{"и", "ы", "Yery"}}},
		{'Ь', letter{"cyrillic-soft", Words{"м’який знак", "мягкий знак", "Soft sign"}}},
		{'Э', letter{"cyrillic-reversed-e", Words{"е", "э", "E"}}},
		{'Ю', letter{"cyrillic-yu", Words{"ю", "ю", "Yu"}}},
		{'Я', letter{"cyrillic-ya", Words{"я", "я", "Ya"}}},
	}
}

// letters are all pieces of plates besides numbers.
func letters(language string) Sentence {
	var s Sentence
	if language != "en" { // which reads them as Latin ones
		for _, l := range lookalikes() {
			s = append(s, l.piece(language))
		}
	}
	for _, l := range latinLetters() {
		s = append(s, l.piece(language))
	}
	for _, l := range cyrillicLetters() {
		s = append(s, l.piece(language))
	}
	return s
}
