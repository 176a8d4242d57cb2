"""`glassbook torture`: real processes, real clients, real disks, and what is done to them."""
