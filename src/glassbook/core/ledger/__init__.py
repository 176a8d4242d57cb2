"""Double entry, and nothing but double entry: money has no other way to move."""
