# Everything is done from here: `make run` serves the map, `make test` checks everything. `make help` lists the rest.
# The steps themselves are small Python files in tools/, which run on a bare Python 3.11.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
# One worker for each processor; `make test WORKERS=0` runs the tests in one process.
WORKERS ?= auto

BIN := .venv/bin
GEO_IJ := $(BIN)/geo-ij
SAY := $(BIN)/python -m tools.steps

export GEO_IJ_MAKE_STARTED := $(shell date +%s)
# Steps speak for themselves; where make enters and leaves a folder is no news.
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help

.PHONY: help
help: ## List what make can do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' Makefile
	@echo
	@echo "make run POLICE=archive.zip serves real data; HOST= and PORT= say where (default $(HOST):$(PORT))."

.PHONY: setup
setup: ## Make .venv with the locked packages and fetch the front-end assets
	@$(PYTHON) -m tools.python_packages run
	@$(PYTHON) -m tools.front_end

.PHONY: run
run: setup ## Load the demonstration county, or POLICE=archive.zip, and serve the map
	@$(BIN)/python -m tools.run --host "$(HOST)" --port "$(PORT)" --police "$(POLICE)"

.PHONY: test
test: setup-tests check ## Install what the tests need, then run every check and every test
	@$(SAY) "Running the tests"
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

.PHONY: check
check: setup-tests ## Check format, lint, types, the import rule and known vulnerabilities
	@$(SAY) "Checking the format (ruff format)" $(BIN)/ruff format --check --quiet .
	@$(SAY) "Checking for mistakes (ruff check)" $(BIN)/ruff check --quiet .
	@$(SAY) "Checking the types (mypy)" $(BIN)/mypy
	@$(SAY) "Checking that imports run one way (lint-imports)" $(BIN)/lint-imports
	@$(BIN)/python -m tools.audit

.PHONY: bench
bench: setup-tests ## Measure against other ways of doing the same, for docs/benchmarks.md
	@$(PYTHON) -m tools.python_packages bench
	@$(SAY) "Running the benchmarks" $(BIN)/python -m bench

.PHONY: dist
dist: setup ## Build a wheel that works outside this folder, in dist/
	@$(SAY) "Building the wheel" $(BIN)/python -m hatchling build -t wheel -d dist

.PHONY: lock
lock: ## Lock all packages anew; UPGRADE=--upgrade takes the newest versions allowed
	@$(PYTHON) -m tools.lock $(UPGRADE)

.PHONY: setup-tests
setup-tests: setup
	@$(PYTHON) -m tools.python_packages test
	@$(PYTHON) -m tools.system_packages
