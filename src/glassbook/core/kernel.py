"""The core's kernels, and all that is compiled into them: the core itself, and the protocol."""

from glassbook.compiler.kernels import IS_COMPILED, Kernels

__all__ = ["IS_COMPILED", "KERNELS", "entry", "hot_entry", "hot_kernel", "kernel"]

# With NumPy's error model an integer division tests nothing; no divisor of ours can be zero.
# Without Numba's runtime nothing can be allocated, and no references are counted (a private flag,
# worth 3 %).
KERNELS = Kernels("core", "protocol", nogil=True, error_model="numpy", _nrt=False)

kernel = KERNELS.kernel
hot_kernel = KERNELS.hot_kernel
entry = KERNELS.entry
hot_entry = KERNELS.hot_entry
