package main

import (
	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/sounds"
)

// robotTexts are what the office's rules say, sentence by sentence, with holes
// where an order fills something in.
func robotTexts(o office.Office) []sounds.Told {
	var all []sounds.Told
	for _, rule := range o.OnStates {
		for language, said := range rule.Text {
			for _, sentence := range said {
				told := sounds.Told{Language: language}
				for _, p := range sentence {
					part := sounds.ToldPart{Words: p.Words}
					if p.Field != "" {
						part.Field = sounds.Place("")
					}
					told.Parts = append(told.Parts, part)
				}
				all = append(all, told)
			}
		}
	}
	return all
}

// robotPieces are what is to be recorded of them in a language, besides those
// that are recorded already.
func robotPieces(o office.Office, language string, have []sounds.Fragment) []sounds.Fragment {
	there := make(map[string]bool, len(have))
	for _, f := range have {
		there[f.Name] = true
	}
	for _, told := range robotTexts(o) {
		if told.Language != language {
			continue
		}
		for _, f := range told.Pieces() {
			if !there[f.Name] {
				there[f.Name] = true
				have = append(have, f)
			}
		}
	}
	return have
}
