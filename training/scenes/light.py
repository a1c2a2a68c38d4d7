"""What lights a scene: a window or a lamp, and the room around."""

from dataclasses import dataclass, replace
from typing import Any

import cv2
import mitsuba as mi
import numpy as np

from pipelines.core.colour import Floats, hex_to_linear


@dataclass(frozen=True)
class Light:
    """A rectangular source and a dim room; `white` is the colour that the phone's white balance takes for white."""

    azimuth: float  # degrees; 0 behind the camera, positive to the right, 180 behind the product
    elevation: float  # degrees above the table
    distance: float  # metres from the product
    size: tuple[float, float]  # metres: width, height
    power: float  # radiance of the source where the room's is about 0.3
    colour: str = "#ffffff"
    room: str = "#b8b2a8"
    white: str = "#ffffff"
    panes: int = 1  # a window's panes across; 1 has no bars

    def emitters(self, seed: int) -> dict[str, dict[str, Any]]:
        """Mitsuba's description of the source and the room."""
        a, e = np.radians((self.azimuth, self.elevation))
        spot = self.distance * np.array([np.sin(a) * np.cos(e), -np.cos(a) * np.cos(e), np.sin(e)])
        pose = mi.ScalarTransform4f().look_at(origin=spot.tolist(), target=[0, 0, 0.05], up=[0, 0.01, 1])
        pose = pose @ mi.ScalarTransform4f().scale([self.size[0] / 2, self.size[1] / 2, 1])
        radiance = {"type": "bitmap", "bitmap": mi.Bitmap(self._window()), "raw": True, "filter_type": "nearest"}
        room = mi.ScalarTransform4f().rotate([0, 0, 1], self.azimuth).rotate([1, 0, 0], 90)
        return {
            "source": {"type": "rectangle", "to_world": pose, "emitter": {"type": "area", "radiance": radiance}},
            "room": {"type": "envmap", "bitmap": mi.Bitmap(self._room(seed)), "to_world": room},
        }  # fmt: skip

    def _window(self) -> Floats:
        glass = np.ones((48, 48), np.float32)
        if self.panes > 1:
            at = np.arange(48) * self.panes / 48 % 1
            bar = (at < 0.06) | (at > 0.94)
            glass[bar] = glass[:, bar] = 0.02
        return glass[..., None] * hex_to_linear(self.colour) * self.power

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
    return replace(light, azimuth=light.azimuth + degrees)
