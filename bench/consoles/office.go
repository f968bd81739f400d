package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/route"
	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/store"
)

const number = "+380441230000"

func operatorID(i int) dialplan.OperatorID { return dialplan.OperatorID(fmt.Sprint(1001 + i)) }

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// office writes the configuration of an office and its people, and gives each
// console a token.
func (l load) office(ctx context.Context, dir string) (o office.Office, tokens []string, err error) {
	ports, err := freePorts(5)
	if err != nil {
		return o, nil, err
	}
	config := filepath.Join(dir, "cabline.toml")
	err = os.WriteFile(config, fmt.Appendf(nil, `
[office]
name = "Consoles"
language = "en"
[freeswitch]
phone_port = %d
trunk_port = %d
ws_port = 0
verto_port = 0
event_socket = "127.0.0.1:%d"
engines = ["127.0.0.1:%d"]
max_calls = 8000
calls_per_second = 1000
[api]
listen = "127.0.0.1:%d"
[[trunk]]
name = "provider"
addresses = ["127.0.0.0/8"]
[[queue]]
name = "clients"
wrap_up_seconds = 0
[[line]]
name = "city"
numbers = [%q]
queue = "clients"
`, ports[0], ports[1], ports[2], ports[3], ports[4], number), 0o600)
	if err != nil {
		return o, nil, err
	}
	if o, err = office.Load(config); err != nil {
		return o, nil, err
	}
	db, err := store.Open(ctx, o.Store.DSN, quiet())
	if err != nil {
		return o, nil, err
	}
	user := func(login, role string, operator dialplan.OperatorID) {
		token := rand.Text()
		sum := sha256.Sum256([]byte(token))
		err = errors.Join(err,
			db.CreateUser(ctx, store.User{Login: login, Name: login, Role: role, Operator: operator, Created: time.Now()}),
			db.PutToken(ctx, store.Token{Sum: hex.EncodeToString(sum[:]), Login: login, Created: time.Now()}))
		tokens = append(tokens, token)
	}
	for i := range l.Operators {
		id := operatorID(i)
		err = errors.Join(err, db.PutOperator(ctx, dialplan.Operator{
			ID: id, Name: "Operator", Password: "password", Status: route.Ready, Queues: []route.Membership{{Queue: "clients"}},
		}))
		user("operator"+string(id), "operator", id)
	}
	for i := range l.Supervisors {
		user(fmt.Sprint("supervisor", i), "supervisor", "")
	}
	return o, tokens, errors.Join(err, db.Close())
}

// cpu is the processor time that the engine has used, in seconds.
func cpu(ctx context.Context, o office.Office) (float64, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+o.API.Listen+"/metrics", nil)
	if err != nil {
		return 0, err
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	for s := bufio.NewScanner(answer.Body); s.Scan(); {
		if text, ok := strings.CutPrefix(s.Text(), "process_cpu_seconds_total "); ok {
			return strconv.ParseFloat(text, 64)
		}
	}
	return 0, errors.New("the engine does not tell its processor time")
}

func freePorts(n int) ([]int, error) {
	var ports []int
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer l.Close()
		ports = append(ports, l.Addr().(*net.TCPAddr).Port)
	}
	return ports, nil
}
