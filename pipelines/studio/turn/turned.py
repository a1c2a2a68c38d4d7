"""A product seen from another side: what its photo shows of it, turned as its relief says, and how well it is known."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from pipelines.core.colour import Bytes, Floats, to_srgb8
from pipelines.core.shot import Box, Cutout
from pipelines.studio.geometry.relief import Kind, Relief
from pipelines.studio.turn.camera import View, distance, settled, view
from pipelines.studio.turn.paint import INTERPOLATED, INVENTED, SEEN, Sources, painted
from pipelines.studio.turn.raster import NOTHING, SAMPLES, drawn
from pipelines.studio.turn.surface import Solid, Surface, solid, stretched
from pipelines.studio.turn.unseen import plain

Number = TypeVar("Number", np.uint8, np.float32)
DOUBTFUL = 0.5
"""The confidence in a product's shape below which it is called doubtful."""
_BAND = 64  # rows drawn at once
_CLOSE = 3.0  # px: what is no farther from what is seen is carried on from there, not invented
_SIDE, _FACE = 0.02, 0.06  # of the longer side: standard deviation that leaves a side's colours; a face's mean colours
_MARGIN = 0.01  # of the frame, left free where a product must be made smaller to fit


@dataclass(frozen=True, eq=False)
class Turned:
    """A product from another side, in its photo's frame."""

    foreground: Bytes  # (H, W, 3) 8-bit sRGB
    alpha: Floats  # (H, W) 0–1
    confidence: Bytes  # (H, W): 0 no product, else paint.SEEN, INTERPOLATED or INVENTED
    height: Floats  # (H, W) towards the viewer, in longer sides of the product, 0 about its middle; −1 where it is not
    kind: Kind  # what the product was taken for
    sure: float  # 0–1, that this is right
    tilt: float  # degrees that the photo was taken to look down
    scale: float  # 1, or less where it had to be made smaller to fit the frame

    @property
    def shares(self) -> tuple[float, float, float]:
        """Which parts of its pixels are seen, interpolated and invented; together 1."""
        counts = np.bincount(self.confidence.ravel(), minlength=4)[[SEEN, INTERPOLATED, INVENTED]]
        seen, interpolated, invented = counts / max(int(counts.sum()), 1)
        return float(seen), float(interpolated), float(invented)


class _Ready(NamedTuple):
    """All of a product that is the same from every side."""

    body: Solid
    tilt: float
    unseen: Bytes  # (H, W, 3) the colours of what is not seen


class _Fit(NamedTuple):
    """Where a turned product comes to lie: px of the camera → px of the picture, and the box that it reaches there."""

    scale: float
    right: float
    down: float
    box: Box


def turned(
    cutout: Cutout, relief: Relief, yaw: float, pitch: float, fill: bool = True, focal: float | None = None
) -> Turned:
    """The product as a camera sees it that has gone `yaw` degrees to its right and `pitch` up.

    Its box keeps its middle. `fill` shows, marked as invented, what no photo shows, as far as the relief knows a back;
    else that is left out. `focal` is the photo's, px, where it is known.
    """
    body, tilt, unseen = _ready(cutout, relief)
    camera = view(yaw, pitch, tilt, distance(body.longer, focal))
    surfaces = [body.front] if body.hidden is None or not fill else [body.front, body.hidden]
    fit = _fitted(surfaces, body.middle, camera, cutout.alpha.shape)
    corners = [_corners(surface, camera, fit) for surface in surfaces]
    sources = Sources(_fixed(cutout.foreground), _fixed(unseen), _fixed(cutout.alpha), fill)
    height, width = cutout.alpha.shape
    foreground, alpha = np.zeros((height, width, 3), np.uint8), np.zeros((height, width), np.float32)
    known, high = np.zeros((height, width), np.uint8), np.full((height, width), -1, np.float32)
    left, first, right, last = fit.box

    def band(top: int) -> None:
        rows = top, min(top + _BAND, last)
        seen = [drawn(corners[i], each.faces, i == 0, rows, right - left) for i, each in enumerate(surfaces)]
        behind = seen[1] if len(seen) > 1 else np.full_like(seen[0], NOTHING)
        colour, cover, kind = painted(seen[0], behind, sources)
        here = slice(*rows), slice(left, right)
        foreground[here] = to_srgb8(np.asarray(colour / np.maximum(cover, 1e-4)[..., None], np.float32))
        alpha[here], known[here] = cover, kind
        nearest = _coarser(np.maximum(seen[0], behind)[..., 0]) / np.float32(body.longer * fit.scale)
        high[here] = np.where(cover > 0, np.maximum(nearest, -1), -1)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(band, range(first, last, _BAND)))
    return Turned(foreground, alpha, _judged(known), high, relief.kind, relief.confidence, tilt, fit.scale)


@lru_cache(maxsize=4)
def _ready(cutout: Cutout, relief: Relief) -> _Ready:
    """Kept, so that a turntable need not repeat it for every frame."""
    upright, tilt = settled(relief, cutout.alpha)
    unseen = plain(cutout, _FACE if relief.kind == "box" else _SIDE)
    return _Ready(solid(upright, cutout.alpha), tilt, unseen)


def _fitted(surfaces: list[Surface], middle: tuple[float, float], camera: View, frame: tuple[int, ...]) -> _Fit:
    """The product's box about its old middle; moved, and then made smaller, only as far as the frame asks for it."""
    flat = np.concatenate([camera.seen(each.places[each.shown])[:, :2] for each in surfaces])
    flat[:, 1] *= -1
    low, high = flat.min(0), flat.max(0)
    size = np.array(frame[1::-1], np.float32)
    scale = min(1.0, float(((1 - 2 * _MARGIN) * size / (high - low)).min()))
    half = scale * (high - low) / 2
    centre = np.clip(np.array(middle, np.float32), half, np.maximum(size - half, half))
    right, down = centre - scale * (low + high) / 2
    start, stop = np.maximum(centre - half - 2, 0).astype(int), np.minimum(centre + half + 3, size).astype(int)
    return _Fit(scale, float(right), float(down), (int(start[0]), int(start[1]), int(stop[0]), int(stop[1])))


def _corners(surface: Surface, camera: View, fit: _Fit) -> Floats:
    """Corners (N, 6) as `raster.drawn` takes them, their x counted from the fit's box."""
    places = camera.seen(surface.places) * np.array([fit.scale, -fit.scale, fit.scale], np.float32)
    places[:, :2] += np.array([fit.right - fit.box[0], fit.down], np.float32)
    return np.concatenate([places, surface.sources, stretched(surface, places)[:, None]], 1, dtype=np.float32)


def _fixed(plane: NDArray[Number]) -> NDArray[Number]:
    """The array in C order, closed to writing here: so that the inner loops are compiled once only."""
    fixed = np.ascontiguousarray(plane).view()
    fixed.flags.writeable = False
    return fixed


def _coarser(samples: Floats) -> Floats:
    """The largest of each pixel's samples."""
    height, width = (length // SAMPLES for length in samples.shape)
    return samples.reshape(height, SAMPLES, width, SAMPLES).max((1, 3))


def _judged(known: Bytes) -> Bytes:
    """The confidence, where what is invented within a few px of what is seen counts as carried on from there."""
    apart = cv2.distanceTransform((known != SEEN).astype(np.uint8), cv2.DIST_L2, 3)
    return np.where((known == INVENTED) & (apart <= _CLOSE), np.uint8(INTERPOLATED), known)
