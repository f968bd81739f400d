// Package conf writes a complete FreeSWITCH configuration for an office: with
// it FreeSWITCH starts, registers the operators' phones, takes calls from the
// trunks and hands them to the engine; and without any engine it still brings
// every caller to an operator, through its own queues.
//
// The files are templates below templates/, one for each idea, to be read by
// whoever wants to know what the office's FreeSWITCH does. All text that comes
// from the configuration or from people is escaped; what a caller sends is
// never expanded anywhere, because FreeSWITCH expands ${…} inside a variable's
// value again when it reads it (switch_channel.c,
// switch_channel_expand_variables_check).
package conf
