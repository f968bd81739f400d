package sipphone_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/cabline/cabline/freeswitch/switchtest/sipphone"
)

// A caller rings an operator and they talk. With a FreeSWITCH between them
// both would have its address for a Server, and the operator's phone a User
// and a Password, to Register with.
func Example() {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	operator, err := sipphone.New(ctx, sipphone.Config{Server: "127.0.0.1:5060", Tone: 500})
	if err != nil {
		log.Fatal(err)
	}
	defer operator.Close()
	caller, err := sipphone.New(ctx, sipphone.Config{Server: operator.Addr(), Tone: 700})
	if err != nil {
		log.Fatal(err)
	}
	defer caller.Close()

	talked := make(chan error)
	go func() {
		ring := <-operator.Incoming()
		fmt.Println("ringing:", ring.CallerNumber(), ring.CallerName())
		call, err := ring.Answer(ctx)
		if err == nil {
			err = call.Hears(ctx, 700)
			fmt.Println("the operator hears the caller")
		}
		talked <- err
	}()

	call, err := caller.Dial(ctx, "101", sipphone.DialOptions{FromNumber: "+380671112233", FromName: "Olena"})
	if err != nil {
		log.Fatal(err)
	}
	if err := <-talked; err != nil {
		log.Fatal(err)
	}
	if err := call.Hears(ctx, 500); err != nil {
		log.Fatal(err)
	}
	fmt.Println("the caller hears the operator")
	if err := call.Hangup(ctx); err != nil {
		log.Fatal(err)
	}
	fmt.Println(call.EndReason())
	// Output:
	// ringing: +380671112233 Olena
	// the operator hears the caller
	// the caller hears the operator
	// hung up here
}
