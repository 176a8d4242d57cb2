"""What trading costs. A desk: it reads what was traded, and comes back with commands."""
