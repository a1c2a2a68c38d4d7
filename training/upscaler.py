"""Train the upscaler and ship it as `presets/networks/upscale_xN.onnx`, in four runs:

    python -m training.upscaler --photos FOLDER --scale 2 --minutes 11 --noisy 0.3 --rate 1.5e-3 --scratch out/first_x2
    python -m training.upscaler --photos FOLDER --scale 2 --minutes 9 --start out/first_x2
    python -m training.upscaler --photos FOLDER --scale 4 --minutes 10 --start out/upscaler_x2 --scratch out/first_x4
    python -m training.upscaler --photos FOLDER --scale 4 --minutes 2.4 --noisy 0.35 --rate 6e-4 --start out/first_x4

FOLDER holds the photos of the DreamBooth data set, NAME-NN.jpg. What is learnt from phones' pictures is lost on clean
ones: ×2 ends with few of them, to keep what is promised for clean pictures; ×4, which has more to spare, with many.
A run that was stopped goes on from its scratch folder; a finished one only ships. (The first run of the networks that
ship was planned for 17 minutes and stopped after 11.)
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
from training.upscaler_data import HELD_OUT, KINDS, batches, bicubic, decibels, degraded, photos, sources
from training.upscaler_network import Upscaler

SEED = 20260
NOISY = 0.08  # share of the small pictures that come from a phone
VALIDATED = 384  # side of what is looked at in a validation photo
_LUMA = (0.257, 0.504, 0.098)  # ITU-R BT.601
_CUT = 3  # small pixels at a patch's edge that do not count: the network sees no picture beyond it

WHAT = (
    "An enlargement, {0} times as wide and as high: input `small` (N, 3, H, W), sRGB signal 0-1; output `large` "
    "(N, 3, {0} H, {0} W), to be clipped to 0-1. Bicubic plus what ten 3 x 3 convolutions of 48 channels add to it."
)
DATA = (
    "23 photos of six products of the DreamBooth data set (google/dreambooth, CC BY 4.0): bear_plushie, candle, "
    "colorful_sneaker, duck_toy and fancy_boot by Nataniel Ruiz, rc_car by Varun Jampani; their first photos were kept "
    "for validation. The data set's other products were not used, because Unsplash, where their photos come "
    "from, restricts machine learning.",
    "60 path-traced photos of the sample products (presets/samples, this project's own).",
    "300 labels, line drawings and surfaces drawn by training/prints.py and training/scenes/textures.py; the type is "
    "Aileron, which Pillow embeds (CC0).",
)
LICENCE = "this project's own, as its code; the photos it learnt from are CC BY 4.0, credited above"
LIMITS = (
    "It restores edges and lines, it does not invent texture: fabric, grass and hair stay softer than a real photo of "
    "that size.",
    "Type that cannot be read in the small picture cannot be read in the large one.",
    "It was made for photos of products, not for faces, satellite or medical pictures.",
    "A soft, noisy JPEG becomes a little better than by bicubic, but keeps most of its noise and of its softness.",
    "Noise stronger than about 5 of 255 and JPEG below quality 60 were not trained on.",
)


def main() -> None:
    """Train, or go on training, one scale; then ship it."""
    options = _options()
    torch.set_num_threads(options.threads)
    cv2.setNumThreads(1)
    kinds, checked = sources(options.photos, SEED)
    plan = Plan(options.minutes, options.rate, decay=0.0, report=90, short=options.short)
    given = batches(kinds, options.scale, options.noisy, SEED + options.scale)
    validate = validation([_middle(picture) for picture in checked], options.scale)
    scratch = options.scratch or Path(f"out/upscaler_x{options.scale}")
    trained = fit(begun(options.scale, options.start), given, loss, plan, scratch, validate)
    assert isinstance(trained, Upscaler)
    shipped = trained.plain()
    example = {"small": torch.rand(1, 3, 24, 40)}
    ship(shipped, example, ["large"], _about(options, shipped), f"upscale_x{options.scale}", tolerance=2e-3)


def _options() -> argparse.Namespace:
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
    parser.add_argument("--before", type=float, default=0.0, help="minutes of the runs it starts from, for the card")
    parser.add_argument("--hardware", default="one core of a CPU", help="for the card")
    return parser.parse_args()


def _about(options: argparse.Namespace, shipped: Upscaler) -> About:
    start = f" --start out/{options.start.name}" if options.start else ""
    return About(
        WHAT.format(options.scale),
        DATA,
        f"python -m training.upscaler --photos FOLDER --scale {options.scale} --minutes {options.minutes:g} "
        f"--noisy {options.noisy:g} --rate {options.rate:g}{start}; the runs before it: see training/upscaler.py",
        (SEED,),
        options.minutes + options.before,
        options.hardware,
        figures(shipped, options.photos, options.scale),
        LICENCE,
        LIMITS,
    )


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


def figures(network: nn.Module, folder: Path, scale: int) -> dict[str, float]:
    """For the card: the gain on the photos of the products that were not learnt from."""
    gains = validation(list(photos(folder, HELD_OUT).values()), scale)(network)
    names = {"clean": "reduced by bicubic", "phone": "soft, noisy JPEGs"}
    return {
        f"dB of luma over bicubic, 25 photos of {', '.join(HELD_OUT)}, {names[kind]}": round(gain, 2)
        for kind, gain in gains.items()
    }


def validation(truths: Sequence[Bytes], scale: int) -> Callable[[nn.Module], dict[str, float]]:
    """A function that measures a network's gain over bicubic (dB of luma) on pictures reduced, and as from a phone."""
    given = {kind: [degraded(kind, truth, scale, seed) for seed, truth in enumerate(truths)] for kind in KINDS}

    def gains(network: nn.Module) -> dict[str, float]:
        gain = partial(_gain, network, scale=scale)
        return {kind: float(np.mean(list(map(gain, few, truths)))) for kind, few in given.items()}

    return gains


def _gain(network: nn.Module, small: Bytes, truth: Bytes, scale: int) -> float:
    device = next(network.parameters()).device
    with torch.no_grad():
        signal = torch.from_numpy(small.copy()).permute(2, 0, 1)[None].to(device).float() / 255
        large = network(signal)[0].permute(1, 2, 0).cpu().numpy()
    truth = truth[: large.shape[0], : large.shape[1]]
    return decibels(_codes(large), truth) - decibels(bicubic(small, scale), truth)


def _codes(signal: np.ndarray) -> Bytes:
    return (np.clip(signal, 0, 1) * 255 + 0.5).astype(np.uint8)


def _middle(picture: Bytes) -> Bytes:
    top, left = ((side - VALIDATED) // 2 for side in picture.shape[:2])
    return picture[top : top + VALIDATED, left : left + VALIDATED]


if __name__ == "__main__":
    main()
