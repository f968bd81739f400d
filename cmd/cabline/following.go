package main

import (
	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/web"
)

// follow is who tells screens and programs what goes on. Cards are when those of
// each operator open.
func (e *engine) follow(cards map[dialplan.OperatorID]web.CardOpens) *web.Live {
	return web.NewLive(web.LiveConfig{
		Office: e.desk, Trunks: e.sw, Listenings: e.listeningsNow, Phones: e.phonesNow, Cards: cards, Opened: e.hooks.card,
	})
}

func (e *engine) listeningsNow() []web.BoardListening {
	var list []web.BoardListening
	for _, l := range e.desk.Listenings() {
		heard := l.Hears
		if heard == "" {
			heard = l.To.Operator // and nobody at the moment
		}
		list = append(list, web.BoardListening{ID: l.ID, Operator: heard, By: l.By.Login, Mode: string(l.Mode)})
	}
	return list
}

func (e *engine) phonesNow() map[dialplan.OperatorID][]web.BoardPhone {
	all := make(map[dialplan.OperatorID][]web.BoardPhone)
	for id, list := range e.sw.Telephones() {
		for _, p := range list {
			all[id] = append(all[id], web.BoardPhone{Kind: string(p.Kind), Since: p.Since})
		}
	}
	return all
}
