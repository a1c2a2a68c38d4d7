"""Photos shot otherwise stay photos of the same thing."""

import torch

from training.development import Range, redeveloped, swapped

WIDE = Range(gamma=(0.65, 1.5), saturation=(0.3, 1.4), balance=0.08, offset=0.06)


def photos() -> torch.Tensor:
    torch.manual_seed(0)
    coarse = torch.rand(40, 3, 4, 4)
    return torch.nn.functional.interpolate(coarse, size=32, mode="bilinear")


def test_the_picture_stays_within_range_and_recognisable():
    before = photos()
    after = redeveloped(before, WIDE)
    assert after.shape == before.shape
    assert 0 <= after.min() <= after.max() <= 1
    grey, changed = before.mean(1).flatten(1), after.mean(1).flatten(1)
    likeness = torch.stack([torch.corrcoef(torch.stack(pair))[0, 1] for pair in zip(grey, changed, strict=True)])
    assert likeness.median() > 0.8
    assert not torch.allclose(before, after, atol=0.05)


def test_a_wider_range_changes_more():
    before = photos()
    narrow = Range(gamma=(0.99, 1.01), saturation=(0.99, 1.01), balance=0.005, offset=0.005)
    torch.manual_seed(1)
    little = (redeveloped(before, narrow) - before).abs().mean()
    torch.manual_seed(1)
    assert little < (redeveloped(before, WIDE) - before).abs().mean()


def test_swapped_colours_are_the_same_colours():
    before = photos()
    after = swapped(before, 1.0)
    torch.testing.assert_close(after.sort(1).values, before.sort(1).values)
    assert torch.equal(swapped(before, 0.0), before)
