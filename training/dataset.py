"""The rendered photos that the networks learn from: one `.npz` file a scene, without pickles."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from pipelines.core.colour import Bytes, Floats, to_linear, to_srgb8

_JPEG = 92  # quality of the stored photo; what the phone's own JPEG did to it is in its pixels already
_PICTURES = ("photo", "matte", "things", "depth", "normals", "albedo")
_FAR = 3.0  # times the product's mean depth: what the largest code of a depth stands for


@dataclass(frozen=True, eq=False)
class Sample:
    """A photo and what is known of it; all layers have the photo's size."""

    photo: Bytes  # (H, W, 3) sRGB
    matte: Floats  # (H, W) 0–1
    things: NDArray[np.uint8]  # (H, W): 1 the product, 2 and up other things, 0 the surroundings
    depth: Floats  # (H, W) along the optical axis, in mean depths of the product, at most 3
    normals: Floats  # (H, W, 3) unit, camera space: x right, y up, z towards the viewer; 0 off the product
    albedo: Floats  # (H, W, 3) linear reflectance, 0–1
    towards: Floats  # (3,) unit vector in camera space from the product towards the strongest light
    share: float  # 0–1, the strongest light's part of all light
    clear: bool  # whether the product stands out without a hint


def save(sample: Sample, path: Path) -> None:
    """Write a sample whole or not at all."""
    on = (np.abs(sample.normals).sum(-1) > 0)[..., None]
    arrays: dict[str, Any] = {
        "photo": _coded(".jpg", sample.photo[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, _JPEG]),
        "matte": _coded(".png", (sample.matte * 255 + 0.5).astype(np.uint8)),
        "things": _coded(".png", sample.things),
        "depth": _coded(".png", (np.clip(sample.depth / _FAR, 0, 1) * 65535 + 0.5).astype(np.uint16)),
        "normals": _coded(".png", (sample.normals * 127 + 128.5).astype(np.uint8) * on),
        "albedo": _coded(".jpg", to_srgb8(sample.albedo)[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, _JPEG]),
        "light": np.array([*sample.towards, sample.share], np.float32),
        "clear": np.array(sample.clear),
    }
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        np.savez(file, **arrays)
    part.rename(path)


def load(path: Path) -> Sample:
    """Read a sample back."""
    with np.load(path, allow_pickle=False) as arrays:
        read = {name: np.asarray(cv2.imdecode(arrays[name], cv2.IMREAD_UNCHANGED)) for name in _PICTURES}
        light, clear = arrays["light"], bool(arrays["clear"])
    codes = read["normals"].astype(np.float32)
    facing: Floats = (codes - 128) / np.float32(127) * (codes.sum(-1, keepdims=True) > 0)
    return Sample(
        photo=np.ascontiguousarray(read["photo"][..., ::-1]),
        matte=read["matte"].astype(np.float32) / np.float32(255),
        things=read["things"],
        depth=read["depth"].astype(np.float32) * np.float32(_FAR / 65535),
        normals=facing / np.maximum(np.linalg.norm(facing, axis=-1, keepdims=True), np.float32(1e-6)),
        albedo=to_linear(np.ascontiguousarray(read["albedo"][..., ::-1])),
        towards=light[:3],
        share=float(light[3]),
        clear=clear,
    )


def _coded(ending: str, picture: NDArray[Any], settings: list[int] | None = None) -> NDArray[np.uint8]:
    return cv2.imencode(ending, picture, settings or [])[1]
