"""The pure centre: what is asked, what is decided and why. Standard library only."""
