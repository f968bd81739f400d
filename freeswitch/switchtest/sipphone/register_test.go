package sipphone_test

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/cabline/cabline/freeswitch/switchtest/sipphone"
	"github.com/emiago/diago"
	"github.com/emiago/sipgo"
	"github.com/emiago/sipgo/sip"
)

// registrar lets in whoever knows the password and tells which contacts it
// was given, with how many seconds they asked for.
type registrar struct {
	addr     string
	contacts chan string
}

func newRegistrar(t *testing.T, user, password, grants string) *registrar {
	agent, err := sipgo.NewUA()
	if err != nil {
		t.Fatal(err)
	}
	server, err := sipgo.NewServer(agent)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	r := &registrar{addr: conn.LocalAddr().String(), contacts: make(chan string, 10)}
	digest := diago.NewDigestServer()
	server.OnRegister(func(req *sip.Request, tx sip.ServerTransaction) {
		res, err := digest.AuthorizeRequest(req, diago.DigestAuth{Username: user, Password: password, Realm: "test"})
		if err == nil && res.StatusCode == 200 {
			r.contacts <- req.Contact().Value() + " " + req.GetHeader("Expires").Value()
			res.AppendHeader(sip.NewHeader("Expires", grants))
		} else if err != nil {
			res = sip.NewResponseFromRequest(req, 403, "Forbidden", nil)
		}
		if err := tx.Respond(res); err != nil {
			t.Errorf("answer a REGISTER: %v", err)
		}
	})
	served := make(chan struct{})
	go func() {
		defer close(served)
		server.ServeUDP(conn) // ends with the socket
	}()
	t.Cleanup(func() {
		conn.Close()
		agent.Close()
		digest.Close()
		<-served
	})
	return r
}

func (r *registrar) was(ctx context.Context, t *testing.T, want func(contact string) bool) {
	t.Helper()
	select {
	case contact := <-r.contacts:
		if !want(contact) {
			t.Errorf("registered as %s", contact)
		}
	case <-ctx.Done():
		t.Fatal("nobody registers")
	}
}

func TestRegisterRenewAndGiveBack(t *testing.T) {
	t.Parallel()
	registrar := newRegistrar(t, "101", "secret", "2") // renewed after 1.5 s, rounded down
	operator := phone(t, sipphone.Config{Server: registrar.addr, Domain: "office.test", User: "101", Password: "secret", Expires: time.Minute})
	ctx := within(t)
	if err := operator.Register(ctx); err != nil {
		t.Fatal(err)
	}
	asked := func(contact string) bool {
		return strings.Contains(contact, "sip:101@"+operator.Addr()) && strings.HasSuffix(contact, " 60")
	}
	registrar.was(ctx, t, asked)
	registrar.was(ctx, t, asked)
	if err := operator.Unregister(ctx); err != nil {
		t.Fatal(err)
	}
	registrar.was(ctx, t, func(contact string) bool {
		return strings.Contains(contact, "sip:101@"+operator.Addr()) && strings.Contains(contact, "expires=0") &&
			strings.HasSuffix(contact, " 0")
	})
	if err := operator.Register(ctx); err != nil {
		t.Fatal(err)
	}
	registrar.was(ctx, t, asked)
	if err := operator.Close(); err != nil {
		t.Fatal(err)
	}
	registrar.was(ctx, t, func(contact string) bool { return strings.HasSuffix(contact, " 0") })
}

func TestWrongPassword(t *testing.T) {
	t.Parallel()
	registrar := newRegistrar(t, "101", "secret", "60")
	operator := phone(t, sipphone.Config{Server: registrar.addr, User: "101", Password: "guess"})
	err := operator.Register(within(t))
	var refused *sipphone.RefusedError
	if !errors.As(err, &refused) || refused.Code != 403 {
		t.Errorf("got %v, want a refusal with 403", err)
	}
}
