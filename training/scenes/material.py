"""What a surface is made of."""

from dataclasses import dataclass
from typing import Any

import mitsuba as mi
import numpy as np

from pipelines.core.colour import Floats, hex_to_linear


@dataclass(frozen=True, eq=False)
class Material:
    """A dielectric or metal surface: the terms of the Disney principled model (Burley 2012), each 0–1."""

    colour: str | Floats  # `#rrggbb`, or (H, W, 3) linear RGB
    roughness: float = 0.5
    metallic: float = 0.0
    clearcoat: float = 0.0
    repeat: tuple[float, float] = (1.0, 1.0)  # times that a picture fits along u and v, every other one mirrored

    def bsdf(self) -> dict[str, Any]:
        """Mitsuba's description."""
        return {"type": "twosided", "bsdf": {
            "type": "principled", "base_color": self._reflectance(), "roughness": self.roughness,
            "metallic": self.metallic, "clearcoat": self.clearcoat, "clearcoat_gloss": 0.95, "specular": 0.5,
        }}  # fmt: skip

    def _reflectance(self) -> dict[str, Any]:
        if isinstance(self.colour, str):
            return {"type": "rgb", "value": hex_to_linear(self.colour).tolist()}
        picture = np.ascontiguousarray(self.colour[::-1], np.float32)  # mitsuba's first row lies at v = 0
        return {"type": "bitmap", "bitmap": mi.Bitmap(picture), "raw": True, "wrap_mode": "mirror",
                "to_uv": mi.ScalarTransform4f().scale([*self.repeat, 1])}  # fmt: skip
