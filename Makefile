# make run    build, write a sample office, and serve it
# make test   everything a change must pass
# make check  the same without the tests that need other programs: formatting, vet, staticcheck, vulnerabilities, race tests, the console's types
#             and unit tests
# make bench  speed and memory
# make test-freeswitch   the call scripts on a real FreeSWITCH: FREESWITCH=/path/to/freeswitch make test-freeswitch

GO ?= go
BIN := bin/cabline

.PHONY: build run console check test test-freeswitch bench tools clean

build: tools console
	$(GO) build -trimpath -o $(BIN) ./cmd/cabline

console: tools
	@scripts/console build

run: build
	$(BIN) serve -sample var/sample

check: tools console
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); echo 'gofmt would change these files'; exit 1; }
	$(GO) vet ./...
	$(GO) tool staticcheck ./...
	@scripts/vulnerabilities
	@scripts/console check
	$(GO) test -race -shuffle=on ./...

test: check build
	@scripts/postgres $(GO) test -count=1 ./store
	@scripts/console e2e

test-freeswitch: build
	@scripts/freeswitch $(GO) test -count=1 -timeout 40m -v ./freeswitch/conf ./cmd/cabline -run 'Real'

bench: build
	$(GO) test -run '^$$' -bench . -benchmem ./dialplan/route ./esl
	cd bench/esl && $(GO) test -run '^$$' -bench . -benchmem .
	$(GO) run ./bench/load -cabline $(BIN)
	$(GO) run ./bench/consoles -cabline $(BIN)

tools:
	@scripts/tools

clean:
	rm -rf bin var web/console/dist/app web/console/node_modules
