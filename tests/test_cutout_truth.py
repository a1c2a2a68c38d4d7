"""The cutout against truth: the sample products' exact mattes, and real photos with hand-made masks where they are."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from benchmarks.seller import strokes
from pipelines.core.engines import Engines
from pipelines.core.samples import Sample, samples
from pipelines.core.shot import Cutout, Shot
from pipelines.cutout import CutoutStep, cutout
from pipelines.intake import open_photo
from pipelines.studio.segment import bounds


def cut(shot: Shot, step: CutoutStep) -> Cutout:
    found = cutout(shot, step, Engines("studio")).cutout
    assert found is not None
    return found


def iou(found: Cutout, truth: np.ndarray) -> float:
    mask = found.alpha > 0.5
    return float((mask & truth).sum() / (mask | truth).sum())


@pytest.mark.parametrize("sample", samples().values(), ids=list(samples()))
def test_a_box_and_a_few_strokes_cut_out_every_sample(sample: Sample) -> None:
    view = sample.views[0]
    matte = view.read_matte()
    truth = matte > 0.5
    shot = open_photo(next(iter(view.photos.values())))
    boxed = step = CutoutStep(box=bounds(truth))
    for _ in range(2):
        step = strokes(cut(shot, step), truth, step)
    mended = cut(shot, step)
    assert iou(mended, truth) >= 0.93
    assert iou(mended, truth) >= iou(cut(shot, boxed), truth) - 0.002
    right = (mended.alpha > 0.5) == truth
    edge = right & (matte > 0.02) & (matte < 0.98)
    assert np.abs(mended.alpha - matte)[edge].mean() < 0.2


@pytest.mark.photos
def test_real_photos_are_cut_out_as_well_as_promised(photos_dir: Path) -> None:
    scores = []
    for path in sorted((photos_dir / "masks").glob("*.jpg")):
        truth = np.asarray(Image.open(path.with_suffix(".mask.png")).convert("L")) > 127
        shot = open_photo(path)
        scores.append([iou(cut(shot, step), truth) for step in (CutoutStep(), CutoutStep(box=bounds(truth)))])
    free, boxed = np.mean(scores, 0)
    assert free >= 0.72
    assert boxed >= 0.90
