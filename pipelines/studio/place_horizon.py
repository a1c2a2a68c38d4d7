"""Where the horizon of a photo lies, from the lines in it: lines that are level in the world meet on it, upright ones
meet at the nadir. The camera is taken to be level from side to side.

Every pair of segments votes for the pitch that would make its two lines parallel in the world, as far as their meeting
point is well determined; cf. Kosecka & Zhang, "Video Compass" (ECCV 2002), reduced to the one unknown.
"""

from math import atan, tan
from typing import NamedTuple

import cv2
import numpy as np

from pipelines.core.colour import Bytes, Floats

_LOOKED_AT = 720  # px: longest side on which lines are searched
_MOST = 260  # segments, the longest
_SHORTEST = 0.04  # of the longest side
_UPRIGHT = np.radians(22)  # within this of vertical in the picture a line may be upright in the world
_BESIDE = 0.75  # segment lengths: lines that meet nearer than this are a corner, not a vanishing point
_ALIKE = np.sin(np.radians(25))  # lines that meet at a wider angle are hardly parallel in the world
_AIM = 0.6  # px: how far off a segment's end may be
_STEP = np.radians(0.5)
_PITCHES = np.arange(np.radians(-15), np.radians(75), _STEP, dtype=np.float32)  # where each bin begins
_UPWARD = np.radians(12)  # hardly anybody looks up more than this at where a product is to stand
_NARROW, _BROAD = 2.0, 16.0  # bins: smoothing of the votes, and of what chance meetings would give
_NEAR = 5  # bins on each side of the peak that agree with it
_ENOUGH = 0.4  # votes, in squares of the longest side: with fewer the lines are too few to be believed
_USUAL, _SPREAD = np.radians(18), np.radians(16)  # how people hold a phone before a table, a floor, a room
_SURE = 0.3  # from this confidence the lines alone decide


class Horizon(NamedTuple):
    """The horizon's row as a fraction of the height (0 top; below 0 above the frame) and how sure it is, 0–1."""

    row: float
    sure: float


def horizon(pixels: Bytes, focal: float) -> Horizon:
    """The horizon of a photo (H, W, 3) taken with a focal length of `focal` px."""
    height, width = pixels.shape[:2]
    k = min(_LOOKED_AT / max(height, width), 1.0)
    small = cv2.resize(pixels, None, fx=k, fy=k, interpolation=cv2.INTER_AREA) if k < 1 else pixels
    votes = _votes(_segments(small), focal * k)
    pitch, sure = _peak(votes)
    row = 0.5 - focal * tan(pitch) / height
    if sure < _SURE:
        edge, plain = _far_edge(small)
        share = 0.5 * plain * (1 - sure / _SURE)
        row = (1 - share) * row + share * (edge - 0.06)
    return Horizon(float(np.clip(row, -3.0, 0.95)), sure)


def pitch_of(row: float, height: float, focal: float) -> float:
    """Radians that a camera looks down whose horizon lies at `row` (a fraction of `height` px); `focal` in px."""
    return atan((0.5 - row) * height / focal)


def _segments(pixels: Bytes) -> Floats:
    """Straight segments (n, 4) x0, y0, x1, y1 from the middle of the frame, the longest first."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    found = cv2.createLineSegmentDetector().detect(grey)[0]
    if found is None:
        return np.zeros((0, 4), np.float32)
    found = found.reshape(-1, 4) + 0.5 - np.tile(np.array(grey.shape[::-1], np.float32) / 2, 2)
    length = np.hypot(found[:, 2] - found[:, 0], found[:, 3] - found[:, 1])
    order = np.argsort(-length, kind="stable")[:_MOST]
    return found[order[length[order] > _SHORTEST * max(grey.shape)]].astype(np.float32)


def _votes(segments: Floats, focal: float) -> Floats:
    """Weight (n,) of each of `_PITCHES`, in squares of the longest side."""
    first, second = np.triu_indices(len(segments), 1)
    a, b = segments[first].astype(np.float64), segments[second].astype(np.float64)
    along_a, along_b = a[:, 2:] - a[:, :2], b[:, 2:] - b[:, :2]
    long_a, long_b = (np.maximum(np.hypot(*v.T), 1e-6) for v in (along_a, along_b))
    cross = along_a[:, 0] * along_b[:, 1] - along_a[:, 1] * along_b[:, 0]
    sine = np.abs(cross) / (long_a * long_b)
    meets = (sine > 1e-3) & (sine < _ALIKE)
    t = np.where(meets, ((b[:, 0] - a[:, 0]) * along_b[:, 1] - (b[:, 1] - a[:, 1]) * along_b[:, 0]), 0)
    where = a[:, :2] + (t / np.where(meets, cross, 1))[:, None] * along_a
    far_a, far_b = (np.hypot(*(where - (s[:, :2] + s[:, 2:]) / 2).T) for s in (a, b))
    meets &= (far_a > _BESIDE * long_a) & (far_b > _BESIDE * long_b)
    lean_a, lean_b = (np.arctan2(np.abs(v[:, 0]), np.abs(v[:, 1])) for v in (along_a, along_b))
    upright = (lean_a < _UPRIGHT) & (lean_b < _UPRIGHT) & (where[:, 1] > 0)
    steep = np.where(upright, np.arctan2(focal, where[:, 1]), np.arctan2(-where[:, 1], focal))
    off = _AIM * np.hypot(far_a / long_a, far_b / long_b) / np.maximum(sine, 1e-3)
    off *= focal / (focal**2 + where[:, 1] ** 2)
    weight = meets * long_a * long_b / (1 + (off / np.radians(1.5)) ** 2)
    weight *= np.cos(np.minimum(lean_a, lean_b)) ** 2 / _LOOKED_AT**2  # where two flat lines meet is all but chance
    counted = np.histogram(steep, np.append(_PITCHES, _PITCHES[-1] + _STEP), weights=weight)[0]
    return counted.astype(np.float32)


def _peak(votes: Floats) -> tuple[float, float]:
    """The pitch that most votes agree on, in radians, and how sure it is."""
    prior = 0.15 + np.exp(-0.5 * ((_PITCHES - _USUAL) / _SPREAD) ** 2)
    smooth = cv2.GaussianBlur(votes[None, :], (0, 0), _NARROW, borderType=cv2.BORDER_CONSTANT)[0]
    total = float(votes.sum())
    if total <= 0:
        return float(_USUAL), 0.0
    best = int(np.argmax(smooth * prior))
    near = slice(max(best - _NEAR, 0), best + _NEAR + 1)
    pitch = float((votes[near] * (_PITCHES[near] + _STEP / 2)).sum() / max(float(votes[near].sum()), 1e-9))
    chance = cv2.GaussianBlur(votes[None, :], (0, 0), _BROAD, borderType=cv2.BORDER_REFLECT)[0]
    share = float((votes[near] - chance[near]).sum()) / total
    sure = float(np.clip((share - 0.05) / 0.25, 0, 1)) * min(total / _ENOUGH, 1.0)
    sure *= float(np.clip(1 + pitch / _UPWARD, 0, 1))
    trusted = min(sure / _SURE, 1.0)
    return trusted * pitch + (1 - trusted) * float(_USUAL), sure


def _far_edge(pixels: Bytes) -> tuple[float, float]:
    """The upper row (a fraction) at which the picture changes most, as where a ground ends; and how plainly."""
    lines = cv2.GaussianBlur(pixels, (0, 0), 2).astype(np.float32).mean(1)
    count = np.arange(1, len(lines) + 1, dtype=np.float32)[:, None]
    above = lines.cumsum(0) / count
    below = lines[::-1].cumsum(0)[::-1] / count[::-1]
    apart = np.linalg.norm(above[:-1] - below[1:], axis=1) * np.sqrt(count[:-1, 0] * count[::-1][1:, 0]) / len(lines)
    part = slice(int(0.05 * len(lines)), int(0.6 * len(lines)))
    row = part.start + int(np.argmax(apart[part]))
    return (row + 1) / len(lines), float(np.clip(apart[row] / 40, 0, 1))
