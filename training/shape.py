"""Train the shape network on rendered photos and ship it as `presets/networks/shape.onnx`:

    python -m training.shoot out/photos --count 8000 --processes 2
    python -m training.shape --photos out/photos --minutes 60

A run that was stopped goes on from its scratch folder; a finished one only ships.
"""

from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from pipelines.studio.shape import NEAR, SIDE, directions, likeliest
from training import lessons
from training.fit import fit
from training.shape_data import Batch, Products, batches, plain
from training.shape_network import CHANNELS, ShapeNetwork, Shipped
from training.ship import ship

SEED = 5
SIDES = 128, 160, 192
WIDTHS = 24, 40, 56, 80, 104
_SHARP = 25.0  # concentration of the direction that is aimed at: a standard deviation of 11 degrees
_DEPTH, _SLOPE, _ALBEDO, _LIGHT, _SHARE = 0.7, 0.25, 0.3, 0.2, 0.1  # what counts how much beside the normals
_PACKED = 0.05  # by how much an output may move for smaller weights, on noise: 3 degrees of a normal at most
_STEPS = (2, 8)  # pixels over which slopes are compared; from one to the next they are mostly noise

WHAT = (
    "A product's shape: input `seen` (N, 6, H, W), sides multiples of 32: sRGB codes 0-1; the product's matte; x and "
    "y, -1 to 1. Outputs: `normals` (N, 3, H, W), unit, camera space (x right, y up, z towards the viewer); `depth` "
    "(N, 1, H, W), away from the viewer, in half sides of the window as a far camera sees it, mean 0 in the matte; "
    "`albedo` (N, 3, H, W), linear, up to a factor; `lights` (N, K), the probability that the strongest light lies in "
    "each of the directions of pipelines/studio/shape.py; `share` (N,), its part of all light."
)
LIMITS = (
    "It has seen rendered products only. Outside the matte its answers mean nothing.",
    "The lens is unknown to it: depth is relative, and a shallow relief may be taken for a deep one.",
    "Mirrors, clear glass, and prints that look like shading are its weakest.",
    "Where the light is even, or comes from several sides, its direction is a guess; `sure` says so.",
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, or go on training; then ship."""
    parser = lessons.parser("shape", __doc__, SIDES)
    parser.add_argument("--widths", type=int, nargs=5, default=WIDTHS, help="channels of its five levels")
    options = parser.parse_args(arguments)
    device, learnt, kept = lessons.begin(options, SEED)
    products, unseen = (Products.read(paths).to(device) for paths in (learnt, kept))
    given = batches(products, lessons.turns(options))
    fresh = ShapeNetwork(tuple(options.widths))
    network = fit(fresh, given, loss, lessons.plan(options), options.scratch, validation(unseen))
    figures = validation(unseen.to(torch.device("cpu")))(network)
    about = lessons.about("shape", options, SEED, len(learnt), WHAT, LIMITS, figures)
    outputs = ["normals", "depth", "albedo", "lights", "share"]
    seen = {"seen": example()}
    made = ship(Shipped(network), seen, outputs, about, "shape", options.out, tolerance=1e-2, pack=_PACKED)
    print(made.model_dump_json(indent=1))


def example() -> Tensor:
    """Something for the network to see: noise, and a matte of all."""
    seen = torch.rand(2, CHANNELS, 64, 96)
    seen[:, 3] = 1
    return seen


def loss(network: nn.Module, seen: Tensor, truth: Tensor, lights: Tensor) -> Tensor:
    """How far normals, depth and its slopes, albedo and the light are off, on the mean over the products."""
    normals, depth, albedo, chances, share = network(seen)
    facing, deep, colour, held = truth.split([3, 1, 3, 1], 1)
    known = (held.sum((1, 2, 3)) > 0).float()
    chord = ((normals - facing).square().sum(1, keepdim=True) + 1e-4).sqrt()
    deep_error = (depth - within(depth, held)[:, None, None, None] - deep).abs()
    value = within(chord + _DEPTH * deep_error, held) + _ALBEDO * uncoloured(albedo, colour, held)
    for step in _STEPS:
        value = value + _SLOPE * slopes(depth, deep, held, step)
    count = 0.3 + 0.7 * lights[:, 3]
    value = value * known + _LIGHT * count * astray(chances, lights[:, :3])
    return (value + _SHARE * functional.binary_cross_entropy_with_logits(share, lights[:, 3], reduction="none")).mean()


def within(values: Tensor, held: Tensor) -> Tensor:
    """The mean of (N, C, H, W) where `held` (N, 1, H, W) is 1, a product: (N,)."""
    return (values * held).sum((1, 2, 3)) / (values.shape[1] * held.sum((1, 2, 3))).clamp(min=1)


def slopes(depth: Tensor, truth: Tensor, held: Tensor, step: int) -> Tensor:
    """How far the slopes of (N, 1, H, W) over `step` pixels are off, steep ones less: (N,)."""
    value = torch.zeros(len(depth), device=depth.device)
    unit = depth.shape[-1] / 2 / step
    for axis in (2, 3):
        size = depth.shape[axis] - step
        found, true = (unit * (d.narrow(axis, step, size) - d.narrow(axis, 0, size)) for d in (depth, truth))
        both = held.narrow(axis, step, size) * held.narrow(axis, 0, size)
        value = value + within((found - true).abs() / (1 + true.abs()), both)
    return value


def uncoloured(albedo: Tensor, truth: Tensor, held: Tensor) -> Tensor:
    """How far albedo is off up to a factor: the mean difference of logarithms, (N,)."""
    apart = (albedo + 0.02).log() - (truth.clamp(min=0) + 0.02).log()
    return within((apart - within(apart, held)[:, None, None, None]).abs(), held)


def astray(chances: Tensor, towards: Tensor) -> Tensor:
    """Cross entropy of logits (N, K) over the directions with a spot around `towards` (N, 3): (N,)."""
    every = torch.from_numpy(directions()).to(chances.device)
    aim = (_SHARP * towards @ every.T).softmax(1)
    return -(aim * chances.float().log_softmax(1)).sum(1)


def validation(products: Products, side: int = SIDE) -> Callable[[nn.Module], dict[str, float]]:
    """A function that measures one look of a network at each product, at the studio's size unless told."""

    def figures(network: nn.Module) -> dict[str, float]:
        rows: list[Tensor] = []
        for part in torch.arange(len(products.lights), device=products.lights.device).split(32):
            rows.append(_measured(network, plain(products.part(part), side)))
        table = torch.cat(rows).nanmean(0).tolist()
        return dict(zip(("normals, degrees", "depth", "light within 30 degrees", "light sure"), table, strict=True))

    return figures


@torch.no_grad()
def _measured(network: nn.Module, given: Batch) -> Tensor:
    """(N, 4): mean angle of the normals, mean error of depth in half windows, whether the light is near, how sure."""
    seen, truth, lights = given
    held = truth[:, 7:]
    held = torch.where(held.sum((1, 2, 3), keepdim=True) > 0, held, torch.nan)
    normals, depth, _, chances, _ = network(seen)
    cosine = (normals * truth[:, :3]).sum(1, keepdim=True).clamp(-1, 1)
    off = depth - within(depth, held)[:, None, None, None] - truth[:, 3:4]
    rows = [within(cosine.acos().rad2deg(), held), within(off.abs(), held)]
    found = [likeliest(each) for each in chances.float().softmax(1).cpu().numpy()]
    ways, sure = (torch.tensor(np.array(each)) for each in zip(*found, strict=True))
    near = (ways * lights[:, :3].cpu()).sum(1) > np.cos(np.radians(NEAR))
    return torch.stack([*(row.cpu() for row in rows), near.float(), sure.float()], 1)


if __name__ == "__main__":
    main()
