"""Who may ask, and how often: signatures, timing, rate limits, and the texts of every refusal."""
