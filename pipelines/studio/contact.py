"""The dark line where product and ground meet, finer than the grid on which shadows are worked out."""

from math import inf

import cv2
import numpy as np

from pipelines.core.colour import Floats
from pipelines.core.resample import ProductLayer
from pipelines.studio.body import Body

_HEIGHT = 0.012  # product sizes: how near the ground the product still touches
_LINES = ((0.005, 0.7), (0.03, 0.5))  # a sharp and a soft one: reach in product sizes, darkness


def touch(world: Floats, layer: ProductLayer, body: Body, strength: float, reach: float = inf) -> None:
    """Darken, in place, the world (H, W, 3) along the product's footing; `strength` 0–1, `reach` at most, in px."""
    size = max(layer.alpha.shape)
    spreads = [min(spread * size, reach / 4) for spread, _ in _LINES]
    pad = int(3 * max(spreads)) + 2
    x0, x1 = max(layer.box[0] - pad, 0), min(layer.box[2] + pad, world.shape[1])
    columns = (np.arange(x0, x1, dtype=np.float32) + 0.5 - body.corner[0]) * body.grain
    base = body.corner[1] + np.interp(columns, np.arange(len(body.base)) + 0.5, body.base) / body.grain
    y0 = max(int(base.min() - 6 * _HEIGHT * size) - pad, 0)
    y1 = min(int(base.max()) + pad, world.shape[0])
    if y0 >= y1:
        return
    above = base[None, :] - (np.arange(y0, y1)[:, None] + 0.5)
    near = layer.window((x0, y0, x1, y1)) * np.exp(-np.maximum(above, 0) / (_HEIGHT * size)).astype(np.float32)
    part = world[y0:y1, x0:x1]
    for spread, (_, darkness) in zip(spreads, _LINES, strict=True):
        dark = cv2.GaussianBlur(near, (0, 0), 1.3 * spread, sigmaY=spread, borderType=cv2.BORDER_CONSTANT)
        dark /= max(float(dark.max()), 1e-6)
        part *= 1 - darkness * strength * dark[..., None]
