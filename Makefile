# Provender's five words: up, test, check, bench, reset.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: help up test check bench reset lock format clean

help: ## Say what there is
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

# A marker per lock: an unchanged lock costs nothing.
$(VENV)/.run: requirements.lock
	@test -x $(BIN)/python || { echo "Making the virtual environment …"; $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Provender needs Python 3.11 or newer; name one: make up PYTHON=python3.12"; exit 1; }; $(PYTHON) -m venv $(VENV); }
	@echo "Installing what requirements.lock pins …"
	@$(PIP) install --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	@echo "Installing what requirements-dev.lock pins …"
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

up: $(VENV)/.run ## Start everything on this machine and print the URL (Ctrl-C stops it)
	@exec $(BIN)/python manage.py up

test: $(VENV)/.dev ## Run the whole suite, browser tests included
	@bash tests/browser/find-chromium.sh
	@$(BIN)/python -m pytest -n 2 $(ARGS)

check: $(VENV)/.dev ## Run the house rules: lint, types, layers, sizes, templates, docs, dependencies, migrations
	@bash tests/house/check.sh

bench: $(VENV)/.dev ## Measure what we claim, and print floor, goal and measured beside each other
	@$(BIN)/python -m tests.benchmarks.run $(ARGS)

reset: $(VENV)/.run ## Forget all data on this machine (asks first); the next `make up` starts anew
	@$(BIN)/python -m config.embedded.reset

format: $(VENV)/.dev ## Format code and sort imports
	@$(BIN)/ruff check --fix-only --quiet . ; $(BIN)/ruff format --quiet .

lock: ## Pin dependencies anew (needs uv)
	@for g in "" dev; do uv pip compile pyproject.toml $${g:+--group $$g} --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-strip-extras --quiet --output-file requirements$${g:+-$$g}.lock; done
