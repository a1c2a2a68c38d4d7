"""Enlargement by the project's own networks, held to the picture that came in.

The network enlarges; back-projection (Irani and Peleg 1991) then takes back what the small picture does not bear out:
the result, reduced again, gives the small picture, so that no stroke of a label is invented or lost.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Literal

import numpy as np
from PIL import Image

from pipelines.core.colour import Bytes, Floats
from pipelines.core.progress import Progress, silent
from pipelines.studio import networks

Scale = Literal[2, 3, 4]
Window = tuple[slice, slice]

TILE = 256  # side of what is enlarged at once, small pixels
ALLOWED = 1.0  # codes that the reduced result may be off: what is below is noise, and smoothing it is welcome
_NETWORK = {2: "upscale_x2", 3: "upscale_x4", 4: "upscale_x4"}
_SEEN = 12  # small pixels around a pixel that the network's answer depends on
_ROUNDS = 4  # of back-projection
_MARGIN = 20  # small pixels around a tile that its answer depends on after that: the kernels' reach, twice a round


def upscale(pixels: Bytes, scale: Scale, progress: Progress = silent) -> Bytes:
    """A picture (H, W, 3) sRGB `scale` times as large, (H·scale, W·scale, 3).

    Reduced by Pillow's antialiased bicubic it is `pixels` again, to within about one code on the mean. Works tile by
    tile, so that only the result grows with the size. Raises UserError where the network's files are not in order.
    """
    session = networks.load(_NETWORK[scale])
    height, width = pixels.shape[:2]
    padded = np.pad(pixels, ((_SEEN, _SEEN), (_SEEN, _SEEN), (0, 0)), "edge")
    result = np.empty((height * scale, width * scale, 3), np.uint8)
    tiles = list(_tiles(height, width))
    for i, tile in enumerate(tiles):
        progress(i / len(tiles), "Enlarging")
        around = _grown(tile, _MARGIN, (height, width))
        rows, columns = around
        seen = padded[rows.start : rows.stop + 2 * _SEEN, columns.start : columns.stop + 2 * _SEEN]
        large = _held(_enlarged(session, seen, scale), pixels[around], scale)
        result[_scaled(tile, scale)] = _codes(large[_scaled(_within(tile, around), scale)])
    progress(1.0, "Enlarged")
    return result


def resized(picture: Floats, size: tuple[int, int]) -> Floats:
    """(H, W, 3) brought to `size` (width, height) by Pillow's bicubic: antialiased where it gets smaller."""
    planes = (Image.fromarray(np.ascontiguousarray(picture[..., i])) for i in range(3))
    return np.stack([np.asarray(plane.resize(size, Image.Resampling.BICUBIC)) for plane in planes], -1)


def _enlarged(session: Any, seen: Bytes, scale: int) -> Floats:
    """What the network makes of a window and `_SEEN` pixels around it: codes of the window alone, not clipped."""
    small = np.ascontiguousarray(seen.transpose(2, 0, 1)[None], np.float32) / np.float32(255)
    (large,) = session.run(None, {"small": small})
    times = large.shape[2] // seen.shape[0]
    inner = large[0, :, _SEEN * times : -_SEEN * times, _SEEN * times : -_SEEN * times]
    codes = inner.transpose(1, 2, 0) * np.float32(255)
    if times == scale:
        return codes
    return resized(codes, (codes.shape[1] // times * scale, codes.shape[0] // times * scale))


def _held(large: Floats, small: Bytes, scale: int) -> Floats:
    """`large` changed as little as makes it agree, reduced, with `small` to within `ALLOWED` codes."""
    height, width = small.shape[:2]
    large = np.clip(large, 0, 255)
    for _ in range(_ROUNDS):
        off = small - resized(large, (width, height))
        off -= np.clip(off, -ALLOWED, ALLOWED)
        if not off.any():
            break
        large = np.clip(large + resized(off, (width * scale, height * scale)), 0, 255)
    return large


def _codes(values: Floats) -> Bytes:
    return (values + np.float32(0.5)).astype(np.uint8)


def _tiles(height: int, width: int) -> Iterator[Window]:
    """Windows of equal size, or nearly, that cover the picture and do not overlap."""
    rows, columns = (_parts(length) for length in (height, width))
    return ((row, column) for row in rows for column in columns)


def _parts(length: int) -> list[slice]:
    count = -(-length // TILE)
    edges = [round(i * length / count) for i in range(count + 1)]
    return [slice(low, high) for low, high in pairwise(edges)]


def _grown(tile: Window, margin: int, shape: tuple[int, int]) -> Window:
    """A window with a margin, as far as the picture goes."""
    rows, columns = (
        slice(max(part.start - margin, 0), min(part.stop + margin, length))
        for part, length in zip(tile, shape, strict=True)
    )
    return rows, columns


def _within(tile: Window, around: Window) -> Window:
    """Where a window lies in a larger one."""
    rows, columns = (slice(a.start - b.start, a.stop - b.start) for a, b in zip(tile, around, strict=True))
    return rows, columns


def _scaled(tile: Window, scale: int) -> Window:
    rows, columns = (slice(part.start * scale, part.stop * scale) for part in tile)
    return rows, columns
