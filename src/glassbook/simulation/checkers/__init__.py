"""Checkers: what must be true, found out without the code that is to make it true."""
