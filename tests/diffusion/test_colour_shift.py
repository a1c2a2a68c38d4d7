"""The VAE's colour shift: found where it is, nothing where it is not, bounded where the VAE is broken."""

import cv2
import numpy as np
import pytest

from pipelines.diffusion.colour_shift import GAINS, OFFSET, Shift, corrected, matched, measured


def scene(seed: int = 0, low: float = 30, high: float = 225) -> np.ndarray:
    """A picture of soft blobs and fine texture, its tones between `low` and `high`."""
    rng = np.random.default_rng(seed)
    field = cv2.GaussianBlur(rng.standard_normal((240, 320, 3)).astype(np.float32), (0, 0), 16)
    field = (field - field.min((0, 1))) / np.ptp(field, (0, 1))
    noise = rng.normal(0, 4, field.shape)
    return np.clip(low + (high - low) * field + noise, 0, 255).astype(np.uint8)


def shifted(picture: np.ndarray, shift: Shift) -> np.ndarray:
    """What a VAE of that shift makes of it: also a little softer."""
    signal = cv2.GaussianBlur(picture.astype(np.float32), (0, 0), 0.8) / 255 * shift.gain + shift.offset
    return np.clip(np.rint(signal * 255), 0, 255).astype(np.uint8)


SHIFTS = [
    Shift((1.03, 1.0, 0.97), (0.01, -0.01, 0.02)),
    Shift((0.9, 0.92, 0.95), (0.05, 0.04, 0.03)),
    Shift((1.1, 1.05, 1.12), (-0.06, -0.02, -0.05)),
    Shift((1.0, 1.0, 1.0), (-0.03, 0.0, 0.03)),
]


def codes_apart(one: Shift, other: Shift) -> float:
    """Greatest difference of two shifts over tones from 30 to 225, in codes."""
    tones = np.array([30, 128, 225])[:, None]
    moved = [tones * np.array(s.gain) + 255 * np.array(s.offset) for s in (one, other)]
    return float(np.abs(moved[0] - moved[1]).max())


@pytest.mark.parametrize("shift", SHIFTS)
@pytest.mark.parametrize("seed", [0, 1])
def test_a_known_shift_is_recovered_within_a_code_and_taken_out(shift: Shift, seed: int) -> None:
    init = scene(seed)
    through = shifted(init, shift)
    found = measured(init, through)
    assert codes_apart(found, shift) < 1
    calm = shifted(init, Shift())
    assert np.abs(corrected(through, found).astype(int) - calm).mean() < 1


@pytest.mark.parametrize("shift", SHIFTS)
def test_what_was_corrected_needs_no_correction(shift: Shift) -> None:
    init = scene()
    once = corrected(shifted(init, shift), measured(init, shifted(init, shift)))
    again = measured(init, once)
    assert again.largest < 1 / 255
    assert np.abs(corrected(once, again).astype(int) - once).max() <= 1


def test_an_identity_vae_is_the_identity() -> None:
    init = scene()
    shift = measured(init, init)
    assert shift.largest < 1e-4
    assert np.array_equal(corrected(init, shift), init)


@pytest.mark.parametrize("seed", range(4))
def test_a_broken_vae_stays_within_the_bounds(seed: int) -> None:
    noise = np.random.default_rng(seed).integers(0, 256, (240, 320, 3), np.uint8)
    for through in (noise, np.zeros_like(noise), np.full_like(noise, 255), 255 - scene(seed)):
        shift = measured(scene(seed), through)
        assert all(GAINS[0] <= gain <= GAINS[1] for gain in shift.gain)
        assert all(abs(offset) <= OFFSET for offset in shift.offset)
        assert corrected(through, shift).shape == through.shape


def test_a_plain_picture_tells_an_offset_but_no_gain() -> None:
    init = np.full((64, 64, 3), 120, np.uint8)
    shift = measured(init, init + np.uint8(6))
    assert np.allclose(shift.gain, 1, atol=0.01)
    assert np.all(corrected(init + np.uint8(6), shift) == init)


def test_clipped_whites_do_not_bend_the_estimate() -> None:
    shift = Shift((1.08, 1.08, 1.08), (0.02, 0.02, 0.02))
    init = scene(low=60, high=255)
    init[:100] = 255
    assert codes_apart(measured(init, shifted(init, shift)), shift) < 1.5


def test_a_tenth_of_the_picture_repainted_does_not_bend_the_estimate() -> None:
    init, shift = scene(), SHIFTS[0]
    through = shifted(init, shift)
    through[:75, :100] = (250, 20, 20)
    assert codes_apart(measured(init, through), shift) < 1.5


def test_kept_pixels_correct_the_offset() -> None:
    init, shift = scene(), SHIFTS[0]
    result = shifted(init, Shift(shift.gain, tuple(o + 0.02 for o in shift.offset)))
    mask = np.ones(init.shape[:2], np.float32)
    mask[80:160, 100:220] = 0
    result[mask > 0] = scene(5)[mask > 0]
    found = matched(init, result, mask, shift)
    assert found.gain == shift.gain
    assert np.allclose(np.subtract(found.offset, shift.offset), 0.02, atol=0.004)


def test_too_few_kept_pixels_say_nothing() -> None:
    mask = np.ones((240, 320), np.float32)
    mask[100:104, 100:104] = 0
    assert matched(scene(), scene(3), mask, SHIFTS[0]) == SHIFTS[0]


def test_tiny_pictures() -> None:
    one = np.full((1, 1, 3), 90, np.uint8)
    assert np.array_equal(corrected(one, measured(one, one)), one)
