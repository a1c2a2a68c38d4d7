"""A carton: one to three flat faces, their edges where the photo has them."""

from itertools import combinations

import cv2
import numpy as np

from pipelines.studio.geometry.carton import CORNERS, Carton, Points, cartons
from pipelines.studio.geometry.evidence import Evidence, Guess
from pipelines.studio.geometry.surface import angle

_AMISS = 60.0  # degrees: what a pixel counts for that is the carton's or the product's alone
_HELD = 100.0  # how much more it counts that faces meet at their edge than that they lean as they should
_LEAN = 0.3
_AWAY = 7  # pixels, at most, from where outline and normals put an edge to where the photo has it
_DOUBT = 4.0  # pixels: standard deviation of that
_ALONG = np.linspace(0.15, 0.85, 24)  # of an edge: where the photo is asked


def box(evidence: Evidence) -> Guess | None:
    """The product as a carton; None where it is too small to tell."""
    guesses = [_guess(each, evidence) for each in cartons(evidence)]
    return min(guesses, key=lambda each: _apart(each, evidence), default=None)


def _guess(found: Carton, evidence: Evidence) -> Guess:
    faces = found.faces()
    planes = _moved(_planes(found, faces, evidence.unit), found, faces, evidence)
    x, y = evidence.places
    heights = np.stack([a * x + b * y + c for a, b, c in planes]).astype(np.float32)
    deep = found.edges[faces] / np.maximum(found.axes[faces, 2], 0.1) * evidence.unit
    back = (heights - deep[:, None, None].astype(np.float32)).max(0)
    normals = found.axes[faces].astype(np.float32)[heights.argmin(0)]
    return Guess(heights.min(0), normals, back, _misfit(found, evidence))


def _apart(guess: Guess, evidence: Evidence) -> float:
    """Degrees from what the network sees, on the mean; what the outline is off by counts too."""
    return angle(guess.normals, evidence.shape.normals, evidence.mask) + _AMISS * guess.misfit


def _planes(found: Carton, faces: list[int], unit: float) -> Points:
    """The planes (F, 3) of the faces, as height = a x + b y + c in pixels, that meet along their edges as seen.

    A camera close by sees the edges converge; a far one would not. So the planes lean a little otherwise.
    """
    corners = found.corners() * unit
    rows, wanted = [], []

    def ask(weight: float, value: float, *parts: tuple[int, Points]) -> None:
        row = np.zeros((len(faces), 3))
        for at, part in parts:
            row[at] += part
        rows.append(row.ravel() * weight)
        wanted.append(value * weight)

    for at, k in enumerate(faces):
        slopes = -found.axes[k, :2] / max(found.axes[k, 2], 0.05)
        for axis in range(2):
            ask(_LEAN * unit / (1 + abs(slopes[axis])), slopes[axis], (at, np.eye(3)[axis]))
        for corner in corners[CORNERS[:, k] > 0]:
            ask(0.5, corner[2], (at, np.array([*corner[:2], 1])))
    for (i, k), (j, m) in combinations(enumerate(faces), 2):
        for corner in corners[(CORNERS[:, k] > 0) & (CORNERS[:, m] > 0)]:
            place = np.array([*corner[:2], 1])
            ask(_HELD, 0.0, (i, place), (j, -place))
    return np.linalg.lstsq(np.array(rows), np.array(wanted), rcond=None)[0].reshape(-1, 3)


def _moved(planes: Points, found: Carton, faces: list[int], evidence: Evidence) -> Points:
    """The planes moved so that their edges lie where the photo has edges, a few pixels away at most."""
    edges = _edges(found, faces) * evidence.unit
    if not len(edges):
        return planes
    steps = np.arange(-_AWAY, _AWAY + 1.0)
    shifts = np.stack(np.meshgrid(steps, steps), 2).reshape(-1, 2)
    grey = cv2.cvtColor(cv2.GaussianBlur(evidence.photo, (0, 0), 1.0), cv2.COLOR_RGB2GRAY).astype(np.float32)
    gradient = np.dstack([cv2.Sobel(grey, cv2.CV_32F, 1, 0), -cv2.Sobel(grey, cv2.CV_32F, 0, 1)])
    usual = float(np.linalg.norm(gradient[evidence.mask], axis=1).mean()) + 1.0
    told = np.zeros(len(shifts))
    for start, end in edges:
        along = start + _ALONG[:, None] * (end - start)
        square = np.array([start[1] - end[1], end[0] - start[0]]) / max(float(np.linalg.norm(end - start)), 1e-6)
        at = (along[None] + shifts[:, None]) * [1, -1] + len(grey) / 2 - 0.5
        seen = cv2.remap(gradient, at.astype(np.float32), None, cv2.INTER_LINEAR)
        told += np.log1p(np.abs(seen @ square).mean(1) / usual)
    best = shifts[int((told - (shifts**2).sum(1) / (2 * _DOUBT**2)).argmax())]
    return planes - np.column_stack([np.zeros((len(planes), 2)), planes[:, :2] @ best])


def _edges(found: Carton, faces: list[int]) -> Points:
    """The edges (E, 2, 2) between the faces seen, from the corner next to the viewer, in longer sides."""
    corners = found.corners()
    made = []
    for k, m in combinations(faces, 2):
        ends = corners[(CORNERS[:, k] > 0) & (CORNERS[:, m] > 0)]
        made.append(ends[np.argsort(-ends[:, 2]), :2])
    return np.array(made)


def _misfit(found: Carton, evidence: Evidence) -> float:
    """The share of mask and carton together that is not both."""
    side = len(evidence.mask)
    hull = cv2.convexHull((found.corners()[:, :2] * [1, -1] * evidence.unit + side / 2 - 0.5).astype(np.float32))
    drawn = np.zeros((side, side), np.uint8)
    cv2.fillConvexPoly(drawn, np.rint(hull).astype(np.int32), 1)
    both, either = (drawn > 0) & evidence.mask, (drawn > 0) | evidence.mask
    return 1 - float(both.sum() / max(int(either.sum()), 1))
