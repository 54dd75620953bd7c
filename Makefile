# One entry for everything. Needs python3 (3.11+) and make; all else is installed into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: site test check format docs serve clean

site: $(STAMP)  ## build the example city into public/
	$(BIN)/catalog build datasets --out public --reports reports --allow-held

test: $(STAMP)  ## run the tests
	$(BIN)/python -m pytest

check: $(STAMP)  ## format, lint, types, layers, packs and generated docs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/check_house.py

format: $(STAMP)  ## format and mend what can be mended by machine
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: $(STAMP)  ## write the generated pages of docs/
	$(BIN)/python tools/check_house.py --write

serve: site  ## build and preview on http://127.0.0.1:8000
	$(BIN)/catalog serve public

$(STAMP): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed: make PYTHON=python3.12" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet -e '.[test,dev]'
	$(BIN)/python -m compileall -q catalog
	touch $(STAMP)

clean:  ## remove what was built
	rm -rf public reports .pytest_cache .mypy_cache .ruff_cache build dist
