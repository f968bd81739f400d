package web

import "strings"

// Words puts what the engine has written down in English into a language: the
// decisions of a call, what somebody did, why the robot has not called. What it does
// not know, it leaves as it is.
type Words interface {
	In(language, text string) string
}

// InLanguage is part of a request whose answer holds such sentences. It is a
// parameter and not the header Accept-Language, because browsers and HTTP libraries
// send that one unasked, and programs that compare sentences would hear others from
// one machine than from the next.
type InLanguage struct {
	Language string `query:"language" enum:"en,uk,ru" default:"en" doc:"of what the engine says: of sentences, not of names and keywords"`
}

// saying puts one sentence of the engine into the language that was asked for.
type saying func(text string) string

func (a *api) saying(in InLanguage) saying {
	if a.words == nil || in.Language == "en" {
		return func(text string) string { return text }
	}
	return func(text string) string { return a.words.In(in.Language, text) }
}

// who is who has done something. A login is a name and stays as it is.
func (say saying) who(name string) string {
	if name == "client" || name == "robot" || strings.Contains(name, " ") {
		return say(name)
	}
	return name
}

func (say saying) decisions(list []decisionJSON) {
	for i := range list {
		list[i].What, list[i].Why = say(list[i].What), say(list[i].Why)
	}
}
