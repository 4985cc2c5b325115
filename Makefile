# make demo     the sample articles to a map       make test    the tests (make test-all: the long ones too)
# make check    lint and types                     make bench   the benchmarks
# make format   put the code in order              make docs    the pages and the picture that are made by scripts
# make fuzz     search for inputs that break it, SECONDS=600 for each of the three fuzzers
# make licences docs/licences.md and the bill of materials build/sbom.cdx.json (CycloneDX)
# make soak     20,000 articles, killed and resumed, beside an undisturbed run: an hour or more
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Strict editable mode mirrors the list of files, so another list of files means another install.
FILES := $(shell find extract graph data -type f -not -path '*/__pycache__/*' | LC_ALL=C sort | cksum | cut -d' ' -f1)
CORE := $(VENV)/.core-$(FILES)
TEST := $(VENV)/.test-$(FILES)
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --config-settings editable_mode=strict

.PHONY: demo test test-all check format bench soak docs licences fuzz clean

demo: $(CORE)
	@$(BIN)/detente demo -o demo

test: $(TEST)
	$(BIN)/python -m pytest -q -n 2 -m "not long"

test-all: $(TEST)
	$(BIN)/python -m pytest -q -n 2

check: $(TEST)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(TEST)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(TEST)
	@$(INSTALL) -e '.[bench]'
	$(BIN)/python -m pytest tests/benchmarks -q --benchmark-only --benchmark-json=$(VENV)/bench.json
	$(BIN)/python tests/benchmarks/table.py $(VENV)/bench.json docs/benchmarks.md

soak: $(TEST)
	$(BIN)/python tests/benchmarks/soak.py docs/soak.md

docs: $(TEST)
	$(BIN)/detente demo -o demo
	$(BIN)/python docs/make_cli.py
	$(BIN)/python docs/make_transcripts.py
	$(BIN)/python docs/make_picture.py

licences: $(TEST)
	@$(INSTALL) -e '.[all]'
	$(BIN)/python docs/make_licences.py

# What is found is written beside the inputs; the inputs stay, so that the next run goes on from them.
FUZZ := $(VENV)/fuzz
SECONDS ?= 600
fuzz: $(TEST)
	@$(INSTALL) -e '.[test,lint,fuzz]'
	@$(BIN)/python tests/fuzz/seeds.py $(FUZZ)
	@mkdir -p $(FUZZ)/found
	@for name in readers extract graph_files; do $(BIN)/python tests/fuzz/fuzz_$$name.py -max_total_time=$(SECONDS) \
		-timeout=60 -rss_limit_mb=4000 -max_len=3000 -len_control=20 -print_final_stats=1 -dict=$(FUZZ)/words.dict \
		-artifact_prefix=$(FUZZ)/found/$$name- $(FUZZ)/$$name || exit 1; done

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "detente needs Python 3.11 or later: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(CORE): $(VENV)/.made pyproject.toml
	@if ! test -e $(TEST) || test pyproject.toml -nt $(TEST); then rm -f $(VENV)/.core-*; \
		echo "installing detente into $(VENV) (a minute or two, once)"; $(INSTALL) -e .; fi
	@touch $@

$(TEST): $(VENV)/.made pyproject.toml
	@rm -f $(VENV)/.test-*
	@echo "installing detente and what its tests need into $(VENV) (a minute or two, once)"
	@$(INSTALL) -e '.[test,lint]'
	@touch $@

clean:
	rm -rf $(VENV) build dist demo *.egg-info
