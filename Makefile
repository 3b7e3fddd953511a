# The short names for what people do here. Each target is one command of the project's own environment, `.venv`,
# which is made on first use. `make` alone lists them.

PYTHON ?= python3

# Paths are relative throughout: make cannot hold an absolute one that has a space in it.
BIN := .venv/bin
SITE_NEEDS := .venv/.site-needs
DEV_NEEDS := .venv/.dev-needs
# Named, or ruff would take the Markdown of issues/ for code to format.
CODE := conf.py extensions tests

# What an activated environment, or a shell profile, would otherwise slip into ours.
unexport PYTHONHOME PYTHONPATH VIRTUAL_ENV PIP_PREFIX PIP_REQUIRE_VIRTUALENV PIP_TARGET PIP_USER

.DEFAULT_GOAL := help
.PHONY: help site publish pdf check demo preview test lint bench lighthouse nu lock clean distclean FORCE

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

site: $(SITE_NEEDS) ## build the whole site into _build/site
	@$(BIN)/periodical build

publish: $(SITE_NEEDS) ## lay out the site and all releases in _build/public (PUBLISH_ARGS=…)
	@$(BIN)/periodical publish $(PUBLISH_ARGS)

pdf: $(SITE_NEEDS) ## build the PDFs alone, into _build/pdf
	@$(BIN)/periodical pdf

check: $(SITE_NEEDS) ## say what is wrong in issues/ and _data/, and where (CHECK_ARGS=…)
	@$(BIN)/periodical check $(CHECK_ARGS)

demo: $(DEV_NEEDS) ## build a fictional archive that shows every feature, into _build/demo
	@$(BIN)/python -m tests.fiction _build/demo --count 40 --covers
	@$(BIN)/periodical --root _build/demo build

preview: $(DEV_NEEDS) ## serve the site here, and show an edit as it is saved
	@$(BIN)/periodical preview

test: lint ## lint, then run the tests (PYTEST_ARGS=…)
	@$(BIN)/python -m pytest $(PYTEST_ARGS)

lint: $(DEV_NEEDS) ## check style and types
	@$(BIN)/ruff check $(CODE)
	@$(BIN)/ruff format --check $(CODE)
	@$(BIN)/mypy

bench: $(DEV_NEEDS) ## measure how long things take (BENCH_ARGS=…)
	@$(BIN)/python -m tests.bench $(BENCH_ARGS)

lighthouse: $(DEV_NEEDS) ## what Lighthouse says of each kind of page (needs Node and Chromium; LIGHTHOUSE_ARGS=a site)
	@$(BIN)/python -m tests.lighthouse $(LIGHTHOUSE_ARGS)

nu: ## ask the Nu Html Checker about the pages that were built (needs npm and Java)
	@test -d _build/nu || npm install --silent --no-audit --no-fund --prefix _build/nu vnu-jar@26.9.27
	@find _build/site _build/demo/_build/site -name '*.html' -not -path '*/mail/*' 2>/dev/null | \
	  xargs java -Xss4m -jar _build/nu/node_modules/vnu-jar/build/dist/vnu.jar --errors-only

clean: ## remove what was built
	rm -rf _build

distclean: clean ## remove .venv and the tools' caches too
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis


# The environment. A stamp is written only when its step is complete, and .unfinished marks a step under way: an
# install that was killed can leave half a package that pip takes for whole, so what is unfinished is made anew.
# It is made anew, too, where its paths or its interpreter no longer hold: the clone was moved, the Python it was made
# from is gone, or another one is asked for by name.

whole := $(shell test -x $(BIN)/python && test ! -e .venv/.unfinished && cat .venv/.made-in 2>/dev/null)
ifneq ($(whole),$(shell pwd -P))
  stale := FORCE
else ifneq ($(origin PYTHON),file)
  ifneq ($(shell cat .venv/.made-with 2>/dev/null),$(PYTHON))
    stale := FORCE
  endif
endif

.venv/.made-in: $(stale)
	@test -w . || { echo "Nothing can be written in $$(pwd -P): copy the project to a folder of your own." >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null || { \
	  found=$$("$(PYTHON)" --version 2>/dev/null) || found="not to be found"; \
	  echo "Python 3.11, 3.12 or 3.13 is needed, and $(PYTHON) is $$found."; \
	  echo "If you have one under another name, say so: make $(MAKECMDGOALS) PYTHON=python3.12"; \
	  exit 1; } >&2
	@echo "Making .venv (once) with $$("$(PYTHON)" --version)"
	@rm -rf .venv
	@"$(PYTHON)" -m venv .venv
	@printf '%s\n' "$(PYTHON)" > .venv/.made-with
	@pwd -P > $@

# Without a network, pip says that there is no such package, at the end of a page of other things.
no_network := from versions: none|NewConnectionError|ConnectTimeout|ReadTimeout|ProxyError|name resolution|dns error|error sending request
define online
	@says=$$(mktemp) && trap 'rm -f "$$says"' EXIT && $(1) > /dev/null 2> "$$says" || { \
	  if grep -Eq '$(no_network)' "$$says"; then \
	    echo "The network cannot be reached, or the package index does not answer."; \
	    echo "Go online (behind a proxy, set HTTPS_PROXY) and say again: make $(MAKECMDGOALS)"; \
	  else cat "$$says"; fi; exit 1; } >&2
endef
pip_install = -m pip install -qq --disable-pip-version-check --no-input

# Only what a lock file names, byte for byte, and nothing that would fetch unnamed tools to build itself; then this
# package, editable, built with the locked tools.
define install
	@echo "Installing what $(1), from $(2)"
	@touch .venv/.unfinished
	$(call online,$(BIN)/python $(pip_install) --require-hashes --only-binary :all: -r $(2))
	$(call online,$(BIN)/python $(pip_install) --no-deps --no-build-isolation -e .)
	@touch $@ && rm .venv/.unfinished
endef

$(SITE_NEEDS): .venv/.made-in requirements.lock pyproject.toml
	$(call install,the site needs,requirements.lock)

$(DEV_NEEDS): $(SITE_NEEDS) requirements-dev.lock
	$(call install,tests and preview need,requirements-dev.lock)


# The lock files hold for every Python, system and machine the project supports. Where versions differ by Python, the
# one that suits them all is taken, so that every machine builds the same pages. The larger file is resolved first and
# holds the smaller to its versions.

UV := _build/uv/bin/uv
compile = $(UV) pip compile pyproject.toml --quiet --extra build --universal --python-version 3.11 \
  --fork-strategy fewest --generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links \
  --custom-compile-command 'make lock'

lock: $(UV) ## write the lock files anew (UPGRADE=1: newer versions, UPGRADE=name: one package's)
	$(call online,$(compile) --extra dev -o requirements-dev.lock \
	  $(if $(filter 1,$(UPGRADE)),--upgrade,$(addprefix --upgrade-package ,$(UPGRADE))))
	$(call online,$(compile) --constraint requirements-dev.lock -o requirements.lock)
	@git --no-pager diff --stat -- requirements.lock requirements-dev.lock

$(UV):
	@"$(PYTHON)" -m venv _build/uv
	$(call online,_build/uv/bin/python $(pip_install) uv==0.13.9)
