# Every target makes .venv when it is missing, and again when the pinned lists or pyproject.toml changed.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
# `make test TESTS=tests/unit ARGS="-k nhs --cov"` narrows the run and shows coverage; ARGS="-m long" runs what is left
# out otherwise: a simulated month, most of the behaviour's hours, deaths at any moment, a burst on Discord.
TESTS ?= tests
# One more than there are cores: some tests wait for a process or a browser.
WORKERS ?= $(shell python3 -c 'import os; print((os.cpu_count() or 1) + 1)' 2>/dev/null || echo auto)
ARGS ?=
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

.PHONY: help install run test check format bench eval lock clean

help: ## Show this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(VENV)/.installed ## Make .venv with every pinned package and the project itself

run: $(VENV)/.installed ## Start the bot; without accounts, the playground on 127.0.0.1:8080
	@exec $(BIN)/chaperone run $(ARGS)

test: $(VENV)/.installed ## Run the tests: TESTS=tests/unit ARGS="-k nhs" narrow them
	@# What pytest makes of the tests' assertions takes each worker ten seconds; it is kept for the next time.
	env -u PYTHONDONTWRITEBYTECODE $(BIN)/pytest -n $(WORKERS) $(ARGS) $(TESTS)

check: $(VENV)/.installed ## Check format, lint, types, layers and dependencies
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .

format: $(VENV)/.installed ## Format the code and mend what ruff can mend
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

bench: $(VENV)/.installed ## Measure speed on this machine
	@$(BIN)/chaperone bench $(ARGS)

eval: $(VENV)/.installed ## Measure how often the detectors are right
	@$(BIN)/python -m training.evaluate $(ARGS)

lock: $(VENV)/.installed ## Compile requirements/ again; ARGS=--upgrade takes newer versions
	$(COMPILE) $(ARGS) --extra dev --output-file requirements/dev.txt pyproject.toml
	$(COMPILE) $(ARGS) --extra postgres --output-file requirements/postgres.txt pyproject.toml
	$(COMPILE) $(ARGS) --output-file requirements/base.txt pyproject.toml
	$(COMPILE) $(ARGS) --group build --output-file requirements/build.txt

clean: ## Remove .venv and everything the tools left behind
	rm -rf $(VENV) build dist htmlcov .coverage .coverage.* .hypothesis .import_linter_cache \
		.mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamp is a copy of the list that is installed: a list that was only touched costs nothing, and a changed one is
# installed anew, not on top, so that no package outlives its line.
$(VENV)/.packages: requirements/dev.txt
	@if cmp --silent $< $@; then touch $@; exit 0; fi; \
	for name in python3.11 python3 python3.12 python3.13 python3.14 python; do \
		if "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$$name; break; fi; \
	done; \
	if [ -z "$${python:-}" ]; then \
		echo "Chaperone needs Python 3.11 or newer; found: $$(python3 --version 2>&1 || true)" >&2; exit 1; \
	fi; \
	echo "Making $(VENV) with $$("$$python" --version): about a minute."; \
	"$$python" -m venv --clear $(VENV); \
	$(PIP) install --quiet --require-hashes --requirement $<; \
	cp $< $@

$(VENV)/.installed: $(VENV)/.packages pyproject.toml
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q bot cogs config
	@touch $@
