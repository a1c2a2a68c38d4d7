"""Batches for the cutout network: windows of rendered photos, changed at random, with what is to be cut out of them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from training.dataset import load
from training.development import Range, redeveloped, swapped
from training.hints import boxes, drawn, drawn_boxes, extent, strokes
from training.windows import Windows, places, seen_through, turns

_SIDE = 320  # pixels: what every photo fits in
_OTHERS = 0.25  # share of the hinted samples in which another thing than the product is asked for
_RANGE = Range(gamma=(0.65, 1.5), saturation=(0.3, 1.4), balance=0.08, offset=0.06)
_SWAPPED = 0.12  # share of the photos whose colours are exchanged
_SMALLEST = 0.012  # share of the photo that such a thing takes at least
_WHOLE = 0.7, 0.3  # share of the looks at the whole frame: with no hint, with one


@dataclass(frozen=True, eq=False)
class Photos:
    """Rendered photos in memory."""

    layers: Tensor  # (N, 5, 320, 320) uint8: sRGB, matte, things
    sizes: Tensor  # (N, 2) float: width and height within that square
    clear: Tensor  # (N,) bool

    @classmethod
    def read(cls, paths: Sequence[Path]) -> "Photos":
        """Those of `training.dataset` files."""
        layers = torch.zeros(len(paths), 5, _SIDE, _SIDE, dtype=torch.uint8)
        sizes, clear = torch.zeros(len(paths), 2), torch.zeros(len(paths), dtype=torch.bool)
        for i, path in enumerate(paths):
            sample = load(path)
            height, width = sample.matte.shape
            matte = np.rint(sample.matte * 255).astype(np.uint8)
            stack = np.concatenate([sample.photo, matte[..., None], sample.things[..., None]], -1)
            layers[i, :, :height, :width] = torch.from_numpy(stack).permute(2, 0, 1)
            sizes[i] = torch.tensor([width, height])
            clear[i] = sample.clear
        return cls(layers, sizes, clear)

    def to(self, device: torch.device) -> "Photos":
        """The same in another memory."""
        return Photos(self.layers.to(device), self.sizes.to(device), self.clear.to(device))

    def part(self, chosen: Tensor) -> "Photos":
        """Some of them, by number."""
        return Photos(self.layers[chosen], self.sizes[chosen], self.clear[chosen])


def batches(photos: Photos, turns: Iterable[tuple[int, int]]) -> Iterator[tuple[Tensor, Tensor]]:
    """For each side and size: what the network sees (size, 9, side, side), and the true matte (size, 1, side, side)."""
    for side, size in turns:
        chosen = torch.randint(len(photos.sizes), (size,), device=photos.sizes.device)
        yield batch(photos.part(chosen), side)


def batch(photos: Photos, side: int) -> tuple[Tensor, Tensor]:
    """One window of each photo."""
    count, device = len(photos.sizes), photos.sizes.device
    hinted = (torch.rand(count, device=device) < 0.5) | ~photos.clear
    truth = _asked(photos, hinted & (torch.rand(count, device=device) < _OTHERS))
    windows = _windows(truth > 0.5, photos.sizes, hinted)
    stack = torch.cat([photos.layers[:, :3].float() / 255, truth[:, None]], 1)
    stack = seen_through(stack, photos.sizes, windows, side)
    matte = stack[:, 3:]
    photo = swapped(redeveloped(stack[:, :3], _RANGE), _SWAPPED)
    seen = torch.cat([photo, _hints(matte, hinted), places(count, side, device)], 1)
    return seen, matte


def whole(photos: Photos, side: int, boxed: bool) -> tuple[Tensor, Tensor]:
    """The photos as they are, in a square, with no hint or with an exact box: to measure with."""
    count, device = len(photos.sizes), photos.sizes.device
    truth = photos.layers[:, 3].float() / 255
    centre, half = photos.sizes / 2, photos.sizes / 2
    if boxed:
        low, high = extent(truth > 0.5)
        margin = 0.15 * (high - low).amax(1, keepdim=True)
        low, high = (low - margin).clamp(min=0), (high + margin).minimum(photos.sizes)
        centre, half = (low + high) / 2, (high - low) / 2
    columns = torch.eye(2, device=device).expand(count, 2, 2) * half[:, None, :]
    stack = torch.cat([photos.layers[:, :3].float() / 255, truth[:, None]], 1)
    stack = seen_through(stack, photos.sizes, (centre, columns), side)
    hints = torch.zeros(count, 4, side, side, device=device)
    if boxed:
        hints[:, :1] = boxes(stack[:, 3] > 0.5, torch.zeros(count, 4, device=device))
    return torch.cat([stack[:, :3], hints, places(count, side, device)], 1), stack[:, 3:]


def _asked(photos: Photos, other: Tensor) -> Tensor:
    """The true matte (N, 320, 320) of the product, or where `other` says so of some other thing, if one is large."""
    truth = photos.layers[:, 3].float() / 255
    for i in torch.nonzero(other)[:, 0].tolist():
        area = torch.bincount(photos.layers[i, 4].flatten().long(), minlength=3).float()
        large = torch.nonzero(area[2:] > _SMALLEST * photos.sizes[i].prod())[:, 0] + 2
        if len(large):
            thing = large[torch.randint(len(large), (1,), device=large.device)]
            truth[i] = (photos.layers[i, 4] == thing).float()
    return truth


def _windows(masks: Tensor, sizes: Tensor, hinted: Tensor) -> Windows:
    """Random windows."""
    count, device = len(sizes), sizes.device

    def uniform(low: float, high: float, *shape: int) -> Tensor:
        return low + (high - low) * torch.rand(count, *shape, device=device)

    low, high = extent(masks)
    reach = (high - low).amax(1, keepdim=True)
    near_low = low - uniform(-0.04, 0.4, 2) * reach
    near_high = high + uniform(-0.04, 0.4, 2) * reach
    zoom = uniform(0.8, 1.05, 1)
    shift = uniform(-0.5, 0.5, 2) * (1 - zoom).clamp(min=0) * sizes
    middle = sizes / 2 + shift
    far_low, far_high = middle - zoom * sizes / 2, middle + zoom * sizes / 2
    far = uniform(0, 1, 1) < torch.where(hinted[:, None], _WHOLE[1], _WHOLE[0])
    low, high = torch.where(far, far_low, near_low), torch.where(far, far_high, near_high)
    low, high = low.clamp(min=-0.05 * _SIDE), high.minimum(sizes + 0.05 * _SIDE)
    centre, half = (low + high) / 2, ((high - low) / 2).clamp(min=8)
    half = half * torch.exp(torch.randn(count, 2, device=device) * 0.05)
    angle = torch.randn(count, device=device) * 0.2 * (torch.rand(count, device=device) < 0.4)
    mirror = torch.where(torch.rand(count, device=device) < 0.5, 1.0, -1.0)
    return centre, turns(half, angle, mirror)


def _hints(mattes: Tensor, hinted: Tensor) -> Tensor:
    """Box, keep, remove and previous answer, (N, 4, H, W): of the hinted ones a box, strokes or both."""
    masks = mattes[:, 0] > 0.5
    draw = torch.rand(len(masks), device=masks.device)
    box = drawn(drawn_boxes, masks, hinted & (draw < 0.75))
    keep = drawn(strokes, masks, hinted & (draw > 0.55))
    remove = drawn(strokes, ~masks, hinted & ((draw > 0.85) | ((draw > 0.55) & (draw < 0.65))))
    return torch.cat([box, keep, remove, torch.zeros_like(box)], 1)
