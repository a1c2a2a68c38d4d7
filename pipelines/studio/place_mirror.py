"""A product's mirror image on a place's glossy ground: what it changes of what the ground already reflects."""

import cv2
import numpy as np

from pipelines.core.colour import Floats
from pipelines.studio.body import Body
from pipelines.studio.place_shadow import on_plane

_ROUGH = 0.12  # of the ground: a polished table
_COARSE = 256  # px: longest side of the place that is mirrored
_HIDDEN = 0.5  # of what the ground shows: so much at most was a reflection that the product now hides
_ROWS = 192  # rows worked on at once


def mirrored(body: Body, world: Floats, strength: float) -> Floats:
    """What is added (H, W, 3) to the place in linear light; `strength` 1 as a smooth dielectric reflects."""
    from pipelines.studio import mirror
    from pipelines.studio.seen import look

    height, width = world.shape[:2]
    camera = body.camera.scaled((width, height))
    k = min(_COARSE / max(width, height), 1.0)
    rough = cv2.GaussianBlur(cv2.resize(world, None, fx=k, fy=k, interpolation=cv2.INTER_AREA), (0, 0), 2.0)
    what = mirror.image(body, rough, body.camera.scaled(rough.shape[1::-1]))
    bare = what._replace(stack=np.zeros_like(what.stack))
    covers = np.zeros((3, 5), np.float32)
    covers[1, :2] = _ROUGH, strength
    geometry = on_plane(body)
    added = np.zeros_like(world)
    for top in range(0, height, _ROWS):
        rows = slice(top, min(top + _ROWS, height))
        seen = look(camera, geometry, (1e-6, 1e6), rows)
        level = np.zeros(seen.what.shape, np.float32)
        with_, without = world[rows].copy(), world[rows].copy()
        mirror.reflect(camera, geometry, seen, level, covers, what, rows, with_)
        mirror.reflect(camera, geometry, seen, level, covers, bare, rows, without)
        added[rows] = np.maximum(with_ - without, -_HIDDEN * strength * world[rows])
    return added
