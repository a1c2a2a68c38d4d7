"""The placed product as the stage meets it: a coarse solid, read from its matte.

Standing, hanging or floating, every horizontal run of the matte becomes a rounded cross-section (a disc, flattened in
depth) over its footing. Lying, the matte is laid on the ground and swells to the product's thickness.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import sin

import cv2
import numpy as np

from pipelines.core.colour import Floats
from pipelines.core.resample import ProductLayer
from pipelines.studio.camera import Camera
from pipelines.studio.footing import footing
from pipelines.studio.stage import Pose, View

_COARSE = 144  # px: longest side of the product's grid
_DEPTH = 0.75  # depth of a cross-section as a fraction of its width
_THICK = 1.0  # and at most this many radii of the largest disc around it in the matte
_DEEPEST = 0.33  # and at most this fraction of the product's longest side, to each side of its middle
_TANGENT = 0.25  # how far behind its outline's lowest point a ball stands, in radii, seen from 28° above
_BACK = 0.5  # how far what is thicker than the sole stands back over it, against bulging to the front
_HANGS = 0.05  # product sizes between what hangs and the wall
_FLOATS = 0.22  # product sizes between what floats and the ground


@dataclass(frozen=True, eq=False)
class Body:
    """The product on a coarse grid of its own, and the camera under which its footing is one."""

    camera: Camera  # on the shot's pixels
    pose: Pose
    size: float  # longest side in cm
    grain: float  # px of the coarse grid per px of the shot
    corner: tuple[float, float]  # px of the shot: where the coarse grid of the upright picture begins
    base: Floats  # (w,) row of the coarse grid on which each column stands
    near: Floats  # (h, w) cm along the third axis; rows go up, or away where it lies
    far: Floats  # (h, w)
    colour: Floats  # (h, w, 4) linear colour premultiplied, and alpha
    origin: tuple[float, float, float]  # cm, of the grid's corner

    @property
    def cell(self) -> float:
        """cm."""
        return 1 / (self.camera.scale * self.grain)

    @property
    def lies(self) -> bool:
        """Whether the grid lies on the ground."""
        return self.pose == "lying"

    @property
    def width(self) -> float:
        """cm."""
        return self.near.shape[1] * self.cell

    @property
    def depth(self) -> float:
        """cm, of all that is not empty."""
        there = self.far > self.near
        return float(self.far[there].max() - self.near[there].min()) if there.any() else 0.0

    @cached_property
    def middle(self) -> Floats:
        """(3,) cm."""
        rows, columns = self.near.shape
        there = self.far > self.near
        w = float((self.near[there] + self.far[there]).mean() / 2) if there.any() else 0.0
        u, v = columns * self.cell / 2, rows * self.cell / 2
        offset = (u, w, v) if self.lies else (u, v, w)
        return (np.array(self.origin) + offset).astype(np.float32)

    @property
    def radius(self) -> float:
        """cm, of a ball about `middle` that holds all of it."""
        return 0.5 * float(np.hypot(np.hypot(*self.near.shape) * self.cell, self.depth))


@lru_cache(maxsize=2)
def body(
    layer: ProductLayer, frame: tuple[int, int], size_cm: float, view: View, pose: Pose, thickness: float = 0.12
) -> Body:
    """Put a placed product, `size_cm` on its longest side, before the camera in a frame of (width, height) px."""
    height, width = layer.alpha.shape
    grain = min(_COARSE / max(height, width), 1.0)
    coarse = max(round(width * grain), 1), max(round(height * grain), 1)
    planes = cv2.resize(np.dstack([layer.colour, layer.alpha]), coarse, interpolation=cv2.INTER_AREA)
    scale = max(height, width) / size_cm
    if pose == "lying":
        return _lying(layer, planes, frame, scale, grain, view, thickness)
    return _upright(layer, planes, frame, scale, grain, view, pose, thickness)


def _upright(
    layer: ProductLayer, planes: Floats, frame: tuple[int, int], scale: float, grain: float, view: View, pose: Pose,
    thickness: float,
) -> Body:  # fmt: skip
    stand = footing(planes[..., 3])
    if pose != "standing":
        stand = stand.level()
    middle = layer.alpha.shape[1] / 2
    lift = _FLOATS * max(layer.alpha.shape) if pose == "floating" else 0.0
    foot = layer.box[0] + middle, layer.box[1] + float(stand.base.max()) / grain + lift
    mounted = pose in ("wall", "hanging")
    camera = Camera.over(frame, foot, scale, max(view.pitch, stand.pitch), view.focal, not mounted)
    base = stand.limited(camera.pitch)
    rise = (base.max() - base) / max(sin(camera.pitch), 0.05)
    raised = upright(planes, base)
    cell = 1 / (scale * grain)
    near, far = _mounted(raised[..., 3], pose, thickness) if mounted else _swollen(raised[..., 3], rise)
    there = near < far
    near, far = (np.where(there, plane * cell, no).astype(np.float32) for plane, no in ((near, 1e9), (far, -1e9)))
    origin = (-middle / scale, lift / scale, 0.0)
    return Body(camera, pose, max(layer.alpha.shape) / scale, grain, layer.box[:2], base, near, far, raised, origin)


def upright(planes: Floats, base: Floats) -> Floats:
    """The product (h, w, n) with every column shifted onto a level footing; row 0 lies on the ground, rows go up."""
    rows = np.arange(int(np.ceil(base.max())), dtype=np.float32)[:, None]
    y = np.ascontiguousarray(base[None, :] - 1 - rows, np.float32)
    x = np.ascontiguousarray(np.broadcast_to(np.arange(len(base), dtype=np.float32), y.shape))
    return cv2.remap(planes, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)


def _swollen(matte: Floats, rise: Floats) -> tuple[Floats, Floats]:
    """Begin and end in depth, in cells, of every run of an upright matte as a flattened disc; `rise` (w,): how far
    behind the foot each column stands."""
    longest = max(matte.shape)
    half = np.minimum(_DEPTH * _run_half(matte > 0.5), _THICK * _thickness(matte > 0.5))
    half = np.minimum(half, _DEEPEST * longest)
    sole, belly = (half[: max(len(half) // part, 1)].max(0) for part in (30, 6))
    over = np.maximum(half.max(1, keepdims=True) - sole.max(), 0)
    centre = rise + _smooth(sole + _TANGENT * (belly - sole), longest) + _BACK * over
    return centre - half, centre + half * (half > 0) - (half <= 0)


def _mounted(matte: Floats, pose: Pose, thickness: float) -> tuple[Floats, Floats]:
    """Begin and end in depth, in cells, of what is flat against a wall at 0, or hangs a little before it."""
    longest = max(matte.shape)
    gap = _HANGS * longest if pose == "hanging" else 0.0
    there = matte > 0.5
    return np.where(there, -gap - thickness * longest, 1), np.where(there, -gap, 0)


def _run_half(solid: np.ndarray) -> Floats:
    """Half thickness of the disc whose diameter is the horizontal run that a pixel lies in; 0 outside."""
    columns = np.arange(solid.shape[1])[None, :]
    before = np.maximum.accumulate(np.where(solid, -1, columns), axis=1)
    after = np.minimum.accumulate(np.where(solid, solid.shape[1], columns)[:, ::-1], axis=1)[:, ::-1]
    return np.sqrt(np.maximum((columns - before) * (after - columns), 0) * solid).astype(np.float32)


def _thickness(solid: np.ndarray) -> Floats:
    """Radius of the largest disc inside the matte that covers each pixel (Hildebrand and Rüegsegger's local thickness);
    what is thin, like a ring's hoop, is thin in depth too."""
    inside = cv2.distanceTransform(np.pad(solid.astype(np.uint8), 1), cv2.DIST_L2, 5)[1:-1, 1:-1]
    found = inside.copy()
    radius = float(inside.max())
    while radius > 1:
        disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * int(radius) + 1,) * 2)
        covered = cv2.dilate((inside >= radius).astype(np.uint8), disc)
        found = np.where(covered > 0, np.maximum(found, radius), found)
        radius *= 0.8
    return np.where(solid, found, 0).astype(np.float32)


def _smooth(line: Floats, longest: int) -> Floats:
    return cv2.GaussianBlur(line[None, :], (0, 0), 0.03 * longest, borderType=cv2.BORDER_REPLICATE)[0]


def _lying(
    layer: ProductLayer, planes: Floats, frame: tuple[int, int], scale: float, grain: float, view: View,
    thickness: float,
) -> Body:  # fmt: skip
    height, width = layer.alpha.shape
    foot = layer.box[0] + width / 2, layer.box[1] + height / 2
    camera = Camera.over(frame, foot, scale, view.pitch, view.focal)
    cell = 1 / (scale * grain)
    deep = round(planes.shape[0] / max(sin(camera.pitch), 0.3)) + 2
    x = (np.arange(planes.shape[1], dtype=np.float32) + 0.5) * cell - width / scale / 2
    z = (np.arange(deep, dtype=np.float32) + 0.5 - deep / 2) * cell
    x, z = np.meshgrid(x, z)
    column, row = camera.seen(x, np.zeros_like(x), z)
    laid = cv2.remap(
        planes, (column - layer.box[0]) * grain - 0.5, (row - layer.box[1]) * grain - 0.5, cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
    )  # fmt: skip
    inside = cv2.distanceTransform(np.pad((laid[..., 3] > 0.5).astype(np.uint8), 1), cv2.DIST_L2, 5)[1:-1, 1:-1] * cell
    top = thickness * max(layer.alpha.shape) / scale
    swell = np.minimum(inside / max(0.5 * top, 1e-6), 1.0)
    far = np.where(inside > 0, top * np.sqrt(np.maximum(swell * (2 - swell), 0)), -1e9).astype(np.float32)
    near = np.where(inside > 0, 0, 1e9).astype(np.float32)
    origin = (-width / scale / 2, 0.0, -deep / 2 * cell)
    base = np.full(planes.shape[1], float(planes.shape[0]), np.float32)
    return Body(camera, "lying", max(layer.alpha.shape) / scale, grain, layer.box[:2], base, near, far, laid, origin)
