# Everything that is done with Bondbook. `make run` and `make test` set up what they need.
SHELL := /bin/sh
VENV ?= .venv
DATA ?= data
HOST ?= 127.0.0.1
PORT ?= 8000
BIN := $(VENV)/bin
PYTHON ?= $(shell for each in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$each; break; }; done)
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
LOCKED := install --require-hashes --no-deps

.PHONY: help setup run test browser postgres documents lint format bench lab lock clean

help:
	@echo "make run      serve at http://$(HOST):$(PORT); also PORT=8123, HOST=::1, DATA=directory"
	@echo "make test     all tests but those of browser, postgres, documents and lab"
	@echo "make setup    only make $(VENV), with $(BIN)/bondbook in it"
	@echo "make browser  tests in Chromium     make lint   ruff and mypy        make format  ruff"
	@echo "make postgres tests on PostgreSQL    make documents tests with the kernel's own documents, from Debian's packages"
	@echo "make lab      tests on real kernels make bench  measure the speed    make lock    renew the locked versions"

setup: $(VENV)/.ready

run: $(VENV)/.ready
	@BONDBOOK_HOST="$(HOST)" BONDBOOK_PORT="$(PORT)" BONDBOOK_DATA_DIR="$(DATA)" exec $(BIN)/bondbook serve

test: $(VENV)/.ready-dev
	@$(BIN)/python -m pytest -n auto $(ARGS)

browser: $(VENV)/.ready-dev
	@$(BIN)/python -m pytest -m browser $(ARGS)

postgres: $(VENV)/.ready-dev
	@$(BIN)/python -m pytest -m postgres $(ARGS)

documents: $(VENV)/.ready-dev
	@$(BIN)/python -m pytest -m documents $(ARGS)

lab: $(VENV)/.ready-dev
	@$(BIN)/python -m pytest -m lab $(ARGS)

bench: $(VENV)/.ready-dev
	@$(BIN)/python -m tests.bench $(ARGS)

lint: $(VENV)/.ready-dev
	@status=0; \
	$(BIN)/ruff check || status=1; \
	$(BIN)/ruff format --check || status=1; \
	$(BIN)/mypy || status=1; \
	exit $$status

format: $(VENV)/.ready-dev
	@$(BIN)/ruff check --fix-only --quiet
	@$(BIN)/ruff format

lock: $(VENV)/.ready
	@$(PIP) install uv
	@$(BIN)/uv pip compile --quiet --upgrade $(LOCK_ARGS) --group build -o requirements.lock pyproject.toml
	@$(BIN)/uv pip compile --quiet --upgrade $(LOCK_ARGS) --group build --group dev -c requirements.lock -o requirements-dev.lock pyproject.toml

LOCK_ARGS := --universal --generate-hashes --no-annotate --python-version 3.11 --custom-compile-command "make lock"

clean:
	rm -rf $(VENV) build .mypy_cache .ruff_cache .pytest_cache .hypothesis

# ---------------------------------------------------------------- the environment

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Bondbook needs Python 3.11 or newer: install it, or say make PYTHON=/path/to/python3" >&2; exit 1; }
	@echo "Setting up $(VENV) with $$($(PYTHON) --version)..."
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Python cannot make a virtual environment: on Debian, install python3-venv" >&2; exit 1; }

$(VENV)/.ready: $(VENV)/bin/python requirements.lock pyproject.toml Makefile
	@$(PIP) $(LOCKED) -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.ready requirements-dev.lock
	@$(PIP) $(LOCKED) -r requirements-dev.lock
	@touch $@
