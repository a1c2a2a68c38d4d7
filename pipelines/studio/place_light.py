"""Where the light of a place comes from, as its ground and its windows tell: a simple estimate with its confidence."""

from math import atan2, degrees
from typing import NamedTuple

import cv2
import numpy as np

from pipelines.core.colour import Bytes, Floats, luminance, to_linear

_LOOKED_AT = 160  # px: longest side
_BLOCKS = 12  # the ground's brightness is read on so many columns
_WINDOW = 0.7  # linear luminance from which a part above the ground is taken for a window, a lamp or the sky
_STOPS = 1.2  # brightness across the ground, in stops, that makes the side all but certain
_HUE = 0.15  # difference in chromaticity within which ground in the light and in shadow is the same ground
_LEAST = 0.006  # share of the ground that must lie in shadow
_DARKER = 1.2  # stops below the usual from which ground may lie in a cast shadow
_FRONT = 0.52  # of the height: shadows are looked for below, where ground is sure to be ground
_SOFT, _HARDER = 0.75, 0.55  # softness without a sharp shadow, and by how much less with one
_FILL = 0.75  # against the key, where no shadow tells
_LOW, _HIGH = 42.0, 50.0  # degrees: a window's height, and the sun's
_GLEAM = 0.4  # stops by which ground is usually brighter at the far end of a picture than at the near one
_BEHIND = 0.5  # weight of brightness in depth: floors seen flat gleam anyway


class PlaceLight(NamedTuple):
    """As in a template's light: degrees, softness 0–1, fill against the key; and how sure the direction is, 0–1."""

    azimuth: float
    elevation: float
    softness: float
    fill: float
    sure: float


def place_light(pixels: Bytes, horizon: float, focal: float) -> PlaceLight:
    """The light of a photo (H, W, 3) of a place; `horizon` as a fraction of the height, `focal` in frame widths."""
    k = _LOOKED_AT / max(pixels.shape[:2])
    light = to_linear(cv2.resize(pixels, None, fx=k, fy=k, interpolation=cv2.INTER_AREA))
    bright = luminance(light)
    top = int(np.clip(horizon + 0.12, 0, 0.6) * len(bright))
    across, away = _slopes(bright[top:])
    window = _window(bright[: max(top, 1)], focal)
    x = np.tanh(across / _STOPS) + window[0]
    z = _BEHIND * np.tanh((away - _GLEAM) / _STOPS) + window[1]
    sure = float(np.clip(np.hypot(x, z), 0, 1))
    hard, fill = _hardness(light[max(top, int(_FRONT * len(light))) :])
    azimuth = degrees(atan2(x, -z)) if sure > 0.05 else -45.0
    elevation = _HIGH if hard > 0.4 else _LOW
    return PlaceLight(azimuth, elevation, _SOFT - _HARDER * hard, _FILL + hard * (fill - _FILL), sure)


def _slopes(bright: Floats) -> tuple[float, float]:
    """By how many stops the ground gets brighter from left to right and from near to far, robustly."""
    rows = int(np.clip(_BLOCKS * bright.shape[0] // bright.shape[1], 3, 2 * _BLOCKS))
    even = cv2.medianBlur(np.asarray(bright, np.float32), 5)
    stops = np.log2(cv2.resize(even, (_BLOCKS, rows), interpolation=cv2.INTER_AREA) + 0.01)
    u, v = np.meshgrid(np.linspace(-0.5, 0.5, _BLOCKS), np.linspace(0.5, -0.5, rows))
    terms = np.stack([np.ones(u.size), u.ravel(), v.ravel()], 1)
    weight: np.ndarray = np.ones(u.size)
    for _ in range(8):  # least absolute deviations by reweighting
        found = np.linalg.lstsq(terms * weight[:, None], stops.ravel() * weight, rcond=None)[0]
        weight = 1.0 / np.sqrt(np.maximum(np.abs(stops.ravel() - terms @ found), 0.05))
    return float(found[1]), float(found[2])


def _window(bright: Floats, focal: float) -> tuple[float, float]:
    """Vote (right, away) of what shines above the ground; a sky over the whole width says little."""
    shining = np.maximum(bright - _WINDOW, 0) / (1 - _WINDOW)
    share = shining.mean(0)
    total = float(share.mean())
    if total < 1e-3:
        return 0.0, 0.0
    column = (np.arange(len(share)) + 0.5) / len(share) - 0.5
    x = float((share * column).sum() / share.sum())
    spread = float(np.sqrt((share * (column - x) ** 2).sum() / share.sum()))
    weight = min(total / 0.03, 1.0) * float(np.clip(1.2 - spread / 0.29, 0.1, 1))
    far = np.hypot(x / focal, 0.35)
    return weight * x / focal / far, weight * 0.35 / far


def _hardness(light: Floats) -> tuple[float, float]:
    """0 shadowless … 1 sun: how clearly some of what has the ground's hue is darker, sharply so, and bluer, as a sky
    lights it. And the fill against the key that the depth of that shadow tells: a shadow has the fill alone."""
    light, around = cv2.medianBlur(light, 5), np.ones((5, 5), np.uint8)
    hue = light / (light.sum(-1, keepdims=True) + 0.02)
    own = np.abs(hue - np.median(hue[len(hue) // 2 :].reshape(-1, 3), 0)).sum(-1) < _HUE
    if own.mean() < 0.2:
        return 0.0, _FILL
    stops = np.log2(luminance(light) + 0.01)
    usual = float(np.median(stops[own]))
    lit, dark = own & (stops > usual - 0.5 * _DARKER), own & (stops < usual - _DARKER)
    dark = cv2.morphologyEx(dark.astype(np.uint8), cv2.MORPH_OPEN, around) > 0  # gaps and grooves are no shadows
    share = float(dark.sum() / own.sum())
    if not _LEAST < share < 0.5:
        return 0.0, _FILL
    apart = float(np.median(stops[lit]) - np.median(stops[dark]))
    beside = own & (cv2.dilate(dark.astype(np.uint8), around) > 0) & ~dark
    step = (cv2.dilate(stops, around) - cv2.erode(stops, around))[beside]
    sharp = float(np.percentile(step, 80)) / max(apart, 0.1) if len(step) else 0.0
    cooler = np.log2((light[..., 2] + 0.003) / (light[..., 0] + 0.003))
    bluer = float(np.median(cooler[dark]) - np.median(cooler[lit]))
    signs = (apart - 1.0) / 0.5, (sharp - 0.45) / 0.2, bluer / 0.15, (share - _LEAST) / _LEAST
    return float(np.prod(np.clip(signs, 0, 1))), float(np.clip(1 / (2**apart - 1), 0.15, _FILL))
