"""The REST door: Binance's `/api/v3` and the `/sapi` calls that clients make at start-up."""
