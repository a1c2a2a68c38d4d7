"""What the networks that look at whole products are built of: the body of a U-Net."""

import torch
from torch import Tensor, nn
from torch.nn import functional

WIDTHS = (24, 48, 80, 128, 192)  # channels at a half, a quarter … a 32nd of the picture's size
_BLOCKS = (1, 2, 3, 4, 3)


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
        nn.init.zeros_(self.excite.weight)  # at first it changes nothing
        nn.init.zeros_(self.excite.bias)

    def forward(self, x: Tensor) -> Tensor:
        scale, shift = self.excite(functional.relu(self.squeeze(x.mean((2, 3))))).chunk(2, 1)
        return x * (2 * scale.sigmoid())[..., None, None] + shift[..., None, None]


class Body(nn.Module):
    """Five levels down and four up; what is made of their features is its heirs' matter."""

    def __init__(self, channels: int, widths: tuple[int, ...]) -> None:
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(channels, widths[0], 5, 2, 2, bias=False), nn.BatchNorm2d(widths[0]), nn.ReLU()
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

    def levels(self, seen: Tensor) -> list[Tensor]:
        """(N, channels, H, W), sides multiples of 32 → features at a half, a quarter … a 32nd of that size."""
        features = [self.down[0](self.stem(seen))]
        for level in self.down[1:]:
            features.append(level(features[-1]))
        found = [self.middle(features[-1])]
        for i in (3, 2, 1, 0):
            enlarged = functional.interpolate(self.join[i](found[0]), scale_factor=2.0, mode="bilinear")
            found.insert(0, self.up[i](enlarged + features[i]))
        return found


def contrasted(seen: Tensor) -> Tensor:
    """A network's input with its first three channels, sRGB 0–1, brought to −2…2."""
    return torch.cat([seen[:, :3] * 4 - 2, seen[:, 3:]], 1)
