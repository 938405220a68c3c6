# make run     install what the window needs, build, open it with the first practice case
# make test    install, vet, lint, test everything, race detector, the window on a virtual display
# The rest: build, cli, lint, logic (seconds: no cgo, no display), race, window, generate, fuzz, bench, clean

SHELL := /bin/bash
TAGS  := gles,x11,migrated_fynedo
TOOL  := go tool -modfile=tools/go.mod
CLI   := bin/claimcheck-cli
FUZZ  ?= 60s

.PHONY: run test build cli lint logic race window agree generate fuzz bench clean

run:
	@tools/run

test: install-test lint logic race cli agree window
	@echo "claimcheck: all tests passed"

.PHONY: install-test
install-test:
	@tools/install window test lab

build: cli
	@tools/install window
	go build -tags $(TAGS) -o bin/claimcheck ./cmd/claimcheck

cli:
	CGO_ENABLED=0 go build -o $(CLI) ./cmd/claimcheck-cli

lint:
	@tools/lint

# Logic and views: no C compiler, no display.
logic:
	CGO_ENABLED=0 go test -tags ci ./...

# What is searched for here is goroutines in each other's way; the batteries of hostile inputs bring none of their own.
race:
	CGO_ENABLED=1 go test -race -short -skip 'Hostile|Mutant|Limits|Huge' -tags ci ./...

# Other projects' documents with known verdicts, when they are at hand.
agree: cli
	@tools/agree $(CLI)

# A build without migrated_fynedo watches which goroutine touches a widget; it is tested, not used.
window: build
	go build -tags gles,x11 -o bin/claimcheck-checked ./cmd/claimcheck
	go test -count=1 -tags window,$(TAGS) -run TestWindow -v ./cmd/claimcheck

generate:
	go generate ./...

fuzz:
	@FUZZ=$(FUZZ) tools/fuzz

bench: cli
	@tools/bench

clean:
	rm -rf bin out dist
