"""The profile of a body of revolution, from its outline and from how steeply the camera looks down on it."""

from typing import NamedTuple

import cv2
import numpy as np

from pipelines.core.colour import Floats
from pipelines.studio.geometry.surface import Mask

_STEPS = 64  # along a line of sight
_HALVINGS = 6  # of a step
_SMOOTH = 1.5  # pixels: of the outline's own raggedness
_AGREE = 4.0  # pixels
_NEAR = 0.25  # longer sides of the product over the camera's distance: an arm's length away
_EDGE = 0.8  # of the steepest a profile can be and still be seen: from here on it is a flat end
_ON = 0.3  # pixels from the lid's plane
_LEVEL = 0.03  # sine of the pitch, at least: from here on a circle is seen as a line


class Cast(NamedTuple):
    """Where lines of sight meet a body."""

    hit: Mask  # (N,)
    height: Floats  # (N,) pixels, towards the viewer
    back: Floats  # (N,) of the side that is not seen
    normals: Floats  # (N, 3): across the axis, along it in the picture, towards the viewer


class Profile(NamedTuple):
    """Circles about an axis that leans towards the camera by `pitch`, one for each row of the upright outline.

    A circle's middle is seen `along` the axis, in pixels above the window's middle.
    """

    pitch: float  # degrees
    sines: Floats  # (n,) of the pitch under which a camera close by sees each row, from the topmost down
    square: Floats  # (n,) squared radii, −1 where there is no circle
    lid: float | None  # the row of the upper end, where it is flat

    def cast(self, across: Floats, along: Floats) -> Cast:
        """Lines of sight at these places (N,) beside and along the axis."""
        sine, cosine = np.sin(np.radians(self.pitch)), np.cos(np.radians(self.pitch))
        reach = float(np.sqrt(max(self.square.max(), 1.0))) * 1.01
        nearest, hit = self._first(across, along, np.linspace(reach, -reach, _STEPS, dtype=np.float32))
        farthest, _ = self._first(across, along, np.linspace(-reach, reach, _STEPS, dtype=np.float32))
        height, back = ((depth + along * sine) / cosine for depth in (nearest, farthest))
        at = self._circle(along, nearest)
        rise = np.interp(at, np.arange(len(self.square)), _rise(self.square))
        local = np.stack([across, nearest, -rise * cosine], 1)
        if self.lid is not None:
            local[at < self.lid + _ON] = 0, 0, 1
        local /= np.maximum(np.linalg.norm(local, axis=1, keepdims=True), 1e-6)
        turn = np.array([[1, 0, 0], [0, -sine, cosine], [0, cosine, sine]], np.float32)
        return Cast(hit, height, back, (local @ turn).astype(np.float32))

    def _first(self, across: Floats, along: Floats, depths: Floats) -> tuple[Floats, Mask]:
        """The first of `depths` (from the axis, square to it) at which each line of sight is in the body."""
        inside = self._inside(across[:, None], along[:, None], depths[None])
        hit, at = inside.any(1), inside.argmax(1)
        within, without = depths[at], depths[np.maximum(at - 1, 0)]
        for _ in range(_HALVINGS):
            middle = (within + without) / 2
            deep = self._inside(across, along, middle)
            within, without = np.where(deep, middle, within), np.where(deep, without, middle)
        return within, np.asarray(hit)

    def _inside(self, across: Floats, along: Floats, depth: Floats) -> Mask:
        rows = self._circle(along, depth)
        low = np.clip(rows, 0, len(self.square) - 2).astype(np.int32)
        share = rows - low
        square = self.square[low] * (1 - share) + self.square[low + 1] * share
        return np.asarray(across**2 + depth**2 <= square)

    def _circle(self, along: Floats, depth: Floats) -> Floats:
        """The row of the circle that is seen at `along` from `depth` before the axis."""
        row = np.float32(len(self.square) / 2 - 0.5) - along
        near = np.clip(row + 0.5, 0, len(self.sines) - 1).astype(np.int32)
        return row - depth * self.sines[near]


def _rise(square: Floats) -> Floats:
    """Half of by how much a squared radius grows from one circle to the next above it."""
    rows = np.flatnonzero(square >= 0)
    rise = np.zeros_like(square)
    if len(rows) > 1:
        within = slice(int(rows[0]), int(rows[-1]) + 1)
        rise[within] = -np.gradient(square[within]) / 2
    return rise


def halves(outline: Floats) -> Floats:
    """For each row of an upright matte (n, n), how far it reaches to both sides of its middle, pixels.

    The mean of the sides where they agree; the nearer one where something stands out on the other.
    """
    middle = len(outline) // 2
    left, right = _reach(outline[:, middle - 1 :: -1]), _reach(outline[:, middle:])
    both = np.where(np.abs(left - right) < _AGREE, (left + right) / 2, np.minimum(left, right))
    rows = np.flatnonzero((left > 0) & (right > 0))
    if len(rows):
        within = slice(int(rows[0]), int(rows[-1]) + 1)
        smooth = cv2.medianBlur(both[within, None], 5)
        size = (1, 2 * round(3 * _SMOOTH) + 1)
        both[within] = cv2.GaussianBlur(smooth, size, sigmaX=1, sigmaY=_SMOOTH, borderType=cv2.BORDER_REPLICATE)[:, 0]
    return np.asarray(np.where((left > 0) & (right > 0), both, 0), np.float32)


def _reach(half: Floats) -> Floats:
    """How far each row of half a matte reaches, to a fraction of a pixel."""
    solid = half > 0.5
    last = half.shape[1] - 1 - solid[:, ::-1].argmax(1)
    rows, beyond = np.arange(len(half)), np.minimum(last + 1, half.shape[1] - 1)
    inner, outer = half[rows, last], half[rows, beyond]
    part = (inner - 0.5) / np.maximum(inner - outer, 1e-3)
    return np.where(solid.any(1), last + 0.5 + np.clip(part, 0, 1), 0).astype(np.float32)


def profile(widths: Floats, pitch: float, unit: float, dome: bool) -> Profile | None:
    """The profile that has this outline, seen from `pitch` degrees above, with a flat lid or a dome on top.

    A circle of radius r about row c is seen as an ellipse, which is within the outline where r² ≤ w(y)² +
    ((y − c) / sin pitch)² for every row y. `unit` is the product's longer side in pixels. None where no circle is left.
    """
    rows, middle = np.arange(len(widths), dtype=np.float32), np.float32(len(widths) / 2 - 0.5)
    sines = np.sin(np.radians(pitch) + _NEAR * (rows - middle) / unit)
    flat = np.maximum(np.abs(sines), _LEVEL)
    square = (widths[:, None] ** 2 + ((rows[:, None] - rows) / flat) ** 2).min(0)
    radius = np.sqrt(square)
    steep = cv2.dilate((np.abs(np.gradient(radius)) * flat > _EDGE).astype(np.uint8)[:, None], np.ones((3, 1)))[:, 0]
    standing = np.flatnonzero((steep == 0) & (radius > 1))
    if not len(standing):
        return None
    top, bottom = int(standing[0]), int(standing[-1])
    kept = np.where((rows >= top) & (rows <= bottom), square, -1)
    if dome and sines[top] > _LEVEL:
        ball, cosine = radius[top] / flat[top], np.sqrt(1 - flat[top] ** 2)
        arc = ball**2 - (ball * cosine + (top - rows) / cosine) ** 2
        kept = np.where(rows < top, np.maximum(arc, -1), kept)
        return Profile(pitch, sines.astype(np.float32), kept.astype(np.float32), None)
    return Profile(pitch, sines.astype(np.float32), kept.astype(np.float32), float(top))
