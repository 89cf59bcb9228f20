"""The city's messaging services: what they send us, and how our replies look there.

Each knows one vendor's payloads, signatures and limits, and nothing of Rasa, the web server or the store.
"""
