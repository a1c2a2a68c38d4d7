"""The cutout network: a U-Net that sees a picture, the seller's hints and its own last answer."""

import torch
from torch import Tensor, nn
from torch.nn import functional

CHANNELS = 9  # red, green, blue, box, keep, remove, previous answer, x, y
WIDTHS = (24, 48, 80, 128, 192)  # channels at a half, a quarter … a 32nd of the picture's size
_BLOCKS = (1, 2, 3, 4, 3)
_SIDES = (1, 2, 3)  # levels whose own answers are trained too


class Separable(nn.Module):
    """A depthwise 5 × 5 and a pointwise convolution, added to what came in where that has as many channels."""

    def __init__(self, inside: int, outside: int, dilation: int = 1) -> None:
        super().__init__()
        self.depth = nn.Conv2d(inside, inside, 5, padding=2 * dilation, dilation=dilation, groups=inside, bias=False)
        self.point = nn.Conv2d(inside, outside, 1, bias=False)
        self.norm = nn.BatchNorm2d(outside)
        self.same = inside == outside

    def forward(self, x: Tensor) -> Tensor:
        y = functional.relu(self.norm(self.point(self.depth(x))))
        return x + y if self.same else y


class Glance(nn.Module):
    """What the whole picture has to say to every place: channels scaled by their means (squeeze and excitation)."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.squeeze = nn.Linear(channels, channels // 2)
        self.excite = nn.Linear(channels // 2, 2 * channels)

    def forward(self, x: Tensor) -> Tensor:
        scale, shift = self.excite(functional.relu(self.squeeze(x.mean((2, 3))))).chunk(2, 1)
        return x * (1 + scale[..., None, None]) + shift[..., None, None]


class Cutout(nn.Module):
    """(N, 9, H, W), sides multiples of 32 → logits of the matte (N, 1, H, W) and of its IoU (N,), and side answers."""

    def __init__(self, widths: tuple[int, ...] = WIDTHS) -> None:
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(CHANNELS, widths[0], 5, 2, 2, bias=False), nn.BatchNorm2d(widths[0]), nn.ReLU()
        )
        self.down = nn.ModuleList()
        for level, blocks in enumerate(_BLOCKS):
            first = [] if level == 0 else [nn.MaxPool2d(2), Separable(widths[level - 1], widths[level])]
            rest = [Separable(widths[level], widths[level]) for _ in range(blocks)]
            self.down.append(nn.Sequential(*first, *rest))
        deep = widths[-1]
        self.middle = nn.Sequential(
            Separable(deep, deep, 2), Glance(deep), Separable(deep, deep, 3), Glance(deep), Separable(deep, deep)
        )
        self.join = nn.ModuleList(nn.Conv2d(widths[i + 1], widths[i], 1) for i in range(4))
        self.up = nn.ModuleList(
            nn.Sequential(Separable(width, width), Glance(width), Separable(width, width)) for width in widths[:4]
        )
        self.side = nn.ModuleList(nn.Conv2d(widths[i], 1, 1) for i in _SIDES)
        self.fine = nn.Sequential(
            nn.Conv2d(widths[0] + 4 * CHANNELS, 24, 1), nn.ReLU(), nn.Conv2d(24, 16, 3, padding=1), nn.ReLU(),
            nn.Conv2d(16, 4, 3, padding=1),
        )
        self.judge = nn.Sequential(nn.Linear(3 * widths[1] + deep + 3, 64), nn.ReLU(), nn.Linear(64, 1))

    def forward(self, seen: Tensor) -> tuple[Tensor, Tensor, list[Tensor]]:
        seen = torch.cat([seen[:, :3] * 4 - 2, seen[:, 3:]], 1)
        features = [self.down[0](self.stem(seen))]
        for level in self.down[1:]:
            features.append(level(features[-1]))
        y = deep = self.middle(features[-1])
        sides, quarter = [], y
        for i in (3, 2, 1, 0):
            enlarged = functional.interpolate(self.join[i](y), scale_factor=2, mode="bilinear", align_corners=False)
            y = self.up[i](enlarged + features[i])
            if i in _SIDES:
                sides.append(self.side[i - 1](y))
            if i == 1:
                quarter = y
        matte = functional.pixel_shuffle(self.fine(torch.cat([y, functional.pixel_unshuffle(seen, 2)], 1)), 2)
        return matte, self._sure(matte, quarter, deep), sides

    def _sure(self, matte: Tensor, quarter: Tensor, deep: Tensor) -> Tensor:
        """The logit of the IoU to expect, from what was seen inside, outside and where the answer wavers."""
        answer = functional.avg_pool2d(matte.detach().float().sigmoid(), 4)
        waver = 4 * answer * (1 - answer)
        quarter, deep = quarter.detach().float(), deep.detach().float()
        seen = [(quarter * share).sum((2, 3)) / (share.sum((2, 3)) + 1e-3) for share in (answer, 1 - answer, waver)]
        shares = torch.cat([answer.mean((2, 3)), waver.mean((2, 3)), waver.sum((2, 3)) / (answer.sum((2, 3)) + 1)], 1)
        with torch.autocast(matte.device.type, enabled=False):
            return self.judge(torch.cat([*seen, deep.mean((2, 3)), shares], 1))[:, 0]


class Shipped(nn.Module):
    """The network as it ships: matte (N, 1, H, W) and IoU (N,), both 0–1."""

    def __init__(self, network: Cutout) -> None:
        super().__init__()
        self.network = network

    def forward(self, seen: Tensor) -> tuple[Tensor, Tensor]:
        matte, sure, _ = self.network(seen)
        return matte.sigmoid(), sure.sigmoid()
