"""The placed product as the world sees it: coarse, upright, solid."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import sin

import cv2
import numpy as np

from pipelines.core.colour import Floats
from pipelines.core.resample import ProductLayer
from pipelines.studio.camera import Camera
from pipelines.studio.footing import footing
from pipelines.studio.shadow import Solid, occlusion, sky, smoothed, solid
from pipelines.studio.template import View

_COARSE = 224  # px: longest side of the product where shadow and reflection are worked out


@dataclass(frozen=True, eq=False)
class Subject:
    """The product on a coarse grid of its own, and the camera under which its footing is one."""

    camera: Camera  # on the shot's pixels
    size: float  # longest side in cm
    grain: float  # px of the coarse grid per px of the shot
    corner: tuple[float, float]  # px of the shot: where the coarse grid begins
    base: Floats  # (w,) row of the coarse grid on which each column stands
    upright: Floats  # (rows from the ground up, w, 4) linear colour premultiplied, and alpha, on a level footing
    solid: Solid

    @property
    def dots(self) -> float:
        """Coarse px per cm at the foot."""
        return self.camera.scale * self.grain

    @cached_property
    def roofed(self) -> Floats:
        """Share of the sky that the product hides from each spot of its solid's raster."""
        share = occlusion(self.solid, sky())
        return smoothed(share, share)


@lru_cache(maxsize=2)
def subject(layer: ProductLayer, frame: tuple[int, int], size_cm: float, view: View) -> Subject:
    """Stand a placed product, `size_cm` on its longest side, in a frame of (width, height) px."""
    height, width = layer.alpha.shape
    grain = min(_COARSE / max(height, width), 1.0)
    coarse = max(round(width * grain), 1), max(round(height * grain), 1)
    planes = np.dstack([layer.colour, layer.alpha])
    planes = cv2.resize(planes, coarse, interpolation=cv2.INTER_AREA)
    stand = footing(planes[..., 3])
    middle = width / 2
    foot = layer.box[0] + middle, layer.box[1] + float(stand.base.max()) / grain
    scale = max(height, width) / size_cm
    camera = Camera.over(frame, foot, scale, max(view.pitch, stand.pitch), view.focal)
    base = stand.limited(camera.pitch)
    rise = (base.max() - base) / sin(camera.pitch)
    standing = upright(planes, base)
    body = solid(standing[..., 3], rise, middle * grain)
    return Subject(camera, size_cm, grain, layer.box[:2], base, standing, body)


def upright(planes: Floats, base: Floats) -> Floats:
    """The product (h, w, n) with every column shifted onto a level footing; row 0 lies on the ground, rows go up."""
    rows = np.arange(int(np.ceil(base.max())), dtype=np.float32)[:, None]
    y = np.ascontiguousarray(base[None, :] - 1 - rows, np.float32)
    x = np.ascontiguousarray(np.broadcast_to(np.arange(len(base), dtype=np.float32), y.shape))
    return cv2.remap(planes, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
