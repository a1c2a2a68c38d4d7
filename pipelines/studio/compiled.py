"""How the studio's inner loops are compiled: to machine code, once, kept on disk, free of the interpreter's lock."""

from contextlib import suppress
from functools import partial
from hashlib import sha256
from pathlib import Path

from numba import njit

compiled = partial(njit, cache=True, nogil=True, fastmath=True, error_model="numpy")


def forget_stale(folder: Path) -> None:
    """Throw away what was compiled from other sources than those in `folder` now.

    numba looks at a function's own file alone, but these functions are built into one another across files.
    """
    kept, stamp = folder / "__pycache__", folder / "__pycache__" / "compiled.sha256"
    now = sha256(b"".join(path.read_bytes() for path in sorted(folder.glob("*.py")))).hexdigest()
    with suppress(OSError):
        if stamp.exists() and stamp.read_text() == now:
            return
        for path in kept.glob("*.nb[ci]"):
            path.unlink(missing_ok=True)
        stamp.write_text(now)


forget_stale(Path(__file__).parent)
