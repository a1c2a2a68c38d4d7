"""The matting equation, against its definition and against pictures whose alpha is known."""

import numpy as np
import pytest

from pipelines.studio.closedform import solved

RAMP = np.clip((np.arange(40) - 12) / 16, 0, 1).astype(np.float32)


def between(colours: tuple[tuple[float, float, float], ...]) -> np.ndarray:
    """A picture whose alpha is RAMP from left to right, between two plain colours."""
    share = np.broadcast_to(RAMP, (30, 40))[..., None]
    return (share * np.float32(colours[0]) + (1 - share) * np.float32(colours[1])).astype(np.float32)


def test_two_plain_colours_give_back_their_mixture() -> None:
    picture = between(((0.9, 0.2, 0.1), (0.1, 0.3, 0.8)))
    unknown = np.zeros((30, 40), bool)
    unknown[:, 8:32] = True
    truth = np.broadcast_to(RAMP, (30, 40))
    start = np.where(unknown, np.float32(0), truth)
    assert np.abs(solved(picture, start, unknown, np.full_like(truth, 0.5), 0 * truth) - truth).max() < 0.02


def test_what_is_known_is_kept_to_the_bit_and_nothing_unknown_is_nothing_to_do() -> None:
    rng = np.random.default_rng(0)
    picture, alpha = rng.random((20, 20, 3), np.float32), rng.random((20, 20), np.float32)
    assert np.array_equal(solved(picture, alpha, np.zeros((20, 20), bool), alpha, 0 * alpha), alpha)
    unknown = np.zeros((20, 20), bool)
    unknown[5:9, 5:9] = True
    assert np.array_equal(solved(picture, alpha, unknown, alpha, 0 * alpha)[~unknown], alpha[~unknown])


@pytest.mark.parametrize("corner", [(0, 0), (0, 39), (29, 0), (29, 39)])
def test_unknown_pixels_at_the_pictures_border_are_solved_too(corner: tuple[int, int]) -> None:
    picture = between(((0.9, 0.2, 0.1), (0.1, 0.3, 0.8)))
    truth = np.broadcast_to(RAMP, (30, 40))
    unknown = np.zeros((30, 40), bool)
    unknown[max(corner[0] - 3, 0) : corner[0] + 4, max(corner[1] - 3, 0) : corner[1] + 4] = True
    found = solved(picture, np.where(unknown, np.float32(0), truth), unknown, np.full_like(truth, 0.5), 0 * truth)
    assert np.abs(found - truth).max() < 0.02


def test_a_picture_too_small_for_a_window_keeps_the_guess() -> None:
    guess = np.full((2, 5), 0.3, np.float32)
    found = solved(
        np.zeros((2, 5, 3), np.float32), np.zeros((2, 5), np.float32), np.ones((2, 5), bool), guess, 0 * guess
    )
    assert np.allclose(found, guess)


def test_trust_in_the_guess_draws_alpha_towards_it() -> None:
    picture = np.random.default_rng(0).random((30, 40, 3), np.float32)
    unknown = np.zeros((30, 40), bool)
    unknown[5:25, 5:35] = True
    guess = np.full((30, 40), 0.3, np.float32)
    free, bound = (solved(picture, np.ones_like(guess), unknown, guess, trust + 0 * guess) for trust in (0, 100))
    assert np.abs(bound - 0.3)[unknown].max() < 0.05
    assert free[unknown].mean() > 0.9
