"""Small bare stages and drawn products, for tests of the studio's light."""

from typing import Any

import cv2
import numpy as np
from standins import shot_of

from pipelines.core.colour import luminance
from pipelines.core.resample import place
from pipelines.core.shot import Shot
from pipelines.studio.body import body
from pipelines.studio.camera import Camera
from pipelines.studio.compose import compose
from pipelines.studio.template import Template
from pipelines.studio.world import World

SIZE = 192, 192
BLUE = 40, 60, 160
BARE: dict[str, Any] = {  # a grey sheet under one small lamp, seen from well above
    "name": "bare",
    "fill": 0.3,
    "below": 0.45,
    "reflection": 0,
    "stage": {
        "ground": {"material": "paper", "tones": ["#bcbcbc"], "depth": 30},
        "backdrop": {"colour": "#bcbcbc"},
        "light": {"azimuth": -90, "elevation": 45, "softness": 0.2, "fill": 0.0},
        "view": {"pitch": 40, "f_number": 32},
        "finish": {"vignette": 0, "grain": 0, "wrap": 0},
    },
}


def template(**parts: Any) -> Template:
    """The bare template with other leaves."""
    return Template.model_validate(_merged(BARE, parts))


def _merged(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    both = {**base, **over}
    for key, part in over.items():
        if isinstance(part, dict) and isinstance(base.get(key), dict):
            both[key] = _merged(base[key], part)
    return both


def box(colour: tuple[int, int, int] = BLUE) -> Shot:
    """An upright box, 60 × 80 px."""
    alpha = np.zeros((120, 100))
    alpha[20:100, 20:80] = 1
    return shot_of(alpha, np.full((120, 100, 3), colour, np.uint8))


def ball(colour: tuple[int, int, int] = BLUE) -> Shot:
    """A disc 80 px wide, its edge soft over two pixels."""
    y, x = np.mgrid[0:120, 0:120] + 0.5
    alpha = np.clip((40 - np.hypot(x - 60, y - 60)) / 2 + 0.5, 0, 1)
    return shot_of(alpha, np.full((120, 120, 3), colour, np.uint8))


def table() -> Shot:
    """A top on four legs, 120 × 80 px, the hind legs seen a little higher."""
    alpha = np.zeros((120, 160))
    alpha[20:32, 20:140] = 1
    alpha[20:100, 22:30] = alpha[20:100, 130:138] = 1
    alpha[20:92, 40:46] = alpha[20:92, 114:120] = 1
    return shot_of(alpha, np.full((120, 160, 3), (120, 80, 40), np.uint8))


def world(shot: Shot, made: Template, seed: int = 1, size: tuple[int, int] = SIZE) -> World:
    """The world around a placed product."""
    assert shot.cutout is not None
    assert made.stage is not None
    layer = place(shot.cutout, compose(shot.cutout, size, made)[0], size)
    there = body(layer, size, made.size_cm, made.stage.view, made.pose, made.thickness)
    return World(there, made.stage, made.shadow, made.reflection, made.translucency, seed)


def picture(shot: Shot, seed: int = 1, size: tuple[int, int] = SIZE, **parts: Any) -> np.ndarray:
    """What surrounds the product, which itself is not laid on top; linear RGB (H, W, 3)."""
    return world(shot, template(**parts), seed, size).picture(size)[0]


def loss(shot: Shot, size: tuple[int, int] = SIZE, **parts: Any) -> np.ndarray:
    """Share of the light (H, W) that the product takes from what surrounds it."""
    bare = luminance(picture(shot, size=size, **{**parts, "shadow": 0}))
    return 1 - luminance(picture(shot, size=size, **parts)) / np.maximum(bare, 1e-6)


def on_ground(camera: Camera) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """x and z in cm of the ground that each pixel sees, and the area of it; 0 area above the horizon."""
    columns, rows = np.meshgrid(np.arange(camera.width) + 0.5, np.arange(camera.height) + 0.5)
    dx, dy, dz = camera.ray(columns, rows)
    far = np.where(dy < -1e-3, camera.eye[1] / np.maximum(-dy, 1e-3), 0)
    area = np.where(dy < -1e-3, far**3, 0)  # a pixel's footprint grows with distance and slant
    return camera.eye[0] + far * dx, camera.eye[2] + far * dz, area / max(float(np.median(area)), 1e-9)


def blurred(values: np.ndarray, sigma: float) -> np.ndarray:
    """A Gaussian blur."""
    return cv2.GaussianBlur(np.asarray(values, np.float32), (0, 0), sigma)
