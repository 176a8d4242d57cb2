"""What anyone may check: the log and its signed checkpoints, proofs of single facts, a verifier."""
