"""Where the product is: windows, hints and how sure, with stand-ins for the network whose answers are known."""

from pathlib import Path

import numpy as np
import pytest
import tiny_eyes
from clutter import disc, scene

from pipelines.core.regions import Hint
from pipelines.core.shot import Box
from pipelines.studio.look import Answer, look, painted, resampled
from pipelines.studio.segment import Segmentation, calibrated, locate, outline, overlap

SQUARE = ((150, 150), (170, 150), (170, 170), (150, 170))


@pytest.fixture
def red(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tiny_eyes.use(monkeypatch, tiny_eyes.red(tmp_path))


def channel(
    photo: np.ndarray, at: int, folder: Path, monkeypatch: pytest.MonkeyPatch, window: Box | None = None,
    hint: Hint | None = None, previous: Answer | None = None,
) -> np.ndarray:  # fmt: skip
    """What the network gets in channel `at`, clipped to 0–1."""
    (folder / str(at)).mkdir()
    tiny_eyes.use(monkeypatch, tiny_eyes.echo(folder / str(at), at))
    whole = 0, 0, photo.shape[1], photo.shape[0]
    (answer,) = look(photo, window or whole, 64, hint or Hint(), previous, mirrored=False)
    return answer.matte


def laid(found: Answer, shape: tuple[int, ...]) -> np.ndarray:
    """The answer over the whole photo."""
    return resampled(found.matte, found.window, (0, 0, shape[1], shape[0]), (shape[1], shape[0]))


@pytest.mark.parametrize("at", [0, 1, 2])
def test_the_picture_is_srgb_between_0_and_1(at: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    photo = np.full((64, 64, 3), (255, 51, 0), np.uint8)
    assert np.allclose(channel(photo, at, tmp_path, monkeypatch), (1, 0.2, 0)[at], atol=1e-6)


def test_hints_are_drawn_where_they_lie_in_the_window(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    photo = np.zeros((256, 512, 3), np.uint8)
    hint = Hint((256, 64, 384, 192), (((0, 0), (127, 0), (127, 127), (0, 127)),))
    box = channel(photo, 3, tmp_path, monkeypatch, hint=hint)
    assert box.shape == (64, 64)
    assert box.sum() == 32 * 16
    assert (box[16:48, 32:48] == 1).all()
    keep = channel(photo, 4, tmp_path, monkeypatch, hint=hint)
    assert (keep[:32, :16] == 1).all()
    assert keep.sum() <= 33 * 17
    assert channel(photo, 5, tmp_path, monkeypatch, hint=hint).max() == 0


def test_the_previous_answer_is_laid_into_the_window(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    photo = np.zeros((128, 128, 3), np.uint8)
    before = Answer(np.ones((32, 32), np.float32), (32, 0, 64, 128), 1.0)
    previous = channel(photo, 6, tmp_path, monkeypatch, window=(0, 0, 128, 128), previous=before)
    assert (previous[:, 17:31] == 1).all()
    assert (previous[:, 33:] == 0).all()
    assert (previous[:, :15] == 0).all()


@pytest.mark.parametrize(("at", "axis"), [(7, 1), (8, 0)])
def test_coordinates_run_across_the_window(at: int, axis: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ramp = channel(np.zeros((64, 64, 3), np.uint8), at, tmp_path, monkeypatch)
    assert np.allclose(np.take(ramp, 63, axis), 1)
    assert (np.take(ramp, range(32), axis) == 0).all()  # the negative half is clipped from a matte


def test_a_mirrored_look_is_turned_back(red: None) -> None:
    left = scene(disc(320, 0.15, (0.25, 0.5)))
    plain, mirrored = look(left.photo.pixels, (0, 0, 320, 320), 320, Hint())
    assert overlap(plain.matte, mirrored.matte) > 0.99


def test_a_thin_stroke_is_never_lost_when_a_large_photo_is_shrunk() -> None:
    line = ((100, 100), (3900, 100), (3900, 101))
    assert painted((line,), (0, 0, 4000, 3000), (320, 256)).sum() > 250


@pytest.mark.parametrize("shape", [(3000, 4000), (90, 700), (12, 12)])
def test_any_shape_of_photo_is_looked_at(shape: tuple[int, int], red: None) -> None:
    found = locate(np.full((*shape, 3), 128, np.uint8))
    assert found.matte.shape == (256, 256)
    assert found.confidence == 0
    assert outline(np.full((*shape, 3), 128, np.uint8), Hint(), found).box is None


def test_finds_the_product_and_then_looks_closer(red: None) -> None:
    drawn = scene(disc(640, 0.1, (0.3, 0.6)))
    first = locate(drawn.photo.pixels)
    closer = outline(drawn.photo.pixels, Hint(), first)
    x0, y0, x1, y1 = closer.window
    assert x1 - x0 < 220
    assert x0 < 128
    assert x1 > 256
    assert y0 < 320
    assert y1 > 448
    assert overlap(laid(closer, drawn.alpha.shape), drawn.alpha) > 0.97
    assert closer.confidence > 0.8


def test_the_second_look_sees_what_the_first_cut_off(red: None) -> None:
    drawn = scene(disc(640, 0.3))
    part = Segmentation(np.ones((8, 8), np.float32), (260, 260, 380, 380), 1.0, 1.0)
    found = outline(drawn.photo.pixels, Hint(), part)
    once = 120 + 2 * 0.15 * 120
    assert found.window[2] - found.window[0] == pytest.approx(1.3 * once, abs=4)
    assert overlap(laid(found, drawn.alpha.shape), drawn.alpha) > overlap(laid(part, drawn.alpha.shape), drawn.alpha)


def test_the_box_decides_between_two_products(red: None) -> None:
    first, second = disc(400, 0.12, (0.25, 0.3)), disc(400, 0.12, (0.75, 0.7))
    both = scene(first | second)
    found = laid(outline(both.photo.pixels, Hint((45, 65, 155, 175)), None), (400, 400)) > 0.5
    assert found[first].mean() > 0.97
    assert not found[second].any()


def test_nothing_far_outside_the_box_unless_it_is_painted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tiny_eyes.use(monkeypatch, tiny_eyes.echo(tmp_path, 0))
    white = np.full((400, 400, 3), 255, np.uint8)
    found = laid(outline(white, Hint((150, 150, 250, 250)), None), (400, 400))
    assert found[160:240, 160:240].min() == 1
    assert found[:140].max() == 0
    stroke = ((150, 100), (250, 100), (250, 120), (150, 120))
    painted_too = laid(outline(white, Hint((150, 150, 250, 250), (stroke,)), None), (400, 400))
    assert painted_too[105:115, 155:245].min() == 1


def test_strokes_reach_the_network(red: None) -> None:
    drawn = scene(disc(320, 0.25))
    before = outline(drawn.photo.pixels, Hint(), locate(drawn.photo.pixels))
    removed = outline(drawn.photo.pixels, Hint(remove=(SQUARE,)), before)
    assert laid(removed, (320, 320))[150:170, 150:170].max() < 0.01
    far = ((20, 20), (40, 20), (40, 40), (20, 40))
    kept = outline(drawn.photo.pixels, Hint(keep=(far,)), before)
    assert laid(kept, (320, 320))[24:36, 24:36].min() > 0.99


def test_confidence_falls_where_looks_disagree() -> None:
    matte = disc(64, 0.3).astype(np.float32)
    sure, unsure = (Segmentation(matte, (0, 0, 64, 64), 0.95, agreement) for agreement in (0.97, 0.4))
    assert sure.evidence > unsure.evidence
    assert Segmentation(0 * matte, (0, 0, 64, 64), 0.95, 1.0).evidence == 0


def test_confidence_is_read_from_the_card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tiny_eyes.use(monkeypatch, tiny_eyes.red(tmp_path))
    text = (tmp_path / "cutout.yaml").read_text("utf-8")
    (tmp_path / "cutout.yaml").write_text(text + "calibration: [[0.0, 0.0], [0.8, 0.2], [1.0, 1.0]]\n", "utf-8")
    assert calibrated(0.4) == pytest.approx(0.1)
    assert calibrated(0.9) == pytest.approx(0.6)


def test_a_stroke_leaves_the_matte_far_from_what_it_changes_to_the_bit(red: None) -> None:
    drawn = scene(disc(320, 0.25), 2.0)
    before = outline(drawn.photo.pixels, Hint(), locate(drawn.photo.pixels))
    after = outline(drawn.photo.pixels, Hint(remove=(((90, 150), (100, 150), (100, 170), (90, 170)),)), before)
    assert after.window == before.window
    half = after.matte.shape[1] // 2
    assert np.array_equal(after.matte[:, half:], before.matte[:, half:])
    assert not np.array_equal(after.matte, before.matte)


def test_a_keep_stroke_costs_nothing(red: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = scene(disc(320, 0.25))
    before = outline(drawn.photo.pixels, Hint(), locate(drawn.photo.pixels))
    (tmp_path / "blind").mkdir()
    tiny_eyes.use(monkeypatch, tiny_eyes.echo(tmp_path / "blind", 4))  # it sees what is kept and nothing else
    near = ((60, 60), (80, 60), (80, 80), (60, 80))
    after = outline(drawn.photo.pixels, Hint(keep=(near,)), before)
    assert laid(after, (320, 320))[64:76, 64:76].min() > 0.99
    assert (laid(after, (320, 320)) >= laid(before, (320, 320)) - 0.01).all()


def test_a_remove_stroke_takes_only_what_it_touches(red: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = scene(disc(320, 0.12, (0.3, 0.5)) | disc(320, 0.12, (0.7, 0.5)))
    before = outline(drawn.photo.pixels, Hint(), locate(drawn.photo.pixels))
    (tmp_path / "blind").mkdir()
    tiny_eyes.use(monkeypatch, tiny_eyes.echo(tmp_path / "blind", 4))  # nothing is kept, so that it sees nothing
    stroke = ((90, 150), (100, 150), (100, 170), (90, 170))
    after = laid(outline(drawn.photo.pixels, Hint(remove=(stroke,)), before), (320, 320))
    assert after[:, :150].max() < 0.05
    assert np.array_equal(after[:, 170:] > 0.5, disc(320, 0.12, (0.7, 0.5))[:, 170:])
