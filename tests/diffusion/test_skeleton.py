"""A pose drawn as OpenPose draws it."""

import numpy as np

from pipelines.diffusion.skeleton import drawn, openpose

COCO = np.array([
    (100, 40), (106, 34), (94, 34), (112, 38), (88, 38), (130, 70), (70, 70), (140, 110), (60, 110), (145, 150),
    (55, 150), (120, 150), (80, 150), (122, 200), (78, 200), (124, 250), (76, 250),
], np.float32)  # fmt: skip
SURE = np.ones(17, np.float32)


def test_the_neck_lies_between_the_shoulders_and_right_comes_before_left() -> None:
    points = openpose(COCO, SURE, 0.3)
    assert len(points) == 18
    assert points[1] == (100, 70)
    assert points[2] == (70, 70)
    assert points[4] == (55, 150)
    assert points[5] == (130, 70)
    assert points[14] == (94, 34)


def test_what_is_not_seen_is_not_drawn() -> None:
    scores = SURE.copy()
    scores[5] = 0.1
    points = openpose(COCO, scores, 0.3)
    assert points[5] is None
    assert points[1] is None
    assert not drawn([None] * 18, (200, 280)).any()


def test_points_and_limbs_have_openposes_colours() -> None:
    canvas = drawn(openpose(COCO, SURE, 0.3), (200, 280))
    assert canvas.shape == (280, 200, 3)
    assert tuple(canvas[40, 100]) == (255, 0, 0)
    assert tuple(canvas[150, 55]) == (170, 255, 0)
    assert tuple(canvas[70, 85]) == (153, 0, 0)
    assert tuple(canvas[225, 77]) == (0, 153, 102)


def test_points_beyond_the_frame_do_no_harm() -> None:
    canvas = drawn(openpose(COCO * 3 - 200, SURE, 0.3), (64, 64))
    assert canvas.shape == (64, 64, 3)
