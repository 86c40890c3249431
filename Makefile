# What a newcomer types: `make up` runs everything, `make check test` proves everything.
# Needs a Python 3.11 or newer, and make; the rest comes from requirements.lock.

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.made-from-lock
# Seen by every Python below: their output appears when it is written.
export PYTHONUNBUFFERED := 1

.PHONY: help env up test check lock clean

help:
	@echo "make up      run everything on this machine, until Ctrl-C"
	@echo "make test    run the tests"
	@echo "make check   formats, types, import contracts, SQL contracts, generated files: under a minute"
	@echo "make env     only build .venv"
	@echo "make lock    choose newer versions into requirements.lock"

env: $(STAMP)

# The stamp comes last: what was interrupted is begun again.
$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Galleria needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1)."; \
		echo "Name another one: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

up: env
	@exec $(BIN)/galleria up

test: env
	$(BIN)/pytest -n 2

check: env
	@$(BIN)/python checks/run.py

# uv resolves for every platform at once; it is needed here alone, so it has a folder of its own.
lock:
	$(PYTHON) -m venv --clear .venv-lock
	.venv-lock/bin/python -m pip install -qq --disable-pip-version-check uv
	.venv-lock/bin/uv pip compile --quiet --upgrade --universal --all-extras --generate-hashes \
		--no-header pyproject.toml --output-file requirements.lock
	rm -rf .venv-lock

clean:
	rm -rf .venv .venv-lock .pytest_cache .ruff_cache .import_linter_cache .hypothesis
