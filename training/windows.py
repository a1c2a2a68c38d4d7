"""Windows of pictures: square parts of them, turned and mirrored, as the networks are shown them."""

import torch
from torch import Tensor
from torch.nn import functional

_COARSEST = 1.4  # pixels of the layers, a pixel of a window

Windows = tuple[Tensor, Tensor]
"""Centre (N, 2), x and y in pixels, and (N, 2, 2) whose columns lead from there to the right and the lower edge."""


def turns(half: Tensor, angle: Tensor, mirror: Tensor) -> Tensor:
    """The columns of windows of half sides `half` (N, 2), turned by `angle` (N,) and, where `mirror` is −1, flipped."""
    cos, sin = angle.cos(), angle.sin()
    right = torch.stack([cos * half[:, 0] * mirror, sin * half[:, 0] * mirror], 1)
    down = torch.stack([-sin * half[:, 1], cos * half[:, 1]], 1)
    return torch.stack([right, down], 2)


def seen_through(stack: Tensor, sizes: Tensor, windows: Windows, side: int) -> Tensor:
    """The windows of square layers (N, C, S, S) at (N, C, side, side), those that shrink much by way of halvings.

    `sizes` (N, 2) are the width and height of the picture within the square; beyond its edges it is mirrored.
    """
    centre, columns = windows
    steps = (torch.arange(side, device=stack.device) + 0.5) * 2 / side - 1
    y, x = torch.meshgrid(steps, steps, indexing="ij")
    at = centre[:, None, None] + torch.einsum("hwk,njk->nhwj", torch.stack([x, y], -1), columns)
    limit = sizes[:, None, None]
    at = limit - (at.remainder(2 * limit) - limit).abs()
    found = stack.new_empty(len(stack), stack.shape[1], side, side)
    coarse = (columns.norm(dim=1).amax(1) * 2 / side / _COARSEST).log2().ceil().clamp(min=0).int()
    for halvings in range(int(coarse.max()) + 1):
        rows = coarse == halvings
        layers = functional.avg_pool2d(stack[rows], 2**halvings) if halvings else stack[rows]
        inside = at[rows].clamp(min=0.5 * 2**halvings).minimum(limit[rows] - 0.5 * 2**halvings)
        grid = inside * 2 / stack.shape[-1] - 1
        found[rows] = functional.grid_sample(layers, grid, "bilinear", "border", align_corners=False)
    return found


def places(count: int, side: int, device: torch.device) -> Tensor:
    """x and y, −1 to 1, of every pixel: (count, 2, side, side)."""
    steps = torch.linspace(-1, 1, side, device=device)
    y, x = torch.meshgrid(steps, steps, indexing="ij")
    return torch.stack([x, y])[None].expand(count, -1, -1, -1)
