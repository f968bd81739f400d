package dialplan

import (
	"context"
	"errors"
	"time"

	"github.com/cabline/cabline/sounds"
	"github.com/cabline/cabline/taxi"
)

// helpKey brings an operator to somebody who talks to nobody otherwise.
const helpKey = '0'

// balance tells a driver or a client how much is on his account (C1). Whoever
// calls from a phone that is nobody's says by keys who he is.
func (v *visit) balance(ctx context.Context) error {
	who := v.who
	if len(balances(who)) == 0 {
		named, known, err := v.identify(ctx)
		switch {
		case errors.Is(err, errNoClerk):
			v.desk.Note(v.id, "goes to an operator", "the balance is not known: "+err.Error())
			if err := v.say(ctx, sounds.NoBalance); err != nil {
				return err
			}
			return v.queue(ctx, v.queueOf(v.line))
		case err != nil:
			return err
		case !known:
			return v.orGoodBye(ctx, "did not say who he is")
		}
		who = named
	}
	told := balances(who)
	v.desk.Note(v.id, "is told his balance", whoWords(who))
	return v.orGoodBye(ctx, "was told his balance", told...)
}

// balances are what a caller may hear: his as a driver, and his own or his
// company's as a client.
func balances(who taxi.Caller) []sounds.Phrase {
	var all []sounds.Phrase
	if who.Driver != nil {
		all = append(all, sounds.Balance{Sum: sounds.Sum(who.Driver.Balance)})
	}
	switch {
	case who.Company != nil:
		all = append(all, sounds.Balance{Of: sounds.CompanyAccount, Sum: sounds.Sum(who.Company.Balance)})
	case who.Client != nil && who.Driver == nil:
		all = append(all, sounds.Balance{Sum: sounds.Sum(who.Client.Balance)})
	}
	return all
}

// orGoodBye says something and offers an operator; without the key the call ends.
func (v *visit) orGoodBye(ctx context.Context, why string, phrases ...sounds.Phrase) error {
	const wait = 4 * time.Second
	key, err := v.ask(ctx, wait, append(phrases, sounds.OperatorOffer{Operator: helpKey})...)
	if errors.Is(err, ErrHangup) && len(phrases) > 0 {
		v.desk.Finish(v.id, SelfServed, "hung up", why)
	}
	if err != nil {
		return err
	}
	if key == string(helpKey) {
		v.desk.Note(v.id, "goes to an operator", pressed(key, ""))
		return v.queue(ctx, v.queueOf(v.line))
	}
	v.desk.Finish(v.id, SelfServed, "good-bye", why)
	return v.goodBye(ctx, sounds.Goodbye)
}
