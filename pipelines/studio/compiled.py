"""How the studio's inner loops are compiled: to machine code, once, kept on disk, free of the interpreter's lock."""

from functools import partial

from numba import njit

compiled = partial(njit, cache=True, nogil=True, fastmath=True, error_model="numpy")
