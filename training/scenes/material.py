"""What a surface is made of."""

from dataclasses import dataclass
from typing import Any

import mitsuba as mi
import numpy as np

from pipelines.core.colour import Floats, hex_to_linear

_THROUGH = 8.0  # paths that go on through thin glass for each that it reflects; mitsuba's 1 makes it very noisy


@dataclass(frozen=True, eq=False)
class Material:
    """A dielectric or metal surface: the terms of the Disney principled model (Burley 2012, 2015), each 0–1.

    With neither `clear` nor `translucent` it is opaque and looks alike from both sides.
    """

    colour: str | Floats  # `#rrggbb`, or (H, W, 3) linear RGB
    roughness: float = 0.5
    metallic: float = 0.0
    clearcoat: float = 0.0
    repeat: tuple[float, float] = (1.0, 1.0)  # times that a picture fits along u and v, every other one mirrored
    sheen: float = 0.0  # the bright rim of cloth
    brushed: float = 0.0  # how much longer highlights are along one direction than the other
    clear: float = 0.0  # share of the light that goes through as through glass, tinted by the colour
    translucent: float = 0.0  # share of the light that is scattered through, as by wax or thin cloth
    solid: bool = False  # of a clear one: whether the shape is filled with it, and so bends the light

    def bsdf(self) -> dict[str, Any]:
        """Mitsuba's description; the mesh's texture coordinates bear `repeat`.

        Materials of one sort differ in values alone, never in which terms they have: variants that compile a scene
        then compile each sort once, not each material.
        """
        terms = {"base_color": self._reflectance(), "roughness": self.roughness,
                 "sheen": _some(self.sheen), "anisotropic": _some(self.brushed)}  # fmt: skip
        if self.solid and self.clear:
            return {"type": "principled", "spec_trans": self.clear, "eta": 1.5, **terms}
        if self.clear or self.translucent:
            through = {"spec_trans": _some(self.clear), "diff_trans": _some(2 * self.translucent)}
            return {"type": "principledthin", "eta": 1.5, "specular_transmittance_sampling_rate": _THROUGH,
                    **through, **terms}  # fmt: skip
        return {"type": "twosided", "bsdf": {
            "type": "principled", **terms, "metallic": _some(self.metallic), "clearcoat": _some(self.clearcoat),
            "clearcoat_gloss": 0.95, "specular": 0.5,
        }}  # fmt: skip

    def _reflectance(self) -> dict[str, Any]:
        colour = hex_to_linear(self.colour)[None, None] if isinstance(self.colour, str) else self.colour
        picture = np.ascontiguousarray(colour[::-1], np.float32)  # mitsuba's first row lies at v = 0
        return {"type": "bitmap", "bitmap": mi.Bitmap(picture), "raw": True, "wrap_mode": "mirror"}


def _some(share: float) -> float:
    """A share that is never exactly 0, where mitsuba would leave the term out."""
    return max(share, 1e-4)
