"""Scenes to samples: the path-traced picture and its exact ground truth.

Works with mitsuba's `scalar_rgb`, which runs anywhere; `llvm_ad_rgb` gives the same up to the noise, about three
times as fast. The matte is the share of each pixel's rays that see the product, found on a black-and-white copy of
the scene.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import mitsuba as mi
import numpy as np
from numpy.typing import NDArray

from pipelines.core.colour import Floats
from training.scenes.camera import Camera
from training.scenes.denoise import denoised
from training.scenes.light import Light
from training.scenes.mesh import Fur
from training.scenes.thing import Part, Thing

BOUNCES = 6
_MATTE_SAMPLES = 64
_BATCH = 16  # samples a pixel at once: bounds memory, and 4 × 4 strata give smooth edges


@dataclass(frozen=True, eq=False)
class Scene:
    """A product among other things (clutter, table, walls), lit and seen."""

    product: Thing
    others: tuple[Thing, ...]
    light: Light
    camera: Camera
    seed: int


@dataclass(frozen=True, eq=False)
class Truth:
    """What is known about a view whatever the light. `matte` has the picture's size, the other two half of it."""

    matte: Floats  # (H, W) 0–1: share of the pixel that shows the product
    depth: Floats  # (H/2, W/2) metres along the optical axis; 0 where nothing is
    normals: Floats  # (H/2, W/2, 3) unit, camera space: x right, y up, z towards the viewer; 0 off the product


def picture(scene: Scene, samples: int) -> Floats:
    """Linear scene-referred RGB (H, W, 3) from `samples` paths a pixel, denoised."""
    shapes = _shapes((scene.product, *scene.others))
    world = mi.load_dict({"type": "scene", **shapes, **scene.light.emitters(scene.seed)})
    paths = {"type": "path", "max_depth": BOUNCES}
    guides = mi.load_dict({"type": "aov", "aovs": "a:albedo,n:sh_normal,d:depth", "paths": paths})
    layers = _render(world, guides, scene.camera.sensor(), samples, scene.seed)
    return denoised(layers[..., :3], layers[..., -7:-4], layers[..., -4:-1], layers[..., -1])


def truth(scene: Scene) -> Truth:
    """Matte, depth and normals of a scene's view."""
    world = mi.load_dict({"type": "scene", **_shapes((scene.product,), 1.0), **_shapes(scene.others, 0.0)})
    flags = mi.load_dict({"type": "aov", "aovs": "flag:albedo"})
    matte = _render(world, flags, scene.camera.sensor(), _MATTE_SAMPLES, scene.seed)[..., -3]
    aovs = mi.load_dict({"type": "aov", "aovs": "flag:albedo,place:position,normal:sh_normal"})
    layers = _render(world, aovs, scene.camera.sensor(pinhole=True), 1, scene.seed)[..., -9:]
    product, layers = _halved(layers[..., 0] > 0.5, layers[..., 3:])
    place, normal = layers[..., :3], layers[..., 3:]
    axes = scene.camera.axes.astype(np.float32)
    depth = (scene.camera.origin.astype(np.float32) - place) @ axes[2] * place.any(-1)
    normal = normal @ axes.T * product[..., None]
    return Truth(matte, depth, normal / np.maximum(np.linalg.norm(normal, axis=-1, keepdims=True), 1e-6))


def _halved(product: NDArray[np.bool_], layers: Floats) -> tuple[NDArray[np.bool_], Floats]:
    """Each 2 × 2 block is the product's where half of it is; its layers are the mean over its pixels of that kind."""
    height, width = product.shape
    blocks = product.reshape(height // 2, 2, width // 2, 2)
    most = blocks.mean((1, 3), keepdims=True) >= 0.5
    chosen = (blocks == most)[..., None]
    return most[:, 0, :, 0], (layers.reshape(*blocks.shape, -1) * chosen).sum((1, 3)) / chosen.sum((1, 3))


def _render(world: Any, integrator: Any, sensor: dict[str, Any], samples: int, seed: int) -> Floats:
    """The mean of batches of samples, each with a seed of its own."""
    camera = mi.load_dict(sensor)
    total = np.zeros(1)
    for start in range(0, samples, _BATCH):
        count = min(_BATCH, samples - start)
        values = mi.render(world, sensor=camera, integrator=integrator, spp=count, seed=seed * 1000 + start)
        total = total + count * np.array(values)
    return (total / samples).astype(np.float32)


def _shapes(things: Iterable[Thing], flag: float | None = None) -> dict[str, Any]:
    """Mitsuba's shapes; with `flag`, all of them of that albedo instead of their materials."""
    plain = {"type": "twosided", "bsdf": {"type": "diffuse", "reflectance": flag}}
    parts = [part for thing in things for part in thing.parts]
    return {f"s{flag}_{i}".replace(".", "_"): _mesh(part, part.material.bsdf() if flag is None else plain)
            for i, part in enumerate(parts)}  # fmt: skip


def _mesh(part: Part, bsdf: dict[str, Any]) -> Any:
    mesh = part.shape.ribbons() if isinstance(part.shape, Fur) else part.shape
    properties = mi.Properties()
    properties["bsdf"] = mi.load_dict(bsdf)
    shape = mi.Mesh("", len(mesh.points), len(mesh.faces), properties, mesh.smooth, has_vertex_texcoords=True)
    buffers = mi.traverse(shape)
    buffers["vertex_positions"] = mesh.points.astype(np.float32).ravel()
    buffers["vertex_texcoords"] = (mesh.uv * part.material.repeat).astype(np.float32).ravel()
    buffers["faces"] = mesh.faces.astype(np.uint32).ravel()
    buffers.update()
    return shape
