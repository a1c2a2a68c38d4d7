"""How near a turned product comes to the truth, beside no change, a turned card and a plain depth warp.

    python -m benchmarks.angles FOLDER

FOLDER holds the still lifes of `training.still_lifes`, which were photographed from other sides too. Every way is given
the photo and its true matte, and is laid over the true view by the middle of its matte's box; what it leaves open is
white. PSNR and SSIM are taken inside the true matte, and so is texture: the sliced Wasserstein distance between
patches of 7 × 7 pixels less their mean, in thousandths of full scale. IoU is that of the outlines. The time is that of
nine previews of 768 px with their shape, which is looked for once. Exits with 1 where a promise is not kept.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

import cv2
import numpy as np
from skimage.metrics import structural_similarity

from pipelines.core.colour import Bytes, Floats
from pipelines.core.shot import Cutout
from pipelines.studio.geometry.choose import best
from pipelines.studio.geometry.relief import Relief
from pipelines.studio.look import resampled
from pipelines.studio.shape import Shape, shape
from pipelines.studio.turn.camera import View, distance, view
from pipelines.studio.turn.turned import turned
from training.dataset import Sample, load
from training.still_lifes import NAMES, TURNS, Shot

PROMISED_IOU, PROMISED_SECONDS, FRAMES = 0.90, 4.0, 9
_TILT = 20.0  # degrees that the card and the plain warp take the camera to look down
_NEAR = 15  # degrees of the turns at which outlines are judged
_PATCH, _STEP, _WAYS = 7, 2, 64  # px, px between patches, directions
_PREVIEW = 768  # px

Picture = tuple[Bytes, Floats]
Way = Callable[[float, float], Picture]


class Score(NamedTuple):
    """How near a picture is to the truth."""

    psnr: float  # dB
    ssim: float
    texture: float  # thousandths
    iou: float


def main(folder: Path) -> int:
    """Print a table; 0 where every promise is kept."""
    rows: dict[str, list[Score]] = {}
    near: dict[str, list[float]] = {}
    for name in NAMES:
        for way, turn, score in measured(folder, name):
            rows.setdefault(way, []).append(score)
            if turn in ((-_NEAR, 0), (_NEAR, 0)):
                near.setdefault(way, []).append(score.iou)
    print(f"{'mean over the views':20} {'PSNR, dB':>8} {'SSIM':>6} {'texture':>8} {'IoU':>6}   at ±{_NEAR}°")
    means = {way: Score(*np.mean(scores, 0)) for way, scores in rows.items()}
    outlines = {way: float(np.mean(each)) for way, each in near.items()}
    for way, mean in means.items():
        print(f"{way:20} {mean.psnr:8.2f} {mean.ssim:6.3f} {mean.texture:8.2f} {mean.iou:6.3f} {outlines[way]:8.3f}")
    seconds = timed(load(folder / Shot(NAMES[0]).file))
    print(f"\n{FRAMES} frames of {_PREVIEW} px: {seconds:.2f} s, {1000 * seconds / FRAMES:.0f} ms each")
    print(f"promised: better than every other way, IoU ≥ {PROMISED_IOU} at ±{_NEAR}°, {PROMISED_SECONDS:g} s or less")
    ours, *others = means.values()
    better = all(ours.psnr > o.psnr and ours.ssim > o.ssim and ours.texture < o.texture for o in others)
    return int(not (better and outlines["ours"] >= PROMISED_IOU and seconds <= PROMISED_SECONDS))


def measured(folder: Path, name: str) -> Iterator[tuple[str, tuple[int, int], Score]]:
    """The scores of every way for all turns of a product."""
    photo = load(folder / Shot(name).file)
    relief = best(photo.photo, photo.matte)
    said: list[Score] = []
    for turn in TURNS:
        truth = load(folder / Shot(name, turn=turn).file)
        for way, draw in ways(photo, relief).items():
            found = score(draw(*turn), truth)
            said += [found] if way == "ours" else []
            yield way, turn, found
    mean = Score(*np.mean(said, 0))
    print(
        f"{name:9} {relief.kind:10} {mean.psnr:6.2f} {mean.ssim:6.3f} {mean.texture:6.2f} {mean.iou:6.3f}", flush=True
    )


def ways(photo: Sample, relief: Relief) -> dict[str, Way]:
    """What is compared, ours first."""
    cut = Cutout(photo.matte, photo.photo, 1.0, "truth")

    def ours(yaw: float, pitch: float) -> Picture:
        made = turned(cut, relief, yaw, pitch)
        return made.foreground, made.alpha

    return {
        "ours": ours,
        "no change": lambda yaw, pitch: (photo.photo, photo.matte),
        "homography": partial(card, photo),
        "depth warp": partial(warped, photo, shape(photo.photo, photo.matte)),
    }


def card(photo: Sample, yaw: float, pitch: float) -> Picture:
    """The photo as a flat card that stands in the product's middle, turned: the best plane for a turn."""
    camera, middle, longer = _round(photo.matte, yaw, pitch)
    square = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)], np.float32) * longer / 2
    upright = np.concatenate([square, -square[:, 1:] * np.tan(np.radians(_TILT))], 1) * np.array([1, -1, 1], np.float32)
    seen = camera.seen(upright.astype(np.float32))[:, :2] * np.array([1, -1], np.float32)
    matrix = cv2.getPerspectiveTransform(square + middle, (seen + middle).astype(np.float32))
    size = photo.matte.shape[::-1]
    return cv2.warpPerspective(photo.photo, matrix, size), cv2.warpPerspective(photo.matte, matrix, size)


def warped(photo: Sample, found: Shape, yaw: float, pitch: float) -> Picture:
    """Every pixel of the photo moved by the network's depth, the nearest last; holes stay open."""
    camera, middle, longer = _round(photo.matte, yaw, pitch)
    height, width = photo.matte.shape
    away = resampled(found.depth, found.window, (0, 0, width, height), (width, height))
    rows, columns = np.nonzero(photo.matte > 0.5)
    places = np.stack([columns + 0.5 - middle[0], middle[1] - rows - 0.5, -longer * away[rows, columns]], 1)
    seen = camera.seen(places.astype(np.float32))
    order = np.argsort(seen[:, 2])
    x, y = (np.floor(each[order]).astype(int) for each in (seen[:, 0] + middle[0], middle[1] - seen[:, 1]))
    held = (x >= 0) & (y >= 0) & (x < width) & (y < height)
    picture, alpha = np.zeros_like(photo.photo), np.zeros_like(photo.matte)
    picture[y[held], x[held]] = photo.photo[rows[order][held], columns[order][held]]
    alpha[y[held], x[held]] = 1
    return picture, alpha


def score(made: Picture, truth: Sample) -> Score:
    """How near a picture, laid over the true view, comes to it."""
    foreground, alpha = _laid(*made, truth.matte)
    seen, true, on = _white(foreground, alpha), _white(truth.photo.astype(np.float32), truth.matte), truth.matte > 0.5
    error = float(((seen - true)[on] ** 2).mean())
    alike = structural_similarity(seen, true, channel_axis=2, data_range=255, full=True)[1].mean(-1)[on].mean()
    both = ((alpha > 0.5) & on).sum() / ((alpha > 0.5) | on).sum()
    return Score(10 * np.log10(255**2 / error), float(alike), texture(seen, true, on), float(both))


def texture(one: Floats, other: Floats, on: np.ndarray) -> float:
    """The sliced Wasserstein distance (Rabin et al. 2012) between the patches of two pictures (H, W, 3) inside a mask,
    each less its mean, in thousandths of full scale."""
    ways = np.random.default_rng(0).standard_normal((3 * _PATCH**2, _WAYS)).astype(np.float32)
    ways /= np.linalg.norm(ways, axis=0)
    sorted_ = [np.sort(_patches(picture, on) @ ways, 0) for picture in (one, other)]
    return 1000 * float(np.abs(sorted_[0] - sorted_[1]).mean())


def timed(photo: Sample) -> float:
    """Seconds for a turn of nine frames of a preview, its shape included."""
    size = _PREVIEW, _PREVIEW
    picture, matte = (cv2.resize(each, size, interpolation=cv2.INTER_CUBIC) for each in (photo.photo, photo.matte))
    cut = Cutout(np.clip(matte, 0, 1), picture, 1.0, "truth")
    turned(cut, best(picture, cut.alpha), 5, 0)  # what is compiled is compiled now
    start = perf_counter()
    relief = best(picture, cut.alpha)
    for yaw in np.linspace(-30, 30, FRAMES):
        turned(cut, relief, float(yaw), 0)
    return perf_counter() - start


def _round(matte: Floats, yaw: float, pitch: float) -> tuple[View, Floats, int]:
    """A camera gone round a product as ours does, and the product's middle and longer side, px."""
    x0, y0, x1, y1 = Cutout(matte, np.zeros((1, 1, 3), np.uint8), 1.0, "").box
    longer = max(x1 - x0, y1 - y0)
    middle = np.array([(x0 + x1) / 2, (y0 + y1) / 2], np.float32)
    return view(yaw, pitch, _TILT, distance(longer, None)), middle, longer


def _laid(foreground: Bytes, alpha: Floats, matte: Floats) -> tuple[Floats, Floats]:
    """A picture moved so that the box of its matte has the same middle as that of another."""
    boxes = [Cutout(each, foreground, 1.0, "").box for each in (alpha, matte)]
    across, down = ((boxes[1][i] + boxes[1][i + 2] - boxes[0][i] - boxes[0][i + 2]) / 2 for i in (0, 1))
    move = np.array([[1, 0, across], [0, 1, down]], np.float32)
    size = alpha.shape[::-1]
    return cv2.warpAffine(foreground.astype(np.float32), move, size), cv2.warpAffine(alpha, move, size)


def _white(foreground: Floats, alpha: Floats) -> Floats:
    return np.asarray(foreground * alpha[..., None] + 255 * (1 - alpha[..., None]), np.float32)


def _patches(picture: Floats, on: np.ndarray) -> Floats:
    edge = _PATCH // 2
    every = np.lib.stride_tricks.sliding_window_view(picture / np.float32(255), (_PATCH, _PATCH), (0, 1))
    held = every[::_STEP, ::_STEP][on[edge:-edge:_STEP, edge:-edge:_STEP]].reshape(-1, 3, _PATCH**2)
    return np.asarray((held - held.mean(2, keepdims=True)).reshape(len(held), -1), np.float32)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="folder of training.still_lifes")
    sys.exit(main(parser.parse_args().folder))
