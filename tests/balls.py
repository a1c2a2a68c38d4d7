"""Balls whose every layer is known by formula: seen by a pinhole camera, matt, lit from one side."""

import numpy as np

from pipelines.core.colour import to_srgb8
from training.dataset import Sample

SIDE = 96  # pixels of the picture
FOCAL = 119.0  # pixels: 38 mm, 35 mm equivalent
LEFT = np.array([-0.8, 0.36, 0.48])


def ball(light: np.ndarray = LEFT, radius: float = 0.25, at: tuple[float, float] = (0.0, 0.0), side: int = SIDE,
         paint: tuple[float, float, float] = (0.7, 0.4, 0.3)) -> Sample:  # fmt: skip
    """A ball of `radius` at distance 1, `at` x and y (right, up), before a wall; `light` (3,) is a unit vector."""
    focal = FOCAL * side / SIDE
    steps = np.arange(side) + 0.5 - side / 2
    ray = np.stack(np.broadcast_arrays(steps / focal, -steps[:, None] / focal, -1.0), -1)
    centre = np.array([*at, -1.0])
    square, along = (ray**2).sum(-1), ray @ centre
    root = along**2 - square * (centre @ centre - radius**2)
    hit = root > 0
    depth = np.where(hit, (along - np.sqrt(np.maximum(root, 0))) / square, 1 + radius)
    normals = (ray * depth[..., None] - centre) / radius * hit[..., None]
    shade = 0.15 + 0.8 * np.maximum(normals @ light, 0)
    albedo = np.where(hit[..., None], paint, 0.5)
    photo = to_srgb8(np.where(hit[..., None], shade[..., None] * albedo, 0.2).astype(np.float32))
    layers = (each.astype(np.float32) for each in (depth / depth[hit].mean(), normals, albedo))
    return Sample(photo, hit.astype(np.float32), hit.astype(np.uint8), *layers, light.astype(np.float32), 0.8, True)
