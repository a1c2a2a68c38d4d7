"""Rulers for shadows, on the ground as seen from straight above: where a shadow falls and how soft its edges are.

A plan is (N, N): the ground within REACH of the foot, in product sizes, row 0 the nearest to the camera; what the
camera does not see of it is not a number. A cut is a straight line of samples of a plan.
"""

from math import atan2, cos, degrees, radians, sin

import cv2
import numpy as np

from benchmarks.reference import Eye
from pipelines.core.colour import Floats
from training.scenes.mesh import Points

REACH = 2.4  # product sizes to each side of the foot
_CELLS = 50  # of a plan, for a product size
_SHADOW = 0.2  # what hides less than this of the key is not counted where its shadow falls
_STEP = 0.01  # between a cut's samples
_LEAST = 0.5  # a cut through less shadow than this has no edge to compare
_DEEP, _FAINT = 0.9, 0.1  # an edge is from here to there, of the cut's deepest
_SIDES = (0.45, 0.6, 0.75)  # where along the shadow it is cut across
_TIPS = (-0.06, 0.0, 0.06)  # beside its middle line, where its far end is cut, in product sizes


def plan(picture: Floats, visible: Floats, eye: Eye) -> Floats:
    """A picture (H, W) of the ground, from above; `visible` is 1 where the ground is seen and 0 on the product."""
    count = round(2 * REACH * _CELLS)
    at = (np.arange(count) + 0.5) / _CELLS - REACH
    columns, rows = (places.astype(np.float32) - 0.5 for places in eye.seen(*np.meshgrid(at, at)))
    seen, shown = (
        cv2.remap(layer.astype(np.float32), columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
        for layer in (picture, visible)
    )
    return np.where(shown > 0.99, seen, np.nan).astype(np.float32)


def bearing(shadow: Floats, base: tuple[float, float]) -> float:
    """Degrees from x towards away, of the line from the product's base to the middle of its shadow (a plan)."""
    y, x = np.nonzero(np.nan_to_num(shadow) > _SHADOW)
    if not len(x):
        return float("nan")
    return degrees(atan2((y.mean() + 0.5) / _CELLS - REACH - base[1], (x.mean() + 0.5) / _CELLS - REACH - base[0]))


def apart(first: float, second: float) -> float:
    """The angle between two bearings, degrees."""
    return abs((first - second + 180) % 360 - 180)


def cut(shadow: Floats, start: tuple[float, float], towards: float, length: float) -> Floats:
    """Samples of a plan from `start` on, a step of 0.01 product sizes apart; `towards` is a bearing."""
    along = _STEP * np.arange(round(length / _STEP))
    x = (start[0] + along * cos(radians(towards)) + REACH) * _CELLS - 0.5
    y = (start[1] + along * sin(radians(towards)) + REACH) * _CELLS - 0.5
    values = cv2.remap(shadow, x[None].astype(np.float32), y[None].astype(np.float32), cv2.INTER_LINEAR,
                       borderMode=cv2.BORDER_CONSTANT, borderValue=np.nan)[0]  # fmt: skip
    return np.asarray(values, np.float32)


def penumbra(samples: Floats) -> float:
    """How far a cut takes from 90 % of its deepest to 10 %, in product sizes; not a number where that is not seen."""
    deepest = float(np.nan_to_num(samples).max(initial=0))
    if deepest < _LEAST:
        return float("nan")
    after = samples[np.flatnonzero(np.nan_to_num(samples) >= _DEEP * deepest)[-1] :] / deepest
    faint = np.flatnonzero(after <= _FAINT)
    if not len(faint) or np.isnan(after[: faint[0]]).any():
        return float("nan")
    before, last = after[faint[0] - 1], after[faint[0]]
    return float(faint[0] - (_FAINT - last) / (before - last)) * _STEP


def edges(shadow: Floats, base: tuple[float, float], away: float, length: float) -> tuple[list[float], list[float]]:
    """Penumbra widths of a plan's shadow: at its far end, and across it to both sides.

    `away` is the bearing away from the light, `length` the shadow's length from the base.
    """
    u = np.array([cos(radians(away)), sin(radians(away))])
    v = np.array([-u[1], u[0]])
    tips = [penumbra(cut(shadow, _spot(base + side * v), away, REACH)) for side in _TIPS]
    middles = [_spot(base + share * length * u) for share in _SIDES]
    sides = [penumbra(cut(shadow, spot, away + turn, 1.2)) for spot in middles for turn in (90, -90)]
    return tips, sides


def _spot(point: Points) -> tuple[float, float]:
    return float(point[0]), float(point[1])
