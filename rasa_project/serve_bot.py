"""One bot process on loopback: the page, the vendors' channels and the understanding.

As many of them as wanted may run beside each other; what they share is in the databases and in Redis.
"""

from __future__ import annotations

from . import lean
from .bootstrap import secret_lines
from .settings import read_settings
from .watch.logs import safe_logs

HOST = "127.0.0.1"


def main() -> None:
    """Serve until stopped; messages that have begun are answered first."""
    settings = read_settings()
    safe_logs({"KYOGI_LOG": settings.log}, secret_lines(settings.secret_file)[-1].encode())
    if settings.lean != "off":
        lean.without_tensorflow()
        lean.apply()
    from .serving.assembly import assemble  # Rasa, and seconds

    assemble(settings).run(host=HOST, port=settings.port, workers=1, access_log=False)


if __name__ == "__main__":
    main()
