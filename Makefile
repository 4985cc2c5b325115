# make demo   the sample corpus to a map          make test    the tests
# make check  lint and types                      make bench   the benchmarks
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Strict editable mode mirrors the list of files, so a new file means a new install.
FILES := $(shell find extract graph data -name '*.py' -o -name '*.csv' -o -name '*.toml' | LC_ALL=C sort | cksum | cut -d' ' -f1)
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check -C editable_mode=strict

.PHONY: demo test test-all check format bench clean

demo: $(VENV)/.core-$(FILES)
	$(BIN)/detente build data/articles -o demo
	@echo "The map: $(CURDIR)/demo/map.html (open it in a browser)"

test: $(VENV)/.test-$(FILES)
	$(BIN)/python -m pytest -q -n 2 -m "not long"

test-all: $(VENV)/.test-$(FILES)
	$(BIN)/python -m pytest -q -n 2

check: $(VENV)/.test-$(FILES)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.test-$(FILES)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.test-$(FILES)
	$(BIN)/python -m pytest tests/benchmarks -q --benchmark-only

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.core-$(FILES): $(BIN)/python pyproject.toml
	@test -e $(VENV)/.test-$(FILES) || $(INSTALL) -e .
	@touch $@

$(VENV)/.test-$(FILES): $(BIN)/python pyproject.toml
	$(INSTALL) -e '.[test,lint]'
	@touch $@

clean:
	rm -rf $(VENV) build dist demo *.egg-info
