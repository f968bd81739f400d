package alarm

import (
	"fmt"
	"strings"
	"time"
	"unicode"
)

// Text is the notice as one line for people, in "uk", "ru" or "en"; times are
// by the office's clock. An office is named first: a person may look after
// several.
func (n Notice) Text(office, language string, clock *time.Location) string {
	w := wordsIn(language)
	said := w.said(n)
	if n.Why != "" && n.Stage != Over {
		said += " (" + shorten(n.Why) + ")"
	}
	switch n.Stage {
	case Began:
		said += ", " + w.since + " " + moment(n.Since, clock)
	case Lasts:
		said += ", " + w.still + " " + moment(n.Since, clock)
	case Over:
		said = fmt.Sprintf("%s %s (%s–%s)", w.over, said, moment(n.Since, clock), moment(n.Until, clock))
	}
	return strings.TrimSpace(office) + ": " + said
}

// shorten makes a short line of what somebody else wrote, perhaps a stranger's
// server.
func shorten(why string) string {
	const longest = 100
	why = strings.Join(strings.FieldsFunc(why, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
	if runes := []rune(why); len(runes) > longest {
		why = string(runes[:longest]) + "…"
	}
	return why
}

// moment is a time of day with its date, for a message may come late.
func moment(t time.Time, clock *time.Location) string { return t.In(clock).Format("02.01 15:04") }

// words are what a language says.
type words struct {
	since, still, over string

	trunk, nobody, queue, robot, disk, blindDisk, orders, sw string
}

func (w words) said(n Notice) string {
	switch n.What {
	case TrunkDown:
		return fmt.Sprintf(w.trunk, n.Name)
	case NobodyAnswers:
		return fmt.Sprintf(w.nobody, n.Name, n.Count)
	case QueueLong:
		return fmt.Sprintf(w.queue, n.Name, n.Count)
	case RobotFails:
		return w.robot
	case DiskFull:
		if n.Why != "" {
			return fmt.Sprintf(w.blindDisk, n.Name)
		}
		return fmt.Sprintf(w.disk, n.Name, n.Count)
	case OrdersAway:
		return w.orders
	case SwitchAway:
		return w.sw
	}
	return string(n.What)
}

func wordsIn(language string) words {
	switch language {
	case "uk":
		return words{
			since: "з", still: "досі, з", over: "вже все гаразд:",
			trunk:     "транк «%s» не працює",
			nobody:    "у черзі «%s» ніхто не відповідає, чекають: %d",
			queue:     "черга «%s» задовга, чекають: %d",
			robot:     "дзвінки робота не проходять",
			disk:      "на диску з %s мало місця, вільно %d %%",
			blindDisk: "диск із %s недоступний",
			orders:    "система замовлень не відповідає, клієнтів не впізнають",
			sw:        "немає зв’язку з FreeSWITCH, дзвінки йдуть без програми",
		}
	case "ru":
		return words{
			since: "с", still: "до сих пор, с", over: "уже всё в порядке:",
			trunk:     "транк «%s» не работает",
			nobody:    "в очереди «%s» никто не отвечает, ждут: %d",
			queue:     "очередь «%s» слишком длинная, ждут: %d",
			robot:     "звонки робота не проходят",
			disk:      "на диске с %s мало места, свободно %d %%",
			blindDisk: "диск с %s недоступен",
			orders:    "система заказов не отвечает, клиентов не узнают",
			sw:        "нет связи с FreeSWITCH, звонки идут без программы",
		}
	}
	return words{
		since: "since", still: "still, since", over: "back to normal:",
		trunk:     "trunk “%s” is down",
		nobody:    "nobody answers in queue “%s”, waiting: %d",
		queue:     "queue “%s” is too long, waiting: %d",
		robot:     "the robot’s calls do not get through",
		disk:      "little room on the disk of %s, %d %% free",
		blindDisk: "the disk of %s cannot be looked at",
		orders:    "the order system does not answer, clients are not recognised",
		sw:        "no connection to FreeSWITCH, calls go on without the engine",
	}
}
