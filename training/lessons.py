"""What the networks that learn from rendered photos share: command line, which photos they learn from, model card."""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import torch

from pipelines.studio.networks import NETWORKS
from training.fit import Plan
from training.ship import About

HELD_OUT = 20  # every so manieth photo is kept for validation
_USUAL = 160  # pixels: the side that --batch is said for


def parser(name: str, description: str | None, sides: Sequence[int]) -> argparse.ArgumentParser:
    """The command line of `training.NAME`."""
    made = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--photos", type=Path, required=True, help="folder of training.shoot")
    made.add_argument("--minutes", type=float, required=True)
    made.add_argument("--scratch", type=Path, default=Path("out") / name, help="for checkpoint and progress")
    made.add_argument("--sides", type=int, nargs="+", default=sides, help="of the pictures it learns from, in turns")
    made.add_argument("--batch", type=int, default=16, help="pictures of 160 pixels a step; of others as many pixels")
    made.add_argument("--rate", type=float, default=2e-3)
    made.add_argument("--threads", type=int, default=2)
    made.add_argument("--short", type=float, default=0.0, help="share of the time in bfloat16; if AVX-512 has BF16")
    made.add_argument("--hardware", default="two cores of a CPU", help="for the card")
    made.add_argument("--out", type=Path, default=NETWORKS)
    return made


def begin(options: argparse.Namespace, seed: int) -> tuple[torch.device, list[Path], list[Path]]:
    """Set threads and seed; the device to learn on, the photos to learn from, and those to measure with."""
    torch.set_num_threads(options.threads)
    torch.manual_seed(seed)
    paths = np.array(sorted(options.photos.glob("*.npz")))
    kept = np.arange(len(paths)) % HELD_OUT == 0
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    return device, list(paths[~kept]), list(paths[kept])


def turns(options: argparse.Namespace) -> Iterator[tuple[int, int]]:
    """For ever: side and number of a batch's pictures, so that every batch has about as many pixels."""
    while True:
        side = options.sides[int(torch.randint(len(options.sides), ()))]
        yield side, max(2, round(options.batch * (_USUAL / side) ** 2))


def plan(options: argparse.Namespace) -> Plan:
    """How long and how fast to learn."""
    return Plan(options.minutes, options.rate, decay=1e-2, clip=2.0, report=240, short=options.short)


def about(
    name: str, options: argparse.Namespace, seed: int, photos: int, what: str, limits: tuple[str, ...],
    figures: Mapping[str, float], maker: str = "training/shoot.py",
) -> About:  # fmt: skip
    """What the card says of a network that learnt from `photos` photos rendered by `maker`."""
    told = f"--minutes {options.minutes:g} --sides {' '.join(map(str, options.sides))} --short {options.short:g}"
    return About(
        what,
        (f"{photos} photos rendered by {maker} (this project's own); one more in {HELD_OUT} was held out.",),
        f"python -m training.{name} --photos FOLDER {told}",
        (seed,),
        options.minutes,
        options.hardware,
        figures,
        "this project's",
        limits,
    )
