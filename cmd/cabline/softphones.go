package main

import (
	"context"
	"net"
	"strconv"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/store"
	"github.com/cabline/cabline/web"
)

// softphones is how operators' browsers become telephones.
type softphones struct {
	db     *store.DB
	office office.Office
}

// WebSocket implements web.Softphones. A browser takes a certificate for a name
// and not for an address, so that with one the domain is what it connects to.
func (s softphones) WebSocket() string {
	f := s.office.FreeSWITCH
	switch {
	case f.WSPort == 0:
		return ""
	case f.WSURL != "":
		return f.WSURL
	case certificate(s.office) != "":
		return "wss://" + net.JoinHostPort(f.Domain, strconv.Itoa(f.WSPort+1))
	default:
		return "ws://" + net.JoinHostPort(f.Listen, strconv.Itoa(f.WSPort))
	}
}

// Account implements web.Softphones.
func (s softphones) Account(ctx context.Context, id dialplan.OperatorID) (web.SIPAccount, error) {
	o, err := s.db.Operator(ctx, id)
	if err != nil {
		return web.SIPAccount{}, inWebWords(err)
	}
	return web.SIPAccount{Domain: s.office.FreeSWITCH.Domain, User: o.ID, Password: o.Password}, nil
}
