"""Fit how much light comes from all around in a photo to what the shape network says of its strongest light:

    python -m training.relight_scenes out/apart --count 400
    python -m training.fill out/apart

Prints the factor and the power of `pipelines/studio/relight/shading.py`. Taken by its word the network would have far
more fill in photos than there is, since what it cannot see it answers with a mean.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from training.relight_data import studies


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the factor, the power, and how far off the fill still is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photos", type=Path, help="folder of training.relight_scenes")
    paths = sorted(parser.parse_args(arguments).photos.glob("*.npz"))
    taken = [each for study in studies(paths) for each in study.taken]
    rest = np.array([(1 - each.share) / each.share for each in taken])
    fill = np.array([each.fill for each in taken])
    factor, power = fitted(rest, fill)
    off = np.log2(factor * rest**power / fill).std()
    print(f"{len(fill)} photos: fill = {factor:.3f} × rest ^ {power:.3f}, off by {off:.2f} stops")


def fitted(rest: ArrayLike, fill: ArrayLike) -> tuple[float, float]:
    """Factor and power of the line through the logarithms of (N,) fills over what is left of all light."""
    power, offset = np.polyfit(np.log(rest), np.log(fill), 1)
    return float(np.exp(offset)), float(power)


if __name__ == "__main__":
    main()
