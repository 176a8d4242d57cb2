"""Who trades with whom, and at what price."""
