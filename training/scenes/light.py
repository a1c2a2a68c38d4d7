"""What lights a scene: windows, lamps or the sun, and the room or the sky around."""

from dataclasses import dataclass, field, replace
from typing import Any

import cv2
import mitsuba as mi
import numpy as np

from pipelines.core.colour import Floats, hex_to_linear, luminance
from training.scenes.loaded import loaded
from training.scenes.mesh import Points, sheet

_TARGET = np.array([0, 0, 0.05])  # what the sources face, metres
_BAR = 0.06  # of a pane's width, on each side
_BAR_LIGHT = 0.02  # of the glass's


@dataclass(frozen=True)
class Source:
    """A bright rectangle that faces the product."""

    azimuth: float  # degrees; 0 behind the camera, positive to the right, 180 behind the product
    elevation: float  # degrees above the table
    distance: float  # metres from the product
    size: tuple[float, float]  # metres: width, height
    power: float  # radiance of the source where the room's is about 0.3
    colour: str = "#ffffff"
    panes: int = 1  # a window's panes across; 1 has no bars
    reach: float = 1.0  # share of it that the product sees; the rest is hidden by walls

    @property
    def direction(self) -> Points:
        """Unit vector in world space from the product's foot towards the source, (3,)."""
        a, e = np.radians((self.azimuth, self.elevation))
        return np.array([np.sin(a) * np.cos(e), -np.cos(a) * np.cos(e), np.sin(e)])

    @property
    def strength(self) -> float:
        """Irradiance (luminance) that it gives a small surface which faces it where the product stands."""
        seen = self.size[0] * self.size[1] / self.distance**2
        return float(luminance(self._window().mean((0, 1)))) * seen * self.reach

    def shape(self) -> Any:
        """Mitsuba's shape."""
        spot = self.distance * self.direction
        towards = _TARGET - spot
        across = np.cross([0, 0.01, 1], towards)
        across *= self.size[0] / 2 / np.linalg.norm(across)
        up = np.cross(towards, across)
        up *= self.size[1] / 2 / np.linalg.norm(up)
        pane = sheet(np.array([[spot - across - up, spot + across - up], [spot - across + up, spot + across + up]]))
        radiance = {"type": "bitmap", "bitmap": mi.Bitmap(self._window()), "raw": True, "filter_type": "nearest"}
        return loaded(replace(pane, smooth=False), emitter=mi.load_dict({"type": "area", "radiance": radiance}))

    def _window(self) -> Floats:
        glass = np.ones((48, 48), np.float32)
        if self.panes > 1:
            at = np.arange(48) * self.panes / 48 % 1
            bar = (at < _BAR) | (at > 1 - _BAR)
            glass[bar] = glass[:, bar] = _BAR_LIGHT
        return glass[..., None] * hex_to_linear(self.colour) * self.power


@dataclass(frozen=True)
class Light(Source):
    """A source, perhaps more of them, and what surrounds: a dim room unless `surroundings` shows something else.

    `white` is the colour that the phone's white balance takes for white.
    """

    room: str = "#b8b2a8"
    white: str = "#ffffff"
    more: tuple[Source, ...] = ()
    surroundings: Floats | None = field(default=None, compare=False)  # (H, 2H, 3) linear radiance over all directions,
    # the zenith in the top row, the first source's azimuth in the middle column

    @property
    def sources(self) -> tuple[Source, ...]:
        """All of them, its own first."""
        return (self, *self.more)

    @property
    def strongest(self) -> Source:
        """The source that gives the product most light."""
        return max(self.sources, key=lambda source: source.strength)

    @property
    def towards(self) -> Points:
        """Unit vector in world space from the product's foot towards the strongest source, (3,)."""
        return self.strongest.direction

    def share(self, seed: int = 0) -> float:
        """The strongest source's part, 0–1, of all light that comes from above the table.

        Of each source its strength; of the surroundings the radiance's integral over the upper half of the sphere.
        `seed` is the scene's: it decides what the room looks like.
        """
        around = luminance(self._around(seed))
        above = around[: len(around) // 2]
        height = np.cos(np.pi * (np.arange(len(above)) + 0.5) / len(around))
        weight = np.sqrt(1 - height**2)
        sky = 2 * np.pi * float((above.mean(1) * weight).sum() / weight.sum())
        return self.strongest.strength / (sum(source.strength for source in self.sources) + sky)

    def emitters(self, seed: int) -> dict[str, Any]:
        """Mitsuba's description of the sources and the surroundings."""
        pose = mi.ScalarTransform4f().rotate([0, 0, 1], self.azimuth).rotate([1, 0, 0], 90)
        return {
            "source": self.shape(),
            "room": {"type": "envmap", "bitmap": mi.Bitmap(self._around(seed)), "to_world": pose},
            **{f"source{i}": source.shape() for i, source in enumerate(self.more, 1)},
        }  # fmt: skip

    def _around(self, seed: int) -> Floats:
        return self._room(seed) if self.surroundings is None else self.surroundings

    def _room(self, seed: int) -> Floats:
        """Ceiling above, floor below, and soft patches: furniture, doors, other windows."""
        rng = np.random.default_rng(seed)
        height = np.linspace(1, -1, 32, dtype=np.float32)[:, None]
        tone = np.interp(height, [-1, -0.1, 0.3, 1], [0.18, 0.22, 0.4, 0.55]).astype(np.float32)
        patches = cv2.resize(rng.uniform(0.5, 1.5, (4, 9)).astype(np.float32), (64, 32), interpolation=cv2.INTER_LINEAR)
        return np.clip(tone * patches, 0, None)[..., None] * hex_to_linear(self.room)


WINDOW = Light(azimuth=-105, elevation=32, distance=1.6, size=(1.1, 1.3), power=9.0, colour="#f4f7ff", room="#c4c2bf",
               white="#fbfbff", panes=2)  # fmt: skip
LAMP = Light(azimuth=62, elevation=58, distance=1.0, size=(0.28, 0.28), power=55.0, colour="#ffd3a1", room="#a98f72",
             white="#ffdfba")  # fmt: skip


def turned(light: Light, degrees: float) -> Light:
    """The same light from another side."""
    more = tuple(replace(source, azimuth=source.azimuth + degrees) for source in light.more)
    return replace(light, azimuth=light.azimuth + degrees, more=more)


def scaled(light: Light, factor: float) -> Light:
    """The same light for a product `factor` times as large: farther away and larger."""

    def far(source: Source) -> dict[str, Any]:
        return {"distance": source.distance * factor, "size": (source.size[0] * factor, source.size[1] * factor)}

    return replace(light, **far(light), more=tuple(replace(source, **far(source)) for source in light.more))
