"""One module for each page: find, call, render."""
