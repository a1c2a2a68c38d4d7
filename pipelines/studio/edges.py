"""Compiled: edges between surfaces, smoothed by how much of each a pixel covers."""

import numpy as np

from pipelines.core.colour import Floats
from pipelines.studio.camera import Camera
from pipelines.studio.compiled import compiled
from pipelines.studio.seen import face, lens
from pipelines.studio.tracer import Geometry, hit

_SIDE = 3  # rays along each side of a pixel


def smooth_edges(
    camera: Camera, geometry: Geometry, faces: np.ndarray, picture: Floats, rows: slice, out: Floats
) -> None:
    """Write the smoothed rows of `picture` (H, W, 3) into `out`; `faces` (H, W) as `face` numbers them."""
    _smooth(lens(camera), geometry, faces, picture, rows.start, rows.stop, out)


@compiled()
def _smooth(
    lens: Floats, geometry: Geometry, faces: np.ndarray, picture: Floats, first: int, last: int, out: Floats,
) -> None:  # fmt: skip
    height, width = faces.shape
    for i in range(first, last):
        for j in range(width):
            own = faces[i, j]
            if (
                (i == 0 or faces[i - 1, j] == own) and (i == height - 1 or faces[i + 1, j] == own)
                and (j == 0 or faces[i, j - 1] == own) and (j == width - 1 or faces[i, j + 1] == own)
            ):  # fmt: skip
                continue
            r, g, b = 0.0, 0.0, 0.0
            for k in range(_SIDE * _SIDE):
                column, row = j + (k % _SIDE + 0.5) / _SIDE, i + (k // _SIDE + 0.5) / _SIDE
                right, down = (column - lens[3] / 2) / lens[5], (row - lens[4] / 2) / lens[5]
                _, found, nx, ny, nz = hit(
                    geometry, lens[0], lens[1], lens[2], right, -lens[6] - down * lens[7], lens[7] - down * lens[6]
                )
                y, x = _like(faces, i, j, face(found, nx, ny, nz))
                r, g, b = r + picture[y, x, 0], g + picture[y, x, 1], b + picture[y, x, 2]
            count = _SIDE * _SIDE
            out[i, j, 0], out[i, j, 1], out[i, j, 2] = r / count, g / count, b / count


@compiled()
def _like(faces: np.ndarray, i: int, j: int, wanted: int) -> tuple[int, int]:
    """The pixel nearest to (i, j) among it and its eight neighbours that shows `wanted`; itself where none does."""
    if faces[i, j] == wanted:
        return i, j
    best, y, x = 9, i, j
    for a in range(max(i - 1, 0), min(i + 2, faces.shape[0])):
        for b in range(max(j - 1, 0), min(j + 2, faces.shape[1])):
            far = (a - i) * (a - i) + (b - j) * (b - j)
            if faces[a, b] == wanted and far < best:
                best, y, x = far, a, b
    return y, x
