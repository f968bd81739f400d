package morning

import (
	"context"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/cabline/cabline/taxi"
)

// story is what somebody of the town may do in a call.
type story struct {
	name  string
	often int // in each round of the programme
	cast  cast
	play  func(*role)
}

// cast finds somebody for a story; there may be nobody for it now.
type cast func(context.Context, *play, *rand.Rand) (person, bool)

// stories are all of them. In a round each is played as often as it says, in an
// order of its own.
func stories() []story {
	return []story{
		{"orders", 8, anybody, orders},
		{"orders business", 2, anybody, ordersBusiness},
		{"presses the wrong key", 1, anybody, pressesTheWrongKey},
		{"presses nothing", 1, anybody, pressesNothing},
		{"dials an extension", 1, anybody, dialsAnExtension},
		{"orders for the company", 2, withoutOrder(func(t *town) []person { return t.employees }), orders},
		{"is a VIP", 2, withoutOrder(func(t *town) []person { return t.vips }), orders},
		{"calls from a hotel", 1, withoutOrder(func(t *town) []person { return t.guests }), callsFromAHotel},
		{"calls the director", 1, oneOf(func(t *town) []person { return t.special }), callsHisDirector},
		{"withholds the number", 1, oneOf(func(*town) []person { return []person{{}} }), orders},
		{"is refused", 1, oneOf(func(t *town) []person { return t.black }), isRefused},
		{"dials on and on", 1, anybody, dialsOnAndOn},
		{"gives up", 3, anybody, givesUp},
		{"hears about the car", 2, whoWaits(), hearsAboutHisCar},
		{"waits for word of the car", 2, whoWaits(), waitsForWordOfHisCar},
		{"cancels", 1, whoWaits(), cancels},
		{"asks for the operator", 2, whoWaits(), asksForTheOperator},
		{"drives, and calls the drivers' line", 2, oneOf(func(t *town) []person { return t.drivers }), callsTheirLine},
		{"drives, and calls the clients' line", 1, oneOf(func(t *town) []person { return t.drivers }), callsAsADriver},
		{"is called back", 0, anybody, isCalledBack},
		{"leaves it to the machine", 0, anybody, leavesItToTheMachine},
		{"waits in the crowd", 0, anybody, waitsInTheCrowd},
	}
}

// opening is how every morning begins, so that a minute shows something of
// everything.
func opening() []string {
	return []string{"orders", "is refused", "hears about the car", "gives up", "cancels", "is a VIP", "drives, and calls the drivers' line"}
}

// rush is a crowd: more callers at once than there are operators.
func rush() []string {
	return []string{
		"waits in the crowd", "waits in the crowd", "is a VIP", "waits in the crowd", "waits in the crowd", "orders for the company",
		"is called back", "waits in the crowd", "leaves it to the machine", "waits in the crowd", "waits in the crowd", "gives up",
	}
}

const (
	firstRush = 20 * time.Second
	rushEvery = 5 * time.Minute
	crowd     = 25 // no more people than this are on the telephone
)

// programme lets people call until the morning is over.
func (p *play) programme(ctx context.Context, dice *rand.Rand) {
	places := make(chan struct{}, crowd)
	all := stories()
	start := func(name string) {
		i := slices.IndexFunc(all, func(s story) bool { return s.name == name })
		own := rand.New(rand.NewPCG(dice.Uint64(), dice.Uint64()))
		who, ok := all[i].cast(ctx, p, own)
		if !ok {
			return
		}
		select {
		case places <- struct{}{}:
		default:
			p.leave(who.phone)
			return
		}
		p.people.Go(func() {
			defer func() { <-places; p.leave(who.phone) }()
			all[i].play(&role{play: p, person: who, ctx: ctx, dice: own, story: name})
		})
	}
	begun := time.Now()
	for _, name := range opening() {
		start(name)
		pause(ctx, seconds(dice, 1, 2))
	}
	pause(ctx, time.Until(begun.Add(firstRush)))
	var deck []string
	for next := time.Now(); ctx.Err() == nil; pause(ctx, seconds(dice, 5, 10)) {
		if !time.Now().Before(next) {
			next = next.Add(rushEvery)
			for _, name := range rush() {
				start(name)
				pause(ctx, seconds(dice, 0, 1))
			}
		}
		if len(deck) == 0 {
			deck = round(all, dice)
		}
		start(deck[0])
		deck = deck[1:]
	}
}

// round is every story as often as it is played, shuffled.
func round(all []story, dice *rand.Rand) (deck []string) {
	for _, s := range all {
		deck = append(deck, slices.Repeat([]string{s.name}, s.often)...)
	}
	dice.Shuffle(len(deck), func(i, j int) { deck[i], deck[j] = deck[j], deck[i] })
	return deck
}

// anybody who waits for no car: a client, or, more often, a stranger.
func anybody(ctx context.Context, p *play, dice *rand.Rand) (person, bool) {
	group := p.strangers
	if dice.IntN(3) == 0 {
		group = p.clients
	}
	return p.take(dice, group, p.waitsForNothing(ctx))
}

// withoutOrder is one of a group who waits for no car.
func withoutOrder(group func(*town) []person) cast {
	return func(ctx context.Context, p *play, dice *rand.Rand) (person, bool) {
		return p.take(dice, group(p.town), p.waitsForNothing(ctx))
	}
}

// oneOf is one of a group, whatever he has ordered.
func oneOf(group func(*town) []person) cast {
	return func(_ context.Context, p *play, dice *rand.Rand) (person, bool) {
		return p.take(dice, group(p.town), nil)
	}
}

// whoWaits for a car that has not come yet.
func whoWaits() cast {
	return func(ctx context.Context, p *play, dice *rand.Rand) (person, bool) {
		return p.take(dice, p.ordered(ctx, taxi.BeforeTheRide()...), nil)
	}
}

func (p *play) waitsForNothing(ctx context.Context) func(taxi.Phone) bool {
	return func(phone taxi.Phone) bool {
		_, ordered := p.order(ctx, phone)
		return !ordered
	}
}

// Stories are the names of all that may happen.
func Stories() []string {
	var names []string
	for _, s := range stories() {
		names = append(names, s.name)
	}
	return names
}
