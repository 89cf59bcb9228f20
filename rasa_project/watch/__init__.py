"""What is seen from outside: figures, health, logs and traces. None of them ever holds what somebody said."""
