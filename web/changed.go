package web

import (
	"reflect"
	"strings"
)

// changed names what is different in the second of two answers about one thing,
// as the API calls it: "name contacts". It is for the audit log, which says what
// was changed and, where that is no secret and somebody answers for it, into
// what.
func changed[T any](was, now T) string {
	var names []string
	before, after := reflect.ValueOf(was), reflect.ValueOf(now)
	for i := range before.NumField() {
		if reflect.DeepEqual(before.Field(i).Interface(), after.Field(i).Interface()) {
			continue
		}
		name, _, _ := strings.Cut(before.Type().Field(i).Tag.Get("json"), ",")
		names = append(names, name)
	}
	return strings.Join(names, " ")
}

// fromTo is a value that has changed, or nothing if it has not.
func fromTo(was, now string) string {
	if was == now {
		return ""
	}
	return quiet(was) + " → " + quiet(now)
}

func quiet(value string) string {
	if value == "" {
		return "none"
	}
	return value
}

// besides adds what an answer does not show to what has changed.
func besides(names, more string, is bool) string {
	if !is {
		return names
	}
	return strings.TrimSpace(names + " " + more)
}
