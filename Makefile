# Targets install what they need into $(VENV) and remember it in stamp files there: they take seconds
# when nothing changed. `make help` lists them.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

VENV ?= .venv
ADDRESS ?= 127.0.0.1
PORT ?= 8501
# How many test processes, and what to hand to pytest beside them: make test ARGS='-k timeline'
WORKERS ?= 2
ARGS ?=
CONSTRAINTS ?= constraints.txt

python := $(VENV)/bin/python
pip := $(python) -m pip --disable-pip-version-check --quiet
CREATED := $(VENV)/.created
RUNTIME := $(VENV)/.runtime
DEVELOPMENT := $(VENV)/.development

# One thread for each process: the arrays are small, and more threads only get in each other's way.
export OMP_NUM_THREADS ?= 1
export OPENBLAS_NUM_THREADS ?= 1

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: run
run: $(RUNTIME) ## serve the dashboard at http://127.0.0.1:8501
	$(python) -m meso_infer serve --address $(ADDRESS) --port $(PORT)

.PHONY: test
test: $(DEVELOPMENT) browser ## run the whole test suite, browser included
	$(python) -m pytest -n $(WORKERS) --dist loadfile $(ARGS)

.PHONY: check
check: $(DEVELOPMENT) ## lint, formatting and types
	$(python) -m ruff check .
	$(python) -m ruff format --check .
	$(python) -m pyright

.PHONY: format
format: $(DEVELOPMENT) ## put the code in order: imports, formatting
	$(python) -m ruff check --fix .
	$(python) -m ruff format .

# NUTS and other libraries are measured beside ours where MESO_PEERS_PYTHON names the Python of an
# environment that holds them: python -m benchmarks.inference says how to make one.
.PHONY: bench
bench: $(DEVELOPMENT) ## measure times and the quality of the estimates
	@for script in benchmarks/[!_]*.py; do \
		name="$$(basename "$$script" .py)"; \
		printf '\n== %s\n' "$$name"; $(python) -m "benchmarks.$$name"; \
	done

.PHONY: screenshots
screenshots: $(DEVELOPMENT) browser ## take a picture of every page and write docs/dashboard.md
	@$(python) -m docs.screenshots

.PHONY: browser
browser:
	@.ci/system browser

.PHONY: install
install: $(RUNTIME) ## only install what the dashboard needs
	@echo "Ready: $(VENV)/bin/meso-infer --help, or make run"

.PHONY: constraints
constraints: $(DEVELOPMENT) ## write the installed versions to constraints.txt
	@{ grep '^#' constraints.txt; $(pip) freeze --exclude-editable; } > $(VENV)/constraints.txt
	@mv $(VENV)/constraints.txt constraints.txt

# The lower bounds of requirements.txt in an environment of their own, with the tests run there.
.PHONY: test-lowest
test-lowest: ## run the tests on the lowest versions that requirements.txt allows
	@mkdir -p build
	@sed -e '/^#/d' -e 's/\[.*\]//' -e 's/>=/==/' requirements.txt > build/lowest.txt
	@$(MAKE) VENV=.venv-lowest CONSTRAINTS=build/lowest.txt test

.PHONY: clean
clean: ## remove the environments and caches, never the data
	rm -rf $(VENV) .venv-lowest build dist *.egg-info .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(CREATED):
	@if ! $(python) -m pip --version >/dev/null 2>&1; then \
		base=""; \
		for candidate in $${PYTHON:-} python3.11 python3 python3.12 python3.13 python3.14; do \
			if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
				base="$$candidate"; break; \
			fi; \
		done; \
		if [ -z "$$base" ]; then \
			echo "No Python 3.11 or newer found: install one, or say make PYTHON=/path/to/python3" >&2; \
			exit 1; \
		fi; \
		echo "Creating $(VENV) with $$("$$base" --version)"; \
		"$$base" -m venv --clear $(VENV) || { \
			rm -rf $(VENV); \
			echo "$$base cannot make environments: install its venv package (python3-venv)" >&2; \
			exit 1; \
		}; \
	fi
	@touch $@

$(RUNTIME): requirements.txt constraints.txt pyproject.toml | $(CREATED)
	@echo "Installing what the dashboard needs into $(VENV)"
	@$(pip) install -r requirements.txt -c $(CONSTRAINTS)
	@$(pip) --quiet install --no-deps --editable .
	@touch $@

$(DEVELOPMENT): requirements-dev.txt $(RUNTIME)
	@echo "Installing what the tests and checks need into $(VENV)"
	@$(pip) install -r requirements-dev.txt -c $(CONSTRAINTS)
	@touch $@
