"""A mesh as mitsuba takes it."""

from typing import Any

import mitsuba as mi
import numpy as np

from training.scenes.mesh import Mesh


def loaded(mesh: Mesh, bsdf: Any = None, emitter: Any = None, repeat: tuple[float, float] = (1.0, 1.0)) -> Any:
    """Mitsuba's shape, of a loaded BSDF or emitter; `repeat` multiplies the texture coordinates."""
    properties = mi.Properties()
    for name, value in (("bsdf", bsdf), ("emitter", emitter)):
        if value is not None:
            properties[name] = value
    shape = mi.Mesh("", len(mesh.points), len(mesh.faces), properties, mesh.smooth, has_vertex_texcoords=True)
    buffers = mi.traverse(shape)
    buffers["vertex_positions"] = mesh.points.astype(np.float32).ravel()
    buffers["vertex_texcoords"] = (mesh.uv * repeat).astype(np.float32).ravel()
    buffers["faces"] = mesh.faces.astype(np.uint32).ravel()
    buffers.update()
    return shape
