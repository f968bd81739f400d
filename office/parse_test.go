package office

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/cabline/cabline/taxi"
)

// small is the shortest office there is, in eight lines.
const small = `[office]
name = "Таксі"
[[queue]]
name = "clients"
[[line]]
name = "city"
numbers = ["+380441230000"]
queue = "clients"
`

func parse(t *testing.T, text string) Office {
	t.Helper()
	o, err := Parse("/srv/taxi/cabline.toml", []byte(text), environment)
	if err != nil {
		t.Fatalf("the file is right, but\n%v", err)
	}
	return o
}

func kyiv(t *testing.T) *time.Location {
	t.Helper()
	location, err := time.LoadLocation("Europe/Kyiv")
	if err != nil {
		t.Fatal(err)
	}
	return location
}

func TestWhatIsLeftOutHasItsDefault(t *testing.T) {
	got := parse(t, small)
	want := Office{
		Name:     "Таксі",
		Language: "uk",
		Location: kyiv(t),
		Recall:   time.Minute,
		FreeSWITCH: FreeSWITCH{
			Home:           "/srv/taxi/freeswitch",
			Domain:         "127.0.0.1",
			Listen:         "127.0.0.1",
			PhonePort:      5060,
			TrunkPort:      5080,
			WSPort:         5066,
			VertoPort:      8081,
			RTPFirst:       16384,
			RTPLast:        32767,
			EventSocket:    "127.0.0.1:8021",
			Engines:        []string{"127.0.0.1:8084"},
			MaxCalls:       1000,
			CallsPerSecond: 60,
			Sounds:         "/srv/taxi/sounds",
			Recordings:     "/srv/taxi/recordings",
		},
		Store:  Store{DSN: "/srv/taxi/cabline.db"},
		Orders: Orders{Budget: time.Second},
		Robot:  Robot{CallsPerSecond: 2, MaxCalls: 10},
		Rating: Rating{Delay: 5 * time.Minute, Share: 100, Pause: 7 * 24 * time.Hour, Attempts: 1, Again: 15 * time.Minute, RingFor: 30 * time.Second},
		API:    API{Listen: "127.0.0.1:8080"},

		Complaints: Complaints{Silence: 6 * time.Second, Most: 3 * time.Minute, Least: 2 * time.Second},
		Recordings: Recordings{Format: "wav", Path: "{date}/{line}/{time}-{operator}-{call}", Keep: 180 * 24 * time.Hour},
		Features: Features{Calls: 1, Codes: []FeatureCode{
			{Does: "ready", Dialed: "*20"}, {Does: "break", Dialed: "*21"}, {Does: "end-wrap-up", Dialed: "*22"}, {Does: "log-out", Dialed: "*23"},
		}},
		Listening: Listening{Codes: []ListeningCode{{Mode: "listen", Dialed: "*51"}, {Mode: "whisper", Dialed: "*52"}, {Mode: "barge", Dialed: "*53"}}},

		Lines: []Line{{Name: "city", Type: "city", Numbers: []string{"+380441230000"}, Language: "uk", Destination: Destination{Queue: "clients"}, OwnOrder: true, SayRecorded: true}},
		Queues: []Queue{{
			Name:      "clients",
			Steps:     []Step{{Orders: []string{"longest-idle"}, Ring: 1}},
			RingFor:   20 * time.Second,
			WrapUp:    5 * time.Second,
			NobodyFor: 5 * time.Second,

			Missed: MissedList, MissedPause: time.Minute,
		}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
}

func TestEverySettingIsRead(t *testing.T) {
	text, err := os.ReadFile("testdata/everything.toml")
	if err != nil {
		t.Fatal(err)
	}
	got := parse(t, string(text))
	want := Office{
		Name:        "Taxi of everything",
		Language:    "en",
		Location:    time.UTC,
		Responsible: "900",

		ResponsiblePhone: "+380501234567",

		Recall: 90 * time.Second,

		CallsPerMinute: 4,

		FreeSWITCH: FreeSWITCH{
			Home:           "/var/lib/cabline/freeswitch",
			Domain:         "taxi.example.com",
			Listen:         "192.168.1.10",
			PhonePort:      5160,
			TrunkPort:      5180,
			WSPort:         0,
			WSURL:          "wss://taxi.example.com/phone",
			VertoPort:      8091,
			RTPFirst:       20000,
			RTPLast:        24000,
			EventSocket:    "127.0.0.1:8022",
			Engines:        []string{"127.0.0.1:8085", "192.168.1.11:8084"},
			MaxCalls:       2000,
			CallsPerSecond: 120,
			Sounds:         "/srv/sounds",
			Recordings:     "/var/spool/talks",
		},
		Store:  Store{DSN: "postgres://cabline:s3cret@db/taxi"},
		Orders: Orders{Budget: 700 * time.Millisecond, CancelFrom: []taxi.StateID{"1", "no cars"}, ConnectOn: []taxi.StateID{"arrived"}, States: []taxi.StateID{"1", "no cars"}},
		API:    API{Listen: "192.168.1.10:8088", Tokens: []string{"0123456789abcdef", "fedcba9876543210"}},
		Lines: []Line{
			{Name: "voip", Type: "voip", Numbers: []string{"+380441230000", "0441230001"}, Language: "ru", Destination: Destination{Queue: "clients"},
				Wishes: taxi.Wishes{CrewGroup: "business", Service: "5", Tariff: "city"}, Drivers: Destination{Operator: "900"},
				When:     []When{{Hours: "night", To: Destination{Menu: "main"}}},
				Greeting: "welcome/taxi.wav", Priority: 30 * time.Second, VIP: true, OwnClient: true,
				OrderLandline: true, Record: true, AskCard: true, AskCallsign: true,
				Reserve: []string{"+380502223344", "0501112233"}},
			{Name: "director", Type: "city", Numbers: []string{"0441230002"}, Language: "en", Destination: Destination{Operator: "900"}, Record: true, SayRecorded: true},
		},
		Queues: []Queue{{
			Name: "clients",
			Steps: []Step{
				{Groups: []string{"день", "night"}, Orders: []string{"sticky", "least-busy"}, Ring: 2},
				{After: 15 * time.Second, Orders: []string{"random"}},
				{After: 40 * time.Second, Orders: []string{"sticky", "least-busy"}, Ring: 5},
			},
			RingFor:     25 * time.Second,
			WrapUp:      0,
			MaxWait:     200 * time.Second,
			MaxWaiting:  50,
			NobodyFor:   7 * time.Second,
			Announce:    45 * time.Second,
			CallBack:    time.Minute,
			MissesLimit: 4,
			Sticky:      24 * time.Hour,
			StickyHold:  20 * time.Second,
			Missed:      MissedRobot,
			MissedPause: 90 * time.Second,
			Music:       "winter",
		}},
		Hours: []Hours{{Name: "night", Times: []Times{
			{Days: [7]bool{time.Monday: true, time.Tuesday: true, time.Wednesday: true, time.Thursday: true}, From: 20 * 60, Until: 8 * 60},
			{Month: time.January, Day: 1, Until: 24 * 60},
		}}},
		Menus: []Menu{{
			Name: "main", Text: map[string]string{"ru": "Нажмите один", "en": "Press one"}, Wait: 7 * time.Second, Extensions: true,
			Keys: []Key{
				{Press: "1", Hours: "night", To: Destination{Operator: "101"}, Wishes: taxi.Wishes{Tariff: "night"}},
				{Press: "*", Repeat: true},
				{Press: "2", Card: true, To: Destination{Balance: true}},
				{Press: "3", To: Destination{Complaint: true}},
			},
			Otherwise: Destination{Queue: "clients"},
		}},
		Trunks: []Trunk{
			{Name: "provider", Proxy: "sip.example.com:5070", Username: "taxi", Password: "s3cret", Register: false,
				Addresses: []string{"203.0.113.0/24", "198.51.100.7/32"}, Transport: "tls",
				Type: "mobile", Prefixes: []string{"+380", "+38"}, Operators: []string{"Kyivstar", "Три Моб"}, Order: 7, MaxCalls: 4,
				CallerID: "+380441230000", Silence: 9 * time.Second},
			{Name: "second", Proxy: "203.0.114.9", Username: "380441230000", Password: "plain", Register: true, Transport: "udp",
				Type: "voip", Order: 1, Silence: 6 * time.Second},
		},
		Ported: []Ported{{"+380671112233", "Vodafone"}, {"+38068", "lifecell"}},
		Outgoing: []Outgoing{
			{Prefixes: []string{"+38067", "+1"}, Operators: []string{"900"}, Groups: []string{"день"}, Line: "director"},
			{Prefixes: []string{"+38044"}, Line: "voip"},
		},
		Mail:     Mail{Host: "smtp.example.com", Port: 10465, Security: "tls", Username: "taxi@example.com", Password: "s3cret", From: "Таксі <taxi@example.com>"},
		Telegram: Telegram{Token: "123456:AAH_0123456789-abcdef"},
		SMS:      SMS{Provider: "smsc", Login: "taxi", Password: "plain", Sender: "Taxi"},
		Alerts: []Alert{
			{What: "trunk", Trunk: "second", After: 45 * time.Second, Waiting: 10, FreePercent: 10,
				To:        []Receiver{{"telegram", "-100200300"}, {"mail", "owner@example.com"}},
				Otherwise: []Receiver{{"sms", "+380501112233"}, {"call", "+380501234567"}}, Calls: 5, CallPause: 90 * time.Second},
			{What: "queue_long", Queue: "clients", After: 30 * time.Second, Waiting: 20, FreePercent: 10, Remind: 30 * time.Minute,
				To: []Receiver{{"telegram", "@office_alerts"}}, Calls: 3, CallPause: 2 * time.Minute},
			{What: "disk", After: time.Minute, Waiting: 10, FreePercent: 15, Remind: 30 * time.Minute,
				To: []Receiver{{"call", "+380671112233"}}, Calls: 3, CallPause: 2 * time.Minute},
		},
		Robot: Robot{CallsPerSecond: 4, MaxCalls: 20},

		Complaints: Complaints{To: "director@example.com", Silence: 4 * time.Second, Most: 2 * time.Minute, Least: 3 * time.Second},

		Recordings: Recordings{
			Inside: true, Outgoing: true, Format: "mp3", Path: "{year}/{month}/{direction}-{queue}-{call}", Workstation: `\\files\talks`, Keep: 30 * 24 * time.Hour,
		},

		Rating: Rating{
			States: []taxi.StateID{"finished", "1"}, Delay: 2 * time.Minute, Share: 25, Pause: 30 * 24 * time.Hour, Line: "director", Quiet: "night",
			Attempts: 2, Again: 10 * time.Minute, RingFor: 20 * time.Second,
		},
		Card:      Card{Link: "taxi://order?phone={phone}&call={call}"},
		Listening: Listening{Codes: []ListeningCode{{Mode: "listen", Dialed: "*1"}, {Mode: "barge", Dialed: "*3"}}},
		Features: Features{Calls: 2, Breaks: []string{"lunch", "smoke"}, Codes: []FeatureCode{
			{Does: "ready", Dialed: "*70"}, {Does: "break", Dialed: "*71"}, {Does: "log-out", Dialed: "*73"},
		}},
		Webhooks: []Webhook{
			{URL: "https://program.example/cabline?office=1", Events: []string{"call-ended", "card"}, Secret: "0123456789abcdef"},
			{URL: "http://192.168.1.20:9000/", Events: WebhookEvents(), Secret: "fedcba9876543210"},
		},
		OnStates: []OnState{
			{
				Name: "found", State: "1", Call: "client", Line: "director",
				Text: map[string]Saying{"en": {
					{{Words: "A"}, {Field: "colour"}, {Field: "make"}, {Words: ","}, {Field: "plate"}, {Words: ", is coming in"}, {Field: "minutes"}, {Words: "."}},
					{{Words: "Fare:"}, {Field: "sum"}, {Words: "!"}},
				}},
				Keys:     []OnKey{{"0", "cancel"}, {"1", "driver"}},
				Attempts: 3, Pause: 90 * time.Second, RingFor: 25 * time.Second, Quiet: "night", Drop: true, Machine: "listen", Confirm: "9",
				Then: map[string]taxi.StateID{"reached": "on_the_way", "refused": "no cars", "not_reached": "searching"},
			},
			{
				Name: "nobody", State: "no_cars", Call: "driver", Phrases: []string{"pick-up", "no-cars"}, SayKeys: true,
				Attempts: 2, Pause: time.Minute, RingFor: 30 * time.Second, Machine: "press", Confirm: "1",
			},
		},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
}

func TestTheSampleShowsItsDefaults(t *testing.T) {
	sample := string(Sample())
	shown := regexp.MustCompile(`(?m)^#([a-z_]+ = )`)
	if n := len(shown.FindAllString(sample, -1)); n < 20 {
		t.Fatalf("the sample shows %d defaults only", n)
	}
	asIs, written := parse(t, sample), parse(t, shown.ReplaceAllString(sample, "$1"))
	// An empty list that is written is an empty list all the same.
	if a, b := describe(asIs), describe(written); a != b {
		t.Errorf("as it is\n%s\nwith its defaults written out\n%s", a, b)
	}
}

func TestTheSampleTeachesEverySetting(t *testing.T) {
	everything, err := os.ReadFile("testdata/everything.toml")
	if err != nil {
		t.Fatal(err)
	}
	sample := string(Sample())
	for _, key := range regexp.MustCompile(`(?m)^([a-z_]+) = `).FindAllStringSubmatch(string(everything), -1) {
		if !strings.Contains(sample, key[1]+" = ") {
			t.Errorf("the sample says nothing about %s", key[1])
		}
	}
}

func TestTheSampleIsATaxiOffice(t *testing.T) {
	o := parse(t, string(Sample()))
	if o.Name != "Таксі Зразок" || o.Language != "uk" {
		t.Errorf("the office is %q in %q", o.Name, o.Language)
	}
	for number, queue := range map[string]string{"+380441230000": "clients", "380671230000": "clients", "+380441230099": "drivers"} {
		if l, ok := o.LineByNumber(number); !ok || l.Queue != queue {
			t.Errorf("%s leads to %q, want %q", number, l.Queue, queue)
		}
	}
	clients, ok := o.Queue("clients")
	if !ok || len(clients.Steps) != 3 || clients.Steps[1].After != 10*time.Second || clients.Steps[2].Ring != 0 {
		t.Errorf("clients wait in %+v", clients)
	}
}

func TestLookUp(t *testing.T) {
	o := parse(t, small+"[[trunk]]\nname = \"provider\"\nproxy = \"127.0.0.1\"\n")
	for _, number := range []string{"+380441230000", "380441230000", "+38 (044) 123-00-00"} {
		if l, ok := o.LineByNumber(number); !ok || l.Name != "city" {
			t.Errorf("%s is line %q", number, l.Name)
		}
	}
	for _, number := range []string{"", "+", "441230000", "+3804412300001", "380441230000; transfer"} {
		if l, ok := o.LineByNumber(number); ok {
			t.Errorf("%q is line %q, want none", number, l.Name)
		}
	}
	if _, ok := o.Line("city"); !ok {
		t.Error("there is no line city")
	}
	if _, ok := o.Line("clients"); ok {
		t.Error("there is a line clients")
	}
	if _, ok := o.Queue("clients"); !ok {
		t.Error("there is no queue clients")
	}
	if _, ok := o.Trunk("provider"); !ok {
		t.Error("there is no trunk provider")
	}
}

func TestWindowsEditors(t *testing.T) {
	got := parse(t, "\uFEFF"+strings.ReplaceAll(small, "\n", "\r\n"))
	if describe(got) != describe(parse(t, small)) {
		t.Errorf("got %+v", got)
	}
}

func TestTablesInOneLine(t *testing.T) {
	got := parse(t, `office.name = "Таксі"
queue = [{ name = "clients" }]
line = [{ name = "city", numbers = ["+380441230000"], queue = "clients" }]
`)
	if describe(got) != describe(parse(t, small)) {
		t.Errorf("got %+v", got)
	}
}

func TestLoad(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "cabline.toml")
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("password", "s3cret\r\n")
	write("cabline.toml", small+"[[trunk]]\nname = \"a\"\nproxy = \"127.0.0.1\"\nusername = \"u\"\npassword = \"file:password\"\n"+
		"[api]\ntokens = [\"env:CABLINE_TEST_TOKEN\"]\n")
	t.Setenv("CABLINE_TEST_TOKEN", "0123456789abcdef")

	o, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := o.Trunks[0].Password; got != "s3cret" {
		t.Errorf("the password is %q", got)
	}
	if got := o.API.Tokens; len(got) != 1 || got[0] != "0123456789abcdef" {
		t.Errorf("the tokens are %q", got)
	}
	if want := filepath.Join(dir, "cabline.db"); o.Store.DSN != want {
		t.Errorf("the database is %s, want %s", o.Store.DSN, want)
	}

	write("password", "\n")
	if _, err = Load(path); err == nil || !strings.Contains(err.Error(), path+":13: trunk[0].password: ") {
		t.Errorf("an empty secret gives %v", err)
	}
	if _, err = Load(filepath.Join(dir, "missing.toml")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing file gives %v", err)
	}
	write("cabline.toml", strings.Repeat("#\n", maxSize))
	var mistakes Mistakes
	if _, err = Load(path); !errors.As(err, &mistakes) || mistakes[0].Line != 0 {
		t.Errorf("a huge file gives %v", err)
	}
}
