package office

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Recordings is which conversations are recorded, and what becomes of the files
// (E2). Whether a line's are is the line's own to say.
type Recordings struct {
	Inside   bool   // calls from operator to operator
	Outgoing bool   // calls that operators make to numbers outside
	Format   string // "wav", "mp3" or "opus": what a file becomes after its call
	Path     string // of a file below FreeSWITCH.Recordings, with fields in braces

	// Workstation is how the order system's workstations see FreeSWITCH.Recordings;
	// empty: as this machine does.
	Workstation string

	Keep time.Duration // then a file is deleted, and its row stays; 0: never
}

// Records reports whether any conversation of the office is recorded.
func (o Office) Records() bool {
	return o.Recordings.Inside || o.Recordings.Outgoing || slices.ContainsFunc(o.Lines, func(l Line) bool { return l.Record })
}

// liveRecordings is the directory, below that of recordings, of what FreeSWITCH
// is writing. Its names are the calls' own, so that an engine that was not there
// knows whose each file is.
const liveRecordings = "live"

// channelID is how FreeSWITCH names a channel of its own. A verto client names
// its channel itself (mod_verto.c, verto__invite_func, callID), so that a call's
// ID is somebody's text until it has been looked at.
var channelID = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\z`)

// ChannelID is the form of the channel IDs whose calls can be recorded, as a
// regular expression for FreeSWITCH.
func ChannelID() string { return channelID.String() }

// LiveRecording is where FreeSWITCH records a call, a whole path; empty: a call
// with such an ID is not recorded.
func (o Office) LiveRecording(call string) string {
	if o.FreeSWITCH.Recordings == "" || !channelID.MatchString(call) {
		return ""
	}
	return filepath.Join(o.LiveRecordings(), call+".wav")
}

// LiveRecordings is the directory of LiveRecording.
func (o Office) LiveRecordings() string {
	return filepath.Join(o.FreeSWITCH.Recordings, liveRecordings)
}

// Recorded is what the path of a recording may be made of.
type Recorded struct {
	Call      string
	At        time.Time // when the call began, in the office's time zone
	Line      string
	Queue     string
	Operator  string // the last; empty: none
	Direction string // "in", "out" or "inside"
}

// recordedFields are the fields of a path. What a caller says of himself, his
// number and his name, is none of them: nobody outside writes file names here.
var recordedFields = []string{"date", "year", "month", "day", "time", "line", "queue", "operator", "direction", "call"}

var pathField = regexp.MustCompile(`\{([^{}]*)\}`)

// File is where a recording is kept: below FreeSWITCH.Recordings, with slashes,
// and ending in .wav. Whatever is in the fields, it never leads out of there.
func (r Recordings) File(of Recorded) string {
	path := pathField.ReplaceAllStringFunc(r.Path, func(field string) string {
		return harmless(of.field(strings.Trim(field, "{}")))
	})
	return path + ".wav"
}

func (of Recorded) field(name string) string {
	switch name {
	case "date":
		return of.At.Format("2006-01-02")
	case "year":
		return of.At.Format("2006")
	case "month":
		return of.At.Format("01")
	case "day":
		return of.At.Format("02")
	case "time":
		return of.At.Format("150405")
	case "line":
		return of.Line
	case "queue":
		return of.Queue
	case "operator":
		return of.Operator
	case "direction":
		return of.Direction
	case "call":
		return of.Call
	}
	return ""
}

// harmless is a part of a file's name and nothing else: letters, digits, dashes.
func harmless(text string) string {
	const longest = 64
	safe := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return '_'
	}, text)
	if safe == "" {
		return "none"
	}
	return safe[:min(len(safe), longest)]
}

// ForWorkstation is a file of File as a workstation opens it. One that begins
// with a backslash or a drive's letter is Windows's.
func (o Office) ForWorkstation(file string) string {
	root := o.Recordings.Workstation
	if root == "" {
		return filepath.Join(o.FreeSWITCH.Recordings, filepath.FromSlash(file))
	}
	if strings.Contains(root, `\`) {
		return strings.TrimRight(root, `\`) + `\` + strings.ReplaceAll(file, "/", `\`)
	}
	return strings.TrimRight(root, "/") + "/" + file
}

func readRecordings(s *section) (r Recordings, lines bool) {
	lines = s.flag("lines", false)
	r = Recordings{
		Inside:      s.flag("inside", false),
		Outgoing:    s.flag("outgoing", false),
		Format:      s.text("format", "wav", oneOf("wav", "mp3", "opus")),
		Path:        s.text("path", "{date}/{line}/{time}-{operator}-{call}", recordingPath),
		Workstation: s.text("workstation_path", "", optional(workstationPath)),
		Keep:        time.Duration(s.number("retention_days", 180, span{high: 36500})) * 24 * time.Hour,
	}
	s.done()
	return r, lines
}

// recordingPath is a file's name made of fields, and below one directory.
func recordingPath(text string) (problem, remedy string) {
	const example = `"{date}/{line}/{time}-{operator}-{call}"`
	for _, field := range pathField.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(recordedFields, field[1]) {
			return fmt.Sprintf("has no field {%s}", shorten(field[1])), didYouMean(field[1], recordedFields)
		}
	}
	plain := pathField.ReplaceAllString(text, "x")
	for _, r := range plain {
		if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./", r)) {
			return fmt.Sprintf("has %q in it", r), "write Latin letters, digits, dashes and fields: " + example
		}
	}
	for i, part := range strings.Split(plain, "/") {
		switch {
		case part == "":
			return "has an empty part, or begins or ends with a slash", "write it as below the directory of recordings: " + example
		case part[0] == '.':
			return "has a part that begins with a dot", "write it as below the directory of recordings: " + example
		case i == 0 && (part == liveRecordings || part == "complaints"):
			return fmt.Sprintf("is in the directory %s, which has something else", part), "choose another directory: " + example
		}
	}
	if !strings.Contains(text, "{call}") {
		return "does not have {call}, so that two calls could have one file", "write {call} in it: " + example
	}
	return "", ""
}

// workstationPath is a directory as somebody else's machine has it.
func workstationPath(text string) (problem, remedy string) {
	if strings.HasPrefix(text, `\\`) || strings.HasPrefix(text, "/") || len(text) > 2 && text[1] == ':' {
		return "", ""
	}
	return "is not a whole path", `write it as a workstation opens it, in single quotes: '\\server\recordings'`
}

// checkRecordings finds a directory that cannot be recorded into: FreeSWITCH takes
// a blank in it for the end of the name (mod_dptools.c, record_session_function).
func checkRecordings(top *section, o Office) {
	const apart = " @:[]"
	if s := top.table("freeswitch"); o.Records() && s.right("recordings") && strings.ContainsAny(o.FreeSWITCH.Recordings, apart) {
		s.mistake("recordings", fmt.Sprintf("cannot be recorded into: %s has one of %q in it", shorten(o.FreeSWITCH.Recordings), apart),
			"choose a directory without any of them")
	}
}
