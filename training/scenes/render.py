"""Scenes to samples: the path-traced picture and its exact ground truth.

Works with mitsuba's `scalar_rgb`, which runs anywhere; `llvm_ad_rgb` gives the same up to the noise, about three
times as fast. The matte is the share of each pixel's rays that see the product, found on a black-and-white copy of
the scene.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import drjit
import mitsuba as mi
import numpy as np
from numpy.typing import NDArray

from pipelines.core.colour import Floats
from training.scenes.camera import Camera
from training.scenes.denoise import denoised
from training.scenes.light import Light
from training.scenes.loaded import loaded
from training.scenes.material import Material
from training.scenes.mesh import Fur, Mesh
from training.scenes.thing import Part, Thing

BOUNCES = 6
_MATTE_SAMPLES = 64
_GUIDE_SAMPLES = 16  # for a small picture's layers
_FLAGS = 64  # an albedo in 64ths tells which thing a pixel shows
_ALBEDO = {"type": "aov", "aovs": "flag:albedo"}
_BOUND = 1000.0  # metres: nothing in a scene is farther away
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


@dataclass(frozen=True, eq=False)
class Views:
    """A small picture and all that is known of it, every layer of the picture's size."""

    radiance: Floats  # (H, W, 3) linear, scene-referred
    matte: Floats  # (H, W) 0–1
    depth: Floats  # (H, W) metres along the optical axis, averaged over the pixel; 0 where nothing is
    normals: Floats  # (H, W, 3) unit, camera space as in Truth; 0 off the product
    albedo: Floats  # (H, W, 3) linear reflectance, 0–1


def views(scene: Scene, samples: int) -> Views:
    """A picture from `samples` paths a pixel, denoised, and its ground truth: quicker than `picture` and `truth`."""
    world = mi.load_dict({
        "type": "scene", **_shapes((scene.product, *scene.others)), **scene.light.emitters(scene.seed),
    })  # fmt: skip
    sensor = scene.camera.sensor()
    paths = mi.load_dict({"type": "path", "max_depth": BOUNCES})
    radiance = _render(world, paths, sensor, samples, scene.seed)[..., :3]
    guides = mi.load_dict({"type": "aov", "aovs": "a:albedo,n:sh_normal,p:position,d:depth"})
    layers = _render(world, guides, sensor, _GUIDE_SAMPLES, scene.seed)[..., -10:]
    albedo, normals, place, distance = np.split(layers, [3, 6, 9], axis=-1)
    flagged = mi.load_dict({"type": "scene", **_flagged((scene.others, (scene.product,)), 1)})
    matte = _render(flagged, mi.load_dict(_ALBEDO), sensor, _GUIDE_SAMPLES, scene.seed)[..., -3]
    radiance = denoised(radiance, albedo, normals, distance[..., 0])
    axes = scene.camera.axes.astype(np.float32)
    depth = (scene.camera.origin.astype(np.float32) - place) @ axes[2] * (distance[..., 0] > 0)
    facing = normals @ axes.T
    facing /= np.maximum(np.linalg.norm(facing, axis=-1, keepdims=True), 1e-6)
    return Views(radiance, matte, depth, facing * (matte > 0.5)[..., None], np.clip(albedo, 0, 1))


def identities(scene: Scene, things: tuple[Thing, ...]) -> NDArray[np.uint8]:
    """What each pixel's middle shows, (H, W): 1 the product, 2 and up `things`, 0 anything else. At most 60 things."""
    rest = tuple(other for other in scene.others if not any(other is thing for thing in things))
    groups = (rest, (scene.product,), *((thing,) for thing in things))
    world = mi.load_dict({"type": "scene", **_flagged(groups, _FLAGS)})
    seen = _render(world, mi.load_dict(_ALBEDO), scene.camera.sensor(pinhole=True), 1, 0)[..., -3]
    return np.rint(seen * _FLAGS).astype(np.uint8)


def truth(scene: Scene) -> Truth:
    """Matte, depth and normals of a scene's view."""
    world = mi.load_dict({"type": "scene", **_flagged((scene.others, (scene.product,)), 1)})
    matte = _render(world, mi.load_dict(_ALBEDO), scene.camera.sensor(), _MATTE_SAMPLES, scene.seed)[..., -3]
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
    _keep_variable(camera)
    total = np.zeros(1)
    for start in range(0, samples, _BATCH):
        count = min(_BATCH, samples - start)
        values = mi.render(world, sensor=camera, integrator=integrator, spp=count, seed=seed * 1000 + start)
        total = total + count * np.array(values)
    return (total / samples).astype(np.float32)


def _keep_variable(camera: Any) -> None:
    """Have the lens's numbers read at run time, not compiled in."""
    numbers = mi.traverse(camera)
    for name in ("aperture_radius", "focus_distance"):
        if name in numbers:
            value = numbers[name]
            drjit.make_opaque(value)
            numbers[name] = value
    numbers.update()


def _shapes(things: Iterable[Thing]) -> dict[str, Any]:
    """Mitsuba's shapes, of their materials.

    Specks far away bring one of every sort of material, give every scene the same bounds and round the number of its
    shapes up to a multiple of 16: scenes alike in these are one program to a variant that compiles them.
    """
    parts = [*_SORTS, *(part for thing in things for part in thing.parts)]
    parts += _SORTS[:1] * (-len(parts) % 16)
    return {f"s{i:03}": _mesh(part, mi.load_dict(part.material.bsdf())) for i, part in enumerate(parts)}


def _flagged(groups: Sequence[Iterable[Thing]], highest: int) -> dict[str, Any]:
    """Mitsuba's shapes, of the albedo of their group: its number over `highest`."""
    shapes: dict[str, Any] = {}
    for number, things in enumerate(groups):
        flag = {"type": "twosided", "bsdf": {"type": "diffuse", "reflectance": number / highest}}
        bsdf = mi.load_dict(flag)
        parts = [part for thing in things for part in thing.parts]
        shapes |= {f"g{number}s{i}": _mesh(part, bsdf) for i, part in enumerate(parts)}
    return shapes


def _speck(corner: float, smooth: bool = True, **terms: Any) -> Part:
    """A triangle of a millimetre in a corner of the world."""
    points = np.full((3, 3), corner) - np.sign(corner) * np.diag([1e-3, 1e-3, 0])
    return Part(Mesh(points, np.zeros((3, 2)), np.array([[0, 1, 2]]), smooth), Material("#000000", **terms))


_SORTS = [_speck(_BOUND), _speck(-_BOUND, False), _speck(-_BOUND, clear=1.0), _speck(-_BOUND, clear=1.0, solid=True)]


def _mesh(part: Part, bsdf: Any) -> Any:
    mesh = part.shape.ribbons() if isinstance(part.shape, Fur) else part.shape
    return loaded(mesh, bsdf, repeat=part.material.repeat)
