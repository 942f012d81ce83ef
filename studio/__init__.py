"""Proofsheet: a local web studio for AI images."""

__version__ = "0.1.0"
