# run, setup, test, proof, check, bench: one command each. PORT, HOST and DATA_DIR come from the environment.
.PHONY: run setup setup-tests test proof check bench lock
.SILENT:
export PYTHONUTF8 = 1
unexport PYTHONDONTWRITEBYTECODE  # compiled once, it starts in half the time
PYTHON = .venv/bin/python

run: setup
	exec $(PYTHON) manage.py serve --demo

setup:
	scripts/setup.sh

setup-tests:
	scripts/setup.sh tests

test: setup-tests
	$(PYTHON) -m pytest --stack=both --durations=30 --durations-min=5 $(ARGS)

# the long batteries in full, or some: make proof ARGS=forgeries; SEED=7 chooses other chances
proof: setup-tests
	$(PYTHON) -m pytest --stack=both --everywhere --proof=$(ARGS) $(if $(SEED),--seed=$(SEED))

check: setup-tests
	scripts/check.sh

bench: setup-tests
	$(PYTHON) -m bench $(ARGS)

lock:
	scripts/lock.sh
