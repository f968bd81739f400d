package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
)

// bare is the least that an outbound socket needs to bridge a call: no events,
// no records, no timers. It is what the engine is measured against.
type bare struct{ bridge bridge }

func (b bare) serve(l net.Listener) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		go b.call(c)
	}
}

func (b bare) call(c net.Conn) {
	defer c.Close()
	if _, err := io.WriteString(c, "connect\n\n"); err != nil {
		return
	}
	in := bufio.NewReader(c)
	for line := ""; line != "\n"; {
		var err error
		if line, err = in.ReadString('\n'); err != nil {
			return
		}
	}
	// One write, so that FreeSWITCH takes both in one lap of the call.
	const execute = "sendmsg\ncall-command: execute\nexecute-app-name: %s\nexecute-app-arg: %s\n\n"
	_, err := fmt.Fprintf(c, execute+execute, "multiset", b.bridge.Variables, "bridge", b.bridge.Dial)
	if err == nil {
		_, _ = io.Copy(io.Discard, in) // until FreeSWITCH closes it with the call
	}
}
