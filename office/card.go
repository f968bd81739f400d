package office

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// Card is the order card on operators' screens.
type Card struct {
	// Link is the address that opens the office's own program on the operator's
	// computer, with words in braces for what is known of the call; empty: none.
	Link string
}

// cardWords are those that a link may hold.
func cardWords() []string { return []string{"phone", "call", "order", "line", "operator"} }

// Address is the link with its words filled in. What is filled in is escaped
// whole, so that nothing a caller sent can end a part of the address or begin
// another.
func (c Card) Address(words map[string]string) string {
	var pairs []string
	for _, w := range cardWords() {
		pairs = append(pairs, "{"+w+"}", strings.ReplaceAll(url.QueryEscape(words[w]), "+", "%20"))
	}
	return strings.NewReplacer(pairs...).Replace(c.Link)
}

func readCard(s *section) Card {
	c := Card{Link: s.text("link", "", optional(cardLink))}
	s.done()
	return c
}

// cardLink is an address of a program, or a page.
func cardLink(text string) (problem, remedy string) {
	const example = `such as "taxi://order?phone={phone}"`
	scheme, rest, found := strings.Cut(text, ":")
	if !found || rest == "" || !regexp.MustCompile(`^[a-z][a-z0-9+.-]*$`).MatchString(scheme) {
		return "is not an address that opens a program", "begin with the program's scheme, " + example
	}
	if slices.Contains([]string{"javascript", "data", "vbscript", "blob", "file"}, scheme) {
		return fmt.Sprintf("would run in the console: %s:", scheme), "write the scheme of the office's program, " + example
	}
	if strings.ContainsAny(text, " \"<>\\`") {
		return "holds a character that no address has", "escape it, or leave it out"
	}
	for _, word := range regexp.MustCompile(`\{[^}]*\}?`).FindAllString(text, -1) {
		if !slices.Contains(cardWords(), strings.Trim(word, "{}")) || !strings.HasSuffix(word, "}") {
			return "has " + word + ", which nothing is put in place of", "write {" + strings.Join(cardWords(), "}, {") + "}"
		}
	}
	return "", ""
}
