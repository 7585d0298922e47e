# Each target works alone from a fresh clone: what is missing is made first (tools/bootstrap.py).
# `make help` lists them.

MAKEFLAGS += --no-print-directory
# Half of a start is reading Python; what is read once is kept, also where a machine says not to.
unexport PYTHONDONTWRITEBYTECODE

PYTHON = .venv/bin/python
PYTEST = $(PYTHON) -m pytest
FAST = not live and not browser and not faults and not long
AUDIT = .cache/audit
SERVERS = $(PYTHON) -m tools.with_servers --
COMPILE = .venv/bin/uv pip compile --quiet --universal --fork-strategy fewest \
	--python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	--custom-compile-command "make lock"

.DEFAULT_GOAL := help
.PHONY: help run demo test test-fast test-long check format bench audit pictures messages lock setup dev clean

help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: setup ## start everything with demonstration data; Ctrl-C stops it (PORT, DATA_DIR)
	@exec $(PYTHON) -m tools.run

demo: setup ## with the portal running: send one dossier of each route through every step
	@exec $(PYTHON) -m tools.with_env $(PYTHON) -m tools.demo

test: dev ## the whole suite, with browser and faults
	@$(SERVERS) sh -c '$(PYTEST) -m "$(FAST)" -n 2 $(ARGS); quick=$$?; \
		$(PYTEST) -m "not long and not ($(FAST))" $(ARGS) && exit $$quick'

test-fast: dev ## the suite without browser, faults and running portal
	@$(SERVERS) $(PYTEST) -m "$(FAST)" -n 2 $(ARGS)

test-long: dev ## the tests that take long
	@$(SERVERS) $(PYTEST) -m long $(ARGS)

check: dev ## formatting, lint, types, arrows, migrations, schema, translations
	@$(SERVERS) $(PYTHON) -m tools.check $(ARGS)

format: dev ## put the code in order
	@$(PYTHON) -m ruff format .
	@$(PYTHON) -m ruff check --fix .

bench: setup ## the benchmarks; results in benchmarks/results
	@exec $(PYTHON) -m benchmarks

audit: $(AUDIT)/stamp ## Splink beside our score of a person (ARGS="--persons 200000")
	@exec $(AUDIT)/bin/python -m benchmarks.audit $(ARGS)

$(AUDIT)/stamp: requirements/audit.txt
	@$(MAKE) setup
	@$(PYTHON) -m venv --clear $(AUDIT)
	@$(AUDIT)/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes -r $<
	@touch $@

pictures: dev ## pictures of the main pages, from a running portal, to docs/pictures
	@exec $(PYTHON) -m tools.with_env $(PYTHON) -m tools.pictures

messages: dev ## bring locale/ up to date with the code and compile it
	@$(PYTHON) -m tools.messages update

lock: dev ## pin requirements/*.in with hashes
	$(COMPILE) $(ARGS) requirements/uv.in -o requirements/uv.txt
	$(COMPILE) $(ARGS) requirements/dev.in -o requirements/dev.txt
	$(COMPILE) $(ARGS) requirements/base.in -c requirements/dev.txt -o requirements.txt
	$(COMPILE) $(ARGS) requirements/audit.in -c requirements/dev.txt -o requirements/audit.txt

setup: ## make .venv with what the running portal needs
	@tools/bootstrap.sh run
	@$(PYTHON) -m tools.messages compile

dev: ## make .venv with what tests and checks need as well
	@tools/bootstrap.sh dev
	@$(PYTHON) -m tools.messages compile

clean: ## remove what can be made again; the data stays
	rm -rf .venv .cache .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
