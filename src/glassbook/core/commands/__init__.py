"""One file for each thing that may be asked: first every reason to refuse, then the deed."""
