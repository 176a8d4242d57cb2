"""The voice: what became of the commands, in order, to everybody who listens."""
