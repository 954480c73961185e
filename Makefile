# make run    set everything up and run the example study
# make test   set everything up and run lint, types, import rules and tests
# make docs   rebuild the generated pages of docs/
# make bench  run the benchmarks      make fmt   format the code
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed

.PHONY: run test docs bench fmt clean

$(STAMP): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[all,dev]'
	$(BIN)/python -m compileall -q src
	touch $@

run: $(STAMP)
	$(BIN)/landlink study run examples/middle-corridor/study.yaml

test: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/landlink warmup
	$(BIN)/python -m pytest --cov --cov-report=term
	NUMBA_DISABLE_JIT=1 $(BIN)/python -m pytest -q -m tiny -p no:cacheprovider tests

docs: $(STAMP)
	$(BIN)/python -m tools.make_docs
	$(BIN)/python -m tools.make_gallery

bench: $(STAMP)
	$(BIN)/python -m pip install --quiet --editable '.[all,dev,bench]'
	$(BIN)/python -m benchmarks

fmt: $(STAMP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache
