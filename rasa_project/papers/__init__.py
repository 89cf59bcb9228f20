"""Papers to file, made from a result: the result sheet, drafts of the forms, costs, a calendar.

`make` loads the libraries for PDF, Word and Excel; import `rasa_project.papers.make` where one is made.
"""

from .filed import Filed, Kind, Paper, papers_of

__all__ = ["Filed", "Kind", "Paper", "papers_of"]
