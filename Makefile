# The words people and CI use. Nothing needs to be installed by hand; nothing is written outside this folder.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HOST ?= 0.0.0.0
PORT ?= 8080

.PHONY: run fresh kit sbom test test-faults test-system test-arm test-browser lint format bench bench-mastery bench-sync bench-packs imports lock messages setup clean

run: $(VENV)/box.ok            ## a demo school and a hub on this machine
	$(BIN)/homeroom demo --data .run --host $(HOST) --port $(PORT)

fresh: $(VENV)/box.ok          ## the same, from the beginning
	$(BIN)/homeroom demo --data .run --host $(HOST) --port $(PORT) --fresh

setup: $(VENV)/box.ok

test: $(VENV)/dev.ok           ## every test, in a headless browser too
	tools/need-chromium.sh
	$(BIN)/pytest -rR -m "not faults" --numprocesses 2 --dist loadfile --no-loadscope-reorder

test-faults: $(VENV)/dev.ok    ## power cuts, failing disks, kills, bad links, storms: a quarter of an hour; says what this machine can't test
	$(BIN)/pytest -rs -m faults --numprocesses 2 --dist loadfile --no-loadscope-reorder

lint: $(VENV)/dev.ok tools/js/node_modules/.ok   ## style, types, import contracts, JavaScript
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	cd provisioning && ../$(BIN)/shellcheck provision.sh wanting.sh steps/*.sh files/homeroom files/homeroom-stick files/homeroom-network files/homeroom-disk files/homeroom-update
	$(BIN)/node tools/js/node_modules/eslint/bin/eslint.js --config tools/js/eslint.config.js server/homeroom/static kiosk

format: $(VENV)/dev.ok
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

kit: $(VENV)/dev.ok            ## all a box needs, for a stick: make kit KIT="--debs trixie-arm64 --key release.key"
	$(BIN)/python provisioning/kit.py $(KIT)

sbom: $(VENV)/dev.ok           ## what Homeroom is made of, with licences: dist/homeroom.cdx.json (it is in the kit, too)
	mkdir -p dist && $(BIN)/python provisioning/sbom.py dist/homeroom.cdx.json

test-system: $(VENV)/dev.ok    ## services, firewall, provisioning of a fresh Debian; says what this machine can't test
	tools/need-system.sh
	$(BIN)/pytest -rs --numprocesses 2 --dist loadfile --no-loadscope-reorder tests/system

test-arm: $(VENV)/dev.ok       ## the kit on aarch64, a disk encrypted by a real kernel: under qemu, half an hour and more, not in CI
	tools/need-arm.sh
	$(BIN)/pytest -rs tests/emulated

bench: $(VENV)/dev.ok          ## speed, as ratios side by side
	tools/need-chromium.sh
	$(BIN)/python -m tests.bench

bench-mastery: $(VENV)/dev.ok  ## how well the learner model foresees answers: make bench-mastery DATA=answers.csv
	$(BIN)/python -m tests.bench.mastery $(if $(DATA),--data "$(DATA)")

bench-sync: $(VENV)/dev.ok     ## what replication costs; half an hour, for a day over a real bad link (ONLY=quick: without)
	PYTHONPATH=tests:. $(BIN)/python -m tests.bench.sync $(ONLY)

bench-packs: $(VENV)/dev.ok    ## what an update of a large pack carries, beside the ideal: a few seconds
	PYTHONPATH=tests:. $(BIN)/python -m tests.bench.packs

messages: $(VENV)/dev.ok       ## collect the texts of all screens for translators
	tools/messages.sh

imports: $(VENV)/dev.ok        ## what importers make of the samples: docs/IMPORTS.md
	$(BIN)/python tools/imports.py

lock: $(VENV)/dev.ok           ## choose and pin the newest versions of what we depend on
	tools/lock.sh

$(VENV)/box.ok: requirements/box.txt requirements/build.txt pyproject.toml tools/setup.sh
	PYTHON=$(PYTHON) tools/setup.sh $(VENV) requirements/build.txt requirements/box.txt
	touch $@

$(VENV)/dev.ok: $(VENV)/box.ok requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	touch $@

tools/js/node_modules/.ok: tools/js/package-lock.json $(VENV)/dev.ok
	cd tools/js && PATH="$(abspath $(BIN)):$$PATH" npm ci --silent --no-audit --no-fund
	touch $@

clean:
	rm -rf $(VENV) .run tools/js/node_modules
