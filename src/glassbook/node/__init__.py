"""The wiring: configuration, clock, recovery, the pipeline, health and metrics."""
