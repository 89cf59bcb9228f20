"""What the processes write to their logs: warnings and errors, with personal data masked."""

from __future__ import annotations

import logging

from .store.masking import MaskingFilter


def masked_logs() -> None:
    """Log to standard error; telephone numbers and the like never get that far."""
    handler = logging.StreamHandler()
    handler.addFilter(MaskingFilter())
    logging.basicConfig(handlers=[handler], format="%(asctime)s %(levelname)s %(name)s %(message)s")
