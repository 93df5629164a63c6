# Two commands: `make report` and `make test`. Both set up what they need first.
PYTHON ?= python3.11
ifeq ($(shell command -v $(PYTHON)),)
PYTHON := python3
endif
VENV := .venv
BIN := $(VENV)/bin
TAIZHANG := $(BIN)/taizhang
REV := $(shell git rev-parse HEAD 2>/dev/null)

.PHONY: report test test-spark setup system lint types unit ledgers golden reference bench spark clean

report: $(VENV)/.installed
	@mkdir -p build
	@$(TAIZHANG) report quarterly --ledger 2019 --period 2019-Q2 -o build/2019年第二季度落实情况表.docx
	@$(TAIZHANG) report quarterly --ledger 2019 --period 2019-Q2 -o build/2019年第二季度落实情况表.md
	@$(TAIZHANG) report assignment --ledger 2020 -o build/2020年立项表.docx
	@$(TAIZHANG) report assignment --ledger 2020 -o build/2020年立项表.md
	@echo "build/ 里有市中区《2019年第二季度落实情况表》（110项）和《2020年立项表》（附件1的102项、附件2的100项），各有 .docx 和 .md 两份。"
	@echo "docx 用 Word、WPS 或 LibreOffice 打开（如 libreoffice build/2019年第二季度落实情况表.docx），md 用任何文本编辑器打开。"

test: setup system lint types unit

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed-dev
	$(BIN)/mypy

unit: $(VENV)/.installed-dev
	$(BIN)/pytest -n 2 -q -rs

setup: $(VENV)/.installed-dev

system:
	@sh tools/system.sh

ledgers: $(VENV)/.installed
	$(BIN)/python tools/build_ledgers.py

golden: $(VENV)/.installed-dev
	$(BIN)/pytest -n 2 -q --update-golden

# ours, other programs and the floors under both, at 10,000 tasks: about half an hour
bench: $(VENV)/.installed-dev
	$(BIN)/python -m bench.suite --write docs/benchmarks.md

# pyspark takes half a gigabyte and Java besides, so it is not part of `make test`
spark: test-spark

test-spark: $(VENV)/.installed-dev
	@sh tools/system.sh java
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[spark]'
	$(BIN)/pytest -q -rs --durations=3 tests/rollup

reference: $(VENV)/.installed
	$(BIN)/python tools/make_reference.py

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

clean:
	rm -rf build $(VENV)
