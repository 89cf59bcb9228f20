"""How well and how fast messages are understood, measured on labelled ones: `make evaluate`.

For the quick look while improving: `python -m rasa_project.understanding.evaluate dev`.
"""

from .listing import summary
from .reading import evaluate
from .scores import Report
from .sets import rows_of

__all__ = ["Report", "evaluate", "rows_of", "summary"]
