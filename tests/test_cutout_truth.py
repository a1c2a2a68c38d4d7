"""The cutout against truth: the sample products' exact mattes, and real photos with hand-made masks where they are."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.cutout import corrected, iou, measured, photos, reached
from pipelines.core.samples import Sample, samples
from pipelines.intake import open_photo


@pytest.mark.parametrize("sample", samples().values(), ids=list(samples()))
def test_a_box_and_a_few_strokes_cut_out_every_sample(sample: Sample) -> None:
    view = sample.views[0]
    matte = view.read_matte()
    truth = matte > 0.5
    shot = open_photo(next(iter(view.photos.values())))
    mended = corrected(shot, truth, 2)
    assert iou(mended, truth) >= 0.93
    assert iou(mended, truth) >= iou(corrected(shot, truth, 0), truth) - 0.002
    right = (mended.alpha > 0.5) == truth
    edge = right & (matte > 0.02) & (matte < 0.98)
    assert np.abs(mended.alpha - matte)[edge].mean() < 0.2


@pytest.mark.photos
def test_real_photos_are_cut_out_well(photos_dir: Path) -> None:
    """What was reached so far, less a little; `benchmarks.cutout` prints what is promised beside it."""
    rows = [measured(case) for case in photos(photos_dir / "masks")]
    figures = reached(rows)
    for name, floor in {"no hint": 0.87, "box": 0.938, "boundary F": 0.78, "worst with a box": 0.75}.items():
        assert figures[name] >= floor, name
    assert np.mean([row.free_stroked for row in rows]) >= 0.915
    assert np.mean([row.box_stroked for row in rows]) >= 0.96
