package sounds

// Key is a key of a telephone: '0' to '9', '*' or '#'. Any other is none.
type Key byte

// in is the key as it stands behind "press".
func (k Key) in(language string) Sentence {
	switch {
	case k >= '0' && k <= '9':
		return Sentence{belowHundred(language, int(k-'0'), masculine)}
	case k == '*':
		return star().in(language)
	case k == '#':
		return hash().in(language)
	}
	return nil
}

// offered reports whether the telephone has the key.
func (k Key) offered() bool { return k >= '0' && k <= '9' || k == '*' || k == '#' }

func star() line { return line{"key/star", Words{"зірочку", "звёздочку", "star"}} }

func hash() line { return line{"key/hash", Words{"решітку", "решётку", "hash"}} }
