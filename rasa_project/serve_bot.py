"""One bot process on loopback: the page, the vendors' channels and the understanding.

As many of them as wanted may run beside each other; what they share is in the databases and in Redis.
"""

from __future__ import annotations

from .logs import masked_logs
from .settings import read_settings

HOST = "127.0.0.1"


def main() -> None:
    """Serve until stopped; messages that have begun are answered first."""
    masked_logs()
    from .serving.assembly import assemble  # Rasa, and seconds

    settings = read_settings()
    assemble(settings).run(host=HOST, port=settings.port, workers=1, access_log=False)


if __name__ == "__main__":
    main()
