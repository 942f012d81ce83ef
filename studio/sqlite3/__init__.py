"""Django's backend for SQLite, with a line in which those who want to write wait for their turn."""
