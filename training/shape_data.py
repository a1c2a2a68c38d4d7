"""Batches for the shape network: windows around the products of rendered photos, turned, mirrored, shot otherwise."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from pipelines.core.colour import Floats, to_srgb8
from pipelines.studio.shape import MARGIN, around, cropped
from training.dataset import Sample, load
from training.development import Range, redeveloped
from training.relief import relief
from training.windows import places, seen_through, turns

_SIDE = 224  # pixels of a product's surroundings in memory
_WIDE = 0.45  # of the product's longer side, around it: what is in memory
_NEAREST, _FARTHEST = 0.1, 0.4  # margins that are learnt from
_OFF = 0.06  # by which a window's middle is off the product's, at most, as a share of the product's longer side
_RANGE = Range(gamma=(0.8, 1.25), saturation=(0.6, 1.3), balance=0.07, offset=0.04)
_SURE = 0.95  # of a pixel must be product for its normal and depth to count
_STEPS = 32  # of relief's codes, a pixel

Batch = tuple[Tensor, Tensor, Tensor]
"""What the network sees (N, 6, h, w); its truth (N, 8, h, w): normals, relief in half sides of the window, albedo,
where these hold; and the light (N, 4): its direction, its share."""


@dataclass(frozen=True, eq=False)
class Products:
    """Products and what is around them, in memory."""

    layers: Tensor  # (N, 11, 224, 224) uint8: sRGB, matte, normals as 128 + 127 n, albedo as sRGB, valid
    relief: Tensor  # (N, 224, 224) int16: 32nds of a pixel of these
    lights: Tensor  # (N, 4) float: direction, share

    @classmethod
    def read(cls, paths: Sequence[Path]) -> "Products":
        """Those of `training.dataset` files."""
        layers = torch.zeros(len(paths), 11, _SIDE, _SIDE, dtype=torch.uint8)
        reliefs = torch.zeros(len(paths), _SIDE, _SIDE, dtype=torch.int16)
        lights = torch.zeros(len(paths), 4)
        for i, path in enumerate(paths):
            sample = load(path)
            stack, deep = _framed(sample)
            layers[i] = torch.from_numpy(stack).permute(2, 0, 1)
            reliefs[i] = torch.from_numpy(np.rint(np.clip(deep, -1000, 1000) * _STEPS).astype(np.int16))
            lights[i] = torch.tensor([*sample.towards.tolist(), sample.share])
        return cls(layers, reliefs, lights)

    def to(self, device: torch.device) -> "Products":
        """The same in another memory."""
        return Products(self.layers.to(device), self.relief.to(device), self.lights.to(device))

    def part(self, chosen: Tensor) -> "Products":
        """Some of them, by number."""
        return Products(self.layers[chosen], self.relief[chosen], self.lights[chosen])


def valid(sample: Sample) -> np.ndarray:
    """Bool (H, W): where a sample's normals and depth are the product's and nothing else's."""
    return np.asarray((sample.matte > _SURE) & (np.abs(sample.normals).sum(-1) > 0))


def batches(products: Products, turns: Iterable[tuple[int, int]]) -> Iterator[Batch]:
    """For each side and size: that many random windows (side, side)."""
    for side, size in turns:
        chosen = torch.randint(len(products.lights), (size,), device=products.lights.device)
        yield batch(products.part(chosen), side)


def batch(products: Products, side: int) -> Batch:
    """One random window of each product, as another camera would have shot it."""
    count, device = len(products.lights), products.lights.device

    def uniform(low: float, high: float, *shape: int) -> Tensor:
        return low + (high - low) * torch.rand(count, *shape, device=device)

    half = (0.5 + uniform(_NEAREST, _FARTHEST, 1)).expand(-1, 2)
    angle = torch.randn(count, device=device) * 0.15 * (uniform(0, 1) < 0.4)
    mirror = torch.where(uniform(0, 1) < 0.5, 1.0, -1.0)
    seen, truth, lights = _windows(products, uniform(-_OFF, _OFF, 2), turns(half, angle, mirror), side)
    seen[:, :3] = redeveloped(seen[:, :3], _RANGE)
    seen[:, 3:4] = _cut(seen[:, 3:4])
    return seen, truth, lights


def plain(products: Products, side: int, mirrored: bool = False) -> Batch:
    """The windows that `pipelines.studio.shape` looks at, as they are: to measure with."""
    count, device = len(products.lights), products.lights.device
    ones = torch.ones(count, device=device)
    half = (0.5 + MARGIN) * ones[:, None].expand(-1, 2)
    columns = turns(half, 0 * ones, -ones if mirrored else ones)
    return _windows(products, torch.zeros(count, 2, device=device), columns, side)


def _framed(sample: Sample) -> tuple[np.ndarray, Floats]:
    """A sample's layers around its product, uint8 (224, 224, 11), and its relief in pixels of these."""
    window, _ = around(sample.matte, _WIDE)
    on = valid(sample)
    if not on.any():
        on = sample.matte > 0.5
    share = cropped(on.astype(np.float32), window, _SIDE, cv2.BORDER_CONSTANT)
    held = np.dstack([sample.normals, relief(sample.depth, sample.normals, on)]) * on[..., None]
    held = cropped(held.astype(np.float32), window, _SIDE, cv2.BORDER_CONSTANT) / np.maximum(share, 1e-3)[..., None]
    normals = held[..., :3] / np.maximum(np.linalg.norm(held[..., :3], axis=-1, keepdims=True), 1e-6)
    matte = cropped(sample.matte, window, _SIDE, cv2.BORDER_CONSTANT)
    known = [(matte * 255 + 0.5).astype(np.uint8), (normals * 127 + 128.5).astype(np.uint8)]
    albedo = to_srgb8(cropped(sample.albedo, window, _SIDE))
    stack = np.dstack([cropped(sample.photo, window, _SIDE), *known, albedo, (share > 0.99).astype(np.uint8) * 255])
    return stack, held[..., 3] * np.float32(_SIDE / (window[2] - window[0]))


def _windows(products: Products, shift: Tensor, columns: Tensor, side: int) -> Batch:
    """Windows by their middles' shift and their columns, in longer sides of the product."""
    count, device = len(products.lights), products.lights.device
    unit = _SIDE / (1 + 2 * _WIDE)
    stack = torch.cat([products.layers.float() / 255, products.relief[:, None].float() / (_STEPS * unit)], 1)
    sizes = torch.full((count, 2), float(_SIDE), device=device)
    stack = seen_through(stack, sizes, (_SIDE / 2 + shift * unit, columns * unit), side)
    axes, half = _axes(columns)
    normals = torch.einsum("nij,njhw->nihw", axes, stack[:, 4:7] * 255 - 128)
    held = (stack[:, 10:11] > 0.99).float()
    deep = stack[:, 11:] / half[:, None, None, None]
    deep = deep - (deep * held).sum((2, 3), keepdim=True) / held.sum((2, 3), keepdim=True).clamp(min=1)
    truth = torch.cat([functional.normalize(normals, dim=1), deep, linear(stack[:, 7:10]), held], 1)
    towards = torch.einsum("nij,nj->ni", axes, products.lights[:, :3])
    seen = torch.cat([stack[:, :4], places(count, side, device)], 1)
    return seen, truth, torch.cat([towards, products.lights[:, 3:]], 1)


def _axes(columns: Tensor) -> tuple[Tensor, Tensor]:
    """(N, 3, 3) that bring vectors of camera space into the windows', and the windows' half sides (N,)."""
    half = columns[:, :, 0].norm(dim=1)
    axes = torch.zeros(len(columns), 3, 3, device=columns.device)
    axes[:, 0, :2] = columns[:, :, 0] / half[:, None]
    axes[:, 1, :2] = -columns[:, :, 1] / half[:, None]
    axes[:, :2, 1] *= -1  # pictures count y downwards
    axes[:, 2, 2] = 1
    return axes, half


def linear(signal: Tensor) -> Tensor:
    """sRGB signal → linear light (IEC 61966-2-1)."""
    return torch.where(signal <= 0.04045, signal / 12.92, ((signal.clamp(min=0.04045) + 0.055) / 1.055) ** 2.4)


def _cut(mattes: Tensor) -> Tensor:
    """Mattes as a cutout may give them: half of them a little too large, too small, or rounder."""
    level = torch.rand(len(mattes), 1, 1, 1, device=mattes.device)
    wide = functional.avg_pool2d(mattes, 7, 1, 3, count_include_pad=False)
    other = ((wide - 0.25 - level) * 4 + 0.5).clamp(0, 1)
    return torch.where(level < 0.5, other, mattes)
