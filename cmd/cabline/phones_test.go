package main

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/cabline/cabline/web"
)

// whereabouts is a board as far as it tells where people are logged in.
type whereabouts struct {
	Operators []struct {
		ID     string
		Phones []struct {
			Kind  string
			Since time.Time
		}
	}
}

// words is "101 sip, 102 browser".
func (w whereabouts) words() string {
	var words []string
	for _, o := range w.Operators {
		for _, p := range o.Phones {
			words = append(words, o.ID+" "+p.Kind)
		}
	}
	return strings.Join(words, ", ")
}

// Who sees the board sees at which telephones everybody is logged in, soon after
// a telephone has come or gone, and after the engine has been started anew.
func TestTheBoardShowsWhoIsLoggedInWhere(t *testing.T) {
	withRoles(t, func(t *testing.T, a *asked) {
		shows := func(want string) {
			t.Helper()
			time.Sleep(time.Second)
			code, said := a.as(web.Supervisor, http.MethodGet, "/api/v1/board", "")
			var b whereabouts
			if err := json.Unmarshal([]byte(said), &b); code != http.StatusOK || err != nil {
				t.Fatalf("the board: %d %s %v", code, said, err)
			}
			if got := b.words(); got != want {
				t.Errorf("logged in are %q, want %q", got, want)
			}
			for _, o := range b.Operators {
				for _, p := range o.Phones {
					if age := time.Since(p.Since); age < 0 || age > 5*time.Second {
						t.Errorf("%s is logged in for %s", o.ID, age)
					}
				}
			}
		}
		shows("101 sip, 102 sip")
		a.Operator("102").Phone.Unregister()
		shows("101 sip")
		a.Operator("102").Phone.Register()
		a.OperatorAt("102", 2).Phone.Register()
		shows("101 sip, 102 sip, 102 sip")
		a.stopEngine()
		a.startEngine()
		a.api = a.engine.handler(web.NewMetrics(nil, nil))
		shows("101 sip, 102 sip, 102 sip")
	})
}
