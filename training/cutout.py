"""Train the cutout network on rendered photos and ship it as `presets/networks/cutout.onnx`:

    python -m training.shoot out/photos --count 8000 --processes 2
    python -m training.cutout --photos out/photos --minutes 60

A run that was stopped goes on from its scratch folder; a finished one only ships.
"""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from training import lessons
from training.cutout_data import Photos, batches, whole
from training.cutout_network import CHANNELS, Cutout, Shipped
from training.fit import fit
from training.hints import drawn, strokes
from training.ship import ship

SEED = 4
SIDES = 128, 160, 192, 256
_AGAIN = 0.5  # share of the batches in which the network is asked again, with its answer and strokes on its faults
_FAULT = 0.7  # share of these pictures that get a stroke of each kind
_SIDES_COUNT = 0.3
_EDGES_COUNT = 3.0

WHAT = (
    "A product's matte: input `seen` (N, 9, H, W), sides multiples of 32: sRGB codes 0-1; 1 inside the seller's box; "
    "keep strokes; remove strokes; the previous answer; x and y, -1 to 1. Output `matte` (N, 1, H, W) and `sure` (N,), "
    "the IoU that it expects, all 0-1."
)
LIMITS = (
    "It has seen rendered products only, none of them a living thing.",
    "What is product and what belongs to its surroundings is a person's decision: dishes, stands, contents.",
    "Glass, thin wires, and grass before a product's foot are its weakest.",
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, or go on training; then ship."""
    options = lessons.parser("cutout", __doc__, SIDES).parse_args(arguments)
    device, learnt, kept = lessons.begin(options, SEED)
    photos, unseen = (Photos.read(paths).to(device) for paths in (learnt, kept))
    given = batches(photos, lessons.turns(options))
    network = fit(Cutout(), given, loss, lessons.plan(options), options.scratch, validation(unseen))
    figures = validation(unseen.to(torch.device("cpu")))(network)
    about = lessons.about("cutout", options, SEED, len(learnt), WHAT, LIMITS, figures)
    example = {"seen": torch.rand(2, CHANNELS, 64, 96)}
    made = ship(Shipped(network), example, ["matte", "sure"], about, "cutout", options.out, tolerance=1e-2)
    print(made.model_dump_json(indent=1))


def loss(network: nn.Module, seen: Tensor, matte: Tensor) -> Tensor:
    """How far the matte is off, at every level, and how far the network's estimate of that."""
    if torch.rand(()) < _AGAIN:
        seen = again(network, seen, matte)
    answer, sure, sides = network(seen)
    value = apart(answer, matte)
    for side in sides:
        value = value + _SIDES_COUNT * apart(side, functional.adaptive_avg_pool2d(matte, side.shape[2:]))
    found = overlap(answer.detach().sigmoid(), matte)
    return value + 0.5 * functional.binary_cross_entropy_with_logits(sure.float(), found)


@torch.no_grad()
def again(network: nn.Module, seen: Tensor, matte: Tensor) -> Tensor:
    """What the network sees next, after its first answer: that answer, and for some a stroke on its worst faults."""
    answer = network(seen)[0].float().sigmoid()
    seen = seen.clone()
    seen[:, 6:7] = answer
    for channel, fault in ((4, matte - answer), (5, answer - matte)):
        stroke = drawn(strokes, fault[:, 0] > 0.5, torch.rand(len(seen), device=seen.device) < _FAULT)
        seen[:, channel : channel + 1] = torch.maximum(seen[:, channel : channel + 1], stroke)
    return seen


def apart(logits: Tensor, matte: Tensor) -> Tensor:
    """Cross entropy, heavier along the edges, plus one minus the soft IoU; the mean over the batch."""
    logits = logits.float()
    spread = functional.max_pool2d(matte, 5, 1, 2) + functional.max_pool2d(-matte, 5, 1, 2)
    entropy = functional.binary_cross_entropy_with_logits(logits, matte, weight=1 + _EDGES_COUNT * spread)
    share = logits.sigmoid()
    both = (share * matte).sum((1, 2, 3))
    either = (share + matte - share * matte).sum((1, 2, 3))
    return entropy + (1 - (both + 1) / (either + 1)).mean()


def overlap(answer: Tensor, matte: Tensor) -> Tensor:
    """IoU of (N, 1, H, W) mattes at one half, (N,)."""
    found, true = answer > 0.5, matte > 0.5
    return (found & true).sum((1, 2, 3)) / (found | true).sum((1, 2, 3)).clamp(min=1)


def validation(photos: Photos, side: int = SIDES[-1]) -> Callable[[nn.Module], dict[str, float]]:
    """A function that measures a network at `side` pixels, on whole photos with no hint and close up with a box."""
    clear = photos.part(photos.clear)

    def figures(network: nn.Module) -> dict[str, float]:
        found = {}
        for name, some, boxed in (("no hint", clear, False), ("box", photos, True)):
            shown = (whole(some.part(part), side, boxed) for part in _parts(some))
            truth, sure = zip(*(_asked(network, *pictures) for pictures in shown), strict=True)
            found[f"IoU, {name}"] = float(torch.cat(truth).mean())
            found[f"off by, {name}"] = float((torch.cat(truth) - torch.cat(sure)).abs().mean())
        return found

    return figures


def _parts(photos: Photos) -> Sequence[Tensor]:
    return torch.arange(len(photos.sizes), device=photos.sizes.device).split(32)


def _asked(network: nn.Module, seen: Tensor, matte: Tensor) -> tuple[Tensor, Tensor]:
    answer, sure, _ = network(seen)
    return overlap(answer.sigmoid(), matte), sure.sigmoid()


if __name__ == "__main__":
    main()
