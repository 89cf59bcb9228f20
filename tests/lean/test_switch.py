"""On which Rasa, and in which order."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from rasa_project import lean
from rasa_project.cli.train import rasa_environment
from rasa_project.lean import version
from rasa_project.settings import PROJECT


@pytest.mark.parametrize("switch", [lean.apply, lean.without_tensorflow])
def test_another_rasa_is_left_as_it_is(
    switch: object, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    assert callable(switch)
    monkeypatch.setattr(version, "version", lambda _: "3.6.22")
    finders = list(sys.meta_path)
    assert switch() is False
    assert "3.6.22" in caplog.text
    assert sys.meta_path == finders


def test_the_installed_rasa_is_the_known_one() -> None:
    assert version.is_known()


def run(*words: str) -> subprocess.CompletedProcess[str]:
    """A process of its own: what it keeps out, it keeps out for good."""
    return subprocess.run(
        [sys.executable, *words],
        cwd=PROJECT,
        env={**rasa_environment(), "PYTHONPATH": os.fspath(PROJECT)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_tensorflow_cannot_be_kept_out_once_it_is_there() -> None:
    program = """
import sys, types
from rasa_project import lean
sys.modules["tensorflow"] = types.ModuleType("tensorflow")
lean.without_tensorflow()
"""
    done = run("-c", program)
    assert done.returncode != 0
    assert "tensorflow is loaded already" in done.stderr


@pytest.mark.slow
def test_what_is_left_out_can_be_named_but_not_used() -> None:
    program = """
from rasa_project import lean
assert lean.without_tensorflow() and lean.without_tensorflow()
from rasa.utils.tensorflow.model_data import RasaModelData, ragged_array_to_ndarray
class Mine(RasaModelData): pass
for use in (RasaModelData, Mine, ragged_array_to_ndarray):
    try:
        use([])
    except lean.LeftOutError as error:
        print(error)
"""
    done = run("-c", program)
    assert done.returncode == 0, done.stderr
    assert "RasaModelData is left out of a serving process" in done.stdout
    assert len(done.stdout.splitlines()) == 3
