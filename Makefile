# Everything starts here. `make run` and `make test` set themselves up.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON3 ?= python3
PYTHON := .venv/bin/python
# Checks that import the settings must not touch an installation on this machine.
CHECKING := env -u DATABASE_URL -u DATABASE_OWNER_URL TROSKA_HOME=build/checking PYTHONWARNINGS=ignore
.PHONY: help run axe openid test check bench bench-large faults docs format messages lock environment environment-dev

help: ## Show what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1	\2/p' Makefile | expand -t 16

run: environment ## Run Troska with its sample company (PORT, TROSKA_HOME)
	@exec $(PYTHON) -m troska demo

test: environment-dev ## Run all tests
	@$(PYTHON) -m pytest -n 3 --dist loadscope --no-loadscope-reorder $(ARGS)

check: environment-dev ## Lint, types, layers, templates, translations, migrations
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(CHECKING) $(PYTHON) -m mypy
	$(PYTHON) -c "from importlinter.cli import lint_imports_command; lint_imports_command()" --no-cache
	$(PYTHON) scripts/check_rooms.py
	$(CHECKING) $(PYTHON) scripts/check_templates.py
	$(CHECKING) $(PYTHON) scripts/messages.py check
	$(CHECKING) $(PYTHON) -m troska manage makemigrations --check --dry-run
	$(CHECKING) $(PYTHON) scripts/check_migrations.py
	$(PYTHON) scripts/check_widget.py
	$(PYTHON) scripts/settings_page.py check
	$(CHECKING) $(PYTHON) scripts/findings_page.py check

bench: environment-dev ## Measure speed; the figures go to docs/reference/performance.md
	@$(PYTHON) -m bench $(ARGS)

bench-large: environment-dev ## Build the large set for `make bench` (ARGS: its folder; needs 10 GB and 10 minutes)
	@$(PYTHON) -m bench.building $(ARGS)

faults: environment-dev ## Kill and cut things while mail arrives, and count what is lost
	@$(PYTHON) -m faults $(ARGS)

docs: environment-dev ## Write the reference pages that are made from code
	$(PYTHON) scripts/settings_page.py write
	$(CHECKING) $(PYTHON) scripts/findings_page.py write

format: environment-dev ## Format the code
	$(PYTHON) -m ruff check --fix --quiet . ; $(PYTHON) -m ruff format .

messages: environment-dev ## Collect texts for translation
	$(CHECKING) $(PYTHON) scripts/messages.py update

axe: ## Fetch axe-core, with which tests look for what keeps people out of a page (needs npm)
	@test -f build/axe/package/axe.min.js || { mkdir -p build/axe && cd build/axe && \
	  npm pack --silent axe-core@4.14.1 >/dev/null && tar -xzf axe-core-4.14.1.tgz; }

openid: ## Fetch oidc-provider, a real provider for tests of signing in by OpenID Connect (needs npm)
	@test -d build/openid/node_modules/oidc-provider || { mkdir -p build/openid && cd build/openid && \
	  npm install --silent --no-audit --no-fund --prefix . oidc-provider@9.13.3; }

lock: ## Pin all dependencies anew (needs uv)
	uv pip compile pyproject.toml --extra demo --extra redis --extra saml --group dev --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header -q -o requirements/dev.lock
	uv pip compile pyproject.toml --extra demo -c requirements/dev.lock --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header -q -o requirements/run.lock

environment:
	@$(PYTHON3) scripts/environment.py run

environment-dev:
	@$(PYTHON3) scripts/environment.py dev
