// Package sounds holds what a caller hears: phrases by name, in every language
// of the office. A phrase is what is said, not how: where its file lies and
// who speaks it is decided when the prompts are rendered.
package sounds
