# `make run` and `make test` are the two commands; everything else serves them.
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8000
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard service/translations/*/LC_MESSAGES/messages.po))

.PHONY: run venv test lint check lock format messages codebook screenshots vectors secrets bench quality soak clean

run: .venv/ready $(CATALOGUES)
	@$(BIN)/dua-arah demo --if-empty
	@DUA_ARAH_PORT=$(PORT) $(BIN)/dua-arah run

venv: .venv/ready $(CATALOGUES)

.venv/ready: requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 venv"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.lock
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

# What the instruments ask, as a page: after a change to them.
codebook: .venv/ready
	$(BIN)/python -m service.surveys.kinds.codebook service/surveys/instruments/*.yaml > docs/codebook.md

# requirements.lock is what an installation needs; requirements-dev.lock holds the same versions and what tests need beside them.
PIP_COMPILE = $(BIN)/pip-compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --strip-extras --allow-unsafe --no-header
lock: .venv/ready
	$(PIP_COMPILE) --all-extras -o requirements-dev.lock pyproject.toml
	$(PIP_COMPILE) -c requirements-dev.lock -o requirements.lock pyproject.toml

# The vectors that travel with the guides: after a change to knowledge/ (some minutes).
vectors: .venv/ready
	DUA_ARAH_DATA=.data/vectors DUA_ARAH_KNOWLEDGE=knowledge $(BIN)/dua-arah knowledge ship-vectors

screenshots: .venv/ready $(CATALOGUES)
	$(BIN)/python -m tests.journeys.screenshots

# The files that compose.yaml mounts: made once, never overwritten. Their folder keeps others out; the files themselves must be
# readable, because each container has a user of its own.
SECRETS ?= secrets
secrets:
	@mkdir -p -m 700 $(SECRETS)
	@cd $(SECRETS) && umask 022 \
	&& random() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; } \
	&& for name in dua_arah_secret_key dua_arah_sealing_keys dua_arah_metrics_token postgres_password; do test -s $$name || random > $$name; done \
	&& for name in dua_arah_smtp_password dua_arah_oidc_client_secret openai_api_key; do test -e $$name || : > $$name; done \
	&& { test -s dua_arah_database_url || printf 'postgresql://dua_arah:%s@postgres:5432/dua_arah' "$$(cat postgres_password)" > dua_arah_database_url; }

# Ratios with their bars; the peers are installed for it alone, in an environment of their own.
bench: .venv/ready $(CATALOGUES) .venv-bench/ready
	$(BIN)/python -m tests.benchmarks $(ARGS)

.venv-bench/ready: tests/benchmarks/peers.lock
	test -x .venv-bench/bin/python || $(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r tests/benchmarks/peers.lock
	touch $@

# The figures of quality.md beside their bars: what tests measure, then what the product measures. FACQA=folder adds the news (long).
FACQA ?=
quality: .venv/ready $(CATALOGUES)
	$(BIN)/python -m tests.evals.measured .data/quality/measured.json
	$(BIN)/dua-arah eval quality --measured .data/quality/measured.json --report .data/quality/quality.html $(if $(FACQA),--facqa $(FACQA)) $(ARGS)

# Participants, a curator and a model that misbehaves, for so many minutes: a plot and a verdict in .data/soak.
MINUTES ?= 20
soak: .venv/ready $(CATALOGUES)
	$(BIN)/python -m tests.soak --minutes $(MINUTES) --out .data/soak $(ARGS)

clean:
	rm -rf .data .mypy_cache .ruff_cache .pytest_cache
