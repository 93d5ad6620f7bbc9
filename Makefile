PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
export HF_HUB_OFFLINE = 1
export TOKENIZERS_PARALLELISM = false

.PHONY: demo test check bench clean

$(VENV)/.installed: setup.cfg pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt torch -e ".[dev]"
	touch $@

demo: $(VENV)/.installed
	$(BIN)/toolflow generate --tools examples/tools/everyday.json --num-dialogues 300 --seed 7 --setting graph+plan --model simulator --out demo-run --overwrite
	$(BIN)/toolflow preview demo-run --num 1

test: $(VENV)/.installed
	$(BIN)/python -m pytest

check: $(VENV)/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	mkdir -p .links
	ln -sfn ../toolflow_dataset .links/toolflow_dataset
	ln -sfn ../generation .links/toolflow_generation
	ln -sfn ../metrics .links/toolflow_metrics
	ln -sfn ../evaluation .links/toolflow_evaluation
	ln -sfn ../training .links/toolflow_training
	ln -sfn ../cli .links/toolflow_cli
	cd .links && MYPYPATH=. ../$(BIN)/python -m mypy --config-file ../setup.cfg -p toolflow_dataset -p toolflow_generation -p toolflow_metrics -p toolflow_evaluation -p toolflow_training -p toolflow_cli

bench: $(VENV)/.installed
	$(BIN)/python benchmarks/text_quality.py

clean:
	rm -rf $(VENV) .links build dist *.egg-info demo-run .pytest_cache .mypy_cache .ruff_cache .hypothesis
