"""Pairs for the relight network: one product in two lights, mixed from `training.relight_scenes`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor

from pipelines.core.colour import Bytes, Floats, luminance, srgb_curve
from pipelines.studio.relight.learnt import modelled, planes
from pipelines.studio.relight.shading import Shaded, Source, one, photos, pitch, shaded, strongest, upwards
from pipelines.studio.shape import MARGIN, around, cropped, shape
from training.relight_scenes import LIGHTS, Apart, load
from training.scenes.photo import shoulder

_LEVEL = 0.2  # what automatic exposure makes of the picture's middle tone
_ROOM = 0.77  # irradiance of level ground in the scenes' room, where a lamp's is 1
_SIDE = 192  # pixels of a window in memory
TAKEN = 3  # photos of each scene that are relit

Batch = tuple[Tensor, Tensor, Tensor]
"""What the network sees (N, 14, h, w), the shading model's own answer (N, 1, h, w), and the truth (N, 7, h, w): the
picture in sRGB, the surface's normals, the luminance of its albedo."""


@dataclass(frozen=True, eq=False)
class Taken:
    """A photo of a scene as a seller has it, and what the studio sees in it."""

    photo: Bytes  # (n, n, 3) of the window
    normals: Floats  # (n, n, 3)
    now: Shaded
    source: Source
    share: float  # of its strongest light, as the studio sees it
    stops: float  # how far off its exposure is
    fill: float  # the room's irradiance against its key's


@dataclass(frozen=True, eq=False)
class Study:
    """A scene's window, light by light, and photos of it."""

    apart: Apart
    radiance: Floats  # (LIGHTS + 1, n, n, 3)
    matte: Floats  # (n, n)
    surface: Floats  # (4, n, n): true normals, luminance of the albedo
    up: Floats  # (3,) as the studio sees it
    taken: tuple[Taken, ...]


def studies(paths: Sequence[Path]) -> list[Study]:
    """All that is known of these scenes, in memory."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(study, paths))


def study(path: Path) -> Study:
    """One scene; the same each time."""
    apart, rng = load(path), np.random.default_rng(int(path.stem))
    window, _ = around(apart.matte, MARGIN)
    radiance = np.stack([cropped(each, window, _SIDE) for each in apart.radiance]).astype(np.float32)
    matte: Floats = cropped(apart.matte, window, _SIDE, cv2.BORDER_CONSTANT)
    up = upwards(pitch(apart.matte))
    surface = np.dstack([apart.normals, luminance(apart.albedo)])
    taken = tuple(_taken(rng, apart, up) for _ in range(TAKEN))
    return Study(apart, radiance, matte, cropped(surface, window, _SIDE).transpose(2, 0, 1), up, taken)


def _taken(rng: np.random.Generator, apart: Apart, up: Floats) -> Taken:
    """A photo in a random mixture of the scene's lights."""
    weights = np.zeros(LIGHTS + 1, np.float32)
    weights[rng.permutation(LIGHTS)[0]] = key = float(np.exp(rng.uniform(np.log(1.2), np.log(9))))
    if rng.random() < 0.3:
        weights[int(rng.integers(LIGHTS))] += key * rng.uniform(0.15, 0.6)
    weights[-1] = 1
    stops = float(rng.normal(0, 0.3))
    photo = developed(apart, weights, stops, rng)
    found = shape(photo, apart.matte)
    source = photos(found)
    window, _ = around(apart.matte, MARGIN)
    now = shaded(_resized(found.normals), source, up)
    return Taken(
        cropped(photo, window, _SIDE), _resized(found.normals), now, source, strongest(found), stops, _ROOM / key
    )  # fmt: skip


def developed(apart: Apart, weights: Floats, stops: float, rng: np.random.Generator) -> Bytes:
    """The whole scene as a phone saves it, exposed by itself but for some stops."""
    linear = np.einsum("k,khwc->hwc", weights, apart.radiance) * gain(apart, weights, stops)
    noise = rng.normal(0, 1, linear.shape).astype(np.float32) * 0.004 * np.sqrt(np.maximum(linear, 0) + 0.02)
    return (toned(linear + noise) * 255 + 0.5).astype(np.uint8)


def gain(apart: Apart, weights: Floats, stops: float) -> float:
    """What the radiance of a mixture is multiplied by: automatic exposure."""
    level = luminance(np.einsum("k,khwc->hwc", weights, apart.radiance))
    bright = float(_LEVEL / np.exp(np.log(level + 1e-3 * level.mean() + 1e-6).mean()))
    return min(bright, 1.6 / max(float(np.percentile(level, 97)), 1e-6)) * 2**stops


def toned(linear: Floats) -> Floats:
    """Linear light → sRGB signal 0–1, highlights rolled off, with a gentle S: as training/scenes/photo.py."""
    signal = srgb_curve(np.clip(shoulder(np.maximum(linear, 0)), 0, 1))
    return np.clip(signal + 0.03 * np.sin(2 * np.pi * (signal - 0.5)), 0, 1).astype(np.float32)


def _resized(layer: Floats) -> Floats:
    return np.asarray(cv2.resize(layer, (_SIDE, _SIDE), interpolation=cv2.INTER_LINEAR))


def batches(known: Sequence[Study], turns: Iterable[tuple[int, int]], seed: int) -> Iterator[Batch]:
    """For each side and size: that many random pairs (side, side), some of them mirrored."""
    rng = np.random.default_rng(seed)
    for side, size in turns:
        rows = [pair(rng, known[int(rng.integers(len(known)))], side) for _ in range(size)]
        yield _stacked([mirrored(*row) if rng.random() < 0.5 else row for row in rows])


def _stacked(rows: Sequence[tuple[Floats, Floats, Floats]]) -> Batch:
    seen, answer, truth = (torch.from_numpy(np.stack(layers)) for layers in zip(*rows, strict=True))
    return seen, answer, truth


def pair(rng: np.random.Generator, known: Study, side: int) -> tuple[Floats, Floats, Floats]:
    """A photo of the scene, and the truth of it in another light, `side` pixels square."""
    taken, light = known.taken[int(rng.integers(TAKEN))], int(rng.integers(LIGHTS))
    fill = taken.fill if rng.random() < 0.7 else float(np.exp(rng.uniform(np.log(0.08), np.log(0.8))))
    weights = np.zeros(LIGHTS + 1, np.float32)
    weights[light], weights[-1] = 1, fill / _ROOM
    linear = np.einsum("k,khwc->hwc", weights, known.radiance) * gain(known.apart, weights, taken.stops)
    softness = float(known.apart.softness[light])
    kept = taken.source.fill * fill / taken.fill
    then = shaded(taken.normals, one(known.apart.towards[light], softness, kept), known.up)
    seen = planes(taken.photo, known.matte, taken.normals, taken.now, then, softness)
    answer, truth = modelled(taken.now, then)[None], np.concatenate([toned(linear).transpose(2, 0, 1), known.surface])
    return _at(seen, side), _at(answer, side), _at(truth, side)


def _at(layers: Floats, side: int) -> Floats:
    sized = [cv2.resize(each, (side, side), interpolation=cv2.INTER_AREA) for each in layers]
    return np.stack(sized).astype(np.float32)


def mirrored(seen: Floats, answer: Floats, truth: Floats) -> tuple[Floats, Floats, Floats]:
    """The mirror image of a pair: the normals turn with it, the coordinates belong to the window."""
    turned = [np.ascontiguousarray(each[..., ::-1]) for each in (seen, answer, truth)]
    turned[0][4] = seen[4]
    turned[0][6] *= -1
    turned[2][3] *= -1
    return turned[0], turned[1], turned[2]
