package sounds

import "testing"

func TestOwnSentencesWithHoles(t *testing.T) {
	v, err := ReadVocabulary(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	words := func(w string) ToldPart { return ToldPart{Words: w} }
	of := func(f Field) ToldPart { return ToldPart{Field: f} }
	for want, told := range map[string]Told{
		"На вас чекає зелений Шевроле, номер п’ятсот шістдесят сім.": {"uk", []ToldPart{
			words("На вас чекає"), of(v.Colour("зелений")), of(v.Make("Chevrolet")), words(", номер"), of(Plate{Number: "567"}), words(".")}},
		// Nobody knows the colour: it is not said.
		"На вас чекає Шевроле.": {"uk", []ToldPart{words("На вас чекає"), of(v.Colour("")), of(v.Make("Chevrolet")), words(".")}},
		"Машина будет через одну минуту.": {"ru", []ToldPart{
			words("Машина будет через"), of(Minutes(1)), words(".")}},
		"Wait: a green Chevrolet is coming in twenty-two minutes.": {"en", []ToldPart{
			words("Wait:"), of(v.Colour("green")), of(v.Make("Chevrolet Lacetti")), words("is coming in"), of(Minutes(22)), words(".")}},
		"Адреса: вул. Миру, 5.": {"uk", []ToldPart{words("Адреса:"), of(Place("вул. Миру, 5")), words(".")}},
		"It costs nothing!":     {"en", []ToldPart{words("It costs nothing!")}},
	} {
		s := told.In(told.Language)
		if got := s.Text(); got != want {
			t.Errorf("said %q, want %q", got, want)
		}
		if !s[0].begins {
			t.Errorf("%q has no beginning", want)
		}
		for _, language := range Languages() {
			if language != told.Language && told.In(language) != nil {
				t.Errorf("%q is said in %s", want, language)
			}
		}
	}
}

// What is recorded for one text is not what is recorded for another, and the
// voice stays up where more follows.
func TestWordsBetweenHolesAreRecorded(t *testing.T) {
	part := Told{"en", []ToldPart{{Words: "Your car is here"}, {Field: Minutes(5)}}}
	whole := Told{"en", []ToldPart{{Words: "Your car is here"}}}
	a, b := part.Pieces(), whole.Pieces()
	if len(a) != 1 || len(b) != 1 || a[0].Name == b[0].Name || a[0].spoken() == b[0].spoken() {
		t.Errorf("%+v and %+v are one recording", a, b)
	}
	if got := b[0].File(); got != TextFile("en", "Your car is here") {
		t.Errorf("a text without holes is in %s", got)
	}
	if s := (Told{"en", []ToldPart{{Words: "[[hi]] {x} \x00"}, {Words: "…"}}}).In("en"); s.Text() != "hi x." {
		t.Errorf("said %q", s.Text())
	}
}
