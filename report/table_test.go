package report

import (
	"reflect"
	"testing"

	"github.com/cabline/cabline/dialplan"
)

func TestTableOfCalls(t *testing.T) {
	c := gather(Options{By: ByLine},
		call(9, dialplan.AnsweredBy, "wait clients 10", "talk 101 61 clients"),
		call(9, dialplan.AnsweredBy, "wait clients 25", "talk 101 60 clients"),
		call(9, dialplan.Abandoned, "wait clients 40"),
	)
	got := c.Table()
	row := []any{"city", 3, 3, 2, 1, 17.5, 25.0, 25.0, 40.0, 0.3333, 1, 3, 2, 121.0, 60.5}
	total := append([]any{"total"}, row[1:]...)
	if want := [][]any{row, total}; !reflect.DeepEqual(got.Rows, want) {
		t.Errorf("got\n%v\nwant\n%v", got.Rows, want)
	}
	if len(got.Header) != len(row) || got.Header[0] != "line" {
		t.Errorf("the header is %q", got.Header)
	}
	empty := gather(Options{}).Table()
	if len(empty.Rows) != 1 || empty.Rows[0][0] != "total" || empty.Rows[0][9] != nil || empty.Header[0] != "period" {
		t.Errorf("nobody called: %q %v", empty.Header, empty.Rows)
	}
}

func TestTableOfMarks(t *testing.T) {
	got := Rate([]dialplan.Mark{{Order: "1", Driver: "7", Value: 5}, {Order: "2", Driver: "7", Value: 4}, {Order: "3", Driver: "7", Value: 4}}).
		Table(map[string]string{"7": "Petro"}, nil)
	want := [][]any{
		{"driver", "7", "Petro", 3, 4.33, 0, 0, 0, 2, 1},
		{"driver", "total", "", 3, 4.33, 0, 0, 0, 2, 1},
		{"operator", "total", "", 0, nil, 0, 0, 0, 0, 0},
	}
	if !reflect.DeepEqual(got.Rows, want) || len(got.Header) != len(want[0]) {
		t.Errorf("got\n%v\nwant\n%v", got.Rows, want)
	}
}
