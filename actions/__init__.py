"""Rasa SDK actions: one per kind of act, each a few lines around `rasa_project.service`."""
