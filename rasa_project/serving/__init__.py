"""Rasa at work: an agent that keeps nothing itself, and the action servers that it calls."""
