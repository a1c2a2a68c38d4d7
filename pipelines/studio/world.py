"""Ground, backdrop, light, shadow and reflection around a standing product, composed in linear light."""

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from pipelines.core.colour import Floats, hex_to_linear
from pipelines.studio import shadow, surface
from pipelines.studio.camera import Camera
from pipelines.studio.light import irradiance
from pipelines.studio.materials import MATERIALS
from pipelines.studio.noise import Noise, smoothstep
from pipelines.studio.reflection import fresnel, mirror
from pipelines.studio.subject import Subject
from pipelines.studio.surface import Surface
from pipelines.studio.template import Ground, Stage, Template

_LIGHT = 768  # px: longest side of the grid on which light is worked out
_WALL = 2.5  # product sizes from the far edge of a table to the wall
_BOUNCE = 0.3  # share of its own light that a product throws back on the ground it hides from the sky
_UNDERSIDE = 0.7  # brightness of what a mirror image shows, the product's underside, against its front
_VIGNETTE = 0.12  # light lost in the corners
_KNEE = 0.8  # linear: above this, the world's highlights are rolled off below white


@dataclass(frozen=True, eq=False)
class World:
    """What surrounds a subject under one template; `seed` draws the pattern of its materials."""

    subject: Subject
    template: Template
    stage: Stage
    seed: int

    def picture(self, size: tuple[int, int]) -> Floats:
        """The world without the product, on a grid of `size` (width, height) px: linear RGB (H, W, 3)."""
        camera = self.subject.camera.scaled(size)
        depth = self.stage.ground.depth * self.subject.size
        if self.stage.backdrop.curve:
            sheet = surface.sweep(camera, depth, self.stage.backdrop.curve * self.subject.size, self._aperture)
            return _exposed(self._lit(camera, sheet, self._paper(camera, sheet)))
        picture = cv2.resize(self._plaster(camera.scaled(shrunk(size, _LIGHT))), size, interpolation=cv2.INTER_LINEAR)
        cover = surface.cover(camera, depth, self._aperture)
        first = int(np.argmax(cover > 0)) if cover.any() else len(cover)
        if first < len(cover):
            table = surface.ground(camera, self._aperture).rows(first)
            share = cover[first:, None, None]
            picture[first:] += share * (self._table(camera, table) - picture[first:])
        return _exposed(picture)

    @property
    def _aperture(self) -> float:
        """Diameter in cm."""
        return self.stage.view.focal / self.stage.view.f_number / 10

    def _table(self, camera: Camera, sheet: Surface) -> Floats:
        albedo = _pattern(camera, self.stage.ground, self._aperture, len(sheet.run), self.seed)
        return self._mirrored(camera, sheet, self._lit(camera, sheet, albedo))

    def _paper(self, camera: Camera, sheet: Surface) -> Floats:
        """A seamless sheet: the ground's tone, passing into the backdrop's along the curve."""
        ground, backdrop = self.stage.ground, self.stage.backdrop
        start, bend = ground.depth * self.subject.size, backdrop.curve * self.subject.size
        share = smoothstep(0.0, start + 1.6 * bend, sheet.run)[:, None]
        tone = hex_to_linear(ground.tones[0]) * (1 - share) + hex_to_linear(backdrop.colour) * share
        return self._rising(tone, sheet)[:, None, :]

    def _plaster(self, camera: Camera) -> Floats:
        """A wall apart, out of focus; its colour is what is seen where the light falls brightest."""
        size, light = self.subject.size, self.stage.light
        sheet = surface.wall(camera, (self.stage.ground.depth + _WALL) * size, self._aperture)
        x = camera.across(sheet.axis)
        y = np.ascontiguousarray(np.broadcast_to(sheet.y[:, None], x.shape))
        lamp = irradiance(x, sheet, light, size)
        lamp = (lamp / max(float(lamp.max()), 1e-6) + light.fill) / (1 + light.fill)
        noise = Noise(np.random.default_rng(self.seed + 1))
        lamp *= 1 + 0.025 * noise.fractal(x, y, 1.6 * size, 2, sheet.footprint[:, None])
        return self._rising(hex_to_linear(self.stage.backdrop.colour)[None], sheet)[:, None, :] * lamp[..., None]

    def _rising(self, tone: Floats, sheet: Surface) -> Floats:
        """Tones (H or 1, 3) of the backdrop, passing into its upper colour with height."""
        if self.stage.backdrop.top is None:
            return np.broadcast_to(tone, (len(sheet.y), 3))
        share = smoothstep(0.0, 2.2 * self.subject.size, sheet.y)[:, None]
        return tone * (1 - share) + hex_to_linear(self.stage.backdrop.top) * share

    def _lit(self, camera: Camera, sheet: Surface, albedo: Floats) -> Floats:
        """A sheet's own colour under key, fill and what the product throws back; exactly `albedo` at the open foot."""
        small = shrunk((camera.width, len(sheet.run)), _LIGHT)
        rows = sheet.resized(small[1])
        rough = camera.scaled((small[0], round(camera.height * small[0] / camera.width)))
        light = self.stage.light
        key, fill = hex_to_linear(light.colour), light.fill * hex_to_linear(light.fill_colour)
        x = rough.across(rows.axis)
        hidden, roofed, bounce = self._occlusion(x, rows.run)
        lamp = irradiance(x, rows, light, self.subject.size)
        strength = self.template.shadow
        total = (lamp * (1 - strength * hidden))[..., None] * key + (1 - strength * roofed)[..., None] * fill
        total += strength * bounce * (key + fill)
        total = (total / (key + fill)).astype(np.float32)
        return albedo * cv2.resize(total, (camera.width, len(sheet.run)), interpolation=cv2.INTER_LINEAR)

    def _occlusion(self, x: Floats, run: Floats) -> tuple[Floats, Floats, Floats]:
        """Hidden share of the key (h, w), of the sky (h, w), and coloured light thrown back (h, w, 3)."""
        maps = ground_maps(self.subject, self.stage)
        column, row = self.subject.solid.origin
        u = np.ascontiguousarray(x * self.subject.dots + column - 0.5, np.float32)
        v = np.ascontiguousarray(np.broadcast_to(run[:, None] * self.subject.dots + row - 0.5, x.shape), np.float32)
        seen = cv2.remap(maps, u, v, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
        return seen[..., 0], seen[..., 1], seen[..., 2:]

    def _mirrored(self, camera: Camera, sheet: Surface, diffuse: Floats) -> Floats:
        strength = self.template.reflection * fresnel(sheet.slope, self.stage.ground.roughness)
        if strength.max() < 0.004:
            return diffuse
        subject = self.subject
        small = shrunk((camera.width, len(sheet.run)), _LIGHT)
        k = subject.camera.width / small[0]
        first = camera.height - len(sheet.run)
        top = first * subject.camera.height / camera.height
        u = ((np.arange(small[0], dtype=np.float32) + 0.5) * k - subject.corner[0]) * subject.grain
        v = ((np.arange(small[1], dtype=np.float32) + 0.5) * k + top - subject.corner[1]) * subject.grain
        base = np.interp(u, np.arange(len(subject.base)) + 0.5, subject.base).astype(np.float32)
        image = mirror(
            subject.upright,
            v[:, None] - base[None, :],
            np.broadcast_to(u, (small[1], small[0])),
            self.stage.ground.roughness,
        )
        image = cv2.resize(image, (camera.width, len(sheet.run)), interpolation=cv2.INTER_LINEAR)
        around = hex_to_linear(self.stage.backdrop.colour) * (1 - image[..., 3:]) + _UNDERSIDE * image[..., :3]
        return diffuse + strength[:, None, None] * (around - diffuse)


@lru_cache(maxsize=2)
def _pattern(camera: Camera, ground: Ground, aperture: float, rows: int, seed: int) -> Floats:
    """Albedo of the ground in the lowest `rows` rows; kept, since light and shadow do not change it."""
    sheet = surface.ground(camera, aperture).rows(camera.height - rows)
    x, z = turned(camera.across(sheet.axis), sheet.run, ground.turn)
    tones = np.stack([hex_to_linear(tone) for tone in ground.tones])
    return MATERIALS[ground.material](x, z, sheet.footprint[:, None], tones, np.random.default_rng(seed))


def ground_maps(subject: Subject, stage: Stage) -> Floats:
    """On the raster of the subject's solid: hidden share of key, of sky, and coloured light back (5 planes)."""
    light = stage.light
    key = shadow.disc(light.azimuth, light.elevation, light.softness)
    hidden, roofed = shadow.smoothed(shadow.occlusion(subject.solid, key), subject.roofed), subject.roofed
    column = round(subject.solid.origin[0] - subject.upright.shape[1] / 2)
    low = subject.upright[: max(len(subject.upright) // 2, 1)].sum(0)
    line = np.zeros((1, hidden.shape[1], 4), np.float32)
    line[0, column : column + len(low)] = low
    line = cv2.GaussianBlur(line, (0, 0), 0.12 * max(subject.upright.shape[:2]), borderType=cv2.BORDER_CONSTANT)
    colour = line[..., :3] / np.maximum(line[..., 3:], 1e-3)
    return np.dstack([hidden, roofed, _BOUNCE * roofed[..., None] * colour]) * _faded(hidden.shape)[..., None]


def _faded(shape: tuple[int, int]) -> Floats:
    """1 inside, falling to 0 at the border of a raster."""
    across, away = (
        np.clip(8 * np.minimum(np.linspace(0, 1, n), np.linspace(1, 0, n)), 0, 1) for n in (shape[1], shape[0])
    )
    return (away[:, None] * across[None, :]).astype(np.float32)


def turned(x: Floats, z: Floats, degrees: float) -> tuple[Floats, Floats]:
    """Ground coordinates (h, w) and (h,) turned about the foot, both (h, w) float32."""
    c, s = np.float32(np.cos(np.radians(degrees))), np.float32(np.sin(np.radians(degrees)))
    away = z[:, None].astype(np.float32)
    return c * x + s * away, c * away - s * x


def shrunk(size: tuple[int, int], longest: int) -> tuple[int, int]:
    """`size`, or the size of the same aspect whose longest side is `longest` px where that is smaller."""
    k = min(longest / max(size), 1.0)
    return max(round(size[0] * k), 1), max(round(size[1] * k), 1)


def _exposed(picture: Floats) -> Floats:
    """A lens's vignette, and highlights above the knee bent so that they approach white and never clip; in place."""
    across, away = (np.linspace(-1, 1, n, dtype=np.float32) ** 2 for n in picture.shape[1::-1])
    picture *= (1 - _VIGNETTE / 2 * (away[:, None] + across))[..., None]
    over = np.maximum(picture - np.float32(_KNEE), 0)
    np.minimum(picture, np.float32(_KNEE), out=picture)
    over /= 1 + over * np.float32(1 / (1 - _KNEE))
    picture += over
    return picture
