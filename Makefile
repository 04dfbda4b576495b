# Every command a developer needs. Each does its own set-up; `make` alone lists them.

PORT ?= 8000
PYTHON ?= python3
# The virtual environment borrows the machine's pip: some systems ship venv without a pip to put inside.
PIP ?= $(PYTHON) -m pip
# Where the demo writes; named here because the stamp of its static files lies there too.
export VAR_DIR ?= $(CURDIR)/var
BIN := .venv/bin

# Stamps: a second `make run` or `make test` finds them newer than what they were made from.
RUN_READY := .venv/run.stamp
DEV_READY := .venv/dev.stamp
NODE_READY := node_modules/.package-lock.json
AUDIT_READY := node_modules/.audit.stamp
SPACE := $() $()
STATIC_READY = $(subst $(SPACE),\ ,$(VAR_DIR))/static.stamp
RENDITIONS = $(subst $(SPACE),\ ,$(VAR_DIR))/media/renditions
# Folders count as well as files, so that a deleted file is noticed.
STATIC_SOURCES := $(shell find static -not -name '.*') alter_site/delivery/static.py alter_site/content/prefetch_rules.py \
	$(shell find alter_site therapies facilities admissions -name urls.py)

.DELETE_ON_ERROR:

.PHONY: help
help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: $(RUN_READY) .env ## Serve the demo site as production would, at http://localhost:PORT (default 8000)
	@$(BIN)/python bin/serve.py run $(PORT)

.PHONY: dev
dev: $(RUN_READY) .env ## Serve the demo site with DEBUG on, reloading on change
	@$(BIN)/python bin/serve.py dev $(PORT)

.PHONY: test
test: $(DEV_READY) $(NODE_READY) ## Run every test that needs no browser, on SQLite (ARGS="-k word" narrows)
	$(BIN)/python -m pytest $(ARGS)

.PHONY: watch
watch: $(DEV_READY) ## Run the tests that a change touches, whenever a file is saved
	$(BIN)/python bin/watch.py

.PHONY: nightly
nightly: ## Run what needs minutes and is left out of the gate (about an hour and a half)
	.ci/run nightly

.PHONY: mutations
mutations: $(DEV_READY) ## Sow more than a hundred small faults, one at a time, and say which ones the tests notice
	$(BIN)/python -m tests.mutations $(ARGS)

.PHONY: test-browser
test-browser: $(DEV_READY) $(NODE_READY) ## Run the tests that need Chromium and WebKitGTK
	$(BIN)/python -m pytest -o testpaths=tests/browser -m "browser and not nightly" $(ARGS)

.PHONY: lint
lint: $(DEV_READY) ## Check style, imports, templates and types
	$(BIN)/ruff check
	$(BIN)/lint-imports --no-cache --no-logo
	$(BIN)/ruff format --check
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/mypy

.PHONY: migrations
migrations: $(DEV_READY) .env ## Write a migration for changed models (NAME=what_changes, APP=one_app); without NAME only list what is missing
	$(BIN)/python manage.py makemigrations $(APP) $(if $(NAME),--name $(NAME),--check --dry-run)
	$(BIN)/python -m pytest -n 0 tests/site/test_migrations.py

.PHONY: format
format: $(DEV_READY) ## Rewrite Python files in the project's style
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

.PHONY: audit
audit: $(DEV_READY) $(AUDIT_READY) ## Hold each kind of page to its Lighthouse scores (needs Chromium and nginx)
	$(BIN)/python -m tests.audit

.PHONY: bench
bench: $(DEV_READY) ## Measure speed, start-up time and memory, as ratios from one run (BEFORE=../before also a cold page of that release)
	BEFORE=$(BEFORE) $(BIN)/python -m tests.bench

.PHONY: durability
durability: $(DEV_READY) ## Kill servers while people fill in the form, then count what is stored (DURABILITY_PEOPLE=100)
	$(BIN)/python -m tests.bench.durability

LOCKED := --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet $(UPGRADE)
LOCK := $(BIN)/uv pip compile pyproject.toml $(LOCKED)

.PHONY: lock
lock: $(DEV_READY) ## Pin anew after a change to pyproject.toml or package.json (UPGRADE=--upgrade takes newer releases)
	$(LOCK) --output-file requirements.txt
	$(LOCK) --extra production --constraint requirements.txt --output-file requirements-production.txt
	$(LOCK) --extra production --group dev --constraint requirements-production.txt --output-file requirements-dev.txt
	echo pip | $(BIN)/uv pip compile - $(LOCKED) --constraint requirements-dev.txt --output-file requirements-pip.txt
	npm install --package-lock-only --ignore-scripts --loglevel=error
	$(BIN)/python bin/tidy_package_lock.py

.PHONY: vulnerabilities
vulnerabilities: $(DEV_READY) ## Ask which locked packages are known to be vulnerable (needs the network)
	@$(BIN)/python bin/vulnerabilities.py

.PHONY: image-digests
image-digests: ## Pin the images of Dockerfile and compose.yaml by digest (needs docker and the network)
	@$(PYTHON) bin/pin_images.py

# Without bytecode: most of it would be of modules that nothing imports.
PIP_INSTALL := install --quiet --disable-pip-version-check --require-hashes --no-compile
MACHINE_PIP_INSTALL := $(PIP) --python $(BIN)/python $(PIP_INSTALL)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name it with: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv --without-pip .venv

$(RUN_READY): requirements.txt | $(BIN)/python
	$(MACHINE_PIP_INSTALL) --requirement $<
	@touch $@

# For the many packages of development a pip of 2023, as machines have, needs twice the processor time of this one.
$(BIN)/pip: requirements-pip.txt | $(BIN)/python
	$(MACHINE_PIP_INSTALL) --requirement $<
	@touch $@

$(DEV_READY): requirements-dev.txt | $(BIN)/pip
	$(BIN)/python -m pip $(PIP_INSTALL) --requirement $<
	@touch $@ $(RUN_READY)

NPM_CI := npm ci --ignore-scripts --loglevel=error

# Without Lighthouse and its Node, which only the audit uses: they are nine tenths of what there is.
$(NODE_READY): package-lock.json
	@command -v npm > /dev/null || { echo "npm is needed: install Node."; exit 1; }
	$(NPM_CI) --omit=dev --omit=optional
	@touch $@

$(AUDIT_READY): $(NODE_READY)
	$(NPM_CI)
	@touch $(NODE_READY) $@

# Adds what a newer release needs; a database may already depend on the keys that are there.
.env: bin/write_env.py | $(BIN)/python
	@$(BIN)/python $< $@ && touch $@

# Called by bin/serve.py while it migrates the database.
.PHONY: static-files demo-pictures
static-files: $(STATIC_READY)
demo-pictures: | $(RENDITIONS)

$(STATIC_READY): $(STATIC_SOURCES) $(RUN_READY) | .env
	DEBUG=false $(BIN)/python manage.py collectstatic --clear --no-input --verbosity 0
	@touch "$@"

# Only for a new demo: loading it draws what is missing.
$(RENDITIONS): | $(RUN_READY) .env
	$(BIN)/python manage.py load_demo --draw
