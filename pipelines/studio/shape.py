"""The shape of what is in a photo, as the shape network sees it: normals, depth, albedo and where the light is.

The network answers for a square window around the product, and once more for its mirror image, turned back; the mean
of the two is better than either. Nobody tells it the lens: depth is as a far camera would see it (weak perspective),
and where one picture can be a shallow relief or a deep one, by what such products mostly are.
"""

from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from pipelines.core.colour import Bytes, Floats
from pipelines.core.errors import UserError
from pipelines.core.shot import Box
from pipelines.studio.networks import load

NETWORK = "shape"
SIDE = 192  # pixels of the window, as the network sees it
MARGIN = 0.25  # of the product's longer side, seen around it on every side: shadows tell of the light
NEAR = 30.0  # degrees: what `Shape.sure` counts as the light's direction
_HALF = 96  # directions to the right; as many to the left mirror them


@dataclass(frozen=True, eq=False)
class Shape:
    """What was found in `window`, a square that may reach beyond the photo. Layers cover it edge to edge and mean
    something inside the matte only. Camera space: x right, y up, z towards the viewer."""

    window: Box
    normals: Floats  # (h, w, 3) unit
    depth: Floats  # (h, w) away from the viewer, in longer sides of the product as seen; its mean in the matte is 0
    albedo: Floats  # (h, w, 3) linear, 0–1, up to a factor
    light: Floats  # (3,) unit, towards the strongest light
    share: float  # 0–1, that light's part of all light
    sure: float  # 0–1, the probability that `light` is right to within 30°
    lights: Floats  # (K,), the probability of each of `directions` to be where the strongest light is


class _Seen(NamedTuple):
    """The network's answers for a number of windows."""

    normals: Floats  # (N, 3, h, w)
    depth: Floats  # (N, 1, h, w) in half sides of the window
    albedo: Floats  # (N, 3, h, w)
    lights: Floats  # (N, K), the probability of each of `directions`
    share: Floats  # (N,)


def shape(photo: Bytes, alpha: Floats, mirrored: bool = True) -> Shape:
    """The shape of the product that `alpha` (H, W) 0–1 cuts out of `photo` (H, W, 3) sRGB.

    `mirrored` asks for the second look. Raises UserError where the matte is empty or the network's files are not in
    order.
    """
    window, longer = around(alpha, MARGIN)
    matte = cropped(alpha, window, SIDE, cv2.BORDER_CONSTANT)
    seen = _given(cropped(photo, window, SIDE), matte)
    if mirrored:
        seen = np.concatenate([seen, seen[..., ::-1]])
        seen[1, 4:] = seen[0, 4:]  # coordinates belong to the window, not to the picture in it
    found = _Seen(*load(NETWORK).run(list(_Seen._fields), {"seen": seen}))
    normals, depth, albedo, lights, share = _joined(found) if mirrored else _Seen(*(each[0] for each in found))
    light, sure = likeliest(lights)
    level = (depth[0] * matte).sum() / matte.sum()
    return Shape(
        window,
        np.ascontiguousarray(_unit(normals).transpose(1, 2, 0)),
        (depth[0] - level) * np.float32((window[2] - window[0]) / 2 / longer),
        np.ascontiguousarray(albedo.transpose(1, 2, 0)),
        light,
        float(share),
        sure,
        lights,
    )


def around(alpha: Floats, margin: float) -> tuple[Box, int]:
    """A square window around what a matte shows, with a margin, and the longer side of what it shows, in pixels.

    `margin` is a share of that side. Raises UserError where the matte is empty.
    """
    rows, columns = np.flatnonzero((alpha > 0.5).any(1)), np.flatnonzero((alpha > 0.5).any(0))
    if not len(rows):
        raise UserError("There is no product in this cutout; draw a box around the product or paint over it.")
    longer = int(max(np.ptp(rows), np.ptp(columns))) + 1
    side = 2 * max(round((0.5 + margin) * longer), 1)
    left, top = (int(at[0] + at[-1] + 1 - side) // 2 for at in (columns, rows))
    return (left, top, left + side, top + side), longer


def cropped(picture: NDArray, window: Box, side: int, border: int = cv2.BORDER_REFLECT) -> NDArray:
    """A window of a picture (H, W) or (H, W, C), brought to (side, side); beyond the picture it is mirrored, or 0
    with OpenCV's BORDER_CONSTANT."""
    x0, y0, x1, y1 = window
    height, width = picture.shape[:2]
    inside = picture[max(y0, 0) : min(y1, height), max(x0, 0) : min(x1, width)]
    beyond = max(-y0, 0), max(y1 - height, 0), max(-x0, 0), max(x1 - width, 0)
    whole = cv2.copyMakeBorder(inside, *beyond, border) if any(beyond) else inside
    flag = cv2.INTER_AREA if x1 - x0 > side else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(whole, (side, side), interpolation=flag))


def directions() -> Floats:
    """The directions (K, 3) between which the network chooses, evenly spread; the second half mirrors the first.

    A spherical Fibonacci lattice (González 2010) on the half of the sphere to the right.
    """
    i = np.arange(_HALF)
    right, turn = (i + 0.5) / _HALF, i * np.pi * (3 - np.sqrt(5))
    reach = np.sqrt(1 - right**2)
    half = np.stack([right, reach * np.cos(turn), reach * np.sin(turn)], 1)
    return np.concatenate([half, half * [-1, 1, 1]]).astype(np.float32)


def likeliest(chances: Floats) -> tuple[Floats, float]:
    """The direction (3,) about which most of the probability (K,) over `directions` lies, and how much: 0–1."""
    every = directions()
    near = every @ every.T >= np.cos(np.radians(NEAR))
    mass = near @ chances
    best = int(mass.argmax())
    mean = (near[best] * chances) @ every
    return mean / np.maximum(np.linalg.norm(mean), np.float32(1e-6)), float(np.clip(mass[best], 0, 1))


def _given(photo: Bytes, matte: Floats) -> Floats:
    """The network's input (1, 6, h, w): sRGB 0–1, matte, x and y in −1…1."""
    planes = np.empty((1, 6, *matte.shape), np.float32)
    planes[0, :3] = photo.transpose(2, 0, 1) / np.float32(255)
    planes[0, 3] = matte
    planes[0, 4] = np.linspace(-1, 1, matte.shape[1])
    planes[0, 5] = np.linspace(-1, 1, matte.shape[0])[:, None]
    return planes


def _joined(found: _Seen) -> _Seen:
    """The mean of the answers for a window and for its mirror image, the latter turned back."""
    normals, depth, albedo = (layer[0] + layer[1, ..., ::-1] for layer in found[:3])
    normals[0] = found.normals[0, 0] - found.normals[1, 0, :, ::-1]
    lights = found.lights[0] + np.roll(found.lights[1], _HALF)
    return _Seen(normals, depth / 2, albedo / 2, lights / 2, found.share.mean())


def _unit(vectors: Floats) -> Floats:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=0), np.float32(1e-6))
