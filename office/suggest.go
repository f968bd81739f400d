package office

import "strings"

// didYouMean is the remedy for a word that is none of known: the one that was
// probably meant, or all there are. Of very many words it looks at the first.
func didYouMean(word string, known []string) string {
	const enough, many = 30, 300
	if len(known) == 0 {
		return "remove it"
	}
	known = known[:min(len(known), many)]
	if near := nearest(word, known); near != "" {
		return "did you mean " + shorten(near) + "?"
	}
	var words []string
	for _, k := range known[:min(len(known), enough)] {
		words = append(words, shorten(k))
	}
	if len(known) > enough {
		words = append(words, "…")
	}
	return "write one of " + strings.Join(words, ", ")
}

// nearest is the known word that is a typing error away from word, or that
// word begins or is the beginning of; empty if there is none.
func nearest(word string, known []string) string {
	const longest = 64 // what is longer is not a slip of the finger
	if len(word) > longest {
		return ""
	}
	word = strings.ReplaceAll(strings.ToLower(word), "-", "_")
	best, distance := "", 0
	for _, k := range known {
		plain := strings.ReplaceAll(strings.ToLower(k), "-", "_")
		if len(plain) > longest {
			continue
		}
		edits := editDistance(word, plain)
		related := edits <= max(1, len(word)/3)
		if len(word) >= 4 && strings.HasPrefix(plain, word) {
			related, edits = true, 1 // broken off: one slip, however long the rest
		} else if len(plain) >= 4 && strings.HasPrefix(word, plain) {
			related = true
		}
		if related && (best == "" || edits < distance) {
			best, distance = k, edits
		}
	}
	return best
}

// editDistance counts the letters to insert, remove, replace or swap with
// their neighbour to make b of a.
func editDistance(a, b string) int {
	from, to := []rune(a), []rune(b)
	before, last := make([]int, len(to)+1), make([]int, len(to)+1)
	for j := range last {
		last[j] = j
	}
	for i := range from {
		row := make([]int, len(to)+1)
		row[0] = i + 1
		for j := range to {
			replace := last[j]
			if from[i] != to[j] {
				replace++
			}
			row[j+1] = min(replace, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && from[i] == to[j-1] && from[i-1] == to[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last = last, row
	}
	return last[len(to)]
}
