"""Path-traced pictures of the sample products on an endless grey sheet, under exactly the studio's light and camera.

The key is a disc of sky of even radiance, the fill a dome of even radiance, and the ground takes 1 and `fill` of them
where nothing stands. The unit of length is the product's longest side; x is to the right, y up and z away from the
camera, and the origin is the product's foot: where its nearest point touches the ground. (Mitsuba's axes are those of
`training/scenes`: z up, y away.) No filter takes noise out: only samples do. Nothing here comes from the studio.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import atan, cos, degrees, pi, radians, sin, tan
from typing import Any

import drjit
import mitsuba as mi
import numpy as np

from pipelines.core.colour import Floats, luminance
from training.scenes.loaded import loaded
from training.scenes.mesh import Fur, Points
from training.scenes.thing import Thing
from training.tables import product

SIDE = 320  # px of the frame
FOCAL = 85.0  # full-frame-equivalent mm
GREY = 0.35  # linear reflectance of the sheet, and its linear value in the picture where nothing stands
LONGEST = 100.0  # px of a product's longest side, at its foot
FOOT = (SIDE / 2, 0.62 * SIDE)
_SMALLEST, _WIDEST = 0.6, 32.0  # degrees: the key's angular radius at softness 0 and 1
_FAR = 5000.0  # distance of the disc that stands for the key's patch of sky
_SHEET = 4000.0  # half the sheet's side
_BATCH = 16  # paths a pixel at once, which bounds memory
_BOUNCES = 5
_MATTE_SAMPLES = 256
_SOLE = 0.01  # what is lower than this touches the ground


@dataclass(frozen=True)
class Setup:
    """A sample product under a light, seen from a height. Angles in degrees."""

    product: str
    turn: float  # about the upright, anticlockwise from above
    azimuth: float  # of the key: 0 from the camera, −90 from its left
    elevation: float
    softness: float  # 0–1
    fill: float  # irradiance of the ground by the fill over that by the key
    pitch: float  # of the camera, looking down


@dataclass(frozen=True)
class Eye:
    """A pinhole whose axis goes through the middle of a square frame, with the foot seen at FOOT."""

    pitch: float  # degrees, looking down

    @property
    def focal(self) -> float:
        """Pixels."""
        return FOCAL / 36 * SIDE

    @property
    def place(self) -> Points:
        """Where it is: x, y, z, (3,)."""
        along, (column, row) = self.focal / LONGEST, FOOT
        forward, down = self._slopes(np.full(1, row))
        return np.array([-(column - SIDE / 2) / LONGEST, along * float(down[0]), -along * float(forward[0])])

    def _slopes(self, rows: Points) -> tuple[Points, Points]:
        """How far rays of these rows go forward and down for each unit along the axis."""
        rise, pitch = (rows - SIDE / 2) / self.focal, radians(self.pitch)
        return cos(pitch) - rise * sin(pitch), sin(pitch) + rise * cos(pitch)

    def ground(self) -> tuple[Points, Points]:
        """Where each pixel's middle meets the ground, x and z, (SIDE, SIDE) each; not a number above the horizon."""
        at = np.arange(SIDE, dtype=np.float64) + 0.5
        forward, down = self._slopes(at)
        x, y, z = self.place
        axis = np.where(down > 1e-6, y / np.maximum(down, 1e-6), np.nan)[:, None]
        across = x + (at[None] - SIDE / 2) / self.focal * axis
        return across, np.broadcast_to(z + axis * forward[:, None], across.shape)

    def seen(self, x: Points, z: Points) -> tuple[Points, Points]:
        """Column and row, in pixels from the frame's corner, of points of the ground."""
        ex, ey, ez = self.place
        c, s = cos(radians(self.pitch)), sin(radians(self.pitch))
        axis = (z - ez) * c + ey * s
        return SIDE / 2 + (x - ex) / axis * self.focal, SIDE / 2 + (ey * c - (z - ez) * s) / axis * self.focal


@dataclass(frozen=True, eq=False)
class Reference:
    """What is true of a set-up. Shadows are 1 − luminance / luminance of the same sheet alone."""

    eye: Eye
    base: tuple[float, float]  # middle of what touches the ground: x, z
    height: float  # of the product
    picture: Floats  # (H, W, 3) linear, GREY where nothing stands
    matte: Floats  # (H, W) 0–1: share of each pixel that shows the product
    shadow: Floats  # (H, W) of key and fill together; means nothing on the product
    key: Floats  # (H, W) of the key alone


def reference(setup: Setup, samples: int, seed: int = 0) -> Reference:
    """Trace a set-up with `samples` paths a pixel, a third of them for the fill."""
    thing = standing(setup)
    eye = Eye(setup.pitch)
    paths = mi.load_dict({"type": "path", "max_depth": _BOUNCES})
    key = _rendered({**_solid(thing), **_disc(setup)}, paths, eye, 2 * samples // 3, seed)
    around = _rendered({**_solid(thing), **_dome()}, paths, eye, samples // 3, seed + 500)
    both = np.asarray((key + setup.fill * around) / (1 + setup.fill), np.float32)
    flag = mi.load_dict({"type": "aov", "aovs": "flag:albedo"})
    matte = _rendered(_flagged(thing), flag, eye, _MATTE_SAMPLES, seed)[..., 0]
    sole = thing.points[thing.points[:, 2] < _SOLE][:, :2]
    across, away = (sole.min(0) + sole.max(0)) / 2
    shadow, alone = (np.float32(1) - luminance(layer) / np.float32(GREY) for layer in (both, key))
    return Reference(eye, (float(across), float(away)), float(thing.points[:, 2].max()), both, matte,
                     shadow, alone)  # fmt: skip


def standing(setup: Setup) -> Thing:
    """The product, 1 on its longest side, its nearest point of contact at the origin of the studio's world."""
    thing = product(setup.product)
    thing = thing.mapped(np.eye(3) / np.ptp(thing.points, axis=0).max()).turned(setup.turn)
    points = thing.points
    middle = (points[:, 0].min() + points[:, 0].max()) / 2
    return thing.at(-float(middle), -float(points[points[:, 2] < _SOLE][:, 1].min()), -float(points[:, 2].min()))


def towards(setup: Setup) -> Points:
    """Unit vector from the ground to the middle of the key, mitsuba's axes, (3,)."""
    a, e = radians(setup.azimuth), radians(setup.elevation)
    return np.array([sin(a) * cos(e), -cos(a) * cos(e), sin(e)])


def angular_radius(setup: Setup) -> float:
    """Radians from the middle of the key's disc of sky to its rim."""
    return radians(_SMALLEST + (_WIDEST - _SMALLEST) * setup.softness)


def _disc(setup: Setup) -> dict[str, Any]:
    """The key: a far flat disc is seen as a cone of directions. On the ground it gives π sin² α sin e of its radiance,
    wholly above the horizon as it must be."""
    radius = angular_radius(setup)
    if radius >= radians(setup.elevation):
        raise ValueError("the key reaches below the horizon")
    radiance = pi / (pi * sin(radius) ** 2 * sin(radians(setup.elevation)))
    pose = mi.ScalarTransform4f().look_at(origin=(_FAR * towards(setup)).tolist(), target=[0, 0, 0], up=[0, 0.1, 1])
    emitter = {"type": "area", "radiance": {"type": "rgb", "value": radiance}}
    return {"key": {"type": "disk", "to_world": pose @ mi.ScalarTransform4f().scale(_FAR * tan(radius)),
                    "emitter": emitter}}  # fmt: skip


def _dome() -> dict[str, Any]:
    return {"fill": {"type": "constant", "radiance": 1.0}}


def _solid(thing: Thing) -> dict[str, Any]:
    shapes = {f"s{i}": _shape(part.shape, mi.load_dict(part.material.bsdf()), part.material.repeat)
              for i, part in enumerate(thing.parts)}  # fmt: skip
    return {**shapes, "sheet": _sheet(GREY)}


def _flagged(thing: Thing) -> dict[str, Any]:
    """White product, black sheet."""
    white = mi.load_dict({"type": "twosided", "bsdf": {"type": "diffuse", "reflectance": 1.0}})
    return {**{f"s{i}": _shape(part.shape, white) for i, part in enumerate(thing.parts)}, "sheet": _sheet(0.0)}


def _shape(shape: Any, bsdf: Any, repeat: tuple[float, float] = (1.0, 1.0)) -> Any:
    return loaded(shape.ribbons() if isinstance(shape, Fur) else shape, bsdf, repeat=repeat)


def _sheet(reflectance: float) -> dict[str, Any]:
    scaled = mi.ScalarTransform4f().scale([_SHEET, _SHEET, 1])
    return {"type": "rectangle", "to_world": scaled, "bsdf": {"type": "diffuse", "reflectance": reflectance}}


def _sensor(eye: Eye) -> dict[str, Any]:
    x, y, z = eye.place
    target = [x, z + cos(radians(eye.pitch)), y - sin(radians(eye.pitch))]
    film = {"type": "hdrfilm", "width": SIDE, "height": SIDE, "rfilter": {"type": "box"}}
    return {"type": "perspective", "fov": degrees(2 * atan(SIDE / 2 / eye.focal)), "near_clip": 0.01,
            "far_clip": 4 * _FAR, "film": film, "sampler": {"type": "multijitter"},
            "to_world": mi.ScalarTransform4f().look_at(origin=[x, z, y], target=target, up=[0, 0, 1])}  # fmt: skip


def _rendered(world: dict[str, Any], integrator: Any, eye: Eye, samples: int, seed: int) -> Floats:
    """The mean of batches of paths, each with a seed of its own, (H, W, layers). The last three layers are kept."""
    drjit.set_thread_count(1)
    scene, sensor = mi.load_dict({"type": "scene", **world}), mi.load_dict(_sensor(eye))
    batches = max(samples // _BATCH, 1)
    total = sum(_layers(scene, sensor, integrator, 1000 * seed, batches))
    return np.asarray(total / batches, np.float32)


def _layers(scene: Any, sensor: Any, integrator: Any, seed: int, batches: int) -> Iterator[Any]:
    for batch in range(batches):
        values = mi.render(scene, sensor=sensor, integrator=integrator, spp=_BATCH, seed=seed + batch)
        yield np.array(values, np.float64)[..., -3:]
