"""Memory: what was decided, in the order in which it was decided, and nothing else."""
