"""The battery's table, after everything else."""

from __future__ import annotations

import pytest
from battery.report import LINES


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what ran."""
    if LINES:
        terminalreporter.section("耐久試験")
        for line in LINES:
            terminalreporter.write_line(line)
