"""What a program of its own process writes to its logs: setting logs up is for a whole process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from rasa_project.settings import PROJECT

SECRET = "生活保護のシステムを直したい"
BEGIN = f"""
import logging
from rasa_project.watch.logs import safe_logs
from rasa_project.watch.speakers import serving, speaking
SECRET = {SECRET!r}
safe_logs(key=b"installation")
ours = logging.getLogger("rasa_project.delivery")
theirs = logging.getLogger("rasa.core.processor")
"""


def logged(tmp_path: Path, program: str, form: str = "json", begin: str = BEGIN) -> str:
    """Everything that a program prints. It stands in a file: wording is read from the source."""
    source = tmp_path / "program.py"
    source.write_text(begin + program, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(source)],
        cwd=PROJECT,
        env={**os.environ, "KYOGI_LOG": form, "PYTHONPATH": str(PROJECT), "LOG_LEVEL": "DEBUG"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def lines(tmp_path: Path, program: str) -> list[dict[str, Any]]:
    """The JSON lines that a program logs, none of which holds what was said."""
    said = logged(tmp_path, program)
    assert SECRET not in said
    return [json.loads(line) for line in said.splitlines()]
