package web_test

import (
	"context"
	"testing"
	"time"

	"github.com/cabline/cabline/audit"
	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/trunk"
	"github.com/cabline/cabline/web"
	"github.com/cabline/cabline/why"
)

func inWords(t *testing.T) setting {
	t.Helper()
	book, err := why.Open()
	if err != nil {
		t.Fatal(err)
	}
	return func(c *web.Config) { c.Words = book }
}

// keptEntries is an audit log.
type keptEntries []audit.Entry

func (keptEntries) Write(audit.Entry) {}

func (k keptEntries) Audit(context.Context, audit.Filter) ([]audit.Entry, error) { return k, nil }

// Who asks in his language is told in it what the engine says; who asks for none
// hears English, as programs always did.
func TestTheEngineSaysItInTheLanguageThatIsAskedFor(t *testing.T) {
	e := keptEntries{
		{At: time.Now(), Source: audit.Console, Who: "hanna", What: "number put on a list", Whom: "+3806…33", Detail: "list black, reason VIP"},
		{At: time.Now(), Source: audit.Console, Who: "somebody on this machine", What: "recording played", Whom: "robot"},
	}
	o := openOffice(t, inWords(t), func(c *web.Config) { c.Audit = e })
	o.trunks = trunks{{Name: "kyivstar", Health: trunk.Down, Cause: "the provider does not answer"}}
	began := time.Now()
	record := dialplan.Record{ID: "one", Line: "city", Started: began, Decisions: []dialplan.Decision{
		{At: began, What: "waits in clients", Why: "his own operator is 101"},
		{At: began, What: "goes to the moon", Why: ""},
	}}
	o.begins(record)
	type decision struct{ What, Why string }
	for _, test := range []struct{ query, what, why, who, did, detail, cause string }{
		{"", "waits in clients", "his own operator is 101", "somebody on this machine", "number put on a list", "list black, reason VIP", "the provider does not answer"},
		{"?language=en", "waits in clients", "his own operator is 101", "somebody on this machine", "number put on a list", "list black, reason VIP", "the provider does not answer"},
		{"?language=uk", "чекає в черзі clients", "постійний оператор: 101", "хтось на цьому комп’ютері", "номер додано до списку", "список: чорний, причина: VIP", "провайдер не відповідає"},
		{"?language=ru", "ждёт в очереди clients", "постоянный оператор: 101", "кто-то на этом компьютере", "номер внесён в список", "список: чёрный, причина: VIP", "провайдер не отвечает"},
	} {
		for _, path := range []string{"calls/one/why", "calls/one", "calls"} {
			var got struct {
				Timeline, Decisions []decision
				Calls               []struct{ Decisions []decision }
			}
			o.ask(t, "GET", "/api/v1/"+path+test.query, "").is(200).into(&got)
			list := append(got.Timeline, got.Decisions...)
			for _, c := range got.Calls {
				list = append(list, c.Decisions...)
			}
			if len(list) != 2 || list[0] != (decision{test.what, test.why}) || list[1] != (decision{"goes to the moon", ""}) {
				t.Errorf("%s%s: %q", path, test.query, list)
			}
		}
		var log struct {
			Entries []struct{ Who, What, Whom, Detail string }
		}
		o.ask(t, "GET", "/api/v1/audit"+test.query, "").is(200).into(&log)
		first, second := log.Entries[0], log.Entries[1]
		if first.Who != "hanna" || first.What != test.did || first.Detail != test.detail || second.Who != test.who || second.Whom != "robot" {
			t.Errorf("audit%s: %+v", test.query, log.Entries)
		}
		var ways struct {
			Trunks []struct{ State, Cause string }
		}
		o.ask(t, "GET", "/api/v1/trunks"+test.query, "").is(200).into(&ways)
		if ways.Trunks[0].State != "down" || ways.Trunks[0].Cause != test.cause {
			t.Errorf("trunks%s: %+v", test.query, ways.Trunks)
		}
	}
	o.ask(t, "GET", "/api/v1/calls/one/why?language=de", "").problem(422, "query.language")
	if o.live["one"].Decisions[0].What != "waits in clients" {
		t.Error("the record itself was put into another language")
	}
}
