"""Glassbook: an exchange whose every balance, fill and report is recomputed from one journal."""

__version__ = "0.1.0"
