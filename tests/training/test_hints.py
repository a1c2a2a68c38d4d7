"""Simulated boxes and strokes lie where a seller would draw them."""

import torch

from training.hints import boxes, drawn, drawn_boxes, extent, strokes


def discs() -> torch.Tensor:
    y, x = torch.meshgrid(torch.arange(64), torch.arange(96), indexing="ij")
    return torch.stack([(x - 30) ** 2 + (y - 20) ** 2 < 100, (x - 70) ** 2 + (y - 40) ** 2 < 225])


def test_an_exact_box_touches_the_mask_on_all_sides():
    masks = discs()
    low, high = extent(masks)
    assert low.tolist() == [[21, 11], [56, 26]]
    assert high.tolist() == [[40, 30], [85, 55]]
    box = boxes(masks, torch.zeros(2, 4))[:, 0] > 0
    assert box[0].nonzero().amin(0).tolist() == [11, 21]
    assert box[0].nonzero().amax(0).tolist() == [29, 39]
    assert int(box[1].sum()) == (85 - 56) * (55 - 26)


def test_a_drawn_box_holds_most_of_the_mask_and_is_not_much_larger():
    torch.manual_seed(0)
    masks = discs().repeat(50, 1, 1)
    box = drawn_boxes(masks)[:, 0] > 0
    held = (box & masks).sum((1, 2)) / masks.sum((1, 2))
    assert held.min() > 0.9
    assert (box.sum((1, 2)) / boxes(masks, torch.zeros(len(masks), 4))[:, 0].sum((1, 2))).max() < 2


def test_a_stroke_lies_within_its_region_and_an_empty_region_has_none():
    torch.manual_seed(0)
    masks = torch.cat([discs().repeat(20, 1, 1), torch.zeros(1, 64, 96, dtype=torch.bool)])
    drawn = strokes(masks)[:, 0] > 0
    assert not (drawn & ~masks).any()
    assert drawn[:-1].any((1, 2)).all()
    assert not drawn[-1].any()


def test_the_box_of_an_empty_mask_is_everything():
    assert boxes(torch.zeros(1, 8, 8, dtype=torch.bool), torch.zeros(1, 4)).all()


def test_only_the_chosen_are_drawn_for():
    torch.manual_seed(0)
    marked = drawn(strokes, discs(), torch.tensor([False, True]))
    assert not marked[0].any()
    assert marked[1].any()
    assert not drawn(strokes, discs(), torch.tensor([False, False])).any()
