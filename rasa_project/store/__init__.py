"""What is kept: consultations, the desk's cases, accounts, learners; SQLite or PostgreSQL."""
