"""What a seller paints over a small preview, as a box and polygons in the photo's own pixels."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import cv2
import numpy as np
from numpy.typing import NDArray
from pydantic import Field, TypeAdapter, ValidationError

from pipelines.core.errors import UserError
from pipelines.core.shot import Box, Photo

Polygon = tuple[tuple[int, int], ...]
"""Corners (x, y) in photo pixels; filled by the even-odd rule."""
Mask = NDArray[np.bool_]
_Coordinate = Annotated[int, Field(ge=-100_000, le=100_000)]
_Corners = Annotated[tuple[tuple[_Coordinate, _Coordinate], ...], Field(min_length=3, max_length=10_000)]
_AREAS = TypeAdapter(Annotated[tuple[_Corners, ...], Field(max_length=1000)])

KEEP, REMOVE, AROUND = "#1f9d55", "#d64545", "#3b6fd4"
"""Brush colours: this is product; this is not; the product is within this loop."""

_TOLERANCE = 0.7  # how far a polygon may leave the painted edge, in pixels of the preview
_CANVAS = 1024  # longer side on which hints are combined, in pixels
_MISSHAPEN = 0.02  # by how much the aspect of a ready mask may differ from the photo's
_BAND = 1 / 150  # width left open along the edge of a ready mask, as a share of its longer side


@dataclass(frozen=True)
class Hint:
    """What the seller said about where the product is."""

    box: Box | None = None
    keep: tuple[Polygon, ...] = ()
    remove: tuple[Polygon, ...] = ()


def strokes(layers: Sequence[NDArray[np.uint8]], size: tuple[int, int]) -> Hint:
    """RGBA layers (h, w, 4) painted over a preview of a photo of `size` (width, height), the last on top."""
    palette = np.array([list(bytes.fromhex(colour[1:])) for colour in (KEEP, REMOVE, AROUND)], np.int16)
    kind: NDArray[np.int8] | None = None
    for layer in layers:
        nearest = np.abs(layer[..., None, :3].astype(np.int16) - palette).sum(-1).argmin(-1).astype(np.int8)
        kind = np.full(layer.shape[:2], -1, np.int8) if kind is None else kind
        kind = np.where(layer[..., 3] > 127, nearest, kind)
    if kind is None:
        return Hint()
    return Hint(_bounds(kind == 2, size), polygons(kind == 0, size), polygons(kind == 1, size))


def ready_mask(picture: Photo, size: tuple[int, int]) -> Hint:
    """A finished mask (white or opaque is product) of a photo of `size`; the band of its edge is left to the matting.

    Raises UserError where the mask has another shape than the photo, or shows no product.
    """
    mask = picture.alpha > 0.5 if picture.alpha is not None else picture.pixels.mean(-1) > 127
    if abs(mask.shape[1] * size[1] / (mask.shape[0] * size[0]) - 1) > _MISSHAPEN:
        raise UserError(
            f"The mask must have the photo's shape, {size[0]} × {size[1]} pixels; export it again uncropped."
        )
    if not mask.any():
        raise UserError("The mask is black all over; paint the product white and send it again.")
    width = max(3, round(max(mask.shape) * _BAND)) | 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width, width))
    solid = mask.astype(np.uint8)
    inside, outside = cv2.erode(solid, kernel), cv2.dilate(solid, kernel)
    return Hint(_bounds(outside > 0, size), polygons(inside > 0, size), polygons(outside == 0, size))


def together(earlier: Hint, later: Hint, size: tuple[int, int]) -> Hint:
    """Both hints for a photo of `size`; where they contradict each other the later one holds."""
    keep, remove = _fill(later.keep, size), _fill(later.remove, size)
    return Hint(
        later.box or earlier.box,
        polygons(_fill(earlier.keep, size) & ~remove | keep, size),
        polygons(_fill(earlier.remove, size) & ~keep | remove, size),
    )


def polygons(mask: Mask, size: tuple[int, int]) -> tuple[Polygon, ...]:
    """The outlines of a mask (h, w) drawn over a photo of `size`; a hole is joined to its outline by a seam."""
    contours, tree = cv2.findContours(mask.astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    if tree is None:
        return ()
    scale = np.array(size) / (mask.shape[1], mask.shape[0])
    found = []
    for contour, (_, _, child, parent) in zip(contours, tree[0], strict=True):
        if parent >= 0:
            continue
        outline = _simple(contour)
        while child >= 0:
            outline = _seam(outline, _simple(contours[child]))
            child = tree[0][child][0]
        if len(outline) > 2:
            corners = np.rint((outline + 0.5) * scale - 0.5).astype(int)
            found.append(tuple((int(x), int(y)) for x, y in corners))
    return tuple(found)


def parse_box(text: str) -> Box | None:
    """`x0, y0, x1, y1` → a box; nothing → None. Raises UserError."""
    parts = [part.strip() for part in text.split(",")]
    if parts == [""]:
        return None
    if len(parts) != 4 or not all(part.isdecimal() for part in parts):
        raise UserError(
            f"“{text}” is not a box; give four whole numbers, left, top, right, bottom, in the photo's pixels."
        )
    x0, y0, x1, y1 = (int(part) for part in parts)
    return x0, y0, x1, y1


def parse_areas(text: str) -> tuple[Polygon, ...]:
    """`[[[x, y], [x, y], [x, y], …], …]` as JSON → polygons; nothing → none. Raises UserError."""
    if not text.strip():
        return ()
    try:
        return _AREAS.validate_json(text)
    except ValidationError as error:
        raise UserError(
            "These areas are not polygons; give JSON as in [[[10, 10], [90, 10], [50, 80]]], in the photo's pixels."
        ) from error


def _fill(shapes: Sequence[Polygon], size: tuple[int, int]) -> Mask:
    scale = min(1.0, _CANVAS / max(size))
    canvas = np.zeros((round(size[1] * scale), round(size[0] * scale)), np.uint8)
    for shape in shapes:
        cv2.fillPoly(canvas, [np.rint((np.array(shape) + 0.5) * scale - 0.5).astype(np.int32)], 1)
    return canvas > 0


def _simple(contour: NDArray[np.int32]) -> NDArray[np.int32]:
    return cv2.approxPolyDP(contour, _TOLERANCE, closed=True)[:, 0]


def _seam(outline: NDArray[np.int32], hole: NDArray[np.int32]) -> NDArray[np.int32]:
    """One closed line that runs around `outline` and, across its shortest bridge, around `hole`."""
    apart = np.abs(outline[:, None] - hole[None]).sum(-1)
    at, start = np.unravel_index(apart.argmin(), apart.shape)
    loop = np.concatenate([hole[start:], hole[: start + 1]])
    return np.concatenate([outline[: at + 1], loop, outline[at:]])


def _bounds(mask: Mask, size: tuple[int, int]) -> Box | None:
    ys, xs = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    if not len(ys):
        return None
    sx, sy = size[0] / mask.shape[1], size[1] / mask.shape[0]
    return int(xs[0] * sx), int(ys[0] * sy), round((xs[-1] + 1) * sx), round((ys[-1] + 1) * sy)
