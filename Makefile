# Two commands matter: `make run` and `make test`. `make` alone is the quick check while working.

# Any Python from 3.7 on starts set-up, but a name on PATH may be a shim that does not run.
ifndef PYTHON
PYTHON := $(shell for p in python3 /usr/bin/python3 python3.12 python3.11 python3.10 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 7))' >/dev/null 2>&1 && echo $$p && break; done)
endif
BIN := .venv/bin
# The rules the tests are checked against; it lies beside the checkout where there is one.
REGULATION := ../shared/reference/jisshi-youryou.txt

export RASA_TELEMETRY_ENABLED := false
export SQLALCHEMY_SILENCE_UBER_WARNING := 1
# Rasa and TensorFlow take twenty seconds to load without compiled modules, seven with them.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := quick
.NOTPARALLEL:
.PHONY: help quick run test setup env check audit battery bench evaluate lock screenshot clean

help: ## この一覧を表示する
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

quick: check ## (make だけのとき)書式と型の検査、速いテスト
	@$(BIN)/python -m pytest -q -m "not slow and not browser and not model"

run: setup ## 協議ナビを起動する(止めるときは Ctrl-C)
	@exec $(BIN)/kyogi run

test: setup ## 環境づくりから、すべてのテストを行う
	@bash scripts/debian_packages.sh
	@if [ -f $(REGULATION) ]; then $(BIN)/kyogi regulation verify $(REGULATION); fi
	@$(BIN)/python -m pytest

setup: env ## 環境とモデルだけを用意する(その後は .venv/bin/kyogi)
	@$(BIN)/kyogi train --if-needed

# The environment without the model; no part of the help, for every target starts with it.
env:
	@if [ -z "$(PYTHON)" ]; then \
		echo 'Python 3.7 以上が見つかりません。python3 を入れてから、もう一度実行してください。' >&2; exit 1; fi
	@$(PYTHON) scripts/bootstrap.py

check: env ## 書式と型を検査する
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy

audit: env ## 既知の脆弱性を調べる(データベースに届く所で)
	@$(BIN)/python scripts/audit.py

battery: setup ## 耐久試験(強制終了、障害、競合、不正な入力、負荷。LONG=1 なら長い形)
	@bash scripts/debian_packages.sh
	@$(if $(LONG),KYOGI_BATTERY_LONG=1) $(BIN)/python -m pytest tests/battery $(if $(LONG),tests/dialogue/test_random_dialogues.py)

bench: setup ## 速さを測る
	@$(BIN)/python scripts/bench.py

evaluate: setup ## 理解の正しさと速さを測る(1時間以上。WITHOUT_DEFAULT=1 なら2分)
	@$(BIN)/python -m rasa_project.understanding.evaluate $(if $(WITHOUT_DEFAULT),--without-default)

lock: ## requirements.lock を作り直す(make lock UPGRADE=1 で新しい版へ)
	@$(PYTHON) scripts/bootstrap.py --lock $(if $(UPGRADE),--upgrade)

screenshot: setup ## 画面の写真を撮る
	@bash scripts/debian_packages.sh
	@$(BIN)/python scripts/screenshot.py

clean: ## 作られたものを消す(環境、モデル、記録)
	@rm -rf .venv .tools .rasa models results reports var build *.egg-info
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage htmlcov
