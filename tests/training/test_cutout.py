"""The cutout network learns what it is shown, and ships through the same loader as the real one."""

from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose

from pipelines.studio.networks import load
from training import cutout
from training.cutout_data import Photos, batch, whole
from training.cutout_network import CHANNELS, Cutout, Shipped
from training.dataset import Sample, save

SIZE = 96, 64  # width, height


def sample(rng: np.random.Generator) -> Sample:
    """A red disc, a green one beside it, on noise."""
    width, height = SIZE
    y, x = np.mgrid[:height, :width]
    photo = rng.integers(60, 200, (height, width, 3)).astype(np.uint8)
    things = np.zeros((height, width), np.uint8)
    for thing, colour, middle in ((1, (220, 20, 30), rng.integers(25, 45)), (2, (10, 200, 40), 80)):
        on = (x - middle) ** 2 + (y - 30) ** 2 < (16 if thing == 1 else 11) ** 2
        photo[on], things[on] = colour, thing
    flat = np.zeros((height, width, 3), np.float32)
    return Sample(photo, (things == 1).astype(np.float32), things, flat[..., 0], flat, flat,
                  np.array([0, 0, 1], np.float32), 0.5, True)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("photos")
    rng = np.random.default_rng(0)
    for seed in range(6):
        save(sample(rng), place / f"{seed:07}.npz")
    return place


@pytest.fixture(scope="module")
def photos(folder: Path) -> Photos:
    return Photos.read(sorted(folder.glob("*.npz")))


def test_a_batch_shows_what_is_asked_for(photos: Photos):
    torch.manual_seed(0)
    seen, matte = batch(photos.part(torch.arange(60) % 6), 64)
    assert seen.shape == (60, CHANNELS, 64, 64)
    assert matte.shape == (60, 1, 64, 64)
    assert seen[:, :7].min() >= 0
    assert seen[:, :7].max() <= 1
    assert not (seen[:, 4:5] * (matte <= 0.5)).any()  # keep strokes lie on it, remove strokes off it
    assert not (seen[:, 5:6] * (matte > 0.5)).any()
    boxed = seen[:, 3].flatten(1).any(1)
    held = (seen[:, 3:4] * matte).sum((1, 2, 3)) / matte.sum((1, 2, 3))
    assert 10 < boxed.sum() < 50
    assert held[boxed].min() > 0.85


def test_whole_photos_are_shown_as_they_are(photos: Photos):
    seen, matte = whole(photos, 64, boxed=False)
    assert not seen[:, 3:7].any()
    assert_allclose(matte.mean((1, 2, 3)), photos.layers[:, 3, :64, :96].float().mean((1, 2)) / 255, atol=0.01)
    close, cut = whole(photos, 64, boxed=True)
    assert ((close[:, 3:4] > 0) >= (cut > 0.5)).all()
    assert (cut.mean((1, 2, 3)) > matte.mean((1, 2, 3))).all()


def test_the_second_look_has_the_first_answer_and_strokes_on_its_faults(photos: Photos):
    torch.manual_seed(0)
    network = Cutout((8, 8, 8, 8, 8)).eval()
    seen, matte = whole(photos, 64, boxed=True)
    answer = network(seen)[0].sigmoid()
    later = cutout.again(network, seen, matte)
    assert torch.equal(later[:, 6:7], answer)
    assert torch.equal(later[:, :4], seen[:, :4])
    assert not (later[:, 4:5] * (matte <= answer)).any()
    assert not (later[:, 5:6] * (matte >= answer)).any()


def test_the_loss_is_least_for_the_truth(photos: Photos):
    matte = whole(photos, 64, boxed=False)[1].round()
    right = cutout.apart((matte - 0.5) * 20, matte)
    assert right < cutout.apart(torch.zeros_like(matte), matte) < cutout.apart((0.5 - matte) * 20, matte)
    assert torch.equal(cutout.overlap(matte, matte), torch.ones(len(matte)))


def test_it_learns_and_ships(folder: Path, photos: Photos, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cutout, "Cutout", lambda: Cutout((8, 12, 16, 16, 16)))
    cutout.main(["--photos", str(folder), "--minutes", "0.05", "--sides", "64", "--batch", "4", "--threads", "1",
                 "--scratch", str(tmp_path / "scratch"), "--out", str(tmp_path)])  # fmt: skip
    seen, _ = whole(photos, 64, boxed=False)
    matte, sure = load("cutout", tmp_path).run(None, {"seen": seen.numpy()})
    assert matte.shape == (6, 1, 64, 64)
    assert sure.shape == (6,)
    assert 0 <= matte.min() <= matte.max() <= 1
    assert (tmp_path / "scratch" / "progress.png").is_file()


def test_the_shipped_form_answers_in_shares():
    with torch.no_grad():
        matte, sure = Shipped(Cutout((8, 8, 8, 8, 8)).eval())(torch.rand(1, CHANNELS, 64, 96))
    assert matte.shape == (1, 1, 64, 96)
    assert 0 <= float(sure[0]) <= 1
