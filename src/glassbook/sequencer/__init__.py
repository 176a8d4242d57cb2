"""One order: the last place where two things are concurrent."""
