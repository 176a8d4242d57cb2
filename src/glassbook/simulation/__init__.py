"""The liar: clock, disk, network, process and customers that fail by a seed, and the checkers."""
