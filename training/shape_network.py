"""The shape network: a U-Net that sees a product and its matte, and says how it is shaped, coloured and lit."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from pipelines.studio.shape import directions
from training.blocks import Body, Convolved, contrasted, pooled

CHANNELS = 6  # red, green, blue, matte, x, y
DIRECTIONS = len(directions())
_LAYERS = 7  # three of the normals, depth, three of the albedo
_SHALLOW = 0.1  # what depth is scaled by, so that it begins nearly flat: steep noise would outshout all else
_SQUEEZED = 48  # channels of the deepest features that the light is read from

Answers = tuple[Tensor, Tensor, Tensor, Tensor, Tensor]


class ShapeNetwork(Body):
    """(N, 6, H, W), sides multiples of 32 → unit normals (N, 3, H, W), depth (N, 1, H, W) in half sides of the window
    with mean 0 in the matte, albedo (N, 3, H, W) 0–1, logits of the light's direction (N, K) and of its share (N,)."""

    def __init__(self, widths: tuple[int, ...]) -> None:
        super().__init__(CHANNELS, widths)
        self.fine = nn.Sequential(Convolved(widths[0], 32), nn.Conv2d(32, 4 * _LAYERS, 3, padding=1))
        self.squeeze = nn.Conv2d(widths[-1], _SQUEEZED, 1)
        read = 5 * widths[1] + 3 * _SQUEEZED
        self.lamp = nn.Sequential(
            nn.LayerNorm(read), nn.Linear(read, 160), nn.GELU(), nn.Linear(160, DIRECTIONS + 1)
        )  # fmt: skip

    def forward(self, seen: Tensor) -> Answers:
        seen = contrasted(seen)
        matte, at = seen[:, 3:4].float(), seen[:, 4:].float()
        levels = self.levels(seen)
        layers = functional.pixel_shuffle(self.fine(levels[0]), 2).float()
        normals, depth, albedo = layers.split([3, 1, 3], 1)
        normals = functional.normalize(normals, dim=1, eps=1e-4)
        depth = _SHALLOW * depth
        depth = depth - (depth * matte).sum((2, 3), keepdim=True) / (matte.sum((2, 3), keepdim=True) + 1e-3)
        with torch.autocast(seen.device.type, enabled=False):
            lamp = self._lit(levels[1].float(), self.squeeze(levels[-1].float()), matte, normals.detach(), at)
        return normals, depth, albedo.sigmoid(), lamp[:, :-1], lamp[:, -1]

    def _lit(self, quarter: Tensor, deep: Tensor, matte: Tensor, normals: Tensor, at: Tensor) -> Tensor:
        """Logits (N, K + 1): from how features go with the normals, and where in the window they are."""
        inside, facing = functional.avg_pool2d(torch.cat([matte, normals * matte], 1), 4).split([1, 3], 1)
        on, off = pooled(quarter, torch.cat([inside, facing], 1), inside), pooled(quarter, 1 - inside, 1 - inside)
        at = functional.avg_pool2d(at, 32)
        where = pooled(deep, torch.cat([torch.ones_like(at[:, :1]), at], 1), torch.ones_like(at[:, :1]))
        return self.lamp(torch.cat([on, off, where], 1))


class Shipped(nn.Module):
    """The network as it ships: probabilities in place of logits."""

    def __init__(self, network: ShapeNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, seen: Tensor) -> Answers:
        normals, depth, albedo, lights, share = self.network(seen)
        return normals, depth, albedo, lights.softmax(1), share.sigmoid()
