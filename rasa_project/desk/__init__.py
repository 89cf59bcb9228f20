"""The helpdesk: a web application of its own process where unclear cases are worked on.

`app.app(services)` builds it. One table of pages says who may open what (`app.PAGES`), one gate
stands before all of them (`gate`), and every page works without JavaScript; htmx only swaps parts.
"""
