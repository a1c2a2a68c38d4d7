"""Train the upscaler and ship it as `presets/networks/upscale_xN.onnx`, in three runs:

    python -m training.upscaler --scale 2 --photos FOLDER --minutes 11 --noisy 0.3 --scratch out/upscaler_first
    python -m training.upscaler --scale 2 --photos FOLDER --minutes 9 --start out/upscaler_first
    python -m training.upscaler --scale 4 --photos FOLDER --minutes 10 --start out/upscaler_x2

FOLDER holds the photos of the DreamBooth data set, NAME-NN.jpg. Phones' pictures, many at first and few later, cost
the clean ones little that way. A run that was stopped goes on from its scratch folder; a finished one only ships.
"""

import argparse
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor, nn

from pipelines.core.colour import Bytes
from training.fit import Plan, fit
from training.ship import About, ship
from training.upscaler_data import Phone, batches, bicubic, decibels, phoned, reduced, sources
from training.upscaler_network import Upscaler

SEED = 20260
NOISY = 0.08  # share of the small pictures that come from a phone
VALIDATED = 384  # side of what is looked at in a validation photo
PHONE = Phone(blur=0.5, noise=2.5, quality=80)
_LUMA = (0.257, 0.504, 0.098)  # ITU-R BT.601
_CUT = 3  # small pixels at a patch's edge that do not count: the network sees no picture beyond it

WHAT = (
    "An enlargement, {0} times as wide and as high: input `small` (N, 3, H, W), sRGB signal 0-1; output `large` "
    "(N, 3, {0} H, {0} W), to be clipped to 0-1. Bicubic plus what ten 3 x 3 convolutions of 48 channels add to it."
)
DATA = (
    "29 photos of six products of the DreamBooth data set (google/dreambooth, CC BY 4.0): bear_plushie, candle, "
    "colorful_sneaker, duck_toy and fancy_boot by Nataniel Ruiz, rc_car by Varun Jampani; each product's first photo "
    "was kept for validation. The data set's other products were not used, because Unsplash, where their photos come "
    "from, restricts machine learning.",
    "60 path-traced photos of the sample products (presets/samples, this project's own).",
    "300 labels, line drawings and surfaces drawn by training/prints.py and training/scenes/textures.py; the type is "
    "Aileron, which Pillow embeds (CC0).",
)
LIMITS = (
    "It restores edges and lines, it does not invent texture: fabric, grass and hair stay softer than a real photo of "
    "that size.",
    "Type that cannot be read in the small picture cannot be read in the large one.",
    "It was made for photos of products, not for faces, satellite or medical pictures.",
    "Noise stronger than about 5 of 255 and JPEG below quality 60 were not trained on.",
)


def main() -> None:
    """Train, or go on training, one scale; then ship it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", type=int, choices=(2, 4), required=True)
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="scratch folder of another run, to begin with its weights")
    parser.add_argument("--scratch", type=Path, help="for checkpoint and progress; out/upscaler_xN unless told")
    parser.add_argument("--noisy", type=float, default=NOISY, help="share of phones' pictures")
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--short", type=float, default=0.0, help="share of the time in bfloat16; if AVX-512 has BF16")
    parser.add_argument("--hardware", default="one core of a CPU", help="for the card")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    cv2.setNumThreads(1)
    scratch = options.scratch or Path(f"out/upscaler_x{options.scale}")
    kinds, checked = sources(options.photos, SEED)
    network = begun(options.scale, options.start)
    plan = Plan(options.minutes, options.rate, decay=0.0, report=90, short=options.short)
    given = batches(kinds, options.scale, options.noisy, SEED + options.scale)
    validate = validation(checked, options.scale)
    trained = fit(network, given, loss, plan, scratch, validate)
    assert isinstance(trained, Upscaler)
    shipped = trained.plain()
    about = About(
        WHAT.format(options.scale),
        DATA,
        "python -m training.upscaler " + " ".join(_command(options)),
        (SEED,),
        options.minutes,
        options.hardware,
        validate(shipped),
        "CC BY 4.0 photos went in, with the credits above; the weights are this project's, under its licence",
        LIMITS,
    )
    ship(shipped, {"small": torch.rand(1, 3, 24, 40)}, ["large"], about, f"upscale_x{options.scale}", tolerance=2e-3)


def _command(options: argparse.Namespace) -> list[str]:
    start = [f"--start {options.start.name}"] if options.start else []
    return [f"--scale {options.scale} --photos FOLDER --minutes {options.minutes:g} --noisy {options.noisy:g}", *start]


def begun(scale: int, start: Path | None) -> Upscaler:
    """A network to train: new, or with all that fits of another one's averaged weights."""
    torch.manual_seed(SEED)
    network = Upscaler(scale)
    if start is not None:
        saved: dict[str, Tensor] = torch.load(start / "checkpoint.pt", "cpu", weights_only=True)["average"]
        own = network.state_dict()
        network.load_state_dict({**own, **{name: saved[name] for name in own if saved[name].shape == own[name].shape}})
    return network


def loss(network: nn.Module, small: Tensor, large: Tensor) -> Tensor:
    """Mean absolute error of the signal, most of it of luma, which is what is seen first and measured."""
    cut = _CUT * (large.shape[-1] // small.shape[-1])
    apart = (network(small).float() - large)[..., cut:-cut, cut:-cut]
    luma = sum(weight * apart[:, i] for i, weight in enumerate(_LUMA))
    return torch.as_tensor(luma).abs().mean() + 0.3 * apart.abs().mean()


def validation(pictures: Sequence[Bytes], scale: int) -> Callable[[nn.Module], dict[str, float]]:
    """A function that measures a network's gain over bicubic (dB of luma) on pictures reduced, and as from a phone."""
    truths = [_middle(picture) for picture in pictures]
    rng = np.random.default_rng(SEED)
    given = {
        "clean": [reduced(truth, scale) for truth in truths],
        "phone": [phoned(truth, scale, PHONE, rng) for truth in truths],
    }

    def gains(network: nn.Module) -> dict[str, float]:
        gain = partial(_gain, network, scale=scale)
        return {name: float(np.mean(list(map(gain, few, truths)))) for name, few in given.items()}

    return gains


def _gain(network: nn.Module, small: Bytes, truth: Bytes, scale: int) -> float:
    device = next(network.parameters()).device
    with torch.no_grad():
        signal = torch.from_numpy(small.copy()).permute(2, 0, 1)[None].to(device).float() / 255
        large = network(signal)[0].permute(1, 2, 0).cpu().numpy()
    return decibels(_codes(large), truth) - decibels(bicubic(small, scale), truth)


def _codes(signal: np.ndarray) -> Bytes:
    return (np.clip(signal, 0, 1) * 255 + 0.5).astype(np.uint8)


def _middle(picture: Bytes) -> Bytes:
    top, left = ((side - VALIDATED) // 2 for side in picture.shape[:2])
    return picture[top : top + VALIDATED, left : left + VALIDATED]


if __name__ == "__main__":
    main()
