PYTHON ?= python3
BIN = .venv/bin

.PHONY: setup demo test lint check bench lock clean

setup: .venv/.ready

.venv/.ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: setup
	$(BIN)/iku demo

test: setup
	$(BIN)/python -m pytest

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --platform linux
	$(BIN)/mypy --platform win32
	$(BIN)/basedpyright
	$(BIN)/lint-imports

check: lint test

bench: setup
	$(BIN)/python -m bench.consolidation

# Needs uv. The lock holds for Linux and Windows, Python 3.11 and on, and names no package host.
lock:
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --custom-compile-command "make lock" -o requirements.lock

clean:
	rm -rf .venv demo build *.egg-info
