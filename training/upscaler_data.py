"""What the upscaler learns from: sharp pictures, and the small pictures that are made of them.

Pictures are (H, W, 3) uint8 sRGB throughout.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
import torch
from PIL import Image
from torch import Tensor

from pipelines.core.colour import Bytes
from pipelines.core.data import PRESETS
from training.prints import pattern, sheet, surface

LEARNT = ("bear_plushie", "candle", "colorful_sneaker", "duck_toy", "fancy_boot", "rc_car")
"""The products of the DreamBooth data set whose photos its authors took themselves, under CC BY 4.0."""
HELD_OUT = ("backpack", "berry_bowl", "can", "pink_sunglasses", "teapot")
"""The products to measure on: photos from Unsplash, which restricts learning from them."""
KINDS = ("clean", "phone")
CHECKED = "-00"  # the end of the name of each learnt product's photo that is kept for validation

_PATCH = 40  # side of a small patch, pixels
_MARGIN = 8  # small pixels around a phone's patch, so that its JPEG blocks start anywhere


@dataclass(frozen=True)
class Phone:
    """What a phone does to a picture on the way to a small, soft, noisy file."""

    blur: float  # standard deviation, small pixels
    noise: float  # standard deviation, 8-bit codes, before the chroma is smoothed
    quality: int  # of JPEG

    @classmethod
    def drawn(cls, rng: np.random.Generator) -> "Phone":
        """Any phone, from nearly clean to poor."""
        return cls(rng.uniform(0.25, 0.8), rng.uniform(0, 5), int(rng.integers(60, 96)))


def reduced(picture: Bytes, scale: int) -> Bytes:
    """A picture 1/`scale` the size by Pillow's antialiased bicubic; sides that do not divide are cut first."""
    height, width = (side // scale * scale for side in picture.shape[:2])
    whole = Image.fromarray(picture[:height, :width])
    return np.asarray(whole.resize((width // scale, height // scale), Image.Resampling.BICUBIC))


def phoned(picture: Bytes, scale: int, phone: Phone, rng: np.random.Generator) -> Bytes:
    """A picture 1/`scale` the size as a phone saves it: blurred, reduced, noisy, its colours smoothed, in JPEG."""
    soft = cv2.GaussianBlur(picture, (0, 0), phone.blur * scale)
    small = reduced(soft, scale).astype(np.float32)
    noise = rng.normal(0, phone.noise, small.shape).astype(np.float32)
    grey = noise.mean(-1, keepdims=True)
    noise = grey * 3**0.5 + cv2.GaussianBlur(noise - grey, (0, 0), 1.0)
    codes = np.clip(small + noise + 0.5, 0, 255).astype(np.uint8)
    file = BytesIO()
    Image.fromarray(codes).save(file, "JPEG", quality=phone.quality)
    return np.asarray(Image.open(file))


def degraded(kind: str, picture: Bytes, scale: int, seed: int) -> Bytes:
    """A picture made 1/`scale` the size, as it is measured: "clean", reduced only, or "phone", by a phone of `seed`."""
    if kind == "clean":
        return reduced(picture, scale)
    rng = np.random.default_rng(seed)
    height, width = (side // scale * scale for side in picture.shape[:2])
    return phoned(picture[:height, :width], scale, Phone.drawn(rng), rng)


def photos(folder: Path, products: Sequence[str]) -> dict[str, Bytes]:
    """All photos of some products, by name."""
    paths = [path for name in products for path in sorted(folder.glob(f"{name}-*.jpg"))]
    return {path.stem: np.asarray(Image.open(path).convert("RGB")) for path in paths}


def shrunk(picture: Bytes, share: float) -> Bytes:
    """A picture made smaller by bicubic: sharper, and rid of its own JPEG."""
    size = (round(picture.shape[1] * share), round(picture.shape[0] * share))
    return np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.BICUBIC))


def decibels(found: Bytes, truth: Bytes, border: int = 8) -> float:
    """PSNR of luma (ITU-R BT.601, 16–235), `border` pixels off at each edge."""
    apart = (found.astype(np.float64) - truth) @ (np.array([65.481, 128.553, 24.966]) / 255)
    inner = apart[border:-border, border:-border]
    return float(20 * np.log10(255) - 10 * np.log10(max((inner**2).mean(), 1e-6)))


def bicubic(picture: Bytes, scale: int) -> Bytes:
    """A picture `scale` times as large by Pillow's bicubic: what the network is measured against."""
    size = (picture.shape[1] * scale, picture.shape[0] * scale)
    return np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.BICUBIC))


@dataclass(frozen=True)
class Source:
    """Pictures of one kind, and how often a patch is cut from them."""

    share: float
    pictures: Sequence[Bytes]


def sources(folder: Path, seed: int, made: int = 100) -> tuple[list[Source], list[Bytes]]:
    """What to learn from, and the photos to validate on; `made` pictures of each kind are drawn by code."""
    rng = np.random.default_rng(seed)
    every = photos(folder, LEARNT)
    learnt = [picture for name, picture in every.items() if not name.endswith(CHECKED)]
    checked = [picture for name, picture in every.items() if name.endswith(CHECKED)]
    renders = [np.asarray(Image.open(path).convert("RGB")) for path in sorted((PRESETS / "samples").glob("*/*.jpg"))]
    drawn: dict[Callable[[np.random.Generator], Bytes], float] = {sheet: 0.14, pattern: 0.04, surface: 0.06}
    return [
        Source(0.45, learnt),
        Source(0.25, [shrunk(picture, share) for picture in learnt for share in (0.71, 0.5)]),
        Source(0.06, [shrunk(picture, 0.5) for picture in renders]),
        *(Source(share, [kind(rng) for _ in range(made)]) for kind, share in drawn.items()),
    ], checked


def batches(
    kinds: Sequence[Source], scale: int, noisy: float, seed: int, count: int = 8, patch: int = _PATCH
) -> Iterator[tuple[Tensor, Tensor]]:
    """Endless pairs of small (N, 3, patch, patch) and large (N, 3, patch · scale, …) signals, 0–1.

    A share `noisy` of the small ones is a phone's, the others are reduced and nothing else.
    """
    rng = np.random.default_rng(seed)
    shares = np.array([kind.share for kind in kinds])
    while True:
        pairs = [
            _pair(rng, kinds[rng.choice(len(kinds), p=shares / shares.sum())].pictures, scale, noisy, patch)
            for _ in range(count)
        ]
        yield _signal([small for small, _ in pairs]), _signal([large for _, large in pairs])


def _pair(
    rng: np.random.Generator, pictures: Sequence[Bytes], scale: int, noisy: float, patch: int
) -> tuple[Bytes, Bytes]:
    picture = pictures[int(rng.integers(len(pictures)))]
    side = (patch + 2 * _MARGIN) * scale
    cuts = [_cut(rng, picture, side) for _ in range(2)]
    large = max(cuts, key=_detail) if rng.random() < 0.6 else cuts[0]
    large = _turned(rng, large)
    small = phoned(large, scale, Phone.drawn(rng), rng) if rng.random() < noisy else reduced(large, scale)
    y, x = (int(value) for value in rng.integers(3, 2 * _MARGIN - 2, 2))  # 3 small pixels from every cut edge
    return (
        small[y : y + patch, x : x + patch],
        large[y * scale : (y + patch) * scale, x * scale : (x + patch) * scale],
    )


def _cut(rng: np.random.Generator, picture: Bytes, side: int) -> Bytes:
    top, left = (int(rng.integers(0, length - side + 1)) for length in picture.shape[:2])
    return picture[top : top + side, left : left + side]


def _detail(picture: Bytes) -> float:
    """How much there is to learn: the spread of every third pixel's differences."""
    green = picture[::3, ::3, 1].astype(np.int16)
    return float(np.abs(np.diff(green, axis=0)).mean() + np.abs(np.diff(green, axis=1)).mean())


def _turned(rng: np.random.Generator, picture: Bytes) -> Bytes:
    """One of the eight symmetries of the square, and now and then the negative's or another order of colours."""
    picture = np.rot90(picture, int(rng.integers(4)))
    if rng.random() < 0.5:
        picture = picture[:, ::-1]
    if rng.random() < 0.3:
        picture = picture[..., rng.permutation(3)]
    return np.ascontiguousarray(picture)


def _signal(pictures: Sequence[Bytes]) -> Tensor:
    return torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2).float() / 255
