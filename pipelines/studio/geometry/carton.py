"""Which carton, seen from where, has this outline and these normals.

Lengths are in longer sides of the product as seen, x to the right and y up from the window's middle.
"""

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

from pipelines.studio.geometry.evidence import Evidence

Points = NDArray[np.float64]
CORNERS: Points = np.array(list(product((-0.5, 0.5), repeat=3)))
_YAWS, _PITCHES, _ROLLS = np.arange(-45.0, 45.0, 7.5), (0.0, 7.0, 14.0, 22.0, 31.0, 42.0, 56.0), (-6.0, 0.0, 6.0)
_THIN, _MOST = 0.03, 0.6  # longer sides: radius of what is no part of a carton; least share that is one
_WAYS = 48  # directions in which outlines are compared
_EVERY = 6  # pixels: the grid on which normals are compared
_STARTS = 4  # turned cartons that are fitted in full
_TRIES = 300  # of a fit
_OUTLINE, _FACING, _SHARE = 0.01, 8.0, 0.1  # longer sides, degrees, parts of what is seen: errors that count alike
_DEEP, _DOUBT = 0.5, 1.0  # an edge that is not seen, and the logarithm by which it may be longer or shorter
_NEAR, _NEAR_DOUBT = 0.25, 0.12  # longer sides over the camera's distance: an arm's length away
_LEAST = 0.02  # of an edge, and of a face's turn towards the viewer
_EYE = np.array([0, 0, 1.0])


class Carton(NamedTuple):
    """A carton before a camera at distance 1 / near."""

    axes: Points  # (3, 3) rows: unit vectors along its edges, each turned towards the viewer
    edges: Points  # (3,) their lengths
    middle: Points  # (2,) where its middle is seen
    near: float

    def corners(self) -> Points:
        """The eight corners (8, 3): as they are seen, and their height towards the viewer."""
        points = (CORNERS * self.edges) @ self.axes
        return np.column_stack([points[:, :2] / (1 - self.near * points[:, 2:]) + self.middle, points[:, 2]])

    def faces(self) -> list[int]:
        """The axes whose face towards the viewer is seen."""
        front = self.axes * self.edges[:, None] / 2
        return [k for k in range(3) if self.axes[k] @ (_EYE - front[k] * self.near) > _LEAST]


def cartons(evidence: Evidence) -> Iterator[Carton]:
    """A few cartons that it may be, if any; none where the mask is too small to tell."""
    outline = _outline(evidence)
    part = evidence.mask[::_EVERY, ::_EVERY]
    facing = evidence.shape.normals[::_EVERY, ::_EVERY][part].astype(np.float64)
    if len(outline) < 4 or len(facing) < 4:
        return
    for start in _likely(outline, facing):
        fitted = _fitted(start, outline, facing)
        if fitted.faces():
            yield fitted


def turned(yaw: float, pitch: float, roll: float) -> Points:
    """The axes (3, 3) of a carton that shows its right side by `yaw`, its top by `pitch`, and leans right by `roll`."""
    a, e, r = np.radians((yaw, pitch, roll))
    up, front, right = np.array([[0, np.cos(e), np.sin(e)], [0, -np.sin(e), np.cos(e)], [1.0, 0, 0]])
    axes = np.stack([np.cos(a) * front + np.sin(a) * right, np.cos(a) * right - np.sin(a) * front, up])
    lean = np.array([[np.cos(r), -np.sin(r), 0], [np.sin(r), np.cos(r), 0], [0, 0, 1]])
    return axes @ lean


def _outline(evidence: Evidence) -> Points:
    """The convex hull (N, 2) of the mask, without what is thin: handles and ribbons."""
    mask = evidence.mask.astype(np.uint8)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * round(_THIN * evidence.unit) + 1,) * 2)
    opened = cv2.morphologyEx(mask, cv2.MORPH_OPEN, disc)
    places = cv2.findNonZero(opened if opened.sum() > _MOST * mask.sum() else mask)
    hull = cv2.convexHull(places)[:, 0].astype(np.float64) + 0.5 - len(evidence.mask) / 2
    return hull * [1, -1] / evidence.unit


def _ways() -> Points:
    turn = np.arange(_WAYS) * 2 * np.pi / _WAYS
    return np.stack([np.cos(turn), np.sin(turn)], 1)


def _likely(outline: Points, facing: Points) -> Iterator[Carton]:
    """The turns that fit best to the outline and to the normals, seen from far away.

    How far a carton reaches in a direction is then linear in its middle and its edges.
    """
    turns = np.array([turned(*each) for each in product(_YAWS, _PITCHES, _ROLLS)])
    ways = _ways()
    reach = (outline @ ways.T).max(0)
    spans = np.abs(turns[..., :2] @ ways.T).transpose(0, 2, 1) / 2
    system = np.concatenate([spans, np.broadcast_to(ways, (*spans.shape[:2], 2))], 2)
    ridge = np.diag([1e-3, 1e-3, 1e-3, 0, 0])
    normal = system.transpose(0, 2, 1) @ system + ridge
    found = np.linalg.solve(normal, (system.transpose(0, 2, 1) @ reach + ridge.diagonal() * _DEEP)[..., None])
    found[:, :3] = np.maximum(found[:, :3], _LEAST)
    off = np.sqrt((((system @ found)[..., 0] - reach) ** 2).mean(1))
    cosine = (facing @ _towards(turns).transpose(0, 2, 1)).max(2)
    apart = np.degrees(np.arccos(np.clip(cosine, -1, 1))).mean(1)
    cost = off / _OUTLINE + apart / _FACING
    for _ in range(_STARTS):
        at = int(cost.argmin())
        yield Carton(turns[at], found[at, :3, 0], found[at, 3:, 0], _NEAR)
        near = np.abs(turns @ turns[at].T).max(2).min(1) > np.cos(np.radians(9))
        cost[near] = np.inf


def _fitted(start: Carton, outline: Points, facing: Points) -> Carton:
    """The carton near this one, as a camera close by sees it, by least squares."""
    ways = _ways()
    reach = (outline @ ways.T).max(0)
    towards = _towards(start.axes)
    nearest = (facing @ towards.T).argmax(1)
    share = np.bincount(nearest, minlength=3) / len(nearest)
    mean = np.array([facing[nearest == k].mean(0) if share[k] else towards[k] for k in range(3)])
    mean /= np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), 1e-6)

    def made(at: Points) -> Carton:
        return Carton(start.axes @ cv2.Rodrigues(at[:3])[0], np.exp(at[3:6]), at[6:8], at[8])

    def off(at: Points) -> Points:
        tried = made(at)
        outside = ((tried.corners()[:, :2] @ ways.T).max(0) - reach) / _OUTLINE
        leans = (_towards(tried.axes) - mean) * np.sqrt(_WAYS * share)[:, None] / np.radians(_FACING)
        areas = np.abs(tried.axes[:, 2]) * tried.edges.prod() / tried.edges
        parts = (areas / areas.sum() - share) * np.sqrt(_WAYS) / _SHARE
        unseen = (at[3:6] - np.log(_DEEP)) / _DOUBT
        return np.concatenate([outside, leans.ravel(), parts, unseen, [(at[8] - _NEAR) / _NEAR_DOUBT]])

    begin = np.array([0, 0, 0, *np.log(start.edges), *start.middle, start.near])
    answer = least_squares(off, begin, method="lm", x_scale=[0.1] * 9, max_nfev=_TRIES)
    best = made(answer.x)
    return best._replace(axes=_towards(best.axes))


def _towards(axes: Points) -> Points:
    """Axes (…, 3, 3), each turned towards the viewer."""
    return axes * np.where(axes[..., 2:] < 0, -1, 1)
