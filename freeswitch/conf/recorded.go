package conf

// recordedActions let FreeSWITCH record whatever conversations a caller has, on
// his own leg, into one file: the recording begins as he is joined with somebody
// and ends as he no longer is, and takes no engine (E2).
//
// Whoever calls is on the left channel, and what he hears on the right: who said
// what is certain then, to people and to programs.
//
// RECORD_BRIDGE_REQ would not do: it keeps back only what the caller says while
// nobody hears him (switch_core_io.c, switch_core_session_read_frame), and not
// what he hears. Of that, half a minute of music waits in the buffer and is
// recorded over the next conversation (switch_core_media_bug.c,
// switch_core_media_bug_read). So the recording is ended and, by RECORD_APPEND,
// goes on.
//
// The channel's UUID is FreeSWITCH's own word: the context of the phones ends a
// call whose client has made up another name for its channel.
const recordedActions = `{{define "recorded"}}
        <action application="multiset" data="execute_on_pre_bridge='record_session {{x .LiveRecordings}}/${uuid}.wav {RECORD_STEREO=true,RECORD_APPEND=true}' api_after_bridge='uuid_record ${uuid} stop {{x .LiveRecordings}}/${uuid}.wav'"/>
{{- end}}`
