# Three commands matter: `make demo`, `make test`, `make check`. The rest serves them.
PYTHON ?= python3.11
# The first interpreter that is new enough; a fresh machine may call it python3 only.
FOUND := $(shell for p in $(PYTHON) python3 python; do $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
PIP := $(BIN)/pip --disable-pip-version-check --quiet

.PHONY: demo test check lint lock clean screenshots

demo: .venv/run
	@$(BIN)/daybreak sandbox $(if $(ONCE),--once)

# A file stays in one process, as its tests share what they start.
test: .venv/dev
	@$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

check: lint test

lint: .venv/dev
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

.venv/run: requirements/run.lock pyproject.toml
	@test -n "$(FOUND)" || { echo "Daybreak needs Python 3.11 or newer; none was found. Nothing was set up. Install it, or name it: make PYTHON=/path/to/python"; exit 1; }
	@echo "Setting up .venv (once) …"
	@$(FOUND) -m venv .venv
	@$(PIP) install --require-hashes -r requirements/run.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev: .venv/run requirements/dev.lock
	@$(PIP) install --require-hashes -r requirements/dev.lock
	@touch $@

# The README's pictures, of the real sandbox. Needs Chromium: on the PATH, or named by CHROMIUM_PATH.
screenshots: .venv/dev
	@$(BIN)/python -m sandbox.screenshots

# Needs `uv` on the PATH. The lock files carry versions and hashes, and name no index.
lock:
	uv pip compile pyproject.toml --group build --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -o requirements/run.lock
	uv pip compile pyproject.toml --group build --group dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -o requirements/dev.lock

clean:
	rm -rf .venv var .pytest_cache .mypy_cache .ruff_cache .hypothesis
