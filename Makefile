# The commands a newcomer needs. Each installs what it lacks; none does again what is done.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help up build test check bless bench bench-sockets bench-games torture test-compose clean always

help:
	@echo 'make up            install what is missing, build, start, print the address; Ctrl-C stops everything'
	@echo 'make build         the SPA and the release binary with the SPA inside: target/release/loggia'
	@echo 'make test          every test: Rust, frontend, browsers'
	@echo 'make check         formatting, lints, types, licences, who may import whom'
	@echo 'make bless         renew the golden files after a wanted change, then look at the diff'
	@echo 'make bench         the figures of the README, side by side'
	@echo 'make bench-sockets the socket tier under load beside its peers, every delivery audited'
	@echo 'make bench-games   games under load: accepted moves at the opponent, every one audited'
	@echo 'make torture       faults and races for long: servers and links fail, every delivery and every game is audited'
	@echo 'make test-compose  the compose deployment, tested from outside through nginx'
	@echo 'make clean         what was built; never data'

up:
	@scripts/up

build:
	@scripts/install build
	@$(MAKE) release

test:
	@scripts/test

check:
	@scripts/check

bless:
	@scripts/bless

bench:
	@scripts/bench

bench-sockets:
	@scripts/bench-sockets

bench-games:
	@scripts/bench-games

torture:
	@scripts/torture
	@scripts/torture-games

test-compose:
	@scripts/test-compose

clean:
	rm -rf target frontend/dist frontend/dist-net frontend/node_modules

# What the commands above are made of. ------------------------------------------------------------------------------

.PHONY: release debug web packages
release: web
	cargo build --release --locked

# The tests' build makes this binary too: dependencies are compiled once for all of them.
debug: web
	cargo test --no-run --locked

web: frontend/dist/index.html
packages: frontend/node_modules/.package-lock.json

frontend/node_modules/.package-lock.json: frontend/package-lock.json
	cd frontend && npm ci --no-audit --no-fund
	@touch $@

# Folders are listed beside files, so that a removed file counts as a change.
web_sources := $(shell find frontend/src frontend/public) \
	$(addprefix frontend/,index.html package.json tsconfig.json vite.config.ts)

frontend/dist/index.html: frontend/node_modules/.package-lock.json $(web_sources) target/web-settings
	cd frontend && npm run --silent build

# The settings that end up inside the SPA; the file changes only when they do.
target/web-settings: always
	@mkdir -p target
	@echo "VITE_API_URL=$${VITE_API_URL:-}" | cmp -s - $@ || echo "VITE_API_URL=$${VITE_API_URL:-}" > $@
