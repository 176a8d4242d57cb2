"""The words: what may be asked of the exchange, what it answers, and in which units."""
