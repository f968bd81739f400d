package sounds

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestVocabulary(t *testing.T) {
	v, err := ReadVocabulary(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"Зелёный": "зелений", "зеленая": "зелений", "GREEN": "зелений", "Темно-синий": "темно-синій", "тёмно синяя": "темно-синій", "мокрый  асфальт": "сірий",
	} {
		if got := v.Colour(name); got.UK != want || !got.Known() {
			t.Errorf("%s is %q, want %q", name, got.UK, want)
		}
	}
	for name, want := range map[string]string{
		"chevrolet": "Шевроле", "Chevrolet Lanos": "Шевроле", "ВАЗ-2110": "ВАЗ", "Mercedes-Benz Vito": "Мерседес", "Great Wall Hover": "Грейт Вол", "Шкода Октавия": "Шкода", "Citroën C4": "Сітроен", "VW": "Фольксваген",
	} {
		if got := v.Make(name); got.UK != want || !got.Known() {
			t.Errorf("%s is %q, want %q", name, got.UK, want)
		}
	}
	if v.Make("Fordson").Known() {
		t.Error("a Fordson is no Ford")
	}
}

func TestOfficesOwnWords(t *testing.T) {
	dir := t.TempDir()
	own := "\uFEFFname,uk,ru,en,also\ngreen,смарагдовий,изумрудный,emerald,\n# a comment\ncamo, камуфляжний, камуфляжный, camouflage, хакі; хаки\n"
	if err := os.WriteFile(filepath.Join(dir, "colours.csv"), []byte(own), 0o644); err != nil {
		t.Fatal(err)
	}
	v, err := ReadVocabulary(dir)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"green": "an emerald", "зелений": "an emerald", "Хаки": "a camouflage", "white": "a white"} {
		if got := v.Colour(name).EN; got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	seen := map[string]string{}
	for _, f := range Pieces("en", v) {
		if other, ok := seen[f.Name]; ok {
			t.Errorf("%s is %q and %q", f.Name, other, f.Text)
		}
		seen[f.Name] = f.Text
	}
	if seen["colour/green"] != "an emerald" || seen["colour/camo"] != "a camouflage" {
		t.Errorf("recorded are %q and %q", seen["colour/green"], seen["colour/camo"])
	}
}

func TestMistakesInOwnWords(t *testing.T) {
	const head = "name,uk,ru,en,also\n"
	for table, want := range map[string]string{
		"":                                    "makes.csv:1: the first line must be name,uk,ru,en,also",
		"make;uk;ru;en\n":                     "makes.csv:1: the first line must be",
		head + "kia,Кіа,Киа\n":                "makes.csv:2: has 3 columns instead of 5",
		head + "Kia,Кіа,Киа,Kia,\n":           `makes.csv:2: name "Kia": write small Latin letters`,
		head + "../kia,Кіа,Киа,Kia,\n":        `makes.csv:2: name "../kia"`,
		head + "ok,a,b,c,\n\nkia,Кіа,,Kia,\n": `makes.csv:4: kia: ru "": write the word`,
		head + "kia,[[k]],Киа,Kia,\n":         `makes.csv:2: kia: uk "[[k]]"`,
		head + "kia,\"Кіа,Киа,Kia,\n":         "makes.csv: ",
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "makes.csv"), []byte(table), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadVocabulary(dir); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", table, err, want)
		}
	}
}
