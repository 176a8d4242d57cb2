# Everything a person or a machine does with this repository, by name. Every target makes what it
# needs first, so each of them works from a fresh clone. `make help` lists them.

# The first Python that is new enough; `make env PYTHON=/path/to/python3.11` chooses another.
CANDIDATES := python3 python3.14 python3.13 python3.12 python3.11
PYTHON ?= $(shell for p in $(CANDIDATES); do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
LOCKS := requirements/dev.txt requirements/capture.txt requirements/connector.txt
BUNDLE := src/glassbook/web/static/built-from
HANDBOOK := src/glassbook/web/handbook/built-from
PAGES := $(shell find web -type f -not -path "web/node_modules/*")
DOCS := $(shell find docs -type f) zensical.toml
UP ?=
BENCH ?=
SIM ?=
FUZZ ?=
TESTS ?= tests
SIDE_BY_SIDE := --numprocesses logical --maxprocesses 4 --dist loadfile --no-loadscope-reorder

# pip speaks only when something is wrong.
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet

.DEFAULT_GOAL := help
.PHONY: help env up test test-interpreted web-test pictures conformance clients clients-test check lint types walls docs tidy sim fuzz bench lock clean

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

env: $(READY) $(BUNDLE) $(HANDBOOK) ## Create .venv from the hashed lock

# The stamp is as new as the locks and the package's description: quick when nothing changed.
$(READY): $(LOCKS) pyproject.toml
	@test -n "$(PYTHON)" || { echo "Glassbook needs Python 3.11 or newer: none of" \
		"$(CANDIDATES) is. Install one, or name it: make env PYTHON=/path/to/python"; exit 1; }
	@test -x $(BIN)/python || { echo "Creating $(VENV)"; $(PYTHON) -m venv $(VENV); }
	@echo "Installing what the lock names; the first time takes a minute"
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@$(PIP) install --require-hashes --no-deps -r requirements/capture.txt
	@$(PIP) install --require-hashes --no-deps --upgrade --target build/clients/connector \
		-r requirements/connector.txt
	@$(BIN)/python tools/web_bundle.py || echo 'The pages were not built; everything else works'
	@$(PIP) install --no-build-isolation --no-deps --editable .
	@touch $@

# The pages and the handbook, again when their sources changed. Without them everything else works,
# and says so.
$(BUNDLE): $(PAGES) tools/web_bundle.py | $(READY)
	@$(BIN)/python tools/web_bundle.py || echo 'The pages were not built; everything else works'

$(HANDBOOK): $(DOCS) | $(BUNDLE)
	@$(BIN)/python tools/web_bundle.py || echo 'The handbook was not built; everything else works'

up: $(READY) $(BUNDLE) $(HANDBOOK) ## Open the venue on port 8080 with a recorded market trading (UP="--port 9000" adds options)
	@$(BIN)/glassbook up $(UP)

# What Python compiles is kept, whatever the environment says: eighty processes would do it again.
test: export PYTHONDONTWRITEBYTECODE =
test: $(READY) $(BUNDLE) $(HANDBOOK) ## Run all tests but tidy, the core's a second time interpreted (TESTS=tests/unit runs some)
	@$(MAKE) --no-print-directory test-interpreted
	@$(BIN)/glassbook warm
	$(BIN)/pytest $(SIDE_BY_SIDE) $(if $(filter tests,$(TESTS)),--ignore tests/tidy) $(TESTS)

# The same sources without the compiler: overflow and wrap-around, which compiled code passes over
# in silence, are errors here.
test-interpreted: $(READY) ## Run the core's stories and the golden journal without compiling
	NUMBA_DISABLE_JIT=1 $(BIN)/pytest -q -W error::RuntimeWarning $(SIDE_BY_SIDE) tests/unit/core tests/golden

web-test: $(READY) ## Check the types of the pages' sources and run their tests
	$(BIN)/python tools/web_bundle.py test

pictures: $(READY) $(BUNDLE) ## Take the pictures of the pages in docs/pictures anew
	$(BIN)/pytest -q tests/browser/test_pictures.py --update-pictures

conformance: $(READY) ## Write docs/reference/conformance.json from the tests that show an operation
	$(BIN)/pytest -q -m operation --update-conformance $(TESTS)

check: lint types walls docs tidy ## Say everything a reviewer should not have to

lint: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(READY)
	$(BIN)/mypy

walls: $(READY)
	$(BIN)/lint-imports --no-logo

docs: $(READY) ## Build the documentation into site/
	$(BIN)/zensical build --clean --strict

tidy: $(READY)
	$(BIN)/pytest -q tests/tidy

sim: $(READY) ## Run the venue under simulated faults for ten minutes (SIM="--seed 7" replays one)
	@$(BIN)/glassbook simulate $(or $(SIM),--seed $$(date +%s) --minutes 10)

# Large, and needs a C compiler: what no more than a wheel needs is in the environment already.
clients: $(READY) ## Install the bots and frameworks that trade in `make clients-test`
	$(PIP) install --require-hashes -r requirements/clients.txt
	$(BIN)/python tools/node_clients.py

clients-test: clients ## Trade with every client there is (CLIENTS=tests/clients/test_freqtrade.py one)
	FREQTRADE_MINUTES=$(or $(FREQTRADE_MINUTES),0) $(BIN)/pytest $(or $(CLIENTS),tests/clients)

# What strangers send, for a minute each, guided by what it reaches; the API by its own description.
fuzz: $(READY) ## Feed the readers of requests what nobody would write (FUZZ="query --seconds 600" one)
	@$(PIP) install --require-hashes -r requirements/fuzz.txt
	$(BIN)/python tools/fuzz.py $(FUZZ)
	FUZZ_EXAMPLES=200 $(BIN)/pytest -q tests/fuzz

bench: $(READY) ## Measure, and print one table (BENCH=venue measures one part)
	@$(BIN)/glassbook bench $(BENCH)

# Hashes and no index: the lock works behind any mirror. The captured market comes without its
# dependencies, so it has a lock of its own.
UV := build/uv/bin/uv
COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header

lock: ## Compile requirements/*.in to hashed locks; new versions with LOCK=--upgrade
	@test -x $(UV) || { $(PYTHON) -m venv build/uv && build/uv/bin/python -m pip install --quiet uv; }
	$(COMPILE) $(LOCK) requirements/run.in -o requirements/run.txt
	$(COMPILE) $(LOCK) requirements/dev.in -o requirements/dev.txt
	$(COMPILE) $(LOCK) requirements/fuzz.in -o requirements/fuzz.txt
	$(COMPILE) $(LOCK) requirements/clients.in -o requirements/clients.txt
	$(COMPILE) $(LOCK) --no-deps requirements/capture.in -o requirements/capture.txt
	$(COMPILE) $(LOCK) --no-deps requirements/connector.in -o requirements/connector.txt

clean: ## Remove what was built; the data of a venue stays
	rm -rf $(VENV) build dist site .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .cache
	find src tests -name __pycache__ -prune -exec rm -rf {} +
