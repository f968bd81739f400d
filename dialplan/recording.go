package dialplan

import "time"

// Recording is how somebody is recorded who speaks after a tone.
type Recording struct {
	File    string        // a whole path that ends in .wav; its directory is made
	Most    time.Duration // whole seconds
	Silence time.Duration // ends it, also at the beginning; whole seconds
	End     string        // keys that end it
}

// Recorded is what became of a Recording whose caller is still there.
type Recorded struct {
	By     RecordEnd
	Length time.Duration // of the file, silence and all
}

// RecordEnd is why a recording ended.
type RecordEnd string

const (
	EndedByKey     RecordEnd = "key"
	EndedBySilence RecordEnd = "silence"
	EndedByLimit   RecordEnd = "limit"
)
