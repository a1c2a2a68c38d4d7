"""The studio's shadow on the model's picture, where the model has not drawn it already: never both.

With r the studio's shadow (light with it / light without it) and m what the model itself darkened there, the picture is
multiplied by r / clip(m, r, 1): the whole shadow where the model drew none (m = 1), nothing where it drew as much or
more (m ≤ r). In logarithms, with s = ln m / ln r held to 0–1, that is r^(1 − s); s is found from afar, r is kept sharp.
"""

from typing import NamedTuple

import cv2
import numpy as np

from pipelines.core.colour import Bytes, Floats, luminance, to_linear, to_srgb8

_WORLD, _PRODUCT = 0.02, 0.99  # alpha up to which a pixel is the world's alone, from which it is the product's alone
_DIM = 1e-3  # linear light added on both sides of a ratio: below it 8-bit codes are too coarse
_NOTHING = np.float32(1e-5)  # of light seen: where there is no world near, there is no shadow
_DEEPEST = 0.02  # no shadow takes more than this leaves
_FAR = 256  # px: longest side at which the model's own shadow is looked for
_EVEN = 1.5  # px of that picture: detail finer than this is texture
_AROUND = 0.12  # of that picture's side: how far around a place evidence is gathered
_EVERYWHERE = 0.3  # weight of the whole picture's evidence beside that around a place
_DOUBT = 4e-6  # in units of the squared gradient of ln r: with less evidence the model is taken to have drawn nothing
_NONE = 0.03  # ln r above which there is no shadow to speak of


class _Far(NamedTuple):
    """What is compared, at reduced size, each (h, w): ln r, ln of picture over lit, and 1 where only world is seen."""

    shadow: Floats
    change: Floats
    world: Floats


def kept(picture: Bytes, lit: Bytes, shaded: Bytes, alpha: Floats) -> Bytes:
    """The model's picture with the studio's shadow where its own is less dark, (H, W, 3) 8-bit sRGB.

    `lit` is the studio's render without the product's shadow, `shaded` the same with it, `alpha` the product's matte
    (H, W) 0–1. The shadow's colour is the studio's. Nothing is brightened and the product's own pixels do not change.
    """
    density = _density(to_linear(lit), to_linear(shaded), alpha)
    light = to_linear(picture)
    share = _drawn(_seen(light, to_linear(lit), density, alpha))
    share = cv2.resize(share, picture.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    density[alpha >= _PRODUCT] = 1
    shadow = density.min(-1) < 1
    light[shadow] *= density[shadow] ** (1 - share[shadow])[:, None]
    return to_srgb8(light)


def _density(lit: Floats, shaded: Floats, alpha: Floats) -> Floats:
    """r (H, W, 3) in linear light, at most 1; under the product's soft edge it goes on, further in it is 1."""
    world = (alpha <= _WORLD).astype(np.float32)[..., None]
    over, under = (light + np.float32(_DIM) for light in (shaded, lit))
    over *= world
    under *= world
    longest = max(alpha.shape)
    shrink = min(1.0, _FAR / longest)
    size = max(1, round(alpha.shape[1] * shrink)), max(1, round(alpha.shape[0] * shrink))
    far_over, far_under = (cv2.resize(plane, size, interpolation=cv2.INTER_AREA) for plane in (over, under))
    wide = cv2.resize(_ratio(far_over, far_under, max(longest * shrink / 150, 1.5)), alpha.shape[::-1])
    spread = max(longest / 1500, 0.6)
    trust = np.minimum(_blurred(world, spread) * 4, 1)[..., None]
    density = wide + trust * (_ratio(over, under, spread) - wide)
    np.clip(density, _DEEPEST, 1, out=density)
    return density


def _ratio(over: Floats, under: Floats, spread: float) -> Floats:
    """Of two lights, each averaged over `spread` px; 1 where there is none."""
    ratio: Floats = (_blurred(over, spread) + _NOTHING) / (_blurred(under, spread) + _NOTHING)
    return ratio


def _seen(light: Floats, lit: Floats, density: Floats, alpha: Floats) -> _Far:
    """Reduce what is compared; colours of the product are left out of the means."""
    shrink = min(1.0, _FAR / max(alpha.shape))
    size = max(1, round(alpha.shape[1] * shrink)), max(1, round(alpha.shape[0] * shrink))
    world = (alpha <= _WORLD).astype(np.float32)
    share = cv2.resize(world, size, interpolation=cv2.INTER_AREA)

    def mean(plane: Floats) -> Floats:
        small = cv2.resize(plane * world, size, interpolation=cv2.INTER_AREA)
        under: Floats = np.maximum(_blurred(share, _EVEN), 1e-6)
        return _blurred(small, _EVEN) / under

    plain = mean(luminance(lit))
    change = np.log((mean(luminance(light)) + _DIM) / (plain + _DIM))
    shadow = np.log(np.maximum(mean(luminance(lit * density)) + _DIM, 1e-6) / (plain + _DIM))
    return _Far(np.minimum(shadow, 0), change, (share > 0.5).astype(np.float32))


def _drawn(far: _Far) -> Floats:
    """s (h, w): the share of the studio's shadow that the model drew itself.

    What changes along with the shadow tells it: the slope of ln(picture / lit) over ln r in their gradients, which
    neither the model's other materials nor their texture follow. A shadow of another shape is told by what is darker
    than around it, beyond what the model's texture varies.
    """
    around = _AROUND * max(far.world.shape)
    solid = cv2.erode(far.world, np.ones((5, 5), np.uint8), borderValue=(1.0,))
    both, own = np.zeros_like(far.shadow), np.zeros_like(far.shadow)
    for axis in ((1, 0), (0, 1)):
        step, moved = (cv2.Sobel(plane, cv2.CV_32F, *axis, ksize=1, scale=0.5) for plane in (far.shadow, far.change))
        both += solid * step * moved
        own += solid * step * step
    evidence = _blurred(own, around) + _EVERYWHERE * own.mean() + _DOUBT
    slope = np.clip((_blurred(both, around) + _EVERYWHERE * both.mean()) / evidence, 0, 1)
    share: Floats = np.maximum(slope, _darker(far, around))
    return share


def _darker(far: _Far, around: float) -> Floats:
    """s by what is darker at each place than the unshaded world around it, beyond that world's own variation."""
    clear = far.world * (far.shadow > -_NONE)
    weight = np.maximum(_blurred(clear, 2 * around), 1e-3)
    usual = _blurred(clear * far.change, 2 * around) / weight
    varies = np.sqrt(np.maximum(_blurred(clear * far.change**2, 2 * around) / weight - usual**2, 0))
    depth = np.maximum(usual - varies - far.change, 0)
    share = np.clip(depth / np.maximum(-far.shadow, _NONE), np.float32(0), np.float32(1))
    return np.where(far.shadow < -_NONE, share, np.float32(0))


def _blurred(plane: Floats, spread: float) -> Floats:
    return cv2.GaussianBlur(plane, (0, 0), spread, borderType=cv2.BORDER_REFLECT)
