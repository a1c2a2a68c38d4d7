"""A contact sheet of rendered photos, to look at before training on them."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from pipelines.core.colour import Bytes, to_srgb8
from training.dataset import Sample, load

_SIDE = 150  # pixels of a cell
_COLUMNS = 6  # samples a row
_ROWS = 14


def sheet(paths: Sequence[Path]) -> Bytes:
    """Photo and matte side by side for the first samples, the photo framed in red where nothing stands out."""
    cells = [_pair(load(path)) for path in paths[: _COLUMNS * _ROWS]]
    cells += [np.zeros_like(cells[0])] * (-len(cells) % _COLUMNS)
    rows = [np.concatenate(cells[i : i + _COLUMNS], 1) for i in range(0, len(cells), _COLUMNS)]
    return np.concatenate(rows)


def layers(paths: Sequence[Path]) -> Bytes:
    """One sample a row: photo, matte, things, depth, normals, albedo."""
    return np.concatenate([np.concatenate([_fit(layer) for layer in _layers(load(path))], 1) for path in paths])


def _layers(sample: Sample) -> tuple[Bytes, ...]:
    grey = [(sample.matte * 255).astype(np.uint8), sample.things * 40, (sample.depth / 3 * 255).astype(np.uint8)]
    normals = (sample.normals * 127 + 128).astype(np.uint8)
    return (sample.photo, *(np.repeat(one[..., None], 3, 2) for one in grey), normals, to_srgb8(sample.albedo))


def _pair(sample: Sample) -> Bytes:
    photo = _fit(sample.photo)
    if not sample.clear:
        cv2.rectangle(photo, (0, 0), (_SIDE - 1, _SIDE - 1), (230, 30, 30), 3)
    matte = np.repeat((sample.matte * 255).astype(np.uint8)[..., None], 3, 2)
    return np.concatenate([photo, _fit(matte)], 1)


def _fit(picture: Bytes) -> Bytes:
    scale = _SIDE / max(picture.shape[:2])
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    cell = np.zeros((_SIDE, _SIDE, 3), np.uint8)
    cell[: small.shape[0], : small.shape[1]] = small[:_SIDE, :_SIDE]
    return cell
