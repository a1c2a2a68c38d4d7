"""The cutout network: a U-Net that sees a picture, the seller's hints and its own last answer."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.blocks import Body, Convolved, contrasted, pooled

CHANNELS = 9  # red, green, blue, box, keep, remove, previous answer, x, y
WIDTHS = (24, 48, 64, 96, 128)
_SIDES = (1, 2, 3)  # levels whose own answers are trained too


class Cutout(Body):
    """(N, 9, H, W), sides multiples of 32 → logits of the matte (N, 1, H, W) and of its IoU (N,), and side answers."""

    def __init__(self, widths: tuple[int, ...] = WIDTHS) -> None:
        super().__init__(CHANNELS, widths)
        self.side = nn.ModuleList(nn.Conv2d(widths[i], 1, 1) for i in _SIDES)
        self.fine = nn.Sequential(Convolved(widths[0], 24), nn.Conv2d(24, 4, 3, padding=1))
        self.judge = nn.Sequential(nn.Linear(3 * widths[1] + widths[-1] + 3, 64), nn.ReLU(), nn.Linear(64, 1))

    def forward(self, seen: Tensor) -> tuple[Tensor, Tensor, list[Tensor]]:
        seen = contrasted(seen)
        levels = self.levels(seen)
        sides = [self.side[i - 1](levels[i]) for i in reversed(_SIDES)]
        matte = functional.pixel_shuffle(self.fine(levels[0]), 2)
        return matte, self._sure(matte, levels[1], levels[-1]), sides

    def _sure(self, matte: Tensor, quarter: Tensor, deep: Tensor) -> Tensor:
        """The logit of the IoU to expect, from what was seen inside, outside and where the answer wavers."""
        answer = functional.avg_pool2d(matte.detach().float().sigmoid(), 4)
        waver = 4 * answer * (1 - answer)
        quarter, deep = quarter.detach().float(), deep.detach().float()
        shares = torch.cat([answer.mean((2, 3)), waver.mean((2, 3)), waver.sum((2, 3)) / (answer.sum((2, 3)) + 1)], 1)
        with torch.autocast(matte.device.type, enabled=False):
            seen = [pooled(quarter, share, share) for share in (answer, 1 - answer, waver)]
            return self.judge(torch.cat([*seen, deep.mean((2, 3)), shares], 1))[:, 0]


class Shipped(nn.Module):
    """The network as it ships: matte (N, 1, H, W) and IoU (N,), both 0–1."""

    def __init__(self, network: Cutout) -> None:
        super().__init__()
        self.network = network

    def forward(self, seen: Tensor) -> tuple[Tensor, Tensor]:
        matte, sure, _ = self.network(seen)
        return matte.sigmoid(), sure.sigmoid()
