"""Files made in the background, one at a time, with their progress. They last an hour, in this process."""

from __future__ import annotations

import logging
import secrets
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from ..core.errors import KyogiError
from ..store.engine import Clock
from ..store.errors import NotPossible

LOG = logging.getLogger(__name__)
LASTS = timedelta(hours=1)
FULL = "ファイルを置く場所に書き込めませんでした。空きを確かめてから、もう一度書き出してください。"
BROKEN = "書き出しの途中で問題が起きました。設置の担当者に知らせてください。"
BUSY = "ほかの書き出しをしています。終わってから、もう一度押してください。"


@dataclass
class Job:
    """A file on its way."""

    owner: str
    """Only this user may see it."""
    name: str
    """What the file is called for the user."""
    path: Path
    started: datetime
    id: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    total: int = 0
    done: int = 0
    state: str = "running"
    """`running`, `ready` or `failed`."""
    problem: str = ""

    @property
    def percent(self) -> int:
        """Never 100 before the file is there."""
        if self.state == "ready":
            return 100
        return min(99, 100 * self.done // self.total) if self.total else 0


Work = Callable[[Job], None]
"""Writes the file at `path` and counts in `total` and `done`."""


class Jobs:
    """The files of this process."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._jobs: dict[str, Job] = {}
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def start(self, owner: str, name: str, work: Work) -> Job:
        """Begin to make a file. Raises NotPossible while another one is made."""
        with self._lock:
            self._forget_old()
            if any(job.state == "running" for job in self._jobs.values()):
                raise NotPossible(BUSY)
            job = Job(owner, name, self._new_path(), self._clock())
            self._jobs[job.id] = job
        threading.Thread(target=run, args=(job, work), daemon=True).start()
        return job

    def of(self, owner: str, job: str) -> Job | None:
        """A file that this user asked for, while it lasts."""
        with self._lock:
            self._forget_old()
            found = self._jobs.get(job)
        return found if found and found.owner == owner else None

    def end(self) -> None:
        """Delete all files."""
        with self._lock:
            self._jobs.clear()
            if self._folder:
                self._folder.cleanup()
                self._folder = None

    def _new_path(self) -> Path:
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="kyogi-desk-")
        return Path(self._folder.name) / secrets.token_hex(8)

    def _forget_old(self) -> None:
        limit = self._clock() - LASTS
        for job in [one for one in self._jobs.values() if one.started < limit]:
            if job.state != "running":
                job.path.unlink(missing_ok=True)
                del self._jobs[job.id]


def run(job: Job, work: Work) -> None:
    """Make the file; whatever happens, the job says how it ended."""
    try:
        work(job)
        job.state = "ready"
        return
    except KyogiError as error:
        job.problem = str(error)
    except OSError:
        LOG.exception("an export could not be written")
        job.problem = FULL
    except Exception:  # nobody else would hear of it in this thread
        LOG.exception("an export failed")
        job.problem = BROKEN
    job.path.unlink(missing_ok=True)
    job.state = "failed"
