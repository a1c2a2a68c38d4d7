"""The camera that goes round a product: how it looked at it, and where it sees each place from its new side.

A pinhole aimed at the product's middle. Camera space: x right, y up, z towards the viewer; heights of a relief are
taken along the optical axis.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipelines.core.colour import Floats
from pipelines.studio.geometry.relief import Relief
from pipelines.studio.look import bounds
from pipelines.studio.shape import cropped

FAR = 3.0  # longer sides of the product that a camera of unknown lens is taken to be away: a phone's at 2×, well filled
_NEAREST, _FARTHEST = 1.5, 12.0
_TILT = 20.0  # degrees that a seller looks down, where the shape does not tell
_USUAL = 30.0  # degrees by which they stray from it
_TILTS = 0.0, 50.0
_TALL = 0.7, 1.1  # height by width, between which a product passes from low to tall
_STANDING = -2.0, 4.0  # degrees of its slope, between which it passes from lying or sitting to standing
_WIDE = 6.0  # degrees that a face of a carton may be off


@dataclass(frozen=True, eq=False)
class View:
    """A camera gone round a product."""

    axes: Floats  # (3, 3): from the photo's camera space to the new one
    far: float  # px from the camera to the product's middle

    def seen(self, places: Floats) -> Floats:
        """Places (N, 3), of which x and y are as the photo shows them, as this camera shows them: x, y, z in px."""
        flat, z = places[:, :2], places[:, 2:]
        turned = np.concatenate([flat * (1 - z / np.float32(self.far)), z], 1) @ self.axes.T
        turned[:, :2] /= np.maximum(1 - turned[:, 2:] / np.float32(self.far), 0.1)
        return turned


def view(yaw: float, pitch: float, tilt: float, far: float) -> View:
    """The camera gone `yaw` degrees to its right about the upright axis, and `pitch` up; it looked down by `tilt`."""
    return View((_axes(yaw, tilt + pitch) @ _axes(0, tilt).T).astype(np.float32), far)


def distance(longer: int, focal: float | None) -> float:
    """How far away the camera was, px, for a product of this longer side and a lens of this focal length, both px."""
    sides = FAR if focal is None else float(np.clip(focal / longer, _NEAREST, _FARTHEST))
    return sides * longer


def settled(relief: Relief, alpha: Floats) -> tuple[Relief, float]:
    """The relief, and how many degrees the camera looked down at it.

    A carton and a body of revolution tell that by their faces. What else is tall and does not fall back stands upright,
    and is made to: how a relief slopes as a whole is hardly known, and what stands must not come to lean when it is
    turned. Of all else one cannot say.
    """
    matte = cropped(alpha, relief.window, len(relief.height)) > 0.5
    if relief.kind in ("box", "revolution"):
        return relief, _by_faces(relief.normals[matte])
    x0, y0, x1, y1 = bounds(matte) or (0, 0, *matte.shape)
    up = (y0 - np.arange(len(matte), dtype=np.float32)[:, None]) / max(x1 - x0, y1 - y0)
    slope = _slope(relief, matte, up)
    upright = float(np.interp((y1 - y0) / (x1 - x0), _TALL, (0, 1)) * np.interp(slope, _STANDING, (0, 1)))
    likely = min((slope + _TILT) / 2, _TILTS[1])
    rise = np.broadcast_to(upright * (np.tan(np.radians(likely)) - np.tan(np.radians(slope))) * up, matte.shape)
    rise = (rise - rise[matte].mean()).astype(np.float32)
    back = None if relief.back is None else relief.back + rise
    return replace(relief, height=relief.height + rise, back=back), upright * likely + (1 - upright) * _TILT


def _slope(relief: Relief, matte: NDArray[np.bool_], up: Floats) -> float:
    """By how many degrees the middle of a relief comes nearer from its foot to its head."""
    middle = relief.height if relief.back is None else (relief.height + relief.back) / 2
    rows, columns = np.nonzero(matte)
    sides = np.stack([columns, up[rows, 0], np.ones(len(rows))], 1)
    return float(np.degrees(np.arctan(np.linalg.lstsq(sides, middle[matte], rcond=None)[0][1])))


def _by_faces(normals: Floats) -> float:
    """The tilt at which most of the normals (N, 3) are level or upright."""
    tilts = np.arange(_TILTS[0], _TILTS[1] + 1)
    upright = np.stack([np.cos(np.radians(tilts)), np.sin(np.radians(tilts))])
    rise = np.degrees(np.arcsin(np.clip(normals[:, 1:] @ upright, -1, 1)))
    votes = np.exp(-((rise / _WIDE) ** 2)) + np.exp(-(((90 - rise) / _WIDE) ** 2))
    likely = votes.mean(0) * np.exp(-(((tilts - _TILT) / _USUAL) ** 2))
    return float(tilts[likely.argmax()])


def _axes(azimuth: float, elevation: float) -> Floats:
    """Right, up and back of a camera, as rows, in a space whose y is upright."""
    a, e = np.radians((azimuth, elevation))
    return np.array([
        [np.cos(a), 0, -np.sin(a)],
        [-np.sin(a) * np.sin(e), np.cos(e), -np.cos(a) * np.sin(e)],
        [np.sin(a) * np.cos(e), np.sin(e), np.cos(a) * np.cos(e)],
    ], np.float32)  # fmt: skip
