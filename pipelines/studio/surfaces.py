"""What each thing that a pixel sees is made of: its albedo and relief, by the template's words."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

import cv2
import numpy as np

from pipelines.core.colour import Floats, hex_to_linear
from pipelines.studio.materials import MATERIALS
from pipelines.studio.noise import Noise, smoothstep
from pipelines.studio.seen import Seen
from pipelines.studio.stage import Cover, Stage, tones
from pipelines.studio.tracer import GROUND, PIECES, WALL
from pipelines.studio.views import VIEWS

_VIEW = 320, 16  # px: width at which a painted view is made, and what its height is a multiple of
_UPRIGHT = 311.0  # cm by which a wall's pattern is moved, so that it does not go on from the ground's
_COARSEST = 6  # px
_MOTTLE = 0.02  # how uneven a plain wall is


@dataclass(frozen=True, eq=False)
class Surfaces:
    """A stage's materials, `size` being the product's longest side in cm; `seed` draws their patterns."""

    stage: Stage
    size: float
    seed: int

    @cached_property
    def noise(self) -> Noise:
        """Shared by all of them; each is moved to a part of its own."""
        return Noise(self.seed)

    def skins(self, seen: Seen) -> tuple[Floats, Floats]:
        """Albedo (h, w, 3) and relief in cm (h, w) of a band of pixels; 0 where a painted view or nothing is seen."""
        albedo = np.zeros((*seen.what.shape, 3), np.float32)
        height = np.zeros(seen.what.shape, np.float32)
        for what in np.unique(seen.what):
            there = seen.what == what
            window = _window(there)
            part = Seen(*(plane[window] for plane in seen))
            step = 1 if self._plain_at(int(what)) else _step(part, there[window])
            skin = self._skin(int(what), Seen(*(plane[::step, ::step] for plane in part)))
            if skin is not None:
                np.copyto(albedo[window], _grown(skin[0], step, part.what.shape), where=there[window][..., None])
                if skin[1] is not None:
                    np.copyto(height[window], _grown(skin[1], step, part.what.shape), where=there[window])
        return albedo, height

    def _plain_at(self, what: int) -> bool:
        """Whether a thing is of plain tones, not of a material."""
        backdrop = self.stage.backdrop
        return backdrop.curve > 0 if what == GROUND else what == WALL and backdrop.wall is None

    def _skin(self, what: int, part: Seen) -> tuple[Floats, Floats | None] | None:
        stage = self.stage
        if what == GROUND:
            return self._sweep(part) if stage.backdrop.curve else self._covered(stage.ground, part, 0.0)
        if what == WALL and stage.backdrop.view is None:
            wall = stage.backdrop.wall
            return self._plain(part) if wall is None else self._covered(wall, part, _UPRIGHT)
        if what >= PIECES and stage.pieces is not None:
            return self._covered(stage.pieces, part, 173.0 * (what - PIECES + 1))
        return None

    def _covered(self, cover: Cover, part: Seen, moved: float) -> tuple[Floats, Floats | None]:
        turn = np.radians(cover.turn)
        c, s = np.float32(np.cos(turn)), np.float32(np.sin(turn))
        x = c * part.s + s * part.t + np.float32(moved)
        z = c * part.t - s * part.s + np.float32(moved)
        return MATERIALS[cover.material].make(x, z, part.footprint, tones(cover.tones), self.noise)

    def _sweep(self, part: Seen) -> tuple[Floats, None]:
        """A seamless sheet: the ground's tone, passing into the backdrop's along the curve and its upper one above."""
        ground, backdrop = self.stage.ground, self.stage.backdrop
        start, bend = ground.depth * self.size, backdrop.curve * self.size
        share = smoothstep(0.0, start + 1.6 * bend, part.t)[..., None]
        assert backdrop.colour is not None
        tone = hex_to_linear(ground.tones[0]) * (1 - share) + hex_to_linear(backdrop.colour) * share
        return self._rising(tone, part.t - start - 0.6 * bend), None

    def _plain(self, part: Seen) -> tuple[Floats, None]:
        assert self.stage.backdrop.colour is not None
        mottle = 1 + _MOTTLE * self.noise.fractal(part.s, part.t, 1.6 * self.size, 2, part.footprint, 77)
        tone = np.broadcast_to(hex_to_linear(self.stage.backdrop.colour), (*part.what.shape, 3))
        return self._rising(tone, part.t) * mottle[..., None], None

    def _rising(self, tone: Floats, up: Floats) -> Floats:
        """Tones (h, w, 3) of the backdrop, passing into its upper colour with height in cm."""
        if self.stage.backdrop.top is None:
            return tone
        share = smoothstep(0.0, 2.2 * self.size, up)[..., None]
        return tone * (1 - share) + hex_to_linear(self.stage.backdrop.top) * share

    def view(self, size: tuple[int, int]) -> Floats | None:
        """The painted view behind the ground's far edge, on `size` (width, height) px, if there is one."""
        name = self.stage.backdrop.view
        if name is None or min(size) < 1:
            return None
        width, step = _VIEW
        small = width, max(round(width * size[1] / size[0] / step), 1) * step
        side = round(float(np.sin(np.radians(self.stage.light.azimuth))), 2)
        painted = _painted(name, small, self.stage.backdrop.tones, side, self.seed)
        return np.maximum(cv2.resize(painted, size, interpolation=cv2.INTER_CUBIC), 0)

    def mean_tones(self, pieces: int) -> Floats:
        """(2 + pieces, 3): the colour that wall, ground and each piece throw on what is near them."""
        stage, backdrop = self.stage, self.stage.backdrop
        plain = backdrop.tones if backdrop.colour is None else (backdrop.colour,)
        wall = plain if backdrop.wall is None else backdrop.wall.tones
        rows = [tones(wall)[0], tones(stage.ground.tones)[0]]
        rows += [tones(stage.pieces.tones)[0]] * pieces if stage.pieces else []
        return np.stack(rows).astype(np.float32)

    def gloss(self, pieces: int, strength: float) -> Floats:
        """(3 + pieces, 5) for each number of `Seen.what`: roughness, strength, RGB of a metal's reflectance."""
        stage = self.stage
        rows = [np.array([1, 0, 0, 0, 0], np.float32), _gloss(stage.ground, strength)]
        rows.append(_gloss(stage.backdrop.wall, strength) if stage.backdrop.wall else rows[0])
        rows += [_gloss(stage.pieces, strength)] * pieces if stage.pieces else []
        return np.stack(rows)


@lru_cache(maxsize=8)
def _painted(name: str, size: tuple[int, int], colours: tuple[str, ...], side: float, seed: int) -> Floats:
    return VIEWS[name].make(size, tones(colours), side, Noise(seed))


def _gloss(cover: Cover, strength: float) -> Floats:
    metal = tones(cover.tones)[0] if MATERIALS[cover.material].metal else np.zeros(3, np.float32)
    return np.array([cover.gloss, strength, *metal], np.float32)


def _step(part: Seen, there: np.ndarray) -> int:
    """How many pixels apart a surface may be drawn where it is so far out of focus that nothing is lost by it."""
    if min(there.shape) < 3 * _COARSEST:
        return 1
    pixel = np.maximum(np.abs(np.diff(part.s, axis=1)), np.abs(np.diff(part.t, axis=1)))
    sharpest = float((part.footprint[:, 1:] / np.maximum(pixel, 1e-9))[there[:, 1:]].min(initial=1e9))
    return int(np.clip(sharpest / 2, 1, _COARSEST))


def _grown(plane: Floats, step: int, shape: tuple[int, ...]) -> Floats:
    """A plane drawn at every `step`-th pixel on all of them, (h, w) of `shape`."""
    if step == 1:
        return plane
    moved = np.array([[1 / step, 0, 0], [0, 1 / step, 0]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(np.ascontiguousarray(plane), moved, shape[::-1], flags=flags, borderMode=cv2.BORDER_REPLICATE)


def _window(there: np.ndarray) -> tuple[slice, slice]:
    """The smallest window that holds all that is there."""
    rows, columns = np.flatnonzero(there.any(1)), np.flatnonzero(there.any(0))
    return slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
