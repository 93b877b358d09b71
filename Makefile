PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: setup accept story prove bench test browsers docs lint lock clean

setup: $(VENV)/.ready

$(VENV)/.ready: requirements.txt requirements-dev.txt constraints.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Countersign needs Python 3.11 or newer")'
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt uv
	VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --compile-bytecode -r requirements-dev.txt
	@touch $@

accept: setup
	@$(BIN)/countersign run

story: setup
	@$(BIN)/python -m tests.story

prove: setup
	@$(BIN)/countersign prove

test: lint browsers
	$(BIN)/python -m tests.landing

bench: setup
	@$(BIN)/python -m tests.bench

browsers: setup
	@$(BIN)/python -m keywords.commands.browsers

docs: setup
	@$(BIN)/python -m keywords.commands.vocabulary
	@$(BIN)/python -m keywords.commands.coverage
	@$(BIN)/python -m tests.house.drawing

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/robocop check suites resources tests/web
	$(BIN)/robot --dryrun --console none --output NONE --log NONE --report NONE suites

lock: setup
	$(BIN)/uv pip compile --quiet --upgrade --no-header --no-annotate --universal --no-emit-package countersign \
		requirements-dev.txt -o constraints.txt

clean:
	rm -rf $(VENV) .*_cache *.egg-info
