"""The plain-Python twin of the core: dictionaries and integers, slow, obvious, and written apart.

It reads the same commands and tells the same events; wherever the two differ, one of them is wrong.
"""
