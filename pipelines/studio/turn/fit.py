"""A product of another photo in the first one's frame."""

from pipelines.core.shot import Box, Placement


def as_large(own: Box, like: Box, frame: tuple[int, int]) -> Placement:
    """As high as `like` and in its place, or as large as fits a frame of (width, height) px there."""
    width, height = own[2] - own[0], own[3] - own[1]
    scale = min((like[3] - like[1]) / height, frame[0] / width, frame[1] / height)
    middle = min(max((like[0] + like[2]) / 2, scale * width / 2), frame[0] - scale * width / 2)
    return Placement(scale, middle - scale * (own[0] + own[2]) / 2, like[3] - scale * own[3])
