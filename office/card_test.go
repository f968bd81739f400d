package office

import "testing"

func TestCardLinkEscapesWhatACallerSent(t *testing.T) {
	c := Card{Link: "taxi://order?phone={phone}&call={call}&line={line}"}
	got := c.Address(map[string]string{"phone": "+380671112233", "call": "a&b=c#d", "line": `"><x {phone}`})
	want := "taxi://order?phone=%2B380671112233&call=a%26b%3Dc%23d&line=%22%3E%3Cx%20%7Bphone%7D"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
