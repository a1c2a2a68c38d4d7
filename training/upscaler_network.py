"""The upscaler: bicubic enlargement, and what a small residual network of 3 × 3 convolutions adds to it."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

CHANNELS = 48
BLOCKS = 4


class Convolution(nn.Module):
    """A 3 × 3 convolution whose kernel is a sum of branches while it learns, and one kernel when it ships.

    The branches are those of the edge-oriented block (Zhang, Zeng and Zhang 2021: a plain kernel, an expansion and
    squeeze, Sobel and Laplace filters), added in kernel space: they steer learning and cost a convolution nothing.
    """

    def __init__(self, inside: int, outside: int) -> None:
        super().__init__()
        first = nn.Conv2d(inside, outside, 3)
        self.kernel = nn.Parameter(first.weight.detach().clone())
        self.bias = nn.Parameter(torch.zeros(outside))
        wide = 2 * outside
        self.expand = nn.Parameter(torch.randn(wide, inside) / inside**0.5)
        self.squeeze = nn.Parameter(torch.randn(outside, wide, 3, 3) * 0.1 / (9 * wide) ** 0.5)
        self.edges = nn.Parameter(torch.randn(3, outside, inside) * 0.02 / inside**0.5)
        self.register_buffer("filters", _FILTERS.clone(), persistent=False)

    def folded(self) -> Tensor:
        """The one kernel (outside, inside, 3, 3)."""
        wide = torch.einsum("omyx,mi->oiyx", self.squeeze, self.expand)
        return self.kernel + wide + torch.einsum("eoi,eyx->oiyx", self.edges, self.filters)

    def forward(self, features: Tensor) -> Tensor:
        with torch.autocast(features.device.type, enabled=False):
            kernel = self.folded()
        return functional.conv2d(features, kernel, self.bias, padding=1)

    def plain(self) -> nn.Conv2d:
        """The same convolution, folded."""
        outside, inside = self.kernel.shape[:2]
        layer = nn.Conv2d(inside, outside, 3, padding=1)
        with torch.no_grad():
            layer.weight.copy_(self.folded())
            layer.bias.copy_(self.bias)
        return layer


_FILTERS = torch.tensor(
    [
        [[1.0, 0.0, -1.0], [2.0, 0.0, -2.0], [1.0, 0.0, -1.0]],
        [[1.0, 2.0, 1.0], [0.0, 0.0, 0.0], [-1.0, -2.0, -1.0]],
        [[0.0, 1.0, 0.0], [1.0, -4.0, 1.0], [0.0, 1.0, 0.0]],
    ]
)


class Block(nn.Module):
    """Two convolutions, added to what came in."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first: nn.Module = Convolution(channels, channels)
        self.second: nn.Module = Convolution(channels, channels)

    def forward(self, features: Tensor) -> Tensor:
        return features + self.second(functional.relu(self.first(features)))


class Upscaler(nn.Module):
    """sRGB signal (N, 3, H, W) 0–1 → the same, `scale` times as large; not clipped."""

    def __init__(self, scale: int, channels: int = CHANNELS, blocks: int = BLOCKS) -> None:
        super().__init__()
        self.scale = scale
        self.head: nn.Module = Convolution(3, channels)
        self.body = nn.Sequential(*(Block(channels) for _ in range(blocks)))
        self.tail: nn.Module = Convolution(channels, 3 * scale * scale)
        self.register_buffer("bicubic", _bicubic(scale), persistent=False)

    def forward(self, picture: Tensor) -> Tensor:
        features = functional.relu(self.head(picture - 0.5))
        added = self.tail(features + self.body(features))
        return functional.pixel_shuffle(self._enlarged(picture) + added.float(), self.scale)

    def _enlarged(self, picture: Tensor) -> Tensor:
        """Bicubic enlargement, before the pixels are put in their places: (N, 3 · scale², H, W)."""
        with torch.autocast(picture.device.type, enabled=False):
            return functional.conv2d(functional.pad(picture, (2, 2, 2, 2), mode="replicate"), self.bicubic, groups=3)

    def plain(self) -> "Upscaler":
        """The same network with every convolution folded, to ship."""
        copy = Upscaler(self.scale, 1, len(self.body))
        copy.head, copy.tail = _plain(self.head), _plain(self.tail)
        for block, own in zip(copy.body, self.body, strict=True):
            block.first, block.second = _plain(own.first), _plain(own.second)
        return copy.eval()


def _plain(layer: nn.Module) -> nn.Conv2d:
    assert isinstance(layer, Convolution)
    return layer.plain()


def _bicubic(scale: int) -> Tensor:
    """Kernels (3 · scale², 1, 5, 5) of bicubic enlargement as Pillow's: a = −0.5, pixel centres aligned."""
    rows = np.zeros((scale, 5))
    for phase in range(scale):
        at = (phase + 0.5) / scale - 0.5  # of the new pixel, from the old one's centre
        rows[phase] = _cubic(np.abs(np.arange(-2, 3) - at))
    planes = np.einsum("iy,jx->ijyx", rows, rows).reshape(scale * scale, 1, 5, 5)
    return torch.from_numpy(np.tile(planes, (3, 1, 1, 1)).astype(np.float32))


def _cubic(x: NDArray[np.float64], a: float = -0.5) -> NDArray[np.float64]:
    """Keys' cubic convolution kernel at distances `x` ≥ 0."""
    near = (a + 2) * x**3 - (a + 3) * x**2 + 1
    far = a * x**3 - 5 * a * x**2 + 8 * a * x - 4 * a
    return np.where(x <= 1, near, np.where(x < 2, far, 0.0))
