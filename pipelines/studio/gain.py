"""The product fitted to the scene's light, within bounds: a smooth gain over it, never a repainted pixel.

The rule of the lock with a gain: every pixel of the product is the photo's, times a factor for each channel between
1 / `MOST` and `MOST` that changes only slowly over the product. Without a gain the factor is exactly 1.
"""

import numpy as np

from pipelines.core.colour import Floats, luminance
from pipelines.core.difference import delta_e2000, to_lab
from pipelines.core.resample import ProductLayer
from pipelines.core.temperature import tint
from pipelines.studio.lamps import towards
from pipelines.studio.stage import Light, tones

MOST = 1.3  # the largest factor
_SIDE = 0.22  # how much brighter the side that faces the key may get
_WARMTH = 0.35  # share of the key's tint that the product takes on
_FLOOR = 0.10  # how much of the ground's tone the product's foot takes on
_SAMPLES = 20000  # pixels at most that the difference is measured on


def field(light: Light, ground: tuple[str, ...], shape: tuple[int, int], strength: float) -> Floats:
    """Factors (h, w, 3) over a product's box under a light, above a ground of these tones; `strength` 0–1."""
    axis = towards(light)
    u = np.linspace(-0.95, 0.95, shape[1], dtype=np.float32)
    lit = np.maximum(u * axis[0] - np.sqrt(1 - u * u) * axis[2], 0)
    lit = (lit + light.fill) / (1 + light.fill)
    across = 1 + _SIDE * (lit - lit.mean()) / max(float(np.abs(lit - lit.mean()).max()), 0.2)
    tone = tones(ground)[0]
    below = (np.linspace(0, 1, shape[0], dtype=np.float32) ** 4)[:, None, None]
    bounced = tone / max(float(luminance(tone)), 0.02)
    factor = across[None, :, None] * (1 + _WARMTH * (tint(light.kelvin) - 1))
    factor = factor * (1 + _FLOOR * below * (np.minimum(bounced, 2.0) - 1))
    return np.clip(1 + strength * (factor - 1), 1 / MOST, MOST).astype(np.float32)


def fitted(layer: ProductLayer, factors: Floats) -> ProductLayer:
    """The product times its factors, no brighter than white."""
    return ProductLayer(layer.box, np.minimum(layer.colour * factors, layer.alpha[..., None]), layer.alpha)


def shift(before: ProductLayer, after: ProductLayer) -> float:
    """Mean ΔE2000 between two states of the same product, inside its matte."""
    inside = np.flatnonzero(before.alpha.ravel() > 0.99)
    some = inside[:: len(inside) // _SAMPLES + 1]
    if not len(some):
        return 0.0
    first, second = (to_lab(layer.colour.reshape(-1, 3)[some]) for layer in (before, after))
    return float(delta_e2000(first, second).mean())
