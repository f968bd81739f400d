package web_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/web"
)

type queueBody struct {
	Name    string
	Waiting []struct {
		Call, Caller, Since string
		Place               int
		Waited              float64 `json:"waiting_seconds"`
		VIP                 bool
		Offered             []string
	}
	Operators map[string]int
}

func TestQueues(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := openOffice(t)
		o.queues[0] = web.QueueView{
			Name: "clients", Ready: 1, Ringing: 2, Talking: 3, WrapUp: 4, OnBreak: 5, LoggedOut: 6,
			Waiting: []web.WaitingView{
				{Call: "call-2", Caller: "+380671112233", Place: 1, Since: time.Now(), VIP: true, Offered: []dialplan.OperatorID{"101", "102"}},
				{Call: "call-1", Place: 2, Since: time.Now().Add(-30 * time.Second)},
			},
		}
		time.Sleep(12500 * time.Millisecond)
		var all struct{ Queues []queueBody }
		o.ask(t, "GET", "/api/v1/queues", "").is(200).into(&all)
		if len(all.Queues) != 2 || all.Queues[0].Name != "clients" || all.Queues[1].Name != "drivers" {
			t.Fatalf("queues %+v", all.Queues)
		}
		q := all.Queues[0]
		for doing, want := range map[string]int{"ready": 1, "ringing": 2, "talking": 3, "wrap_up": 4, "on_break": 5, "logged_out": 6} {
			if q.Operators[doing] != want {
				t.Errorf("%d operators %s, want %d", q.Operators[doing], doing, want)
			}
		}
		vip, other := q.Waiting[0], q.Waiting[1]
		if vip.Call != "call-2" || vip.Caller != "+380671112233" || vip.Place != 1 || !vip.VIP || vip.Waited != 12.5 ||
			vip.Since != "2000-01-01T00:00:00Z" || strings.Join(vip.Offered, " ") != "101 102" {
			t.Errorf("first waits %+v", vip)
		}
		if other.Call != "call-1" || other.Caller != "" || other.Place != 2 || other.VIP || other.Waited != 42.5 || other.Offered == nil {
			t.Errorf("second waits %+v", other)
		}
		var one queueBody
		o.ask(t, "GET", "/api/v1/queues/clients", "").is(200).into(&one)
		if len(one.Waiting) != 2 || one.Operators["talking"] != 3 {
			t.Errorf("alone it is %+v", one)
		}
	})
}

func TestQueueThatIsNone(t *testing.T) {
	o := openOffice(t)
	for _, name := range []string{"clint", "clients%2Fdrivers", "%00", "%ff", "clients-alone"} {
		o.ask(t, "GET", "/api/v1/queues/"+name, "").problem(404, "no such queue")
	}
	o.ask(t, "GET", "/api/v1/queues/"+strings.Repeat("x", 4096), "").problem(422, "path.name")
}
