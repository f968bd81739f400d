module github.com/cabline/cabline/bench/esl

go 1.26.0

require (
	github.com/cabline/cabline v0.0.0
	github.com/cgrates/fsock v0.0.0-20240522220429-b6cc1d96fd2b
	github.com/fiorix/go-eventsocket v0.0.0-20180331081222-a4a0ee7bd315
	github.com/percipia/eslgo v1.5.2
)

require github.com/google/uuid v1.6.0 // indirect

replace github.com/cabline/cabline => ../..
