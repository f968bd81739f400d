package main

import (
	"context"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/freeswitch/switchtest"
	"github.com/cabline/cabline/sounds"
	"github.com/cabline/cabline/store"
	"github.com/cabline/cabline/taxi"
)

// What is spoken to nobody: lines of an office that has them all.
const (
	balanceLine   = "+380441230010"
	complaintLine = "+380441230011"
	driversLine   = "+380441230012"
	cardLine      = "+380441230013"
	menuLine      = "+380441230014"

	withoutDesk = `
[[queue]]
name = "drivers"
[[line]]
name = "balance"
numbers = ["` + balanceLine + `"]
balance = true
[[line]]
name = "complaints"
numbers = ["` + complaintLine + `"]
complaint = true
[[line]]
name = "drivers"
numbers = ["` + driversLine + `"]
queue = "clients"
drivers = { queue = "drivers" }
ask_callsign = true
[[line]]
name = "card"
numbers = ["` + cardLine + `"]
queue = "clients"
ask_card = true
tariff = "usual"
[[line]]
name = "menu"
numbers = ["` + menuLine + `"]
menu = "main"
[[menu]]
name = "main"
text = { en = "Press." }
otherwise = { queue = "clients" }
[[menu.key]]
press = "1"
balance = true
[[menu.key]]
press = "2"
queue = "clients"
ask_card = true
[[menu.key]]
press = "3"
complaint = true
[mail]
host = "mail.test"
from = "taxi@example.com"
[complaints]
to = "owner@example.com"
`
	stranger = "+380931112233"
)

// deskless lets play in such an office. Ivan is driver 7, Ann is client 12 with a
// debt, Bob drives on the account of a bank.
func deskless(t *testing.T, play func(*simulated, *store.Book, *mailServer)) {
	t.Helper()
	operators := clientsOf("101", "102")
	operators[1].Queues[0].Queue = "drivers"
	simulate(t, withoutDesk, operators, func(s *simulated) {
		post := &mailServer{}
		s.mailer = post.smtp()
		book := withBook(t, s, func(b *store.Book) {
			ctx := context.Background()
			must[taxi.Driver](t)(b.PutDriver(ctx, taxi.Driver{Callsign: "7", Name: "Ivan", Phones: []taxi.Phone{ivan}, PIN: "4321", Balance: 12550}))
			bank := must[taxi.Company](t)(b.PutCompany(ctx, taxi.Company{Name: "Bank", Tariff: "company", Balance: -100}))
			must[taxi.Client](t)(b.PutClient(ctx, taxi.Client{Number: "12", Name: "Ann", Contacts: []taxi.Contact{{Phone: ann}}, PIN: "1111", Balance: -5302}))
			must[taxi.Client](t)(b.PutClient(ctx, taxi.Client{Number: "13", Name: "Bob", Contacts: []taxi.Contact{{Phone: "+380671110002"}}, Company: bank.ID}))
			if err := b.PutCard(ctx, taxi.Card{Number: "777000111", Tariff: "discount"}); err != nil {
				t.Fatal(err)
			}
			if err := b.PutCard(ctx, taxi.Card{Number: "777000222", Tariff: "gold", Until: time.Now().Add(-time.Hour)}); err != nil {
				t.Fatal(err)
			}
		})
		play(s, book, post)
	})
}

func TestBalanceOfWhoIsKnown(t *testing.T) {
	for _, tt := range []struct {
		name   string
		caller string
		hears  sounds.Balance
	}{
		{"driver", ivan, sounds.Balance{Sum: 12550}},
		{"client with a debt", ann, sounds.Balance{Sum: -5302}},
		{"company's client", "+380671110002", sounds.Balance{Of: sounds.CompanyAccount, Sum: -100}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			deskless(t, func(s *simulated, _ *store.Book, _ *mailServer) {
				call := s.Call(tt.caller, balanceLine)
				call.Hears(tt.hears)
				call.Hears(sounds.OperatorOffer{Operator: '0'})
				s.Patience = 40 * time.Second
				call.Hears(sounds.Goodbye)
				call.IsReleased()
				if r := s.record(); r.Outcome != dialplan.SelfServed {
					t.Errorf("the record says %s:\n%s", r.Outcome, decisions(r))
				}
			})
		})
	}
}

func TestBalanceThenAnOperator(t *testing.T) {
	deskless(t, func(s *simulated, _ *store.Book, _ *mailServer) {
		call, phone := s.Call(ann, menuLine), s.Operator("101")
		call.Hears(sounds.Own{Words: sounds.Words{EN: "Press."}})
		call.Presses("1")
		call.Hears(sounds.Balance{Sum: -5302})
		call.Presses("0")
		phone.Answers()
		call.TalksTo(phone)
		call.HangsUp()
	})
}

// A strange phone is asked who it is, always for both, and is told the same
// whatever is wrong: a callsign that nobody has, a PIN that is another's, one
// of somebody who has none.
func TestBalanceByPIN(t *testing.T) {
	deskless(t, func(s *simulated, _ *store.Book, _ *mailServer) {
		s.Patience = 20 * time.Second
		call := s.Call(stranger, balanceLine)
		for _, wrong := range [][2]string{{"99", "4321"}, {"7", "1111"}} {
			call.Hears(sounds.AskCallsign)
			call.Presses(wrong[0] + "#")
			call.Hears(sounds.AskPIN)
			call.Presses(wrong[1] + "#")
			call.Hears(sounds.WrongPIN)
		}
		call.Hears(sounds.AskCallsign)
		call.Presses("7#")
		call.Hears(sounds.AskPIN)
		call.Presses("4321#")
		call.Hears(sounds.Balance{Sum: 12550})
		call.HangsUp()
		r := s.record()
		if text := decisions(r); strings.Contains(text, "4321") || strings.Contains(text, "99") {
			t.Errorf("the record tells what was dialled:\n%s", text)
		}
	})
}

func TestBalanceAfterThreeWrongPINs(t *testing.T) {
	deskless(t, func(s *simulated, _ *store.Book, _ *mailServer) {
		s.Patience = 20 * time.Second
		call := s.Call(stranger, balanceLine)
		for range 3 {
			call.Hears(sounds.AskCallsign)
			call.Presses("13#") // has no PIN
			call.Hears(sounds.AskPIN)
			call.Presses("0000#")
			call.Hears(sounds.WrongPIN)
		}
		call.Hears(sounds.OperatorOffer{Operator: '0'})
		call.Hears(sounds.Goodbye)
		call.IsReleased()
	})
}

// A machine that tries one PIN after another does not find it: after ten the
// right one is wrong too, for an hour.
func TestPINsAreNotGuessed(t *testing.T) {
	deskless(t, func(s *simulated, _ *store.Book, _ *mailServer) {
		s.Patience = 20 * time.Second
		try := func(call interface{ Presses(string) }, pin string) {
			call.Presses("12#")
			time.Sleep(3 * time.Second)
			call.Presses(pin + "#")
		}
		for range 4 {
			call := s.Call(stranger, balanceLine)
			for range 3 {
				call.Hears(sounds.AskCallsign)
				try(call, "9999")
				call.Hears(sounds.WrongPIN)
			}
			call.HangsUp()
		}
		call := s.Call(stranger, balanceLine)
		call.Hears(sounds.AskCallsign)
		try(call, "1111")
		call.Hears(sounds.WrongPIN)
		call.HangsUp()
		time.Sleep(time.Hour)
		call = s.Call(stranger, balanceLine)
		call.Hears(sounds.AskCallsign)
		try(call, "1111")
		call.Hears(sounds.Balance{Sum: -5302})
		call.HangsUp()
	})
}

// The complaint is mailed with what was said, about the caller's last order,
// though that has ended.
func TestComplaintIsMailed(t *testing.T) {
	deskless(t, func(s *simulated, book *store.Book, post *mailServer) {
		s.Patience = 30 * time.Second
		o := s.trip(book, ann, "101")
		call := s.Call(ann, complaintLine)
		call.Hears(sounds.ComplaintAsk)
		call.HearsSound(switchtest.Tone)
		time.Sleep(time.Second)
		call.Speaks(8 * time.Second)
		time.Sleep(8 * time.Second)
		call.Presses("5") // is no end
		time.Sleep(time.Second)
		call.Presses("#")
		call.Hears(sounds.ComplaintThanks)
		call.IsReleased()
		time.Sleep(15 * time.Second)
		subject, text, wav := post.complaintMailed(t)
		if subject != "Test: complaint, "+ann {
			t.Errorf("the subject is %q", subject)
		}
		for _, words := range []string{"Caller: " + ann, "Last order: " + o.Number, "From: Khreshchatyk 1", "Driver: 7 Ivan", "Line: complaints"} {
			if !strings.Contains(text, words) {
				t.Errorf("the mail does not say %q:\n%s", words, text)
			}
		}
		heard, err := heardIn(wav)
		if err != nil || heard.loud < 7*time.Second || heard.loud > 9*time.Second || heard.length < 8*time.Second {
			t.Errorf("in the mail is %+v, %v", heard, err)
		}
		var list struct{ Complaints []complaintView }
		s.asks(http.MethodGet, "/complaints", "", 200, &list)
		if c := list.Complaints; len(c) != 1 || c[0].Caller != ann || c[0].Order != string(o.ID) || c[0].Mailed == nil || c[0].Attempts != 1 ||
			!strings.HasPrefix(c[0].File, s.office.FreeSWITCH.Recordings+"/complaints/") {
			t.Errorf("the API lists %+v", c)
		}
		if r := s.record(); r.Outcome != dialplan.SelfServed {
			t.Errorf("the record says %s:\n%s", r.Outcome, decisions(r))
		}
	})
}

type complaintView struct {
	Caller, Order, File, Problem string
	Mailed                       *time.Time `json:"mailed_at"`
	Attempts                     int
}

// A mail server that refuses for now, for good, or says nothing is asked again
// until it takes the complaint, also by the next engine.
func TestComplaintOutlivesTheMailServer(t *testing.T) {
	deskless(t, func(s *simulated, _ *store.Book, post *mailServer) {
		s.Patience = time.Minute
		listed := func() complaintView {
			t.Helper()
			var list struct{ Complaints []complaintView }
			s.asks(http.MethodGet, "/complaints", "", 200, &list)
			if len(list.Complaints) != 1 {
				t.Fatalf("the API lists %+v", list)
			}
			return list.Complaints[0]
		}
		post.is("4xx")
		call := s.Call("", complaintLine) // withholds the number
		call.Hears(sounds.ComplaintAsk)
		call.HearsSound(switchtest.Tone)
		time.Sleep(time.Second)
		call.Speaks(5 * time.Second)
		call.Hears(sounds.ComplaintThanks) // after silence
		call.IsReleased()
		time.Sleep(15 * time.Second)
		if c := listed(); c.Mailed != nil || !strings.Contains(c.Problem, "451") || c.Caller != "" {
			t.Errorf("after 4xx: %+v", c)
		}
		post.is("nothing")
		time.Sleep(3 * time.Minute)
		if c := listed(); c.Mailed != nil || !strings.Contains(c.Problem, "mail.test:25") {
			t.Errorf("after silence: %+v", c)
		}
		post.is("5xx")
		s.stopEngine()
		time.Sleep(time.Hour)
		s.startEngine()
		time.Sleep(10 * time.Second)
		if c := listed(); c.Mailed != nil || !strings.Contains(c.Problem, "554") {
			t.Errorf("after 5xx: %+v", c)
		}
		post.is("")
		time.Sleep(65 * time.Minute)
		if taken, _ := post.mails(); taken != 1 || listed().Mailed == nil {
			t.Errorf("%d mails were taken; %+v", taken, listed())
		}
		_, tried := post.mails()
		time.Sleep(2 * time.Hour)
		if _, later := post.mails(); later != tried {
			t.Errorf("it was mailed again")
		}
	})
}

// Who hangs up in the middle has said what he has said.
func TestComplaintCutShort(t *testing.T) {
	deskless(t, func(s *simulated, _ *store.Book, post *mailServer) {
		call := s.Call(ann, menuLine)
		call.Hears(sounds.Own{Words: sounds.Words{EN: "Press."}})
		call.Presses("3")
		call.Hears(sounds.ComplaintAsk)
		call.HearsSound(switchtest.Tone)
		time.Sleep(time.Second)
		call.Speaks(time.Hour)
		time.Sleep(5 * time.Second)
		call.HangsUp()
		time.Sleep(20 * time.Second)
		_, _, wav := post.complaintMailed(t)
		if heard, err := heardIn(wav); err != nil || heard.loud < 4*time.Second || heard.loud > 6*time.Second {
			t.Errorf("in the mail is %+v, %v", heard, err)
		}
	})
}

// An engine that dies while somebody speaks leaves the complaint to the next.
func TestComplaintOutlivesTheEngine(t *testing.T) {
	deskless(t, func(s *simulated, _ *store.Book, post *mailServer) {
		call := s.Call(ann, complaintLine)
		call.Hears(sounds.ComplaintAsk)
		call.HearsSound(switchtest.Tone)
		time.Sleep(time.Second)
		call.Speaks(time.Hour)
		time.Sleep(4 * time.Second)
		s.stopEngine()
		time.Sleep(time.Minute)
		call.HangsUp()
		s.startEngine()
		time.Sleep(10 * time.Minute)
		post.complaintMailed(t)
	})
}

// Of who says nothing there is no complaint, no file and no mail.
func TestComplaintOfNothing(t *testing.T) {
	deskless(t, func(s *simulated, _ *store.Book, post *mailServer) {
		s.Patience = time.Minute
		call := s.Call(ann, complaintLine)
		call.Hears(sounds.ComplaintAsk)
		call.Hears(sounds.NothingHeard)
		call.Hears(sounds.ComplaintAsk)
		call.HearsSound(switchtest.Tone)
		call.Presses("#")
		call.Hears(sounds.Goodbye)
		call.IsReleased()
		hung := s.Call(ann, complaintLine)
		hung.Hears(sounds.ComplaintAsk)
		hung.HangsUp() // before the tone
		time.Sleep(10 * time.Minute)
		if taken, tried := post.mails(); taken+tried != 0 {
			t.Errorf("%d mails, %d attempts", taken, tried)
		}
		var list struct{ Complaints []complaintView }
		s.asks(http.MethodGet, "/complaints", "", 200, &list)
		days, _ := os.ReadDir(s.office.FreeSWITCH.Recordings + "/complaints")
		for _, day := range days {
			if files, _ := os.ReadDir(s.office.FreeSWITCH.Recordings + "/complaints/" + day.Name()); len(files) > 0 {
				t.Errorf("left on disk: %v", files)
			}
		}
		if len(list.Complaints) != 0 {
			t.Errorf("the API lists %+v", list.Complaints)
		}
	})
}

// Nobody complains for ever.
func TestComplaintHasALimit(t *testing.T) {
	deskless(t, func(s *simulated, _ *store.Book, post *mailServer) {
		call := s.Call(ann, complaintLine)
		call.Hears(sounds.ComplaintAsk)
		call.HearsSound(switchtest.Tone)
		call.Speaks(time.Hour)
		s.Patience = 185 * time.Second
		call.Hears(sounds.ComplaintThanks)
		call.IsReleased()
		time.Sleep(20 * time.Second)
		post.complaintMailed(t)
	})
}

// The card's tariff is what the order gets; the card's number is in no record.
func TestCard(t *testing.T) {
	for _, tt := range []struct {
		name   string
		dials  []string
		hears  []sounds.Phrase
		tariff string
	}{
		{"the right one", []string{"777000111#"}, []sounds.Phrase{sounds.CardAccepted}, "discount"},
		{"at the second try", []string{"123#", "777000111#"}, []sounds.Phrase{sounds.CardUnknown, sounds.CardAccepted}, "discount"},
		{"never", []string{"777000333#", "777000444#"}, []sounds.Phrase{sounds.CardUnknown, sounds.CardUnknown}, "usual"},
		{"one that has run out", []string{"777000222#", "#"}, []sounds.Phrase{sounds.CardUnknown}, "usual"},
		{"none", []string{"#"}, nil, "usual"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			deskless(t, func(s *simulated, _ *store.Book, _ *mailServer) {
				call, phone := s.Call(stranger, cardLine), s.Operator("101")
				for i, dials := range tt.dials {
					call.Hears(sounds.AskCard)
					call.Presses(dials)
					if i < len(tt.hears) {
						call.Hears(tt.hears[i])
					}
				}
				phone.Answers()
				call.TalksTo(phone)
				call.HangsUp()
				r := s.record()
				if r.Wishes.Tariff != tt.tariff {
					t.Errorf("the tariff is %q:\n%s", r.Wishes.Tariff, decisions(r))
				}
				if text := decisions(r); strings.Contains(text, "777000") {
					t.Errorf("the record tells the number:\n%s", text)
				}
			})
		})
	}
}

func TestCardByAMenuKey(t *testing.T) {
	deskless(t, func(s *simulated, _ *store.Book, _ *mailServer) {
		call, phone := s.Call(stranger, menuLine), s.Operator("101")
		call.Hears(sounds.Own{Words: sounds.Words{EN: "Press."}})
		call.Presses("2")
		call.Hears(sounds.AskCard)
		call.Presses("777000111#")
		call.Hears(sounds.CardAccepted)
		phone.Answers()
		call.HangsUp()
		if r := s.record(); r.Wishes.Tariff != "discount" {
			t.Errorf("the tariff is %q", r.Wishes.Tariff)
		}
	})
}

// A driver goes to the drivers' operators, whose phones show his callsign: from
// his own phone at once, from another with his PIN. A stranger goes where the
// line says.
func TestDriversLine(t *testing.T) {
	shows := func(t *testing.T, s *simulated, id, want string) {
		t.Helper()
		s.Operator(id).Rings()
		if _, name := s.Operator(id).Phone.Shows(); name != want {
			t.Errorf("the phone of %s shows %q, want %q", id, name, want)
		}
	}
	deskless(t, func(s *simulated, _ *store.Book, _ *mailServer) {
		s.Patience = 30 * time.Second
		call := s.Call(ivan, driversLine)
		shows(t, s, "102", "7")
		call.HangsUp()
		s.Operator("102").StopsRinging()

		call = s.Call(stranger, driversLine)
		call.Hears(sounds.AskCallsign)
		call.Presses("7#")
		call.Hears(sounds.AskPIN)
		call.Presses("4321#")
		shows(t, s, "102", "7")
		call.HangsUp()
		s.Operator("102").StopsRinging()

		call = s.Call(stranger, driversLine)
		call.Hears(sounds.AskCallsign)
		call.Presses("12#")
		call.Hears(sounds.AskPIN)
		call.Presses("1111#") // a client's, and no driver
		s.Operator("101").Answers()
		call.TalksTo(s.Operator("101"))
		call.HangsUp()
	})
}

// PINs, balances and cards are kept over HTTP, and are what callers meet. A PIN
// that is left out stays, and is never shown.
func TestDesklessOverHTTP(t *testing.T) {
	deskless(t, func(s *simulated, _ *store.Book, _ *mailServer) {
		s.Patience = 30 * time.Second
		var bank, client thing
		s.asks(http.MethodPost, "/companies", `{"name":"Mill","balance":"-2.00"}`, 201, &bank)
		eve := `{"number":"20","name":"Eve","contacts":[],"company":"` + bank.ID + `"`
		s.asks(http.MethodPost, "/clients", eve+`,"pin":"12"}`, 422, nil)
		s.asks(http.MethodPost, "/clients", eve+`,"pin":"1234"}`, 201, &client)
		var shown struct {
			HasPIN bool `json:"has_pin"`
			PIN    string
		}
		s.asks(http.MethodPut, "/clients/"+client.ID, eve+`}`, 200, &shown)
		if !shown.HasPIN || shown.PIN != "" {
			t.Errorf("the client is %+v", shown)
		}
		call := s.Call(stranger, balanceLine)
		call.Hears(sounds.AskCallsign)
		call.Presses("20#")
		call.Hears(sounds.AskPIN)
		call.Presses("1234#")
		call.Hears(sounds.Balance{Of: sounds.CompanyAccount, Sum: -200})
		call.HangsUp()

		s.asks(http.MethodPut, "/cards/12x", `{"tariff":"gold"}`, 422, nil)
		s.asks(http.MethodPut, "/cards/5550001", `{"tariff":"gold"}`, 200, nil)
		s.asks(http.MethodDelete, "/cards/777000222", "", 204, nil)
		s.asks(http.MethodDelete, "/cards/777000222", "", 404, nil)
		var list struct {
			Cards []struct{ Number, Tariff string }
		}
		s.asks(http.MethodGet, "/cards", "", 200, &list)
		if len(list.Cards) != 2 || list.Cards[0].Number != "5550001" {
			t.Errorf("the cards are %+v", list)
		}
		call = s.Call(stranger, cardLine)
		call.Hears(sounds.AskCard)
		call.Presses("5550001#")
		call.Hears(sounds.CardAccepted)
		call.HangsUp()
	})
}

// A dead order system costs nobody his call.
func TestDesklessWithoutTheOrderSystem(t *testing.T) {
	deskless(t, func(s *simulated, _ *store.Book, _ *mailServer) {
		s.Patience = 30 * time.Second
		s.stopEngine()
		s.orders = foreignSystem{s.orders}
		s.startEngine()
		call := s.Call(stranger, balanceLine)
		call.Hears(sounds.AskCallsign)
		call.Presses("7#")
		call.Hears(sounds.AskPIN)
		call.Presses("4321#")
		call.Hears(sounds.NoBalance)
		s.Operator("101").Answers()
		call.HangsUp()
		time.Sleep(10 * time.Second)
		call = s.Call(stranger, cardLine)
		call.Hears(sounds.AskCard)
		call.Presses("777000111#")
		s.Operator("101").Answers()
		call.HangsUp()
	})
}

// foreignSystem is an order system that keeps neither cards nor PINs.
type foreignSystem struct{ taxi.System }
