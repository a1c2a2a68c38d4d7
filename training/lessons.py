"""What the networks that learn from rendered photos share: command line, which photos they learn from, model card."""

import argparse
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch

from pipelines.studio.networks import NETWORKS
from training.fit import Plan
from training.ship import About

HELD_OUT = 20  # every so manieth photo is kept for validation


def parser(name: str, description: str | None, side: int) -> argparse.ArgumentParser:
    """The command line of `training.NAME`."""
    made = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--photos", type=Path, required=True, help="folder of training.shoot")
    made.add_argument("--minutes", type=float, required=True)
    made.add_argument("--scratch", type=Path, default=Path("out") / name, help="for checkpoint and progress")
    made.add_argument("--side", type=int, default=side, help="of the pictures it learns from")
    made.add_argument("--batch", type=int, default=16)
    made.add_argument("--rate", type=float, default=2e-3)
    made.add_argument("--threads", type=int, default=2)
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


def plan(options: argparse.Namespace) -> Plan:
    """How long and how fast to learn."""
    return Plan(options.minutes, options.rate, decay=1e-2, clip=2.0, report=120)


def about(
    name: str, options: argparse.Namespace, seed: int, photos: int, what: str, limits: tuple[str, ...],
    figures: Mapping[str, float],
) -> About:  # fmt: skip
    """What the card says of a network that learnt from `photos` rendered photos."""
    return About(
        what,
        (f"{photos} photos rendered by training/shoot.py (this project's own); one more in {HELD_OUT} was held out.",),
        f"python -m training.{name} --photos FOLDER --minutes {options.minutes:g} --side {options.side}",
        (seed,),
        options.minutes,
        options.hardware,
        figures,
        "this project's",
        limits,
    )
