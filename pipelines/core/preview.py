"""Small pictures for a screen: what a seller looks at while working. Never what is exported."""

from dataclasses import replace

import cv2
import numpy as np

from pipelines.core.colour import Bytes, to_linear, to_srgb8
from pipelines.core.shot import Cutout, Shot

_LIGHT, _DARK = 250, 226  # the two greys of the checkerboard
_TILE = 12  # side of one of its squares, in pixels
_VEIL = np.array([38, 36, 33], np.float32)  # what lies over everything that is not product
_PAPER = (236, 231, 223)  # beyond the edge of the photo


def png(pixels: Bytes) -> bytes:
    """8-bit sRGB (H, W, 3), or with alpha (H, W, 4), as a PNG, quickly rather than small."""
    order = cv2.COLOR_RGB2BGR if pixels.shape[-1] == 3 else cv2.COLOR_RGBA2BGRA
    done, data = cv2.imencode(".png", cv2.cvtColor(pixels, order), [cv2.IMWRITE_PNG_COMPRESSION, 1])
    if not done:
        raise ValueError("the picture could not be encoded")
    return data.tobytes()


def fit(pixels: Bytes, longest: int) -> Bytes:
    """Reduce to a longer side of at most `longest` pixels."""
    return cv2.resize(pixels, _size(pixels, longest), interpolation=cv2.INTER_AREA)


def reduced(shot: Shot, longest: int) -> Shot:
    """The shot over a reduced copy of its photo (and cutout), for work that only feeds a preview."""
    photo = shot.photo
    if max(photo.size) <= longest:
        return shot
    small = replace(photo, pixels=fit(photo.pixels, longest), alpha=None)
    return replace(shot, photo=small, pixels=small.pixels, cutout=shot.cutout and _reduced(shot.cutout, longest))


def transparent(cutout: Cutout) -> Bytes:
    """The product in the photo's frame and size, as (H, W, 4) with alpha."""
    return np.dstack([cutout.foreground, np.rint(cutout.alpha * 255).astype(np.uint8)])


def on_checkerboard(cutout: Cutout, longest: int) -> Bytes:
    """The product over a checkerboard, in the photo's frame."""
    small = _reduced(cutout, longest)
    height, width = small.alpha.shape
    tiles = (np.arange(height)[:, None] // _TILE + np.arange(width) // _TILE) % 2
    board = np.where(tiles, _DARK, _LIGHT).astype(np.uint8)
    return _over(small, np.repeat(board[..., None], 3, -1))


def on_white(cutout: Cutout, longest: int) -> Bytes:
    """The product over white, in the photo's frame."""
    small = _reduced(cutout, longest)
    return _over(small, np.full_like(small.foreground, 255))


def veiled(shot: Shot, longest: int) -> Bytes:
    """The photo with a veil over everything that is not product; the bare photo where there is no cutout."""
    photo = fit(shot.photo.pixels, longest)
    if shot.cutout is None:
        return photo
    alpha = cv2.resize(shot.cutout.alpha, _size(photo, longest), interpolation=cv2.INTER_AREA)[..., None]
    return (photo * (0.4 + 0.6 * alpha) + _VEIL * (0.6 * (1 - alpha)) + 0.5).astype(np.uint8)


def before(shot: Shot, longest: int) -> Bytes:
    """The photo laid so that its product lies exactly where the shot has it, in the shot's frame."""
    height, width = shot.pixels.shape[:2]
    shrink = min(1.0, longest / max(width, height))
    size = round(width * shrink), round(height * shrink)
    if shot.placement is None:
        return cv2.resize(shot.photo.pixels, size, interpolation=cv2.INTER_AREA)
    move, scale = shot.placement, shot.placement.scale * shrink
    half = 0.5 * scale - 0.5  # pixel centres, not corners
    matrix = np.array([[scale, 0, move.dx * shrink + half], [0, scale, move.dy * shrink + half]])
    return cv2.warpAffine(shot.photo.pixels, matrix, size, flags=cv2.INTER_LINEAR, borderValue=_PAPER)


def _size(pixels: Bytes, longest: int) -> tuple[int, int]:
    height, width = pixels.shape[:2]
    shrink = min(1.0, longest / max(width, height))
    return max(1, round(width * shrink)), max(1, round(height * shrink))


def _reduced(cutout: Cutout, longest: int) -> Cutout:
    size = _size(cutout.foreground, longest)
    alpha = cv2.resize(cutout.alpha, size, interpolation=cv2.INTER_AREA)
    return replace(cutout, alpha=alpha, foreground=fit(cutout.foreground, longest))


def _over(cutout: Cutout, ground: Bytes) -> Bytes:
    alpha = cutout.alpha[..., None]
    return to_srgb8(to_linear(cutout.foreground) * alpha + to_linear(ground) * (1 - alpha))
