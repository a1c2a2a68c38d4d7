"""Train the relight network on products rendered light by light and ship it as `presets/networks/relight.onnx`:

    python -m training.relight_scenes out/apart --count 1600 --processes 2
    python -m training.relight --photos out/apart --minutes 60

A run that was stopped goes on from its scratch folder; a finished one only ships.
"""

from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from pipelines.studio.relight.learnt import CHANNELS
from training import lessons
from training.fit import fit
from training.relight_data import Batch, Study, batches, studies
from training.relight_network import RelightNetwork
from training.shape_data import linear
from training.ship import ship

SEED = 11
SIDES = 128, 160, 192
WIDTHS = 20, 32, 48, 64, 80
_BRIGHT = 0.25  # what the exposure counts
_DARK = 0.01  # linear: below this a logarithm means nothing
_SLANT, _POOL, _GLARE = 0.2, 4, 3.0  # weight of light from a wrong side; px that it is read over; shading that is cut
_LUMA = 0.2126, 0.7152, 0.0722  # of linear sRGB
_MEASURED = 192, 4  # pixels, and pairs of each scene that is held out
_FIGURES = "photo, dB", "model, dB", "network, dB", "as exposed, dB", "photo's slant", "slant"

WHAT = (
    "A product in another light: input `seen` (N, 14, H, W), sides multiples of 32: sRGB codes 0-1; the product's "
    "matte; x and y, -1 to 1; normals, camera space; logarithms of the irradiance now and then as "
    "pipelines/studio/relight/shading.py has them; shine now and then; softness of the new light; and `answer` "
    "(N, 1, H, W), the logarithm of the factor that the shading model gives. Output `factors` (N, 3, H, W): the "
    "logarithm of the factor for each channel of the linear photo."
)
LIMITS = (
    "It has seen rendered products alone on a table, in one or two lights and a room.",
    "Mirrors and clear glass show what is around them, which it does not know.",
    "Nothing is brought back that the photo clipped to white or lost in black.",
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, or go on training; then ship."""
    parser = lessons.parser("relight", __doc__, SIDES)
    parser.add_argument("--widths", type=int, nargs=5, default=WIDTHS, help="channels of its five levels")
    options = parser.parse_args(arguments)
    _, learnt, kept = lessons.begin(options, SEED)
    known, unseen = studies(learnt), studies(kept)
    given = batches(known, lessons.turns(options), SEED)
    fresh = RelightNetwork(tuple(options.widths))
    network = fit(fresh, given, loss, lessons.plan(options), options.scratch, validation(unseen))
    figures = validation(unseen)(network)
    about = lessons.about("relight", options, SEED, len(learnt), WHAT, LIMITS, figures, "training/relight_scenes.py")
    made = ship(network, example(), ["factors"], about, "relight", options.out, tolerance=1e-2, pack=1e-2)
    print(made.model_dump_json(indent=1))


def example() -> dict[str, Tensor]:
    """Something for the network to see: noise, and a matte of all."""
    seen = torch.rand(2, CHANNELS, 64, 96)
    seen[:, 3] = 1
    return {"seen": seen, "answer": torch.rand(2, 1, 64, 96) - 0.5}


def loss(network: nn.Module, seen: Tensor, answer: Tensor, truth: Tensor) -> Tensor:
    """How far the relit photo is off inside the matte, mostly when it is exposed as the truth is: how bright a phone
    makes a picture depends on all that is in it, and is no matter of light and shade. Light from a wrong side counts
    once more."""
    factors = network(seen, answer)
    picture = truth[:, :3]
    value = off(exposed(factors, seen, picture), seen, picture) + _BRIGHT * off(factors, seen, picture)
    return (value + _SLANT * slanted(factors, seen, truth)).mean()


@torch.autocast("cpu", enabled=False)
def slanted(factors: Tensor, seen: Tensor, truth: Tensor) -> Tensor:
    """How much of the shading that is wrong goes with the slant of the surface (N,), as that of light from a wrong side
    does: the part that second-order harmonics of the true normals explain (Ramamoorthi & Hanrahan 2001), where the mean
    shading is 1."""
    picture, normals, albedo = truth.split([3, 3, 1], 1)
    weight = seen[:, 3:4] * (albedo > _DARK)
    shades = (_shade(light, albedo, weight) for light in (linear(seen[:, :3]) * factors.exp(), linear(picture)))
    made, true, normals, weight = (functional.avg_pool2d(each, _POOL).flatten(2) for each in (*shades, normals, weight))
    terms = _harmonics(normals)
    held = terms * weight
    gram = held @ terms.mT + 1e-3 * weight.sum(2, keepdim=True) * torch.eye(terms.shape[1], device=terms.device)
    found = torch.linalg.solve(gram, held @ (made - true).mT)
    explained = ((found.mT @ terms).square() * weight).sum((1, 2)) / weight.sum((1, 2)).clamp(min=1)
    return (explained + 1e-4).sqrt()


def _shade(light: Tensor, albedo: Tensor, weight: Tensor) -> Tensor:
    """The light on a surface (N, 1, h, w) of a linear picture (N, 3, h, w), its mean 1."""
    luminance = torch.einsum("nchw,c->nhw", light, light.new_tensor(_LUMA))[:, None]
    shade = luminance / albedo.clamp(min=_DARK)
    mean = (shade * weight).sum((1, 2, 3), keepdim=True) / weight.sum((1, 2, 3), keepdim=True).clamp(min=1)
    return (shade / mean.clamp(min=1e-3)).clamp(max=_GLARE) * weight


def _harmonics(normals: Tensor) -> Tensor:
    """(N, 3, P) → (N, 9, P)."""
    x, y, z = normals.unbind(1)
    return torch.stack([torch.ones_like(x), x, y, z, x * y, y * z, x * z, x * x - y * y, 3 * z * z - 1], 1)


def exposed(factors: Tensor, seen: Tensor, truth: Tensor) -> Tensor:
    """Factors with what brings them to the truth's exposure, the mean difference of logarithms, learnt from by none."""
    matte = seen[:, 3:4]
    with torch.no_grad():
        made = linear(seen[:, :3]) * factors.exp()
        apart = ((linear(truth) + _DARK).log() - (made + _DARK).log()) * matte
        shift = apart.sum((1, 2, 3)) / (3 * matte.sum((1, 2, 3)).clamp(min=1))
    return factors + shift[:, None, None, None]


def off(factors: Tensor, seen: Tensor, truth: Tensor) -> Tensor:
    """The root mean square error (N,) of photos times factors, 0–1 in sRGB, inside the matte."""
    made = encoded(linear(seen[:, :3]) * factors.exp())
    matte = seen[:, 3:4]
    square = ((made - truth).square() * matte).sum((1, 2, 3)) / (3 * matte.sum((1, 2, 3)).clamp(min=1))
    return (square + 1e-5).sqrt()


def encoded(light: Tensor) -> Tensor:
    """Linear light → sRGB signal, with a slope left above 1 so that too much light can still be learnt from."""
    inside = light.clamp(max=1.0)
    curved = 1.055 * inside.clamp(min=0.0031308) ** (1 / 2.4) - 0.055
    return torch.where(inside <= 0.0031308, 12.92 * inside, curved) + 0.02 * (light - inside).clamp(max=3)


def validation(unseen: Sequence[Study]) -> Callable[[nn.Module], dict[str, float]]:
    """A function that measures a network: dB inside the matte, exposed as the truth, of the photo left alone, of the
    model's answer and of the network's; of the network's as it is; light from a wrong side, in the photo and then."""
    side, pairs = _MEASURED

    def figures(network: nn.Module) -> dict[str, float]:
        rows = [_measured(network, given) for given in batches(unseen, [(side, 8)] * (pairs * len(unseen) // 8), 1)]
        table = np.concatenate(rows, 1).mean(1)
        return dict(zip(_FIGURES, table.tolist(), strict=True))

    return figures


@torch.no_grad()
def _measured(network: nn.Module, given: Batch) -> np.ndarray:
    seen, answer, truth = given
    own, picture = network(seen, answer), truth[:, :3]
    ways = [*(exposed(way, seen, picture) for way in (0 * own, answer, own)), own]
    decibels = [-20 * torch.log10(off(way, seen, picture)) for way in ways]
    return torch.stack([*decibels, slanted(0 * own, seen, truth), slanted(own, seen, truth)]).numpy()


if __name__ == "__main__":
    main()
