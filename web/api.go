package web

import (
	"context"
	"io/fs"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"github.com/cabline/cabline/dialplan"
)

// Config is what the API is made of.
type Config struct {
	People     People
	Desk       Desk
	History    History
	Users      Users // nil: nobody logs in
	Book       Book
	Alerts     Alerts        // nil: nobody watches
	Jobs       Jobs          // of the robot; nil: it has none
	Trunks     Trunks        // nil: the office has none to tell of
	Reports    Reports       // nil: nothing is counted
	Ratings    RatingsSwitch // nil: there is no such switch
	Missed     MissedCallers // nil: nobody is listed
	Complaints Complaints    // nil: none are taken in
	Moves      Moves         // nil: calls are moved by telephones alone
	Recordings Recordings    // nil: nothing is recorded
	Listenings Listenings    // nil: nobody listens to operators
	Audit      AuditLog      // nil: what is done is logged and not kept
	Live       *Live         // nil: nobody follows
	OrderCards OrderCards    // needs Live
	Health     Health
	Softphones Softphones // nil: nobody is told of his telephone
	Words      Words      // nil: what the engine says is in English
	Console    fs.FS      // the browser's console; nil: there is none
	Metrics    *Metrics

	PasswordCost PasswordCost // of the passwords that users are given

	// Backlog is how many call records wait for the database: in memory, and of
	// those how many on disk. nil: not counted.
	Backlog func() (pending, spooled int)

	// Tokens let in whoever shows one of them, as the owner. With none everybody
	// on this machine is let in so, and the listener must then be on loopback.
	// Who shows the token of a log-in is let in as that user either way.
	Tokens []string

	Version string
	Log     *slog.Logger
}

// requestLimit is how long one request may work. What has not been answered by
// then is answered with 503.
const requestLimit = 10 * time.Second

// bodyLimit is far above any request and far below what hurts.
const bodyLimit = 16 << 10

// api is the state that handlers share.
type api struct {
	people     People
	desk       Desk
	history    History
	health     Health
	users      Users
	book       Book
	alerts     Alerts
	jobs       Jobs
	trunks     Trunks
	reports    Reports
	ratings    RatingsSwitch
	missed     MissedCallers
	complaints Complaints
	softphones Softphones
	recordings Recordings
	moves      Moves
	plays      plays
	listenings Listenings
	auditLog   AuditLog
	live       *Live
	orderCards OrderCards
	words      Words
	log        *slog.Logger

	patience  *patience
	passwords *hasher

	// changing lets one change of the office's people happen at a time, so that
	// of two who create the same operator one is told so.
	changing sync.Mutex

	// booking does the same for what is read and then replaced in the book.
	booking sync.Mutex
}

// New makes the API's handler. It starts nothing; Serve listens.
func New(c Config) http.Handler {
	a := &api{people: c.People, desk: c.Desk, history: c.History, health: c.Health, users: c.Users, book: c.Book, alerts: c.Alerts, jobs: c.Jobs, trunks: c.Trunks, reports: c.Reports, ratings: c.Ratings, missed: c.Missed, complaints: c.Complaints, softphones: c.Softphones, recordings: c.Recordings, moves: c.Moves, listenings: c.Listenings, auditLog: c.Audit, live: c.Live, orderCards: c.OrderCards, words: c.Words, log: c.Log, patience: newPatience(), passwords: newHasher(c.PasswordCost)}

	if a.auditLog == nil {
		a.auditLog = notKept{}
	}

	router := chi.NewRouter()
	router.Use(
		a.watch,
		newGuard(c.Tokens, c.Users, c.Log).admit,
		withDeadline,
		middleware.GetHead,
	)
	router.NotFound(func(w http.ResponseWriter, r *http.Request) {
		writeProblem(w, http.StatusNotFound, "there is nothing at this address; /openapi.json says what there is")
	})
	router.MethodNotAllowed(methodNotAllowed)

	documented := humachi.New(router, description(c.Version))
	documented.UseMiddleware(permit(documented, a.refusedTo))
	a.routeHealth(documented)
	a.routeOperators(documented)
	a.routeQueues(documented)
	a.routeCalls(documented)
	if a.users != nil {
		a.routeLogin(documented)
		a.routeUsers(documented)
	}
	a.routeBook(documented)
	if a.alerts != nil {
		a.routeAlerts(documented)
	}
	if a.jobs != nil {
		a.routeJobs(documented)
	}
	if a.trunks != nil {
		a.routeTrunks(documented)
	}
	if a.reports != nil {
		a.routeReports(documented)
	}
	if a.ratings != nil {
		a.routeRatings(documented)
	}
	if a.missed != nil {
		a.routeMissed(documented)
	}
	if a.complaints != nil {
		a.routeComplaints(documented)
	}
	if a.softphones != nil {
		a.routeSoftphones(documented)
	}
	if a.moves != nil {
		a.routeMoves(documented)
	}
	if a.recordings != nil {
		a.routeRecordings(documented)
	}
	if a.listenings != nil {
		a.routeListenings(documented)
	}
	if c.Audit != nil {
		a.routeAudit(documented)
	}
	if a.live != nil {
		a.routeBoard(documented)
		a.routeEvents(documented)
	}
	if a.live != nil && a.orderCards.Settings != nil {
		a.routeCardSettings(documented)
		a.routeOrderCards(documented)
	}
	if c.Console != nil {
		webSocket := ""
		if c.Softphones != nil {
			webSocket = c.Softphones.WebSocket()
		}
		serveConsole(router, c.Console, webSocket)
	}
	router.Method(http.MethodGet, metricsPath, c.Metrics.handler(a, c.Backlog))
	describeMetrics(documented.OpenAPI())
	describeKinds(documented.OpenAPI())
	serveDocuments(router, documented.OpenAPI())
	return router
}

// operation fills in what every operation has in common.
func operation(o huma.Operation) huma.Operation {
	o.MaxBodyBytes = bodyLimit
	o.Errors = append(o.Errors, http.StatusMisdirectedRequest, http.StatusServiceUnavailable,
		http.StatusUnprocessableEntity) // of a query parameter that is not known
	if !isOpen(&o) {
		o.Errors = append(o.Errors, http.StatusUnauthorized, http.StatusForbidden)
		o.Description = strings.TrimSpace(o.Description + " For " + names(rolesOf(&o)) + ".")
	} else if o.Method != http.MethodGet {
		o.Errors = append(o.Errors, http.StatusForbidden) // from another site's page
	}
	return o
}

// takesBody adds what can be wrong with a body.
func takesBody(o huma.Operation) huma.Operation {
	o.Errors = append(o.Errors, http.StatusBadRequest, http.StatusRequestTimeout,
		http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	return operation(o)
}

// liveCalls is the calls that are up, by ID.
func (a *api) liveCalls() map[dialplan.CallID]dialplan.Record {
	live := make(map[dialplan.CallID]dialplan.Record)
	for _, r := range a.desk.Live() {
		live[r.ID] = r
	}
	return live
}

func withDeadline(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == eventsPath {
			next.ServeHTTP(w, r) // it ends when its reader goes
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), requestLimit)
		defer cancel()
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}
