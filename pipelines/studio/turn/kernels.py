"""The inner loops of turning a product, compiled: triangles into samples, and samples into pixels."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipelines.core.colour import Bytes, Floats
from pipelines.studio.compiled import compiled, forget_stale
from pipelines.studio.turn.paint import HONEST, INTERPOLATED, INVENTED, SEEN, STRETCHED
from pipelines.studio.turn.raster import NOTHING, SAMPLES

_BEFORE = 1.5  # px by which a hidden surface must lie nearer than the front to cover it
_EVEN = 1.2  # px of the photo that the samples of a pixel may lie apart to be fetched at once
_NONE, _ALL = np.float32(0), np.float32(1)

forget_stale(Path(__file__).parent)


@compiled()
def draw(corners: Floats, faces: NDArray[np.int32], one_sided: bool, top: int, found: Floats) -> None:
    """As `raster.drawn`, into `found`, which holds nothing yet, for rows of pixels from `top` on."""
    height, width = found.shape[:2]
    for number in range(len(faces)):
        a, b, c = corners[faces[number, 0]], corners[faces[number, 1]], corners[faces[number, 2]]
        ax, ay = a[0] * SAMPLES - 0.5, (a[1] - top) * SAMPLES - 0.5
        bx, by = b[0] * SAMPLES - 0.5, (b[1] - top) * SAMPLES - 0.5
        cx, cy = c[0] * SAMPLES - 0.5, (c[1] - top) * SAMPLES - 0.5
        first, last = max(np.ceil(min(ay, by, cy)), 0), min(np.floor(max(ay, by, cy)), height - 1)
        left, right = max(np.ceil(min(ax, bx, cx)), 0), min(np.floor(max(ax, bx, cx)), width - 1)
        area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
        if first > last or left > right or abs(area) < 1e-9 or (one_sided and area > 0):
            continue
        for i in range(int(first), int(last) + 1):
            for j in range(int(left), int(right) + 1):
                q = ((j - ax) * (cy - ay) - (i - ay) * (cx - ax)) / area
                r = ((bx - ax) * (i - ay) - (by - ay) * (j - ax)) / area
                p = 1 - q - r
                if min(p, q, r) < -1e-4:
                    continue
                z = p * a[2] + q * b[2] + r * c[2]
                if z > found[i, j, 0]:
                    found[i, j, 0] = z
                    for k in range(1, 4):
                        found[i, j, k] = p * a[k + 2] + q * b[k + 2] + r * c[k + 2]


@compiled()
def paint(
    front: Floats, hidden: Floats, photo: Bytes, unseen: Bytes, alpha: Floats, fill: bool, linear: Floats,
    colour: Floats, cover: Floats, known: Bytes,
) -> None:  # fmt: skip
    """As `paint.painted`, into `colour`, `cover` and `known`, which are 0; `linear` decodes 8-bit sRGB."""
    share = np.float32(1 / (SAMPLES * SAMPLES))
    weights = np.zeros(4, np.float32)
    for i in range(colour.shape[0]):
        for j in range(colour.shape[1]):
            if _even(front, hidden, alpha, i, j):
                _whole(front, photo, linear, i, j, colour[i, j])
                cover[i, j], known[i, j] = 1, SEEN
                continue
            weights[:] = 0
            for k in range(SAMPLES * SAMPLES):
                y, x = i * SAMPLES + k // SAMPLES, j * SAMPLES + k % SAMPLES
                over = _layered(front[y, x], hidden[y, x])
                if over > 0:
                    left = _laid(front[y, x], photo, unseen, alpha, fill, linear, share, colour[i, j], weights)
                    if fill and hidden[y, x, 0] > NOTHING:
                        _below(hidden[y, x], unseen, alpha, linear, left, colour[i, j], weights)
                elif over < 0 and fill:
                    _below(hidden[y, x], unseen, alpha, linear, share, colour[i, j], weights)
            cover[i, j] = min(weights[1] + weights[2] + weights[3], 1)
            known[i, j] = 0 if cover[i, j] <= 0 else np.argmax(weights)


@compiled()
def _layered(front: Floats, hidden: Floats) -> int:
    """1 where the front covers what is hidden, −1 where it is the other way round, 0 where neither is."""
    if front[0] <= NOTHING and hidden[0] <= NOTHING:
        return 0
    return 1 if front[0] > NOTHING and front[0] >= hidden[0] - _BEFORE else -1


@compiled()
def _even(front: Floats, hidden: Floats, alpha: Floats, i: int, j: int) -> bool:
    """Whether a pixel shows one even piece of the front, wholly inside the matte and honestly seen."""
    low_x, low_y, high_x, high_y = 1e9, 1e9, -1e9, -1e9
    for y in range(i * SAMPLES, (i + 1) * SAMPLES):
        for x in range(j * SAMPLES, (j + 1) * SAMPLES):
            z, u, v, stretch = front[y, x]
            if z <= NOTHING or stretch > HONEST or z < hidden[y, x, 0] - _BEFORE or _alpha_at(alpha, u, v) < 1:
                return False
            low_x, low_y, high_x, high_y = min(low_x, u), min(low_y, v), max(high_x, u), max(high_y, v)
    return high_x - low_x < _EVEN and high_y - low_y < _EVEN


@compiled()
def _whole(front: Floats, photo: Bytes, linear: Floats, i: int, j: int, colour: Floats) -> None:
    u, v = np.float32(0), np.float32(0)
    for y in range(i * SAMPLES, (i + 1) * SAMPLES):
        for x in range(j * SAMPLES, (j + 1) * SAMPLES):
            u += front[y, x, 1] / (SAMPLES * SAMPLES)
            v += front[y, x, 2] / (SAMPLES * SAMPLES)
    _cubic(photo, linear, u, v, np.float32(1), colour)


@compiled()
def _laid(
    sample: Floats, photo: Bytes, unseen: Bytes, alpha: Floats, fill: bool, linear: Floats, share: float,
    colour: Floats, weights: Floats,
) -> float:  # fmt: skip
    """Add a sample of the front, the plainer the more it is stretched; returns the share of the pixel that it leaves to
    what lies behind."""
    stretch = max(sample[3], 1)
    a = min(max((_alpha_at(alpha, sample[1], sample[2]) - 0.5) * stretch + 0.5, 0), 1)  # as sharp as it was
    kind = SEEN if stretch <= HONEST else (INTERPOLATED if stretch <= STRETCHED else INVENTED)
    if a <= 0 or (kind == INVENTED and not fill):
        return share
    plain = min(max((stretch - HONEST) / (STRETCHED - HONEST), 0), 1)
    if plain < 1:
        _cubic(photo, linear, sample[1], sample[2], share * a * (1 - plain), colour)
    if plain > 0:
        _cubic(unseen, linear, sample[1], sample[2], share * a * plain, colour)
    weights[kind] += share * a
    return share * (1 - a)


@compiled()
def _below(
    sample: Floats, unseen: Bytes, alpha: Floats, linear: Floats, share: float, colour: Floats, weights: Floats
) -> None:
    """Add a sample of what is hidden."""
    a = share * min(max((_alpha_at(alpha, sample[1], sample[2]) - 0.5) * max(sample[3], 1) + 0.5, 0), 1)
    if a > 0:
        _cubic(unseen, linear, sample[1], sample[2], a, colour)
        weights[INVENTED] += a


@compiled()
def _alpha_at(alpha: Floats, u: float, v: float) -> float:
    """The matte at a place of the photo, bilinear; 0 beyond it."""
    height, width = alpha.shape
    x, y = u - 0.5, v - 0.5
    left, top = int(np.floor(x)), int(np.floor(y))
    if left < -1 or top < -1 or left >= width or top >= height:
        return 0
    x, y = x - left, y - top
    x0, x1, y0, y1 = max(left, 0), min(left + 1, width - 1), max(top, 0), min(top + 1, height - 1)
    above = alpha[y0, x0] * (1 - x) + alpha[y0, x1] * x
    return above * (1 - y) + (alpha[y1, x0] * (1 - x) + alpha[y1, x1] * x) * y


@compiled()
def _cubic(photo: Bytes, linear: Floats, u: float, v: float, weight: float, colour: Floats) -> None:
    """Add the light of the photo at a place, times `weight`."""
    height, width = photo.shape[:2]
    x, y = u - 0.5, v - 0.5
    left, top = int(np.floor(x)), int(np.floor(y))
    red, green, blue = _NONE, _NONE, _NONE
    for m in range(-1, 3):
        row, down = min(max(top + m, 0), height - 1), _keys(abs(y - top - m))
        for n in range(-1, 3):
            column, k = min(max(left + n, 0), width - 1), down * _keys(abs(x - left - n))
            red += k * linear[photo[row, column, 0]]
            green += k * linear[photo[row, column, 1]]
            blue += k * linear[photo[row, column, 2]]
    colour[0] += weight * min(max(red, _NONE), _ALL)
    colour[1] += weight * min(max(green, _NONE), _ALL)
    colour[2] += weight * min(max(blue, _NONE), _ALL)


@compiled()
def _keys(t: float) -> float:
    if t < 1:
        return (1.5 * t - 2.5) * t * t + 1
    return ((-0.5 * t + 2.5) * t - 4) * t + 2 if t < 2 else 0.0
