package sounds

// Pieces are all fragments that can be recorded before any call: everything
// that phrases are made of but the texts of the office and of its orders, which
// are in own. Each is there once, what is heard most comes first.
func Pieces(language string, v Vocabulary, own ...Own) []Fragment {
	var all Sentence
	for _, p := range Phrases() {
		for _, l := range p.lines() {
			all = append(all, l.in(language)...)
		}
	}
	for _, o := range own {
		all = append(all, o.In(language)...)
	}
	for _, l := range append(carLines(), star(), hash()) {
		all = append(all, l.in(language)...)
	}
	all = append(all, numbers(language)...)
	for _, u := range []unit{minute(), hryvnia(), kopiyka()} {
		all = append(all, u.nouns(language)...)
	}
	all = append(all, hours(language)...)
	all = append(all, letters(language)...)
	all = append(all, v.pieces(language)...)
	seen := map[string]bool{}
	once := all[:0]
	for _, f := range all {
		if !seen[f.Name] {
			seen[f.Name] = true
			once = append(once, f)
		}
	}
	return once
}
