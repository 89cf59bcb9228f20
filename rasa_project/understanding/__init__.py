"""Japanese text -> act and facts. Rasa stands at the rim only, in `components`."""
