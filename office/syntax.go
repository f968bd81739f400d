package office

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// explainSyntax turns the parser's words into the installer's. rest is the
// file from the place on where the parser gave up.
func explainSyntax(message string, rest []byte) (problem, remedy string) {
	found := "the end of the file"
	char, _ := utf8.DecodeRune(rest)
	switch {
	case len(rest) <= 1: // the parser points at the last byte if it ran out of text
	case char == '\n' || char == '\r':
		found = "the end of the line"
	default:
		found = fmt.Sprintf("%q", char)
	}
	says := func(part string) bool { return strings.Contains(message, part) }
	switch {
	case strings.ContainsRune("“”„«»‘’", char):
		return fmt.Sprintf("%s is not a quote that a computer reads", found), `write straight quotes: "text"`
	case says("strings must be quoted"), says("number"), says("integer"), says("digit"), says("decimal"):
		return "there is a number that cannot be read", `write digits alone, such as 20, or a text in straight quotes, "text"`
	case says("start of value"), says("expected keyword"), says("expected value"):
		return "a value cannot begin with " + found, `write texts in straight quotes, "text", numbers without, and true or false`
	case says("start of key"), says("expected key"):
		return "a key cannot begin with " + found, "keys are Latin letters, digits and _: write key = value"
	case says("expected '='"):
		return "there is " + found + " where = should be", "write key = value, the key in Latin letters, digits and _"
	case says("table name"):
		return "the header is not closed", "write [office] for one, [[line]] for each of several"
	case says("expected newline"):
		return "there is " + found + " behind the value", `write one key = value on a line, texts in straight quotes, "text"`
	case says("array is incomplete"), says("after array value"):
		return "there is " + found + " inside a list", "separate its elements with commas and close it with ]"
	case says("inline table"):
		return "there is " + found + " inside { }", "separate its keys with commas and close it with }"
	case says("escape"):
		return `the text holds a \ that means nothing`, `write \\, or the whole text in single quotes: 'C:\sounds'`
	case says("terminated"), says("new line"), says("newline"):
		return "the text is not closed", `end it with the quote it begins with, on the same line`
	case says("control character"), says("invalid character"):
		return "there is a control character in the text", "remove it: retype the line rather than paste it"
	}
	return message, "write key = value as the sample office does"
}
