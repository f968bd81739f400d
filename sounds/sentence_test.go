package sounds

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestSentences(t *testing.T) {
	golden, err := os.ReadFile("testdata/sentences.txt")
	if err != nil {
		t.Fatal(err)
	}
	v, err := ReadVocabulary(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	var p Phrase
	var language string
	tried := 0
	for i, row := range strings.Split(string(golden), "\n") {
		at := fmt.Sprintf("testdata/sentences.txt:%d", i+1)
		code, rest, _ := strings.Cut(row, " ")
		switch {
		case row == "", code == "#":
		case code == "uk", code == "ru", code == "en":
			language = code
			if got := p.In(language).Text(); got != rest {
				t.Errorf("%s:\n got %s\nwant %s", at, got, rest)
			}
			tried++
		case code == "":
			var got, want []string
			for _, name := range strings.Fields(rest) {
				want = append(want, "prompts/"+language+"/"+name+".wav")
			}
			got = p.In(language).Files()
			if strings.Join(got, " ") != strings.Join(want, " ") {
				t.Errorf("%s:\n got %s\nwant %s", at, got, want)
			}
		default:
			if p, err = read(v, code, rest); err != nil {
				t.Fatalf("%s: %v", at, err)
			}
		}
	}
	if tried < 100 {
		t.Errorf("only %d sentences were tried", tried)
	}
}

// read makes a phrase of its name and parameters as the golden file writes them.
func read(v Vocabulary, name, parameters string) (Phrase, error) {
	if name == "alert" {
		what, waiting, _ := strings.Cut(parameters, " ")
		n, err := strconv.Atoi(waiting)
		return Alert{Trouble(what), n}, err
	}
	n, err := strconv.Atoi(strings.ReplaceAll(parameters, ":", "")) // 8:30 is 830
	after, clock := time.Duration(n)*time.Minute, Clock{n / 100, n % 100}
	switch name {
	case "position":
		return Position{n}, err
	case "wait":
		return Wait{after}, err
	case "arrives":
		return Arrives{after}, err
	case "scheduled":
		return Scheduled{clock}, err
	case "closed":
		return Closed{clock}, err
	case "callback-offer":
		return CallbackOffer{Key(parameters[0])}, nil
	case "callback-greeting":
		return CallbackGreeting{Key(parameters[0])}, nil
	case "balance":
		return Balance{Sum: Sum(n)}, err
	case "company-balance":
		return Balance{CompanyAccount, Sum(n)}, err
	case "operator-offer":
		return OperatorOffer{Key(parameters[0])}, nil
	case "fare":
		return Fare{Sum(n)}, err
	case "missed-greeting":
		return MissedGreeting{Key(parameters[0])}, nil
	case "job-menu":
		k := func(i int) Key { return Key(parameters[i]) }
		return JobMenu{k(0), k(1), k(2), k(3), k(4), k(5), k(6), k(7)}, nil
	case "alert-confirm":
		return AlertConfirm{Key(parameters[0])}, nil
	case "alert-confirmed":
		return AlertConfirmed{}, nil
	case "order-menu":
		return OrderMenu{Key(parameters[0]), Key(parameters[1]), Key(parameters[2])}, nil
	}
	fields := strings.Split(parameters, "|")
	if len(fields) != 3 {
		return nil, fmt.Errorf("what is %s %s?", name, parameters)
	}
	var c Car
	if fields[0] != "" {
		c.Colour = v.Colour(fields[0])
	}
	if fields[1] != "" {
		c.Make = v.Make(fields[1])
	}
	c.Plate.Number, c.Plate.Spelt = strings.CutPrefix(fields[2], "spelt ")
	if name == "arrived" {
		return Arrived{c}, nil
	}
	return OnTheWay{c}, nil
}

func TestWordsOfNoVocabulary(t *testing.T) {
	v, err := ReadVocabulary(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	car := OnTheWay{Car{v.Colour("хамелеон"), v.Make("Wuling 5"), Plate{Number: "77"}}}
	for language, want := range map[string]string{
		"uk": "До вас їде хамелеон автомобіль Wuling 5, номер сімдесят сім.",
		"en": "Your car is on its way: хамелеон car, Wuling 5, number seventy-seven.",
	} {
		s := car.In(language)
		if got := s.Text(); got != want {
			t.Errorf("said %q, want %q", got, want)
		}
		for _, f := range s {
			if f.Optional != strings.HasPrefix(f.Name, "said/") {
				t.Errorf("%s: optional is %t", f.Name, f.Optional)
			}
		}
	}
	if w := v.Make(" \x00 "); len(w.in("uk")) != 0 {
		t.Errorf("nothing is called %q", w)
	}
}
