"""The one Rasa that this room knows."""

from __future__ import annotations

import logging
from importlib.metadata import version

LOG = logging.getLogger(__name__)
KNOWN = "3.6.21"


def is_known() -> bool:
    """Whether the installed Rasa is the one that was measured; a warning when it is not."""
    installed = version("rasa")
    if installed != KNOWN:
        LOG.warning("Rasa %s is left as it is: only %s is known well enough", installed, KNOWN)
    return installed == KNOWN
