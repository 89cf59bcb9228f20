"""Conversations, what comes in and what goes out, kept so that nothing acknowledged is lost or doubled."""
