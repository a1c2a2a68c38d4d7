"""The world around a product: what the camera sees of the stage, in the stage's light, in linear RGB."""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from pipelines.core.colour import Floats, luminance
from pipelines.core.temperature import tint
from pipelines.studio import mirror
from pipelines.studio.bands import banded, shrunk
from pipelines.studio.body import Body
from pipelines.studio.camera import Camera
from pipelines.studio.defocus import defocus
from pipelines.studio.edges import smooth_edges
from pipelines.studio.gobos import GOBOS
from pipelines.studio.illumination import Room, agreed, illuminate
from pipelines.studio.lamps import Lamps, lamps, spread, towards
from pipelines.studio.noise import Noise
from pipelines.studio.pieces import SETS, Built
from pipelines.studio.seen import Seen, faces_of, look
from pipelines.studio.shading import Lightmap, Shaft, shade
from pipelines.studio.stage import Stage
from pipelines.studio.surfaces import Surfaces
from pipelines.studio.tracer import WALL, Geometry

_LIGHT = 352  # px: longest side of the grid on which light is worked out
_LIGHT_SHARE = 5  # px of the picture to a px of that grid, at least
_AWAY = 6.0  # how far the lamp stands from the product, in product sizes
_GLOW = 0.62  # standard deviation of the pool of light behind the product, in product sizes as seen
_GOBO = 3.0  # half width of a gobo's pattern in its own units
_UNIT = 0.62  # product sizes to such a unit
_GOBO_SIDE = 384  # px
_GOBO_AWAY = 1.6  # product sizes from the gobo to what it falls on
_USUAL = 20.0  # cm
_FOCUS = 0.5  # product sizes
_ABYSS = 60.0  # product sizes: how deep what has no ground lies under a wall's product


@dataclass(frozen=True, eq=False)
class World:
    """What surrounds a body on a stage. `shadow` and `reflection`: their strengths, 0–1."""

    body: Body
    stage: Stage
    shadow: float
    reflection: float
    translucency: float
    seed: int

    @cached_property
    def _built(self) -> Built:
        if self.stage.pieces is not None:
            return SETS[self.stage.pieces.kind](self.body, self.stage.pieces.height * self.body.size)
        return Built(np.zeros((0, 9), np.float32), 0.0)

    @cached_property
    def geometry(self) -> Geometry:
        """The stage as rays meet it."""
        body, backdrop, size = self.body, self.stage.backdrop, self.body.size
        depth = self.stage.ground.depth * size
        level = -_ABYSS * size if self._mounted else self._built.level
        if self._mounted:
            sheet = [level, 0.0, 0.0, 0.0]
        else:
            sheet = [level, depth, backdrop.curve * size, depth + (backdrop.curve or backdrop.distance) * size]
        place = np.array([*body.origin, body.cell, body.lies, body.radius], np.float32)
        return Geometry(np.array(sheet, np.float32), self._built.pieces, body.near, body.far, self._through, place)

    @cached_property
    def _colour(self) -> Floats:
        """The body's own colour (h, w, 3), not premultiplied."""
        return np.ascontiguousarray(self.body.colour[..., :3] / np.maximum(self.body.colour[..., 3:], 0.05))

    @cached_property
    def _through(self) -> Floats:
        clear = self._colour / np.maximum(self._colour.max(-1, keepdims=True), 0.05)
        return (self.translucency * clear).astype(np.float32)

    @cached_property
    def surfaces(self) -> Surfaces:
        """The stage's materials."""
        return Surfaces(self.stage, self.body.size, self.seed)

    @cached_property
    def _lamps(self) -> Lamps:
        return lamps(self.stage.light)

    @cached_property
    def _room(self) -> Room:
        light, size = self.stage.light, self.body.size
        camera, wall = self.body.camera, self.geometry.sheet[3]
        wide = _GLOW * size * (camera.distance + wall) / camera.distance
        own = 0.0 if self._mounted else light.backdrop
        reach = np.array([_AWAY * size, self.shadow, own, self.stage.backdrop.glow, wide], np.float32)
        return Room(self.surfaces.mean_tones(len(self._built.pieces)), self._colour, reach, self.body.middle)

    @cached_property
    def _shaft(self) -> Shaft:
        """The key's axis and the gobo in it, as soft as the key's size throws it."""
        light, half = self.stage.light, _GOBO * _UNIT * self.body.size
        if light.gobo is None:
            return Shaft(towards(light), np.ones((1, 1), np.float32), half)
        line = ((np.arange(_GOBO_SIDE) + 0.5) / _GOBO_SIDE * 2 * _GOBO - _GOBO).astype(np.float32)
        u, v = np.meshgrid(line, -line)
        pattern = GOBOS[light.gobo](u, v, Noise(self.seed + 5))
        soft = np.tan(np.radians(spread(light.softness))) * _GOBO_AWAY / _UNIT / 2 * _GOBO_SIDE / (2 * _GOBO)
        pattern = cv2.GaussianBlur(pattern, (0, 0), max(float(soft), 0.5), borderType=cv2.BORDER_REPLICATE)
        return Shaft(towards(light), 1 - light.gobo_strength * (1 - pattern), half)

    @property
    def _lens(self) -> tuple[float, float]:
        """Diameter of the aperture, and how far about the foot all is in focus, as focus stacking has it; cm.

        An f-number means what it does for a product of 20 cm: small things are taken stopped down.
        """
        view = self.stage.view
        return view.focal / view.f_number / 10 * self.body.size / _USUAL, _FOCUS * self.body.size

    @cached_property
    def _exposure(self) -> float:
        """What makes a tone look as it is written at the open foot, or on the wall that the product hangs on."""
        light, axis = self.stage.light, towards(self.stage.light)
        key = max(-float(axis[2]) / float(axis[1]), 0.1) if self._mounted else 1.0
        return 1 / float(luminance(key * tint(light.kelvin) + light.fill * tint(light.fill_kelvin)))

    @property
    def _mounted(self) -> bool:
        return self.body.pose in ("wall", "hanging")

    def picture(self, size: tuple[int, int]) -> tuple[Floats, Floats]:
        """The world without the product, linear RGB (H, W, 3) on (width, height) px, and a blurred, coarse one."""
        lightmap, rough = self._lit(shrunk(size, min(_LIGHT, max(size) // _LIGHT_SHARE)))
        camera = self.body.camera.scaled(size)
        soft = cv2.GaussianBlur(rough, (0, 0), 2.5)
        image = mirror.image(self.body, soft, self.body.camera.scaled(rough.shape[1::-1]))
        covers = self.surfaces.gloss(len(self._built.pieces), self.reflection)
        out = np.empty((size[1], size[0], 3), np.float32)
        faces, circles = np.empty(size[::-1], np.uint8), np.empty(size[::-1], np.float32)
        view = self._view(camera)

        def band(rows: slice) -> None:
            wide = slice(max(rows.start - 1, 0), min(rows.stop + 1, size[1]))
            inner = slice(rows.start - wide.start, rows.stop - wide.start)
            seen, radiance, height = self._shaded(camera, wide, lightmap, view)
            if covers[:, 1].max() > 0:
                mirror.reflect(camera, self.geometry, seen, height, covers, image, wide, radiance)
            out[rows], circles[rows] = radiance[inner], self._confusion(camera, seen.along[inner])
            faces_of(*(plane[inner] for plane in (seen.what, seen.nx, seen.ny, seen.nz)), faces[rows])

        banded(size[1], band)
        sharp = out.copy()
        banded(size[1], lambda rows: smooth_edges(camera, self.geometry, faces, out, rows, sharp))
        if self._has_outlines:
            defocus(sharp, faces, circles)
        return sharp, soft

    @property
    def _has_outlines(self) -> bool:
        return bool(len(self._built.pieces)) or not self.stage.backdrop.curve

    def _confusion(self, camera: Camera, along: Floats) -> Floats:
        """Diameter of each pixel's circle of confusion, px."""
        far, (aperture, sharp) = np.minimum(along, 50 * camera.distance), self._lens
        off = np.maximum(np.abs(far - camera.distance) - sharp, 0)
        return (aperture * off / camera.distance * camera.focal / far).astype(np.float32)

    def _view(self, camera: Camera) -> Floats | None:
        """A painted view on the whole frame; below the ground's far edge its lowest row goes on."""
        if self.stage.backdrop.view is None:
            return None
        depth = np.array([self.stage.ground.depth * self.body.size], np.float32)
        level = np.array([self._built.level], np.float32)
        row = float(camera.seen(np.zeros(1, np.float32), level, depth)[1][0])
        edge = int(np.clip(row + 2, 0, camera.height))
        painted = self.surfaces.view((camera.width, edge)) if edge > 8 else None
        if painted is None:
            return None
        return cv2.copyMakeBorder(painted, 0, camera.height - edge, 0, 0, cv2.BORDER_REPLICATE)

    def _shaded(
        self, camera: Camera, rows: slice, lightmap: Lightmap, view: Floats | None
    ) -> tuple[Seen, Floats, Floats]:
        """What a band sees, its radiance (h, w, 3) without reflections, and its relief (h, w)."""
        seen = look(camera, self.geometry, self._lens, rows)
        albedo, height = self.surfaces.skins(seen)
        radiance = shade(camera, seen, albedo, height, lightmap, self._shaft, rows)
        radiance *= np.float32(self._exposure)
        if view is not None:
            np.copyto(radiance, view[rows], where=((seen.what == WALL) | (seen.what == 0))[..., None])
        return seen, radiance, height

    def _lit(self, size: tuple[int, int]) -> tuple[Lightmap, Floats]:
        """Irradiance on a coarse grid, and the world on it without reflections."""
        camera = self.body.camera.scaled(size)
        faces, light = np.empty(size[::-1], np.uint8), np.empty((*size[::-1], 6), np.float32)

        def band(rows: slice) -> None:
            seen = look(camera, self.geometry, self._lens, rows)
            light[rows] = illuminate(camera, self.geometry, seen, self._lamps, self._room, rows)
            faces_of(seen.what, seen.nx, seen.ny, seen.nz, faces[rows])

        banded(size[1], band, 16)
        even = np.empty_like(light)
        agreed(faces, light, even)
        lightmap = Lightmap(even, faces)
        rough = np.empty((*size[::-1], 3), np.float32)
        view = self._view(camera)

        def colour(rows: slice) -> None:
            rough[rows] = self._shaded(camera, rows, lightmap, view)[1]

        banded(size[1], colour)
        return lightmap, rough
