package report

import (
	"reflect"
	"testing"

	"github.com/cabline/cabline/dialplan"
)

func TestRate(t *testing.T) {
	got := Rate([]dialplan.Mark{
		{Order: "1", Driver: "10", Value: 5},
		{Order: "1", Operator: "101", Value: 4},
		{Order: "2", Driver: "9", Value: 1},
		{Order: "3", Driver: "10", Value: 2},
		{Order: "4", Driver: "10", Value: 5},
		{Order: "5", Driver: "10", Value: 6},                  // no mark
		{Order: "6", Driver: "10", Operator: "101", Value: 1}, // of whom?
		{Driver: "10", Value: 1},                              // of no trip
	})
	want := Ratings{
		Drivers: []Marks{
			{Who: "9", Count: 1, Average: 1, Spread: [5]int{1, 0, 0, 0, 0}},
			{Who: "10", Count: 3, Average: 4, Spread: [5]int{0, 1, 0, 0, 2}},
		},
		Operators:    []Marks{{Who: "101", Count: 1, Average: 4, Spread: [5]int{0, 0, 0, 1, 0}}},
		AllDrivers:   Marks{Count: 4, Average: 3.25, Spread: [5]int{1, 1, 0, 0, 2}},
		AllOperators: Marks{Count: 1, Average: 4, Spread: [5]int{0, 0, 0, 1, 0}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
}

func TestNoMarks(t *testing.T) {
	got := Rate(nil)
	if got.AllDrivers.Count != 0 || got.AllDrivers.Average != 0 || len(got.Drivers) != 0 || got.Drivers == nil {
		t.Errorf("got %+v", got)
	}
}
