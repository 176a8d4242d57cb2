"""How kernels are compiled, and where what they were compiled to is kept."""
