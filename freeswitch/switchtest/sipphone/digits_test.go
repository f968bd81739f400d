package sipphone

import "testing"

func TestKeyIsPressedAndReleased(t *testing.T) {
	p := press{event: 5, timestamp: 1000}
	k := newKeypad()
	sent := 0
	for !p.over() {
		for _, packet := range p.packets() {
			sent++
			k.take(packet, p.timestamp)
		}
	}
	if sent != pressFrames-1+releaseSent {
		t.Errorf("%d packets for a key", sent)
	}
	k.take([]byte{5, 0x80, 0, 160}, 3000)
	k.take([]byte{16, 0, 0, 160}, 4000) // a hook flash is no key
	k.take([]byte{1}, 5000)
	if digits, _ := k.pressed(); digits != "55" {
		t.Errorf("heard %q", digits)
	}
}
