package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"

	"github.com/cabline/cabline/office"
	"github.com/cabline/cabline/store"
	"github.com/cabline/cabline/web"
)

// printOpenAPI prints the document that the API's clients are generated from. It
// is the one that a running engine serves at /openapi.json, of an engine that
// is put together and never run, so that whoever builds needs neither a
// configuration nor a switch.
func printOpenAPI(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	f, _ := flags("openapi", stderr)
	if err := parse(f, args); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "cabline-openapi-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	document, err := describeEngine(ctx, dir)
	if err != nil {
		return fmt.Errorf("describe the API: %w", err)
	}
	_, err = stdout.Write(document)
	return err
}

// describeEngine asks an engine that keeps its data in dir for its document.
func describeEngine(ctx context.Context, dir string) ([]byte, error) {
	db, err := store.Open(ctx, filepath.Join(dir, "cabline.db"), quiet())
	if err != nil {
		return nil, err
	}
	defer db.Close()
	o, err := office.Parse("the sample", office.Sample(), func(string) string { return "" })
	if err != nil {
		return nil, err
	}
	metrics := web.NewMetrics(nil, nil)
	e, err := newEngine(ctx, world{
		Office: o, DB: db, Orders: orderBook(db, o), Spool: filepath.Join(dir, "spool"), Counters: metrics, Log: quiet(),
		Dial: func(context.Context) (net.Conn, error) { return nil, errors.New("this engine is not run") },
	})
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://localhost/openapi.json", nil)
	if err != nil {
		return nil, err
	}
	request.Host, request.RemoteAddr = "localhost", "127.0.0.1:1" // somebody on this machine
	var answer keptAnswer
	e.handler(metrics).ServeHTTP(&answer, request)
	if answer.status != http.StatusOK {
		return nil, fmt.Errorf("the API answers %d: %s", answer.status, &answer.body)
	}
	return answer.body.Bytes(), nil
}

// keptAnswer is an http.ResponseWriter that keeps what is written.
type keptAnswer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (k *keptAnswer) Header() http.Header {
	if k.header == nil {
		k.header = make(http.Header)
	}
	return k.header
}

func (k *keptAnswer) WriteHeader(status int) {
	if k.status == 0 {
		k.status = status
	}
}

func (k *keptAnswer) Write(b []byte) (int, error) {
	k.WriteHeader(http.StatusOK)
	return k.body.Write(b)
}
