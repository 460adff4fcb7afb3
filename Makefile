# `make run` starts the app, `make dev` is for a change, `make test` checks it. `make` alone lists all commands.
.DEFAULT_GOAL := help
.PHONY: help run dev test test-all test-deploy hooks check-html lighthouse screenshots soak fuzz mutants bench bench-scale lint types lock sbom translations \
	figures drawings clean browsers servers podman java
SHELL := /bin/sh

# The first Python on the path that is new enough.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
BIN := .venv/bin
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard translations/*/LC_MESSAGES/messages.po))
# Checkers from npm, with their hashes in tests/npm/package-lock.json. The app needs none of them. The file `.test` means
# that those of `make test` are installed; `.all`, also those of `make check-html` and `make bench`. Lighthouse is not in
# the lock file: it needs a package by the tag "latest", which a lock file that names no registry cannot hold.
NPM := tests/npm/node_modules
NPM_TEST := $(NPM)/.test
NPM_ALL := $(NPM)/.all
LIGHTHOUSE := .venv/npm/lighthouse@12.8.2
# Every package has the version, and every file the hash, that `make lock` wrote.
INSTALL := PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/pip install --quiet
LOCKED := --require-hashes -r .requirements
LOCK := .venv/release/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
	--custom-compile-command "make lock" $(UPGRADE)

# Install Debian packages, if that is possible without a question.
debian = { command -v apt-get >/dev/null && test "$$(id -u)" = 0 && apt-get update -qq && \
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(1) >/dev/null; }

NEED_NPM = command -v npm >/dev/null || $(call debian,npm) || \
	{ echo "The checks need npm: please install the Debian package npm." >&2; exit 1; }

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .venv/installed-run $(CATALOGUES) ## start Ask First on http://127.0.0.1:8000 (HOST and PORT choose another place)
	@$(BIN)/pwa run

dev: .venv/installed-run $(CATALOGUES) ## start it for development: reload, tracebacks in the browser, /dev/example
	@$(BIN)/python -m pwa.dev

ifdef T
test: .venv/installed-test $(CATALOGUES) $(NPM_TEST) servers
	@$(BIN)/pytest $(T)
else
test: ## everything that must pass before a commit lands (T=tests/test_cli.py: only these tests)
	@# Two steps: in one step, the catalogues could start a second pip beside the first.
	@$(MAKE) --no-print-directory -j 2 servers .venv/installed-test $(NPM_TEST)
	@$(MAKE) --no-print-directory -j 2 types lint $(CATALOGUES)
	@$(BIN)/pytest -n 3 --dist loadgroup --no-loadscope-reorder
endif

test-all: .venv/installed-test $(CATALOGUES) $(NPM_TEST) servers ## all tests, with every page in every language
	@$(BIN)/pytest -n 3 --dist loadgroup --no-loadscope-reorder -m "not container"
	@$(BIN)/python -m tests.tried --write

test-deploy: .venv/installed-test $(CATALOGUES) servers podman ## try the files of deploy/, also the containers, which `make test` leaves out
	@$(BIN)/pytest tests/deploy -m deploy

hooks: .venv/installed-test $(CATALOGUES) ## let git run ruff and the fast tests before each commit
	@install -m 755 .ci/pre-commit "$$(git rev-parse --git-path hooks)/pre-commit"

check-html: .venv/installed-test $(CATALOGUES) $(NPM_ALL) java ## run the W3C's checker on every page, style sheet and drawing
	@$(BIN)/python -m tests.check_html

lighthouse: .venv/installed-test $(CATALOGUES) $(LIGHTHOUSE) browsers ## measure the four scores of every page on a slow phone (PAGES="/en/ /ar/check": of these)
	@$(BIN)/python -m tests.lighthouse $(PAGES)

screenshots: .venv/installed-test $(CATALOGUES) browsers ## save every page in every look in the folder screenshots/
	@$(BIN)/python -m tests.screenshots

soak: .venv/installed-test $(CATALOGUES) browsers ## test killed workers, floods, drills of the database and a full disk for a long time
	@$(BIN)/pytest tests/reminders/test_crash.py tests/reminders/test_sqlite.py tests/reminders/test_settlement.py \
		tests/reminders/test_drills.py tests/reminders/test_versions.py tests/reminders/test_full_disk.py \
		tests/test_limits.py --kills 50 --flood 8000

fuzz: .venv/installed-test $(CATALOGUES) ## send random requests to the API for ten minutes
	@$(BIN)/pytest tests/reminders/test_openapi.py --fuzz 10

bench: .venv/installed-test $(CATALOGUES) $(NPM_ALL) ## measure the speed beside that of other libraries
	@$(BIN)/python -m tests.bench

bench-scale: .venv/installed-test $(CATALOGUES) servers ## send 100,000 reminders of a minute with 1, 2 and 4 workers (COUNT=2000: fewer)
	@$(BIN)/python -m tests.bench.scale $(COUNT)

mutants: .venv/installed-test $(CATALOGUES) ## plant faults by machine and count those that the tests catch (M=pwa.settings: one module)
	@$(BIN)/mutmut run $(if $(M),"$(M).*")
	@$(BIN)/python -m tests.mutants $(M)

lint: .venv/installed-test $(NPM_TEST) ## run ruff, and ESLint with the oldest browsers
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(NPM)/.bin/eslint --config tests/npm/eslint.config.js static

types: .venv/installed-test ## run mypy --strict
	@$(BIN)/mypy

lock: .venv/installed-release ## write the versions and hashes of all packages (UPGRADE=--upgrade: the newest ones)
	@$(LOCK) --group build -o .requirements/run.txt pyproject.toml
	@$(LOCK) --group build --extra test -c .requirements/run.txt -o .requirements/test.txt pyproject.toml
	@$(LOCK) --group release -o .requirements/release.txt

sbom: .venv/installed-release ## write the parts of the app (CycloneDX) and their licences to the folder sbom/
	@mkdir -p sbom
	@$(PYTHON) -m venv --clear .venv/shipped
	@PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/pip --python .venv/shipped install --quiet $(LOCKED)/run.txt
	@.venv/release/bin/cyclonedx-py environment --pyproject pyproject.toml --mc-type application --output-reproducible \
		-o sbom/ask-first.cdx.json .venv/shipped
	@.venv/release/bin/pip-licenses --python .venv/shipped/bin/python --format markdown --with-urls --order license \
		--output-file sbom/licences.md

translations: .venv/installed-test ## put new sentences into every catalogue
	$(BIN)/pybabel -q extract -F pyproject.toml -k _:1c,2 -k pgettext:1c,2 -c Translators: -s --no-location \
		--project "Ask First" --version 0.1.0 --copyright-holder "the authors of Ask First" \
		--msgid-bugs-address "the issues of the project" -o translations/messages.pot .
	for catalogue in translations/*/LC_MESSAGES/messages.po; do \
		language=$$(echo $$catalogue | cut -d/ -f2); \
		$(BIN)/pybabel -q update -N --ignore-obsolete -i translations/messages.pot -o $$catalogue -l $$language; done

figures: .venv/installed-test $(CATALOGUES) ## print the sizes and the start times of the README
	@$(BIN)/python -m tests.figures

drawings: .venv/installed-test $(CATALOGUES) browsers ## draw the icons of shortcuts and the screenshots of the install sheet again
	@$(BIN)/python -m tests.drawings

clean: ## remove everything that was installed, built or compiled, but not the data folder
	rm -rf .venv dist build sbom mutants .mypy_cache .ruff_cache .pytest_cache .hypothesis screenshots $(NPM) $(CATALOGUES)

# What the above needs ---------------------------------------------------------------------------

.venv/bin/pip: .requirements/run.txt
	@test -n "$(PYTHON)" || { echo "Ask First needs Python 3.11 or newer." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || $(call debian,python3-venv) || \
	{ echo "Python cannot make a virtual environment: please install the Debian package python3-venv." >&2; exit 1; }
	@$(PYTHON) -m venv .venv
	@# The pip of Python 3.11 compares each file of an index with a thousand tags, which takes twice as long.
	@awk '/^[^ ]/ { wanted = /^pip==/ } wanted' .requirements/run.txt > .venv/pip.txt
	@$(INSTALL) --require-hashes -r .venv/pip.txt
	@touch $@

# The project itself has no hash. It is built by the packages that were installed before it.
.venv/installed-run: .venv/bin/pip pyproject.toml .requirements/run.txt
	@$(INSTALL) $(LOCKED)/run.txt
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

.venv/installed-test: .venv/bin/pip pyproject.toml .requirements/test.txt
	@$(INSTALL) $(LOCKED)/test.txt
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@ .venv/installed-run

# `npm ci` empties the folder first, and refuses a package with another hash.
$(NPM_TEST): OMIT := --omit=dev
$(NPM_TEST): DONE := .test
$(NPM_ALL): DONE := .test .all
$(NPM_TEST) $(NPM_ALL): tests/npm/package.json tests/npm/package-lock.json tests/npm/.npmrc | .venv/bin/pip
	@$(NEED_NPM)
	@cd tests/npm && npm ci --silent $(OMIT) || { echo "npm could not install what tests/npm lists." >&2; exit 1; }
	@cd $(NPM) && touch $(DONE)

.venv/installed-release: .venv/bin/pip .requirements/release.txt
	@$(PYTHON) -m venv .venv/release
	@PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/pip --python .venv/release install --quiet $(LOCKED)/release.txt
	@touch $@

# An empty file `name@version` means that this version is installed.
.venv/npm/%: | .venv/bin/pip
	@$(NEED_NPM)
	@npm install --silent --no-fund --no-audit --ignore-scripts --prefix .venv/npm $* || \
	{ echo "npm could not install $*." >&2; exit 1; }
	@touch $@

%.mo: %.po | .venv/installed-run
	@# A broken catalogue costs its language its place, and stops nothing else.
	@$(BIN)/pybabel -q compile -i $< -o $@ -l $(notdir $(patsubst %/LC_MESSAGES/,%,$(dir $<))) 2>/dev/null || \
	{ rm -f $@; echo "$< is broken, and its language is not offered: pwa review check says where." >&2; }

# The tests of pages use chromium-headless-shell: the same engine, twice as fast. The fonts are those of Android phones, so
# that the width of a text does not depend on the machine. For Chinese, Japanese and Korean, Droid has a thirtieth of the
# bytes of Noto.
browsers:
	@{ { command -v chromium || command -v google-chrome; } && { command -v firefox-esr || command -v firefox; } && \
		{ command -v initdb || ls /usr/lib/postgresql/*/bin/initdb; } && \
		{ command -v pgbouncer || ls /usr/sbin/pgbouncer; } && \
		{ ! command -v apt-get || { command -v chromium-headless-shell && \
			command -v WebKitWebDriver && command -v Xvfb && \
			ls /usr/share/fonts/truetype/noto/NotoSans-Regular.ttf /usr/share/fonts/truetype/droid/*; }; }; } \
		>/dev/null 2>&1 || \
	$(call debian,chromium chromium-headless-shell firefox-esr webkit2gtk-driver xvfb postgresql pgbouncer \
		fonts-noto-core fonts-droid-fallback) || \
	{ echo "The tests need the Debian packages chromium, chromium-headless-shell, firefox-esr, webkit2gtk-driver, xvfb," \
		"postgresql, pgbouncer, fonts-noto-core and fonts-droid-fallback: please install them." >&2; exit 1; }

# What the files of deploy/ are tried with. After the browsers, because apt-get does not run twice at once.
servers: browsers
	@{ { command -v nginx || ls /usr/sbin/nginx; } && command -v caddy && \
		{ ! command -v apt-get || command -v systemd-analyze; }; } >/dev/null 2>&1 || \
	$(call debian,nginx-light caddy systemd) || \
	{ echo "The tests need the Debian packages nginx-light, caddy and systemd: please install them." >&2; exit 1; }

podman: servers
	@{ command -v podman && command -v podman-compose && \
		ls /usr/sbin/runc /usr/sbin/iptables /usr/lib/podman/netavark /usr/lib/podman/aardvark-dns \
			/usr/libexec/podman/catatonit /usr/share/python-wheels; } >/dev/null 2>&1 || \
	$(call debian,podman podman-compose runc netavark aardvark-dns catatonit iptables python3-venv) || \
	{ echo "The containers need the Debian packages podman, podman-compose, runc, netavark, aardvark-dns, catatonit," \
		"iptables and python3-venv: please install them." >&2; exit 1; }

java:
	@command -v java >/dev/null || $(call debian,default-jre-headless) || \
	{ echo "The W3C's checker needs Java: please install the Debian package default-jre-headless." >&2; exit 1; }
