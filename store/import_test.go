package store

import (
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"

	"github.com/cabline/cabline/taxi"
)

// told is what an import said, as a person reads it.
func told(i Imported, err error) string {
	var s []string
	s = append(s, fmt.Sprintf("%d added, %d updated", i.Added, i.Updated))
	for _, b := range i.Bad {
		s = append(s, fmt.Sprintf("line %d: %s", b.Line, b.Reason))
	}
	if len(i.Ignored) > 0 {
		s = append(s, fmt.Sprintf("not read: %s", i.Ignored))
	}
	switch {
	case errors.Is(err, ErrBadLines):
		s = append(s, "nothing taken in")
	case err != nil:
		s = append(s, err.Error())
	}
	return strings.Join(s, "\n")
}

// imports takes a file in and compares what it is told.
func imports(t *testing.T, b *Book, o ImportOptions, file, want string) {
	t.Helper()
	if got := told(b.Import(t.Context(), strings.NewReader(file), o)); got != want {
		t.Errorf("told\n%s\nwant\n%s", got, want)
	}
}

// everybody is the clients as they are kept, without what the database gave.
func everybody(t *testing.T, b *Book) []taxi.Client {
	t.Helper()
	return must[[]taxi.Client](t)(b.Clients(t.Context(), ClientFilter{Limit: 1000}))
}

func TestImportOfClients(t *testing.T) {
	book(t, func(t *testing.T, b *Book) {
		kyiv := time.FixedZone("Kyiv", 2*3600)
		o := ImportOptions{Kind: ImportClients, Zone: kyiv}
		file := "Телефон;Ім'я;Адреса;Компанія;Статус;Діє до;Кому;Баланс;Примітка;Улюблений колір\r\n" +
			"067 111-22-33, +380441112233;Оксана;вул. Садова, 5;Кондитерська;VIP;31.12.2026;101;-12,50;\"=HYPERLINK(\"\"http://x\"\")\";синій\r\n" +
			";;;;;;;;;\r\n" +
			"'0501112233;\"Ганна \"\"Мала\"\"\nз третього\";;кондитерська;чорний список;;;1 250;+380;\r\n"
		imports(t, b, o, file, "2 added, 0 updated\nnot read: [Улюблений колір]")
		list := everybody(t, b)
		if len(list) != 2 {
			t.Fatalf("%+v", list)
		}
		first, second := list[0], list[1]
		want := taxi.Client{
			ID: first.ID, Name: "Оксана", Company: first.Company, GoesTo: "101", Balance: -1250, Note: `=HYPERLINK("http://x")`,
			Contacts: []taxi.Contact{{Phone: "+380671112233", Address: "вул. Садова, 5"}, {Phone: "+380441112233", Address: "вул. Садова, 5"}},
			Standing: taxi.Standing{List: taxi.VIP, Until: time.Date(2027, 1, 1, 0, 0, 0, 0, kyiv).UTC()},
		}
		if !reflect.DeepEqual(first, want) {
			t.Errorf("took in %+v\nwant    %+v", first, want)
		}
		if second.Name != `Ганна "Мала" з третього` || second.Company != first.Company || second.Standing.List != taxi.Black || second.Balance != 125000 || second.Note != "+380" {
			t.Errorf("took in %+v", second)
		}
		imports(t, b, o, file, "0 added, 2 updated\nnot read: [Улюблений колір]")
		if again := everybody(t, b); !reflect.DeepEqual(again, list) {
			t.Errorf("taken in twice: %+v", again)
		}
		// What another file does not say stays; phones are added.
		imports(t, b, o, "phone,name,kind\n380671112233/0931112233,,ordinary\n", "0 added, 1 updated")
		got := everybody(t, b)[0]
		want.Standing = taxi.Standing{}
		want.Contacts = append(want.Contacts, taxi.Contact{Phone: "+380931112233"})
		if !reflect.DeepEqual(got, want) {
			t.Errorf("updated to %+v\nwant       %+v", got, want)
		}
	})
}

func TestBadLinesAreNamed(t *testing.T) {
	book(t, func(t *testing.T, b *Book) {
		for i, name := range []string{"Перший", "Другий"} {
			must[taxi.Client](t)(b.PutClient(t.Context(), taxi.Client{Name: name, Contacts: []taxi.Contact{{Phone: taxi.Phone(fmt.Sprint("067111000", i))}}}))
		}
		file := strings.Join([]string{
			"phone,name,kind,until,goes to,balance",
			"0672220001,Good,,,,",
			"call me,Bad,,,,",
			",Nobody,,,,",
			"0672220003,Kind,friend,,,",
			"0672220004,Until,vip,tomorrow,,",
			"0672220005,Person,,,the boss,",
			"0672220006,Money,,,,a lot",
			"+380672220001,Again,,,,",
			"0671110000/0671110001,Two,,,,",
			"0672220007,Many,,,,,more",
			`0672220008,say "yes",,,,`,
			"0672220009," + strings.Repeat("x", maxField+1) + ",,,,",
			"067222001\xd0,Damaged ї і є,,,,",
			"12345678901234567890123456789012345678901,Long,,,,",
			"0672220010,Good too,,,,",
			`0672220011,"never closed`,
			"0672220012,swallowed,,,,",
		}, "\n")
		bad := `line 3: "call me" is not a telephone number
line 4: has no phone
line 5: kind "friend" is none of ordinary, vip, black
line 6: until "tomorrow" is not a date such as 2026-12-31 or 31.12.2026
line 7: goes to "the boss", which is not an extension
line 8: balance "a lot" is not an amount of money such as 125.50
line 9: phone +380672220001 stands on line 2 already
line 10: is about two clients the office has: "Перший" and "Другий"
line 11: has 7 fields, and the first line names 6
line 12: a quotation mark stands within a field; write it twice and the field in quotation marks: "say ""yes"""
line 13: field 2 is longer than 2000 characters
line 14: field 1 is not text
line 15: "1234567890123456789012345678901234567890…" is not a telephone number
line 17: a quotation mark is not closed up to line 18; what stands there was not read`
		bad = strings.Replace(bad, "1234567890123456789012345678901234567890…", "123456789012345678901234567890123456789…", 1)
		imports(t, b, ImportOptions{Kind: ImportClients}, file, "0 added, 0 updated\n"+bad+"\nnothing taken in")
		if list := everybody(t, b); len(list) != 2 {
			t.Errorf("half a file was taken in: %+v", list)
		}
		imports(t, b, ImportOptions{Kind: ImportClients, SkipBad: true}, file, "2 added, 0 updated\n"+bad)
		var names []string
		for _, c := range everybody(t, b) {
			names = append(names, c.Name)
		}
		if want := []string{"Перший", "Другий", "Good", "Good too"}; !slices.Equal(names, want) {
			t.Errorf("the clients are %q", names)
		}
	})
}

func TestImportOfDrivers(t *testing.T) {
	book(t, func(t *testing.T, b *Book) {
		o := ImportOptions{Kind: ImportDrivers}
		imports(t, b, o, `Позывной;ФИО;Телефон;Телефон 2;Цвет;Марка;Госномер;ПИН
21;Тарас;0501110021;0671110021;зелёный;Chevrolet;AA0567KA;4321
22;Иван;0501110022;;;;AA0567KA;
`, "2 added, 0 updated")
		imports(t, b, o, "callsign\tphone\tpin\tplate\n21\t0501110022\t\t\n\t0501110023\t\t\n22\t\tabcd\t\n23\t0501110024\t\tAA1\n",
			"0 added, 0 updated\nline 2: phone +380501110022 is driver 22's\nline 3: has no callsign\nline 4: the PIN is not a number: nobody could dial it\nnothing taken in")
		imports(t, b, o, "callsign,plate,colour\n22,BB2,red\n23,AA0567KA,\n", "1 added, 1 updated")
		var got []string
		for _, d := range must[[]taxi.Driver](t)(b.Drivers(t.Context(), DriverFilter{})) {
			got = append(got, fmt.Sprint(d.Callsign, " ", d.Name, " ", d.Phones, " ", d.Car.Colour, " ", d.Car.Make, " ", d.Car.Plate, " ", d.PIN))
		}
		if want := []string{
			"21 Тарас [+380501110021 +380671110021] зелёный Chevrolet AA0567KA 4321",
			"22 Иван [+380501110022] red  BB2 ",
			"23  [] зелёный Chevrolet AA0567KA ",
		}; !slices.Equal(got, want) {
			t.Errorf("the drivers are\n%s", strings.Join(got, "\n"))
		}
	})
}

func TestImportOfLists(t *testing.T) {
	book(t, func(t *testing.T, b *Book) {
		imports(t, b, ImportOptions{Kind: ImportBlack}, "телефон,причина,до\n0671110001,не заплатив,\n0671110002,,2026-12-31 18:00\n", "2 added, 0 updated")
		imports(t, b, ImportOptions{Kind: ImportBlack}, "phone\n+380671110001\n", "0 added, 1 updated")
		imports(t, b, ImportOptions{Kind: ImportVIP}, "phone\n0671110003\nx\n", "0 added, 0 updated\nline 3: \"x\" is not a telephone number\nnothing taken in")
		imports(t, b, ImportOptions{Kind: ImportVIP, SkipBad: true}, "sep=;\nphone;x\n0671110003\nx\n", "1 added, 0 updated\nline 4: \"x\" is not a telephone number\nnot read: [x]")
		black := must[[]Listing](t)(b.Listings(t.Context(), taxi.Black))
		if len(black) != 2 || black[0].Standing.Reason != "не заплатив" || !black[1].Standing.Until.Equal(time.Date(2026, 12, 31, 18, 0, 0, 0, time.UTC)) {
			t.Errorf("the black list: %+v", black)
		}
		if vip := must[[]Listing](t)(b.Listings(t.Context(), taxi.VIP)); len(vip) != 1 {
			t.Errorf("the VIP list: %+v", vip)
		}
	})
}

func TestFilesOfEveryEncoding(t *testing.T) {
	const file = "телефон;ім'я\n0671112233;Їжакевич Євґенія – «ліс»\n"
	cyrillic, err := charmap.Windows1251.NewEncoder().String(file)
	if err != nil {
		t.Fatal(err)
	}
	little, big := []byte("\xff\xfe"), []byte("\xfe\xff")
	for _, u := range utf16.Encode([]rune(file)) {
		little, big = append(little, byte(u), byte(u>>8)), append(big, byte(u>>8), byte(u))
	}
	for encoding, content := range map[string]string{
		"UTF-8": file, "UTF-8 with a mark": "\ufeff" + file, "Windows-1251": cyrillic, "UTF-16": string(little), "UTF-16, big": string(big),
		"commas": strings.ReplaceAll(file, ";", ","), "tabs": strings.ReplaceAll(file, ";", "\t"), "Windows lines": strings.ReplaceAll(file, "\n", "\r\n"),
		"quoted": "\"телефон\";\"ім'я, прізвище; звати\"\n" + "0671112233;x\n",
	} {
		table, err := readTable(strings.NewReader(content), headers([]string{colPhone, colName}), func(string) bool { return false })
		if err != nil || len(table.lines) != 1 || table.lines[0].fields[0] != "0671112233" ||
			encoding != "quoted" && table.lines[0].fields[1] != "Їжакевич Євґенія – «ліс»" {
			t.Errorf("%s: %+v, %v", encoding, table, err)
		}
	}
}

func TestFilesThatAreNone(t *testing.T) {
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "cabline.db"), silent)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	b := NewBook(db, ukraine)
	for file, want := range map[string]string{
		"":                                "is empty",
		"\n\n":                            "is empty",
		"name,note\nx,y\n":                `no column "phone"`,
		"phone,name,имя\n1,2,3\n":         "two columns are name",
		"\"phone\n":                       "first line",
		"\x89PNG\r\n\x1a\n\x00\x00\x00\r": `no column "phone"`,
	} {
		if _, err := b.Import(t.Context(), strings.NewReader(file), ImportOptions{Kind: ImportClients}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", file, err)
		}
	}
	if _, err := b.Import(t.Context(), strings.NewReader("phone\n"), ImportOptions{Kind: "cars"}); err == nil {
		t.Error("a kind that does not exist was imported")
	}
}

// Whatever a file holds, it is taken in or refused; what is taken in is text
// that a terminal and both databases bear, and taking it in twice is once.
func FuzzImport(f *testing.F) {
	for _, s := range []string{"phone,name\n0671112233,=1+1\n", "телефон;ім'я\n\"0671112233\";\"a\"\"b\"\n", "phone\n1,2\n\xff\xfe", "sep=;\nphone;kind\n12;vip\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, file string) {
		db, err := Open(t.Context(), filepath.Join(t.TempDir(), "cabline.db"), silent)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		b := NewBook(db, ukraine)
		o := ImportOptions{Kind: ImportClients, SkipBad: true}
		first, err := b.Import(t.Context(), strings.NewReader(file), o)
		if err != nil {
			return
		}
		kept := everybody(t, b)
		second, err := b.Import(t.Context(), strings.NewReader(file), o)
		if err != nil || second.Added != 0 || second.Updated != first.Added+first.Updated || !reflect.DeepEqual(kept, everybody(t, b)) {
			t.Errorf("first %+v, then %+v, %v", first, second, err)
		}
		for _, c := range kept {
			if len(c.Contacts) == 0 || strings.ContainsFunc(c.Name+c.Note+c.Number, func(r rune) bool { return r < ' ' || r == 0x7f }) {
				t.Errorf("took in %+v", c)
			}
		}
	})
}
