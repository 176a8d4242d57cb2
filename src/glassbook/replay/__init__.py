"""Sources of real order flow: reads a recorded market and places its orders as any client would."""
