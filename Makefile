# Everything is installed below .venv; a second call of a target finds it there.
MODEL ?= examples/kubernetes.json
PYTHON ?= python3
CDKTF_CLI := cdktf-cli@0.21.0
BIN := .venv/bin
# SET reaches the shell as one word, whatever quotes it contains.
quoted = '$(subst ','\'',$(1))'
# One process begins with the scenarios, one with node tests, and one with all else: the first two often wait.
PYTEST := $(BIN)/python -m pytest
# The second --quiet hides warnings of setuptools, which newer releases of pip print.
INSTALL := install --quiet --quiet --disable-pip-version-check --no-compile

export PATH := $(CURDIR)/$(BIN):$(PATH)
export CHECKPOINT_DISABLE := 1
# Bytecode is written once, not compiled in each of the hundreds of processes that tests start.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: synth help setup environment check test lint goldens reference pictures benchmark clean

synth: setup ## synthesize MODEL, with the values of SET
	@$(BIN)/python main.py $(MODEL) $(if $(SET),--set $(call quoted,$(SET)))

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-11s  %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(BIN)/cdktf ## install aksynth, Node and the cdktf CLI into .venv

test: ## run all tests; needs Terraform and namespaces
	@$(MAKE) --no-print-directory -j4 environment lint
	$(PYTEST) -n 3

check: $(BIN)/cdktf .venv/tests ## run most tests that need neither, in about two minutes
	@said=$$(mktemp); $(MAKE) lint >$$said 2>&1 & lint=$$!; \
	$(PYTEST) -n 2 --hypothesis-profile=short -m "not terraform and not machines and not slow" \
	  --ignore=tests/boot --ignore=tests/nodes --ignore=tests/terraform --ignore=tests/tfsim; tests=$$?; \
	wait $$lint; lint=$$?; cat $$said; rm -f $$said; exit $$((tests | lint))

# It comes from several registries: make -j asks them at the same time.
environment: $(BIN)/cdktf .venv/bytecode .venv/checkov/installed ## install what all tests need

lint: .venv/tests ## check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

goldens: $(BIN)/cdktf .venv/tests ## write the goldens
	$(BIN)/python -m pytest tests/golden tests/cli --snapshot-update

reference: setup ## write docs/api-model.md, docs/errors.md and the JSON Schema
	$(BIN)/python -m aksynth.reference

pictures: setup ## write the pictures of docs/images that show examples
	@for model in ha network/kubenet network/custom-vnet; do \
	  $(BIN)/aksynth ip-plan examples/$$model.json --svg docs/images/map-$${model##*/}.svg >/dev/null; \
	  $(BIN)/aksynth diagram examples/$$model.json -o docs/images/diagram-$${model##*/}.svg; \
	done

benchmark: $(BIN)/cdktf ## measure how long a synthesis takes
	$(BIN)/python benchmarks/synth.py

clean: ## remove .venv and cdktf.out
	rm -rf .venv cdktf.out

# The pip that comes with Python 3.11 takes several times as long.
.venv/pip: constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "aksynth needs Python 3.11 or newer; name one with make PYTHON=...")'
	@$(PYTHON) -m venv .venv || { echo "Python's venv is missing: on Debian and Ubuntu install python3-venv"; exit 1; }
	@echo "Creating .venv ..."
	@$(BIN)/pip $(INSTALL) -c constraints.txt pip
	@touch $@

.venv/package: pyproject.toml setup.py constraints.txt .venv/pip
	@echo "Installing aksynth and Node into .venv ..."
	@$(BIN)/pip $(INSTALL) -c constraints.txt -e '.[node]'
	@touch $@

$(BIN)/cdktf: .venv/package
	@echo "Installing $(CDKTF_CLI) into .venv ..."
	@$(BIN)/npm install --silent --global --prefix .venv --no-audit --no-fund --ignore-scripts $(CDKTF_CLI)
	@touch $@

.venv/tests: .venv/package
	$(BIN)/pip $(INSTALL) -c constraints.txt 'aksynth[test]'
	@touch $@

# Processes that begin to test together would each compile what they import.
.venv/bytecode: .venv/tests
	@$(BIN)/python -m pytest --collect-only --quiet >/dev/null || true
	@touch $@

.venv/checkov/installed: tests/terraform/checkov.txt .venv/pip
	@$(PYTHON) -m venv --without-pip .venv/checkov
	$(BIN)/pip --python .venv/checkov $(INSTALL) --no-deps -r tests/terraform/checkov.txt
	@touch $@
