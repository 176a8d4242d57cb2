"""History that is too much for memory, behind one interface."""
