"""The relight network: a U-Net that corrects what the shading model says of a product in another light."""

from torch import Tensor, nn
from torch.nn import functional

from pipelines.studio.relight.learnt import CHANNELS, MOST
from training.blocks import Body, Convolved, contrasted


class RelightNetwork(Body):
    """(N, 14, H, W), sides multiples of 32, and the shading model's answer (N, 1, H, W) → logarithms of the factors
    (N, 3, H, W)."""

    def __init__(self, widths: tuple[int, ...]) -> None:
        super().__init__(CHANNELS, widths)
        self.fine = nn.Sequential(Convolved(widths[0], 32), nn.Conv2d(32, 12, 3, padding=1))
        nn.init.zeros_(self.fine[1].weight)  # at first it leaves the model's answer as it is
        nn.init.zeros_(self.fine[1].bias)

    def forward(self, seen: Tensor, answer: Tensor) -> Tensor:
        found = functional.pixel_shuffle(self.fine(self.levels(contrasted(seen))[0]), 2).float()
        return (found + answer).clamp(-MOST, MOST)
