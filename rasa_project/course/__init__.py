"""The course for newcomers: lessons, a quiz of generated cases, progress. Every answer is the core's.

`open_course` once per edition; then `respond` to a button, or `start`, `next_question` and `answer`
with a `Progress` in the hand.
"""

from .chat import Reply, answer, next_question, press, respond, start
from .course import Course, open_course
from .progress import Progress
from .restore import Restored, restore
from .summary import summary_lines
from .typed import ask_back, meant, question_again

__all__ = [
    "Course",
    "Progress",
    "Reply",
    "Restored",
    "answer",
    "ask_back",
    "meant",
    "next_question",
    "open_course",
    "press",
    "question_again",
    "respond",
    "restore",
    "start",
    "summary_lines",
]
