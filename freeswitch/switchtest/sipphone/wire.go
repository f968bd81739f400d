package sipphone

import (
	"fmt"
	"net"
	"sync"
	"sync/atomic"
)

// wire is the phone's only SIP socket. The library above sees short, tidy
// names (see aliases); the network sees what was really meant. A cut wire
// swallows both directions while its port stays open, as a phone behind a dead
// link does: a closed port would answer FreeSWITCH with an ICMP error.
type wire struct {
	*net.UDPConn
	names  *aliases
	order  *order
	served chan struct{} // closed when the library reads for the first time
	first  sync.Once
	cut    atomic.Bool
}

func newWire() (*wire, error) {
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return nil, fmt.Errorf("open the phone's socket: %w", err)
	}
	return &wire{UDPConn: conn, names: newAliases(), order: newOrder(), served: make(chan struct{})}, nil
}

// addr is the address to which the phone listens.
func (w *wire) addr() *net.UDPAddr { return w.LocalAddr().(*net.UDPAddr) }

func (w *wire) ReadFrom(b []byte) (int, net.Addr, error) {
	// The library puts the socket into its pool before it reads; a request
	// sent earlier would leave by a second socket.
	w.first.Do(func() { close(w.served) })
	for {
		n, from, err := w.UDPConn.ReadFrom(b)
		if err != nil {
			return n, from, err
		}
		if w.cut.Load() {
			continue
		}
		w.order.pass(b[:n])
		return copy(b, w.names.shorten(b[:n])), from, nil
	}
}

func (w *wire) WriteTo(b []byte, to net.Addr) (int, error) {
	if w.cut.Load() {
		return len(b), nil
	}
	if _, err := w.UDPConn.WriteTo(w.names.restore(b), to); err != nil {
		return 0, err
	}
	return len(b), nil
}
