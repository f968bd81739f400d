// Package fsxml reads a FreeSWITCH configuration as FreeSWITCH does: files are
// preprocessed line by line and joined into one document, which is then read as
// XML (switch_xml.c, preprocess and switch_xml_parse_str).
//
// The preprocessor replaces $${name} by global variables before anything is
// XML, obeys <X-PRE-PROCESS cmd="set|include" …/>, and swallows every line on
// which <include>, </include> or <? stands, whatever else is on it.
package fsxml
