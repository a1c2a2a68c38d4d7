"""Depth of field on the world: outlines between what lies at different distances, as a lens throws them out of focus.

Materials are filtered to the circle of confusion already where they are made, so only outlines are left to soften: each
pixel with its like only, so that nothing out of focus spills over what is sharp.
"""

import cv2
import numpy as np

from pipelines.core.colour import Floats

_LEVELS = 5
_SHARP = 2.0  # px: circles of confusion below this stay as they are
_DISC = 4.0  # diameter, in px of a level, of the disc that its blur stands for


def defocus(picture: Floats, faces: np.ndarray, confusion: Floats) -> None:
    """Soften, in place, a linear picture (H, W, 3) along the outlines of its `faces` (H, W) where circles of confusion
    (H, W) of these diameters in px ask for it."""
    rows = _rows(faces, confusion)
    if rows is None:
        return
    part, circles = picture[rows], confusion[rows]
    small = (max(part.shape[1] // 2, 1), max(part.shape[0] // 2, 1))
    halves = (cv2.resize(plane, small, interpolation=cv2.INTER_AREA) for plane in (part, circles))
    blurred = cv2.resize(_blurred(*halves), part.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    share = np.clip((circles - _SHARP) / _SHARP, 0, 1) * _ramp(rows, len(faces), float(circles.max()))[:, None]
    part += share[..., None] * (blurred - part)


def _rows(faces: np.ndarray, confusion: Floats) -> slice | None:
    """The rows that outlines out of focus reach, if any."""
    outlines = np.zeros(faces.shape[0], bool)
    soft = confusion > _SHARP
    outlines[1:] |= ((faces[1:] != faces[:-1]) & (soft[1:] | soft[:-1])).any(1)
    outlines |= ((faces[:, 1:] != faces[:, :-1]) & (soft[:, 1:] | soft[:, :-1])).any(1)
    there = np.flatnonzero(outlines)
    if not len(there):
        return None
    widest = max(confusion[there].max(), confusion[np.maximum(there - 1, 0)].max())
    reach = int(2 * widest) + 8
    return slice(max(int(there[0]) - reach, 0), min(int(there[-1]) + reach, len(outlines)))


def _ramp(rows: slice, height: int, fall: float) -> Floats:
    """1 within the rows, falling over `fall` px to 0 at an end that is not the picture's own: what is already soft
    there stays so."""
    count = rows.stop - rows.start
    line, fall = np.arange(count) + 0.5, min(max(fall, 1.0), 0.3 * count)
    above = np.inf if rows.start == 0 else line / fall
    below = np.inf if rows.stop == height else (count - line) / fall
    return np.minimum(np.minimum(above, below), 1.0).astype(np.float32) * np.ones(count, np.float32)


def _blurred(picture: Floats, confusion: Floats) -> Floats:
    """Every pixel as blurred as its circle asks, by a pyramid whose levels keep what is blurred at least half so."""
    kept = [cv2.merge([*cv2.split(picture), np.ones_like(confusion)]) * (confusion > _SHARP / 4)[..., None]]
    circles = [confusion]
    for level in range(1, _LEVELS):
        small = max(picture.shape[1] >> level, 1), max(picture.shape[0] >> level, 1)
        circles.append(cv2.resize(confusion, small, interpolation=cv2.INTER_AREA))
        part = cv2.resize(kept[-1], small, interpolation=cv2.INTER_AREA)
        kept.append(part * np.clip(2 * circles[-1] / (_DISC * 2**level) - 1, 0, 1)[..., None])
    result: Floats = _even(cv2.GaussianBlur(kept[-1], (0, 0), 1.0))
    for level in range(_LEVELS - 2, -1, -1):
        coarse = cv2.resize(result, kept[level].shape[1::-1], interpolation=cv2.INTER_LINEAR)
        fine = _even(cv2.GaussianBlur(kept[level], (0, 0), 0.8))
        share = np.clip(np.log2(np.maximum(circles[level], 1e-3) / (_DISC * 2**level)), 0, 1)[..., None]
        result = (fine + share * (coarse - fine)).astype(np.float32)
    return result


def _even(planes: Floats) -> Floats:
    """Colours (h, w, 4) over their own weight, (h, w, 3)."""
    return np.asarray(planes[..., :3] / np.maximum(planes[..., 3:], 1e-4), np.float32)
