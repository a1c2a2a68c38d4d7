"""Light on surfaces that are known by their normals: a key, light from all around, and what the ground throws back.

Camera space: x right, y up, z towards the viewer. Irradiance is 1 on a surface that faces the key. What nobody knows
from one photo (the ground's tone, what the product shades of itself) is what such photos mostly have.
"""

from dataclasses import dataclass
from math import cos, radians, sin

import numpy as np

from pipelines.core.colour import Floats
from pipelines.studio.footing import footing
from pipelines.studio.lamps import spread
from pipelines.studio.shape import Shape, directions

_LEVEL = 10.0  # degrees that a camera looks down where the product's footing tells nothing
BOUNCE = 0.25  # of what reaches the ground, what it throws back
SOFT = 0.5  # softness that a photo's own light is taken to have
_FILL = 0.254, 0.244  # factor and power of the fill, over the rest of all light; `training.fill` fits them
_LIKELY = 64  # directions of the photo's light that are reckoned with
_SURE = 2.0  # power of their probabilities: shading that is there is taken out more fully, at no cost in truth
_SHINE = 24.0  # exponent of a highlight's lobe: satin
_DARKEST = 0.02  # irradiance that is never undercut


@dataclass(frozen=True, eq=False)
class Source:
    """A light, perhaps only known by where it may be."""

    towards: Floats  # (K, 3) unit
    weights: Floats  # (K,) that add up to 1
    softness: float  # 0 the sun, 1 a window wall
    fill: float  # irradiance from all around, against the key's 1


@dataclass(frozen=True, eq=False)
class Shaded:
    """A surface in a source's light."""

    irradiance: Floats  # (h, w) above 0
    shine: Floats  # (h, w) 0–1, where a satin surface would show a highlight
    ground: float  # irradiance of open, level ground


def pitch(alpha: Floats) -> float:
    """Degrees that the camera of a matte (h, w) looks down: what its footing tells, and what sellers mostly do.

    Fitted to rendered photos, on which it is off by 10° on average."""
    return min(_LEVEL + 0.7 * footing(alpha).pitch, 50.0)


def upwards(pitch: float) -> Floats:
    """(3,) the world's up for a camera that looks down by `pitch` degrees."""
    return np.array([0, cos(radians(pitch)), sin(radians(pitch))], np.float32)


def towards(azimuth: float, elevation: float, pitch: float) -> Floats:
    """(3,) the direction of a light given in degrees as in a template's light, in camera space."""
    a, e, p = radians(azimuth), radians(elevation), radians(pitch)
    x, y, z = sin(a) * cos(e), sin(e), cos(a) * cos(e)
    return np.array([x, y * cos(p) - z * sin(p), y * sin(p) + z * cos(p)], np.float32)


def angles(way: Floats, pitch: float) -> tuple[float, float]:
    """Azimuth and elevation in degrees of a direction (3,): the inverse of `towards`."""
    x, y, z = (float(value) for value in way)
    p = radians(pitch)
    up, back = y * cos(p) + z * sin(p), z * cos(p) - y * sin(p)
    return float(np.degrees(np.arctan2(x, back))), float(np.degrees(np.arcsin(np.clip(up, -1, 1))))


def photos(found: Shape) -> Source:
    """The light of a photo: the directions that the shape network thinks likely, and the fill that goes with its part
    of all light."""
    likely = np.argsort(-found.lights)[:_LIKELY]
    weights = found.lights[likely] ** _SURE
    weights = weights / weights.sum()
    factor, power = _FILL
    fill = factor * ((1 - strongest(found)) / strongest(found)) ** power
    return Source(directions()[likely], weights.astype(np.float32), SOFT, fill)


def strongest(found: Shape) -> float:
    """The strongest light's part of all light, within what photos have."""
    return min(max(found.share, 0.3), 0.95)


def one(way: Floats, softness: float, fill: float) -> Source:
    """A light of which all is known."""
    return Source(way[None].astype(np.float32), np.ones(1, np.float32), softness, fill)


def shaded(normals: Floats, source: Source, up: Floats) -> Shaded:
    """Surfaces (h, w, 3) in a source's light, above ground that lies level."""
    flat = normals.reshape(-1, 3)
    key = lit(flat @ source.towards.T, source.softness) @ source.weights
    halfway = source.towards + np.array([0, 0, 1], np.float32)
    halfway /= np.maximum(np.linalg.norm(halfway, axis=-1, keepdims=True), 1e-3)
    shine = np.maximum(flat @ halfway.T, 0) ** _SHINE @ source.weights
    ground = float(np.maximum(source.towards @ up, 0) @ source.weights) + source.fill
    above = 0.5 + 0.5 * (flat @ up)
    total = key + source.fill * above + BOUNCE * ground * (1 - above)
    shape = normals.shape[:2]
    return Shaded(np.maximum(total, _DARKEST).reshape(shape), shine.reshape(shape), ground)


def lit(cosine: Floats, softness: float) -> Floats:
    """Irradiance of a round light seen under these cosines, 1 where it is faced; as it sets it does so gradually.

    A quadratic in place of the exact integral (Snyder 1996), off by less than 0.01.
    """
    edge = np.float32(sin(radians(spread(softness))))
    return np.where(cosine > edge, cosine, np.maximum(cosine + edge, 0) ** 2 / (4 * edge))
