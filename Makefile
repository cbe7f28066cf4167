# What can be done here: make help. Works without root, server or browser.

SHELL := /bin/sh
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV ?= .venv
OUT ?= demo-output

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
INSTALLED := $(VENV)/.fangan-installed
DEVELOPING := $(VENV)/.fangan-developing
QUESTION := 特色产业集聚区的土地和资金有哪些支持政策

.PHONY: help demo test check format docs wheel clean

help: ## 列出可以做的事
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(INSTALLED) ## 安装，审查一份示例方案，写出报告，检索一次示例政策
	@mkdir -p $(OUT)
	@echo "正在审查示例方案 corpora/samples/gaps.pdf …"
	@$(BIN)/fangan review corpora/samples/gaps.pdf \
	    --html $(OUT)/review.html --json $(OUT)/review.json || [ $$? -eq 1 ]
	@echo
	@echo "正在检索示例政策：$(QUESTION)"
	@$(BIN)/fangan search "$(QUESTION)" --limit 3
	@echo
	@echo "请看："
	@echo "  $(OUT)/review.html   审查报告，用浏览器打开，不需要网络"
	@echo "  $(OUT)/review.json   同一份结果，供程序读取"
	@echo "再试一份完整的方案：$(BIN)/fangan review corpora/samples/sound.docx"

test: $(DEVELOPING) ## 运行测试
	@$(BIN)/python -m pytest

check: $(DEVELOPING) ## 格式、规范、类型、分层、测试，全部通过才算好
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest

format: $(DEVELOPING) ## 整理代码格式
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

docs: $(DEVELOPING) ## 重新生成 docs/cli.md
	@FANGAN_UPDATE=1 $(BIN)/python -m pytest -q tests/test_house.py

wheel: $(DEVELOPING) ## 在 dist/ 里生成安装包
	@$(BIN)/python -m build --wheel --no-isolation --outdir dist

clean: ## 删除虚拟环境、缓存和生成的文件
	rm -rf $(VENV) $(OUT) dist build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { \
	    echo "错误：找不到 $(PYTHON)；请安装 Python 3.11 或更新的版本。" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	    echo "错误：需要 Python 3.11 或更新的版本，而 $(PYTHON) 是 $$($(PYTHON) --version 2>&1)；" \
	         "请用 PYTHON= 指定新版本，例如 make demo PYTHON=python3.12。" >&2; exit 1; }
	@echo "正在建立虚拟环境 $(VENV) …"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	    echo "错误：不能建立虚拟环境；在 Debian、Ubuntu 上请先安装 python3-venv。" >&2; exit 1; }

$(INSTALLED): pyproject.toml constraints.txt | $(BIN)/python
	@echo "正在安装程序和依赖，首次要几分钟 …"
	@$(PIP) install --quiet -c constraints.txt -e . || { \
	    echo "错误：安装没有完成；请检查网络和磁盘空间（需要约 3 GB）后再试。" >&2; exit 1; }
	@touch $@

$(DEVELOPING): $(INSTALLED)
	@echo "正在安装开发工具 …"
	@$(PIP) install --quiet --upgrade "pip>=25.1" || { \
	    echo "错误：不能更新 pip（需要 25.1 或更新）；请检查网络后再试。" >&2; exit 1; }
	@$(PIP) install --quiet -c constraints.txt --group dev || { \
	    echo "错误：开发工具没有装全；请检查网络后再试。" >&2; exit 1; }
	@touch $@
