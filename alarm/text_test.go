package alarm

import (
	"strings"
	"testing"
	"time"
)

func TestTexts(t *testing.T) {
	kyiv, err := time.LoadLocation("Europe/Kyiv")
	if err != nil {
		t.Fatal(err)
	}
	since := time.Date(2026, 11, 23, 3, 4, 0, 0, time.UTC)
	down := Alarm{What: TrunkDown, Name: "provider", Since: since, Why: "503"}
	for _, c := range []struct {
		notice   Notice
		language string
		want     string
	}{
		{Notice{Alarm: down}, "uk", "Таксі: транк «provider» не працює (503), з 23.11 05:04"},
		{Notice{Alarm: down, Stage: Lasts}, "ru", "Таксі: транк «provider» не работает (503), до сих пор, с 23.11 05:04"},
		{Notice{Alarm: Alarm{What: TrunkDown, Name: "provider", Since: since, Until: since.Add(time.Hour), Why: "503"}, Stage: Over}, "en",
			"Таксі: back to normal: trunk “provider” is down (23.11 05:04–23.11 06:04)"},
		{Notice{Alarm: Alarm{What: TrunkDown, Name: "provider", Since: since, Why: "503\r\nVia: " + strings.Repeat("x", 200)}}, "en",
			"Таксі: trunk “provider” is down (503 Via: " + strings.Repeat("x", 91) + "…), since 23.11 05:04"},
		{Notice{Alarm: Alarm{What: DiskFull, Name: "/var", Count: 7, Since: since}}, "uk", "Таксі: на диску з /var мало місця, вільно 7 %, з 23.11 05:04"},
		{Notice{Alarm: Alarm{What: DiskFull, Name: "/var", Why: "no answer", Since: since}}, "en", "Таксі: the disk of /var cannot be looked at (no answer), since 23.11 05:04"},
		{Notice{Alarm: Alarm{What: QueueLong, Name: "clients", Count: 14, Since: since}}, "ru", "Таксі: очередь «clients» слишком длинная, ждут: 14, с 23.11 05:04"},
	} {
		if got := c.notice.Text("Таксі", c.language, kyiv); got != c.want {
			t.Errorf("got\n%s\nwant\n%s", got, c.want)
		}
	}
}

// Every kind is told in every language, in letters of that language.
func TestEveryKindHasItsWords(t *testing.T) {
	for _, kind := range []Kind{TrunkDown, NobodyAnswers, QueueLong, RobotFails, DiskFull, OrdersAway, SwitchAway} {
		texts := map[string]bool{}
		for _, language := range []string{"uk", "ru", "en"} {
			for _, stage := range []Stage{Began, Lasts, Over} {
				text := Notice{Alarm: Alarm{What: kind, Name: "clients", Count: 3}, Stage: stage}.Text("T", language, time.UTC)
				if texts[text] || strings.Contains(text, "%!") || strings.Contains(text, string(kind)+",") || strings.ContainsRune(text, '\n') {
					t.Errorf("%s in %s: %q", kind, language, text)
				}
				if cyrillic := strings.ContainsAny(text, "абвгдежзий"); cyrillic != (language != "en") {
					t.Errorf("%s in %s: %q", kind, language, text)
				}
				texts[text] = true
			}
		}
	}
}
