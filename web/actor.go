package web

import (
	"context"

	"github.com/cabline/cabline/dialplan"
)

// actor is who asks.
type actor struct {
	login    string
	role     Role
	operator dialplan.OperatorID // who he is when he answers calls; empty: he does not
	hears    *dialplan.Hears     // which operators a supervisor may hear; nil: all
	language string              // of his console; empty: as his browser has it
	sum      string              // of the token he showed, if it is one that was given out
}

type actorKey struct{}

func withActor(ctx context.Context, a actor) context.Context {
	return context.WithValue(ctx, actorKey{}, a)
}

// actorOf is who asks; on addresses that are open to everybody, nobody.
func actorOf(ctx context.Context) actor {
	a, _ := ctx.Value(actorKey{}).(actor)
	return a
}
