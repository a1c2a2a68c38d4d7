"""The sample products: photographs rendered by `training/samples.py`, with their exact ground truth.

Each view has one photo for each light (8-bit sRGB JPEG) and, the same for all lights:
- matte: 8-bit PNG of the photo's size; 255 is all product. Glass counts as product.
- depth: 16-bit PNG of half the size, in units of 0.1 mm along the optical axis; 0 where nothing is.
- normals: 8-bit PNG of half the size, 128 + 127 n in camera space (x right, y up, z towards the viewer); black off
  the product.
"""

import re
from functools import cache
from pathlib import Path
from typing import Annotated

import numpy as np
from PIL import Image
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, RootModel

from pipelines.core.colour import Floats
from pipelines.core.data import PRESETS, read
from pipelines.core.product import Product

FOLDER = PRESETS / "samples"
INDEX = "samples.yaml"
DEPTH_UNIT = 1e-4
"""Metres for each step of a depth file."""


def _within(name: str) -> Path:
    if not re.fullmatch(r"[a-z]+/[0-9]+_[a-z]+\.(jpg|png)", name):
        raise ValueError("a sample's file is named product/view_kind.jpg or .png")
    return FOLDER / name


File = Annotated[Path, BeforeValidator(_within)]


class View(BaseModel):
    """One camera: its photos by light, and what is known about them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    photos: dict[str, File]
    matte: File
    depth: File
    normals: File

    def read_matte(self) -> Floats:
        """(H, W) 0–1: the share of each pixel that shows the product."""
        return np.asarray(Image.open(self.matte), np.float32) / np.float32(255)

    def read_depth(self) -> Floats:
        """(H/2, W/2) metres along the optical axis; 0 where nothing is."""
        return np.asarray(Image.open(self.depth)).astype(np.float32) * DEPTH_UNIT

    def read_normals(self) -> Floats:
        """(H/2, W/2, 3) unit vectors in camera space; 0 off the product."""
        codes = np.asarray(Image.open(self.normals), np.float32)
        vectors = (codes - 128) / 127
        length = np.linalg.norm(vectors, axis=-1, keepdims=True)
        return vectors / np.maximum(length, 1e-6) * codes.any(-1, keepdims=True)


class Sample(Product):
    """A product that everybody has: its facts and its views."""

    shown: File = Field(description="the photo to begin with")
    views: tuple[View, ...] = Field(min_length=1)


class _Index(RootModel[dict[str, Sample]]):
    pass


@cache
def samples() -> dict[str, Sample]:
    """Every sample product by its id. Raises DataError."""
    return read(FOLDER / INDEX, _Index).root
