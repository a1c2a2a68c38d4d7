"""Other ways in which the same light could have become a picture: what photos are changed by while networks learn."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional


@dataclass(frozen=True)
class Range:
    """How far pictures are changed."""

    gamma: tuple[float, float]
    saturation: tuple[float, float]
    balance: float  # largest change of a channel's gain
    offset: float  # of the whole picture, in its signal


def redeveloped(photos: Tensor, span: Range) -> Tensor:
    """Other exposures, white balances, contrasts, some blur and noise; sRGB signal (N, 3, H, W), 0–1."""
    count, device = len(photos), photos.device

    def one(low: float, high: float, channels: int = 1) -> Tensor:
        return low + (high - low) * torch.rand(count, channels, 1, 1, device=device)

    soft = functional.avg_pool2d(functional.pad(photos, (1, 1, 1, 1), mode="replicate"), 3, 1)
    photos = torch.lerp(photos, soft, one(-0.5, 1.2).clamp(-0.4, 1))
    photos = photos.clamp(min=1e-4) ** one(*span.gamma) * one(0.8, 1.2) * one(1 - span.balance, 1 + span.balance, 3)
    grey = photos.mean(1, keepdim=True)
    photos = torch.lerp(grey, photos, one(*span.saturation)) + one(-span.offset, span.offset)
    return (photos + torch.randn_like(photos) * one(0, 0.2) ** 2).clamp(0, 1)


def swapped(photos: Tensor, share: float) -> Tensor:
    """Some of the pictures with their colour channels in another order."""
    chosen = torch.rand(len(photos), 1, 1, 1, device=photos.device) < share
    return torch.where(chosen, photos[:, torch.randperm(3, device=photos.device)], photos)
