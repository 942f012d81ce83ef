"""A studio in one file, and back: real commands, real studios, both databases."""
