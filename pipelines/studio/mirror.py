"""Compiled: what glossy surfaces show of the product and of the place, blurred as their roughness has it."""

from typing import NamedTuple

import cv2
import numpy as np

from pipelines.core.colour import Floats
from pipelines.studio.body import Body
from pipelines.studio.camera import Camera
from pipelines.studio.compiled import compiled
from pipelines.studio.seen import Seen, lens
from pipelines.studio.shading import bent, slopes
from pipelines.studio.tracer import Geometry, hit

BLURS = (0.0, 1.5, 4.0, 10.0, 24.0)  # px: standard deviations between which the product's image is interpolated
_GONE = 0.9  # product sizes after which the product's image has faded to 1/e
_DULL = 0.85  # roughness from which nothing is mirrored any more
_DARK = 0.75  # of what a polished metal would scatter is missing: it mirrors instead
_FAINT = 0.02  # share of the light that a surface must mirror at grazing angles to be worth the rays
_F0 = 0.04  # a dielectric's reflectance, seen straight on


class Image(NamedTuple):
    """What there is to mirror."""

    stack: Floats  # (levels, h, w, 4) the product upright, premultiplied, ever more blurred; row 0 at the ground
    rise: Floats  # (w,) cm behind the foot at which each column stands
    place: Floats  # (5,) x of the first column, y of the first row, cm a pixel, the product's size, its level
    rough: Floats  # (H, W, 3) the place as the camera sees it, coarse
    lens: Floats  # (9,) of the camera that sees it so


def stack(body: Body) -> Floats:
    """The product's upright picture at each of `BLURS`."""
    pad = int(2 * BLURS[-1])
    padded = cv2.copyMakeBorder(body.colour, 0, pad, pad, pad, cv2.BORDER_CONSTANT)
    return np.stack([_softened(padded, blur) for blur in BLURS]).astype(np.float32)


def _softened(picture: Floats, blur: float) -> Floats:
    """A Gaussian blur, of a smaller picture where it is wide."""
    k = max(int(blur / 3), 1)
    few = max(picture.shape[1] // k, 1), max(picture.shape[0] // k, 1)
    small = cv2.resize(picture, few, interpolation=cv2.INTER_AREA)
    if blur:
        small = cv2.GaussianBlur(small, (0, 0), blur / k, borderType=cv2.BORDER_REFLECT)
    return cv2.resize(small, picture.shape[1::-1], interpolation=cv2.INTER_LINEAR)


def image(body: Body, rough: Floats, camera: Camera) -> Image:
    """What a product and its place give to mirror; `rough` as seen by `camera`."""
    pad = 2 * BLURS[-1]
    rise = (body.base.max() - body.base) * body.cell / max(np.sin(body.camera.pitch), 0.05)
    rise = np.pad(rise, int(pad), mode="edge").astype(np.float32)
    place = np.array([body.origin[0] - pad * body.cell, body.origin[1], body.cell, body.size, 0], np.float32)
    return Image(stack(body), rise, place, rough, lens(camera))


def reflect(
    camera: Camera, geometry: Geometry, seen: Seen, height: Floats, covers: Floats, what: Image, rows: slice,
    radiance: Floats,
) -> None:
    """Lay reflections over a band's radiance (h, w, 3), in place.

    `covers`: (surfaces, 5) for each number in `seen.what`: roughness, strength, and RGB of a metal's reflectance or 0.
    """
    _reflect(lens(camera), geometry, seen, height, covers, what, rows.start, radiance)


@compiled()
def _reflect(
    lens: Floats, geometry: Geometry, seen: Seen, height: Floats, covers: Floats, image: Image, first: int,
    radiance: Floats,
) -> None:  # fmt: skip
    what, along, ny = seen.what, seen.along, seen.ny
    ex, ey, ez, focal, sine, cosine = lens[0], lens[1], lens[2], lens[5], lens[6], lens[7]
    standing = -0.002 * image.place[3]  # the level that the product stands on, less rounding
    for i in range(what.shape[0]):
        down = (first + i + 0.5 - lens[4] / 2) / focal
        for j in range(what.shape[1]):
            found = what[i, j]
            roughness, strength = covers[found, 0], covers[found, 1]
            polish = 1 - roughness / _DULL
            if polish <= 0 or strength * polish * polish < _FAINT:
                continue
            right = (j + 0.5 - lens[3] / 2) / focal
            dx, dy, dz = right, -sine - down * cosine, cosine - down * sine
            x, y, z = ex + along[i, j] * dx, ey + along[i, j] * dy, ez + along[i, j] * dz
            long = np.sqrt(dx * dx + dy * dy + dz * dz)
            dx, dy, dz = dx / long, dy / long, dz / long
            p, q = slopes(what, seen.s, seen.t, height, i, j)
            nx, up, nz = bent(seen.nx[i, j], ny[i, j], seen.nz[i, j], 0.5 * p, 0.5 * q)
            facing = max(-(dx * nx + dy * up + dz * nz), 0.0)
            grazing = 1 - facing
            square = grazing * grazing
            dielectric = strength * (_F0 + (1 - _F0) * square * square * grazing) * polish * polish
            metal = covers[found, 2] + covers[found, 3] + covers[found, 4] > 0
            if not metal and dielectric < 0.004:
                continue
            rx, ry, rz = dx + 2 * facing * nx, dy + 2 * facing * up, dz + 2 * facing * nz
            t, _, _, _, _ = hit(geometry, x, y, z, rx, ry, rz)
            r, g, b = _around(image.rough, image.lens, x + t * rx, y + t * ry, z + t * rz)
            if ny[i, j] > 0.9 and y > standing and ry > 0 and rz > 1e-6:
                pr, pg, pb, alpha = _product(image.stack, image.rise, image.place, x, z, rx, ry, rz, roughness)
                r, g, b = r * (1 - alpha) + pr, g * (1 - alpha) + pg, b * (1 - alpha) + pb
            if metal:
                dull, bright = 1 - _DARK * strength * (1 - roughness), strength * (1 - 0.5 * roughness)
                radiance[i, j, 0] = dull * radiance[i, j, 0] + bright * covers[found, 2] * r
                radiance[i, j, 1] = dull * radiance[i, j, 1] + bright * covers[found, 3] * g
                radiance[i, j, 2] = dull * radiance[i, j, 2] + bright * covers[found, 4] * b
            else:
                radiance[i, j, 0] += dielectric * (r - radiance[i, j, 0])
                radiance[i, j, 1] += dielectric * (g - radiance[i, j, 1])
                radiance[i, j, 2] += dielectric * (b - radiance[i, j, 2])


@compiled(inline="always")
def _around(rough: Floats, lens: Floats, x: float, y: float, z: float) -> tuple[float, float, float]:
    """The place's own colour where the camera sees that spot, or at the nearest edge of the frame."""
    along = max((z - lens[2]) * lens[7] - (y - lens[1]) * lens[6], 1e-3)
    up = (z - lens[2]) * lens[6] + (y - lens[1]) * lens[7]
    column = lens[3] / 2 + lens[5] * (x - lens[0]) / along - 0.5
    row = lens[4] / 2 - lens[5] * up / along - 0.5
    high, wide = rough.shape[0], rough.shape[1]
    row, column = min(max(row, 0.0), high - 1.001), min(max(column, 0.0), wide - 1.001)
    i, j = int(row), int(column)
    v, u = row - i, column - j
    a, b, c, d = (1 - v) * (1 - u), (1 - v) * u, v * (1 - u), v * u
    p = rough
    return (
        a * p[i, j, 0] + b * p[i, j + 1, 0] + c * p[i + 1, j, 0] + d * p[i + 1, j + 1, 0],
        a * p[i, j, 1] + b * p[i, j + 1, 1] + c * p[i + 1, j, 1] + d * p[i + 1, j + 1, 1],
        a * p[i, j, 2] + b * p[i, j + 1, 2] + c * p[i + 1, j, 2] + d * p[i + 1, j + 1, 2],
    )


@compiled(inline="always")
def _product(
    stack: Floats, rise: Floats, place: Floats, x: float, z: float, rx: float, ry: float, rz: float,
    roughness: float,
) -> tuple[float, float, float, float]:  # fmt: skip
    """The product's premultiplied colour and alpha along a mirrored ray, taken as a screen that bends with its feet."""
    first, bottom, cell, size = place[0], place[1], place[2], place[3]
    last, high = len(rise) - 1.001, stack.shape[1]
    column, t = (x - first) / cell - 0.5, 0.0
    for _ in range(2):
        t = (rise[int(min(max(column, 0.0), last))] - z) / rz
        column = (x + t * rx - first) / cell - 0.5
    r = g = b = a = 0.0
    row = max((max(t, 0.0) * ry - bottom) / cell - 0.5, 0.0)
    if t > -0.02 * size and 0 <= column < last and row < high - 1.001:
        wanted = 0.35 + 0.45 * roughness * row
        fade = np.exp(-row * cell / (_GONE * size))
        level = 0
        while level < len(BLURS) - 2 and wanted > BLURS[level + 1]:
            level += 1
        share = min((wanted - BLURS[level]) / (BLURS[level + 1] - BLURS[level]), 1.0)
        i, j = int(row), int(column)
        v, u = row - i, column - j
        for k in range(2):
            weight = fade * (share if k else 1 - share)
            for m in range(2):
                for n in range(2):
                    w = weight * (v if m else 1 - v) * (u if n else 1 - u)
                    r += w * stack[level + k, i + m, j + n, 0]
                    g += w * stack[level + k, i + m, j + n, 1]
                    b += w * stack[level + k, i + m, j + n, 2]
                    a += w * stack[level + k, i + m, j + n, 3]
    return r, g, b, a
