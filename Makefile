# `make run` and `make test` are the two commands; everything else serves them.
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8000
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard service/translations/*/LC_MESSAGES/messages.po))

.PHONY: run venv test lint check lock format messages screenshots vectors clean

run: .venv/ready $(CATALOGUES)
	@$(BIN)/dua-arah demo --if-empty
	@DUA_ARAH_PORT=$(PORT) $(BIN)/dua-arah run

venv: .venv/ready $(CATALOGUES)

.venv/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 venv"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

%.mo: %.po .venv/ready
	$(BIN)/pybabel -q compile -i $< -o $@

test: .venv/ready $(CATALOGUES)
	$(BIN)/python -m pytest -n 2 $(ARGS)

lint: .venv/ready $(CATALOGUES)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy
	$(BIN)/python -m tests.house.translations
	$(BIN)/dua-arah knowledge check

check: lint test

format: .venv/ready
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Collect new messages from the code and put them into the catalogue.
messages: .venv/ready
	$(BIN)/pybabel -q extract -F babel.cfg -k _l -k ngettext:1,2 --no-location --sort-output -o .messages.pot .
	$(BIN)/pybabel -q update --no-fuzzy-matching --ignore-obsolete -i .messages.pot -d service/translations
	rm -f .messages.pot

lock: .venv/ready
	$(BIN)/pip-compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --strip-extras --allow-unsafe --all-extras --no-header -o requirements.lock pyproject.toml

# The vectors that travel with the guides: after a change to knowledge/ (some minutes).
vectors: .venv/ready
	DUA_ARAH_DATA=.data/vectors DUA_ARAH_KNOWLEDGE=knowledge $(BIN)/dua-arah knowledge ship-vectors

screenshots: .venv/ready $(CATALOGUES)
	$(BIN)/python -m tests.journeys.screenshots

clean:
	rm -rf .data .mypy_cache .ruff_cache .pytest_cache
