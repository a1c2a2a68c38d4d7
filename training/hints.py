"""What a seller may point out, simulated: boxes and strokes for a batch of true masks."""

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional

_LONGEST = 0.35  # of a stroke, as a share of the picture's side
_THIN, _THICK = 0.008, 0.035  # its half width


def drawn(hint: Callable[[Tensor], Tensor], masks: Tensor, chosen: Tensor) -> Tensor:
    """What `hint` draws for the bool (N, H, W) masks that bool (N,) `chosen` names, nothing for the others."""
    planes = torch.zeros_like(masks, dtype=torch.float32)[:, None]
    if chosen.any():
        planes[chosen] = hint(masks[chosen])
    return planes


def drawn_boxes(masks: Tensor) -> Tensor:
    """Bool (N, H, W) → 1 inside a box around each mask, float (N, 1, H, W): drawn by hand, mostly a little loose."""
    count, device = len(masks), masks.device
    loose = torch.rand(count, 1, device=device) ** 3 * 0.12
    return boxes(masks, torch.randn(count, 4, device=device) * 0.012 + loose)


def boxes(masks: Tensor, slack: Tensor) -> Tensor:
    """Bool (N, H, W) → 1 inside a box around each mask, float (N, 1, H, W).

    `slack` (N, 4), left, top, right and bottom, is by how much it is too large, as a share of its longer side.
    """
    low, high = extent(masks)
    slack = slack * (high - low).amax(1, keepdim=True)
    low, high = low - slack[:, :2], high + slack[:, 2:]
    x, y = (torch.arange(size, device=masks.device)[None] for size in masks.shape[:0:-1])
    across = (x >= low[:, :1]) & (x < high[:, :1])
    along = (y >= low[:, 1:]) & (y < high[:, 1:])
    return (along[:, :, None] & across[:, None, :]).float()[:, None]


def extent(masks: Tensor) -> tuple[Tensor, Tensor]:
    """The corners (x, y) of the box around each mask, float (N, 2) each; around everything where a mask is empty."""
    low, high = [], []
    for filled in (masks.any(1), masks.any(2)):
        steps = torch.arange(filled.shape[1], device=masks.device, dtype=torch.float32)[None]
        low.append(torch.where(filled, steps, torch.inf).amin(1).nan_to_num(posinf=0.0))
        high.append(torch.where(filled, steps + 1, -torch.inf).amax(1).nan_to_num(neginf=float(filled.shape[1])))
    return torch.stack(low, 1), torch.stack(high, 1)


def strokes(regions: Tensor) -> Tensor:
    """Bool (N, H, W) → one stroke within each region, 0 or 1, float (N, 1, H, W); none where a region is empty."""
    count, height, width = regions.shape
    inner = functional.avg_pool2d(regions.float()[:, None], 7, 1, 3)[:, 0] * regions
    weight = (inner**4).flatten(1) + 1e-9
    at = torch.multinomial(weight, 1)[:, 0]
    start = torch.stack([at % width, at // width], 1).float()
    side = max(height, width)
    turn = torch.rand(count, device=regions.device) * 2 * torch.pi
    along = torch.stack([turn.cos(), turn.sin()], 1)
    length = torch.rand(count, 1, device=regions.device) * _LONGEST * side
    radius = (_THIN + (_THICK - _THIN) * torch.rand(count, 1, 1, device=regions.device)) * side
    y, x = torch.meshgrid(torch.arange(height, device=regions.device), torch.arange(width, device=regions.device),
                          indexing="ij")  # fmt: skip
    places = torch.stack([x, y], -1).float()[None] - start[:, None, None]
    on = (places * along[:, None, None]).sum(-1).clamp(min=0).minimum(length[:, :, None])
    near = (places - on[..., None] * along[:, None, None]).norm(dim=-1) <= radius
    return (near & regions).float()[:, None]
