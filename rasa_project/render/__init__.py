"""Questions, results and explanations as Japanese text, buttons and data. Knows no channel, no Rasa."""
