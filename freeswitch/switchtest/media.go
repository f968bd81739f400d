package switchtest

import "strconv"

// The variables that mod_sofia and the media core set on every call. A client
// reads few of them, but they make an event what it is: 150 headers, 6 KB.

// sdp is what two G.711 phones agree on.
const sdp = "v=0\r\no=- 17198837153691252876 17198837153691252876 IN IP4 127.0.0.1\r\ns=phone\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n" +
	"m=audio 56371 RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\na=ptime:20\r\n"

func (ch *channel) setAll(pairs ...string) {
	for i := 0; i+1 < len(pairs); i += 2 {
		ch.set(pairs[i], pairs[i+1])
	}
}

// offered is what an INVITE brought with it.
func (ch *channel) offered() {
	ch.setAll("switch_r_sdp", sdp, "ep_codec_string", "CORE_PCM_MODULE.PCMA@8000h@20i@64000b", "rtp_use_codec_string", "PCMA,PCMU",
		"remote_video_media_flow", "inactive", "remote_text_media_flow", "inactive", "remote_audio_media_flow", "sendrecv",
		"audio_media_flow", "sendrecv", "remote_media_ip", "127.0.0.1", "remote_media_port", "56371", "rtp_audio_recv_pt", "8",
		"rtp_use_codec_name", "PCMA", "rtp_use_codec_rate", "8000", "rtp_use_codec_ptime", "20", "rtp_use_codec_channels", "1",
		"rtp_last_audio_codec_string", "PCMA@8000h@20i@1c", "read_codec", "PCMA", "original_read_codec", "PCMA", "read_rate", "8000",
		"original_read_rate", "8000", "write_codec", "PCMA", "write_rate", "8000", "dtmf_type", "rfc2833")
}

// flowing is what is known once sound flows.
func (ch *channel) flowing() {
	if ch.outbound {
		ch.offered()
	}
	ch.setAll("local_media_ip", "127.0.0.1", "local_media_port", "40010", "advertised_media_ip", "127.0.0.1", "rtp_use_timer_name", "soft",
		"rtp_use_pt", "8", "rtp_use_ssrc", "3205352508", "rtp_2833_send_payload", "101", "rtp_2833_recv_payload", "101",
		"rtp_local_sdp_str", sdp)
}

// counted is what the media core says at the end of a call.
func (ch *channel) counted() {
	if !ch.flags.answered && !ch.flags.early {
		return
	}
	packets := strconv.FormatInt(ch.times.hungUp.Sub(ch.times.created).Milliseconds()/20, 10)
	ch.setAll("rtp_audio_in_packet_count", packets, "rtp_audio_in_media_packet_count", packets, "rtp_audio_in_skip_packet_count", "0",
		"rtp_audio_in_jitter_packet_count", "0", "rtp_audio_in_largest_jb_size", "0", "rtp_audio_in_mean_interval", "20.00",
		"rtp_audio_in_quality_percentage", "100.00", "rtp_audio_in_mos", "4.50", "rtp_audio_out_packet_count", packets,
		"rtp_audio_out_media_packet_count", packets)
}
