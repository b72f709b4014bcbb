# make run    compile, check and serve the bundled area on http://127.0.0.1:8000/ (no internet)
# make test   the test suite          make check  style, types, layers
# make whole  the repeats that the suite leaves out      make accept  the long checks with their figures
# make docs   the site of docs/ and docstrings, in build/site
# make pin    write down what the code as it stands does    make same  do it again and compare
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: run test whole check accept pin same docs format lock clean

run: $(VENV)/run.stamp
	@$(BIN)/akcioterulet boundary compile kecskemet-top-6.9.1
	@$(BIN)/akcioterulet serve --port $(PORT)

# Files in the order that `tests/conftest.py` gives them, not those with many tests first. One process
# more than there are processors: tests wait for browsers and for jobs.
WORKERS ?= $(shell expr $$(nproc) + 1)
# Compiled modules are kept: every process that the tests start would compile the product anew.
test whole accept: export PYTHONDONTWRITEBYTECODE :=
test: $(VENV)/dev.stamp
	$(BIN)/python -m pytest --numprocesses=$(WORKERS) --maxprocesses=5 --dist=loadfile --no-loadscope-reorder

whole: $(VENV)/dev.stamp
	$(BIN)/python benchmarks/whole.py

check: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry . --no-ansi
	$(BIN)/bandit -q -r -ll geo boundaries webmap
	$(BIN)/python scripts/check_templates.py

accept: $(VENV)/dev.stamp
	$(BIN)/python benchmarks/accept.py

SAME ?= build/same
pin: $(VENV)/dev.stamp
	$(BIN)/python -m benchmarks.same pin --out $(SAME)

same: $(VENV)/dev.stamp
	$(BIN)/python -m benchmarks.same same --out $(SAME)

format: $(VENV)/dev.stamp
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock pyproject.toml | $(VENV)/bin/python
	$(PIP) install --require-hashes -r requirements-dev.lock
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/run.stamp

# The site of docs/ and of the docstrings, in build/site; a link that leads nowhere ends it.
DOCS := build/docs-venv
docs: $(DOCS)/stamp
	NO_MKDOCS_2_WARNING=1 $(DOCS)/bin/mkdocs build --quiet
	@echo build/site/index.html

$(DOCS)/stamp: requirements-docs.lock
	$(PYTHON) -m venv $(DOCS)
	$(DOCS)/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r $<
	@touch $@

# Writes the three files that pin every dependency with its hash. `make lock UPGRADE=` adds what is new
# and leaves the rest as it is.
UPGRADE := --upgrade
PIN := $(BIN)/uv pip compile --quiet --python-version 3.11 --universal --generate-hashes --no-header --no-annotate --no-emit-index-url $(UPGRADE)
LOCK := $(PIN) --group build
lock: $(VENV)/dev.stamp
	$(LOCK) pyproject.toml -o requirements.lock
	$(LOCK) --extra dev pyproject.toml -o requirements-dev.lock
	$(PIN) --group docs -o requirements-docs.lock

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache
