package switchtest

import "fmt"

// Hold is the telephone's own key: it says by re-INVITE that it holds, and whoever
// talks to it hears music, until it is pressed again (switch_core_media.c,
// switch_core_media_toggle_hold).
func (h *Handset) Hold(on bool) error {
	h.sw.world.Lock()
	defer h.sw.world.Unlock()
	if !h.busy() || h.line.rings {
		return fmt.Errorf("hold at the phone of %s: it has no call", h.place.id)
	}
	ch := h.line.ch
	mine, his := "", source("local_stream://default")
	if other := ch.l.channels[ch.get("bridge_to")]; other != nil {
		if !on {
			mine, his = "leg:"+other.uuid, "leg:"+ch.uuid
		}
		ch.hear(mine)
		other.hear(his)
	}
	ch.markHold(on)
	return nil
}

// Refer is the telephone's key for a transfer: whom it talks to goes where is dialled
// (sofia.c, sofia_handle_sip_i_refer).
func (h *Handset) Refer(to string) error {
	h.sw.world.Lock()
	defer h.sw.world.Unlock()
	if !h.busy() || h.line.rings {
		return fmt.Errorf("transfer at the phone of %s: it has no call", h.place.id)
	}
	ch := h.line.ch
	other := ch.l.channels[ch.get("bridge_to")]
	if other == nil {
		return fmt.Errorf("transfer at the phone of %s: it talks to nobody", h.place.id)
	}
	other.transfer(to, "", "")
	return nil
}
