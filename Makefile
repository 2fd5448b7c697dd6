SHELL := /bin/bash
.DEFAULT_GOAL := help
# A distribution compiles its Python by a profile of its work, pyenv does not unless told to: a quarter less time.
PYTHON ?= $(or $(shell for python in /usr/bin/python3 python3; do \
	$$python -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; \
	done),python3)
BIN := .venv/bin
UV_VERSION := 0.13.9
WORKERS ?= 3
HELM_VERSION := v3.20.2
KUBERNETES_VERSION := v1.34.4
BUILT := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/mailweave
HELM := $(BUILT)/helm-$(HELM_VERSION)/helm
CONTROL_PLANE := $(BUILT)/kubernetes-$(KUBERNETES_VERSION)
PYTEST := $(BIN)/pytest -n $(WORKERS) --dist loadgroup

.PHONY: help setup lock run demo up down test test-failed test-unit test-integration test-kill chaos soak fuzz bench screenshots conformance league helm helm-program helm-cluster image compose-test check format clean distclean

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

setup: .venv/.ready ## make .venv with every dependency, as locked

.venv/.ready: pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Mailweave needs Python 3.11 or newer: set PYTHON=/path/to/python3.11")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet uv==$(UV_VERSION)
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --config-settings editable_mode=compat -e .
	@touch $@

lock: ## resolve the dependencies anew into requirements.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --all-extras --output-file requirements.lock pyproject.toml

run: setup ## start everything, show mail going through it, stay up until Ctrl-C
	@$(BIN)/mailweave demo --stay

demo: setup ## the same, then exit 0 or 1 by what was seen
	@$(BIN)/mailweave demo

up: setup ## start the embedded stack and all services, without demo mail
	@$(BIN)/mailweave up --embedded

test: setup ## every test that this machine can run; with CI=true the slow ones too (STACK=containers: by testcontainers)
	@$(PYTEST) -m "not kill$(if $(CI),, and not slow)"

test-failed: setup ## those that failed in the last run, once more and one after another
	@$(BIN)/pytest -m "not kill" --last-failed --last-failed-no-failures none

test-unit: setup ## the tests that need no stack
	@$(PYTEST) -m "not stack and not kill"

test-integration: setup ## the tests on the real stack
	@$(PYTEST) -m "stack and not kill"

test-kill: setup ## kill -9 every service while 500 messages flow, then count
	@$(BIN)/pytest -m kill -s

chaos: setup ## strike the running pipe with faults, then account for every message (SEED=, SABOTAGE=)
	@$(BIN)/python -m tests.chaos $(if $(SEED),--seed $(SEED)) $(if $(SABOTAGE),--sabotage $(SABOTAGE))

soak: setup ## the same with 100,000 messages, in three quarters of an hour
	@$(BIN)/python -m tests.chaos --soak $(if $(SEED),--seed $(SEED))

fuzz: setup ## mutate what mail servers say, mails and their HTML (SEED=, SESSIONS=, TARGET=imap, pop3, smtp, mail or html)
	@$(BIN)/python -m tests.fuzz $(TARGET) $(if $(SEED),--seed $(SEED)) $(if $(SESSIONS),--sessions $(SESSIONS))

bench: setup ## measure beside mbsync, notmuch, django-mailbox and Postfix (CHECK=1: against deploy/bench-goals.toml)
	@$(BIN)/python -m tests.bench $(if $(CHECK),--check)

screenshots: setup ## walk the screen in Chromium and keep its pictures in docs/screens/
	@$(BIN)/python -m tests.screens
	@$(BIN)/python -m tests.walk

conformance: setup ## score the mails in CORPUS= (default ../shared) against tests/conformance/floors.toml
	@$(BIN)/python -m tests.conformance --corpus $(or $(CORPUS),../shared)

league: setup ## Mailweave's parser beside talon, flufl.bounce, email and others on the mails in CORPUS= (default ../shared)
	@$(BIN)/python -m tests.league --corpus $(or $(CORPUS),../shared)

helm: setup helm-program ## lint, render, validate and test the Helm chart
	@$(BIN)/pytest -n $(WORKERS) tests/helm

helm-program: $(HELM) ## build Helm from its Go module, kept outside of this folder

$(HELM):
	@command -v go > /dev/null || { echo "Helm is built by Go: install go 1.25 or newer"; exit 1; }
	GOBIN=$(@D) go install -trimpath -ldflags="-s -w" helm.sh/helm/v3/cmd/helm@$(HELM_VERSION)

helm-cluster: setup helm-program $(CONTROL_PLANE)/etcd $(CONTROL_PLANE)/kube-apiserver ## apply the chart to a real API server
	@$(BIN)/python -m tests.helm.control_plane $(CONTROL_PLANE)

$(CONTROL_PLANE)/etcd:
	cd tests/helm/control_plane && go build -trimpath -ldflags="-s -w" -o $@ go.etcd.io/etcd/server/v3

$(CONTROL_PLANE)/kube-apiserver:
	cd tests/helm/control_plane && go build -trimpath -o $@ \
	  -ldflags="-s -w -X k8s.io/component-base/version.gitVersion=$(KUBERNETES_VERSION)" k8s.io/kubernetes/cmd/kube-apiserver
image: setup ## build the image of all services, with its bill of materials (ENGINE=own or private, BASE=, BUILD_BASE=)
	@$(BIN)/python -m deploy.images $(if $(ENGINE),--engine $(ENGINE)) $(if $(BASE),--base $(BASE)) $(if $(BUILD_BASE),--build-base $(BUILD_BASE))

compose-test: setup ## run deploy/compose.yaml: mail flows, all services are killed, nothing is lost (ENGINE=own or private)
	@$(BIN)/python -m tests.compose $(if $(ENGINE),--engine $(ENGINE))

check: setup ## ruff, formatting, mypy --strict, import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m deploy.documents --check

format: setup ## put the code into shape
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

clean: ## delete the embedded stack's data, unless it runs
	@if test -x $(BIN)/python; then $(BIN)/python -m deploy.local remove; \
	elif test -e $${EMAIL_DATA_DIR:-.mailweave}; then echo "run make setup first: without .venv nobody can tell whether the stack runs"; exit 1; fi

distclean: clean ## the same, and .venv
	rm -rf .venv
