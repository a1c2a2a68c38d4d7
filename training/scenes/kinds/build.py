"""From pieces to a thing: pieces of one material become one part, settled on the table, and some grow fur."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from pipelines.core.colour import Floats
from training.scenes.finishes import family, finish
from training.scenes.material import Material
from training.scenes.mesh import Mesh, fur, joined
from training.scenes.shapes import mirrored
from training.scenes.thing import Part, Thing

Piece = tuple[Mesh, Material]
WOVEN = ("fabric", "leather", "fabric", "fleece")  # finishes of bags and clothes
TRIANGLES = 12_000  # the most that a product has
_UPRIGHT = np.eye(3)
_NARROW = 2e-6  # metres


def built(pieces: Sequence[Piece], pose: ArrayLike = _UPRIGHT) -> Thing:
    """A thing of meshes with their materials, turned by a matrix (3, 3) and settled."""
    groups: dict[tuple[int, bool], list[Piece]] = {}
    for mesh, material in pieces:
        groups.setdefault((id(material), mesh.smooth), []).append((mesh.mapped(pose), material))
    parts = [Part(joined([mesh for mesh, _ in group]), group[0][1]) for group in groups.values()]
    whole = Thing(tuple(parts)).settled()
    return Thing(tuple(replace(part, shape=_sound(part.shape)) for part in whole.parts if isinstance(part.shape, Mesh)))


def _sound(mesh: Mesh) -> Mesh:
    """Without the faces too narrow to have a normal in single precision, and the points that only they have."""
    a, b, c = (mesh.points[mesh.faces[:, i]] for i in range(3))
    longest = np.linalg.norm([b - a, c - b, a - c], axis=2).max(0)
    faces = mesh.faces[np.linalg.norm(np.cross(b - a, c - a), axis=1) > _NARROW * longest]
    used, places = np.unique(faces, return_inverse=True)
    return replace(mesh, points=mesh.points[used], uv=mesh.uv[used], faces=places.reshape(-1, 3))


def one(rng: np.random.Generator, *names: str) -> str:
    """One of several names."""
    return names[int(rng.integers(len(names)))]


def looks(rng: np.random.Generator, count: int, *kinds: str) -> list[Material]:
    """A product's `count` materials of one of the kinds of finish; of one in four products each of its own colours."""
    if rng.random() < 0.25:
        return [finish(rng, one(rng, *kinds)) for _ in range(count)]
    return family(rng, count, one(rng, *kinds))


def within(pieces: Sequence[Piece], more: Sequence[Piece]) -> list[Piece]:
    """The pieces and as many more, in their order, as the triangles that a product may have allow."""
    out, total = list(pieces), sum(len(mesh.faces) for mesh, _ in pieces)
    for piece in more:
        total += len(piece[0].faces)
        if total > TRIANGLES:
            break
        out.append(piece)
    return out


def both(mesh: Mesh, material: Material) -> list[Piece]:
    """A piece and its mirror image, left and right."""
    return [(mesh, material), (mirrored(mesh), material)]


def pelt(rng: np.random.Generator, thing: Thing, material: Material, length: float, count: int = 3500) -> Thing:
    """The thing with fur of about `length` metres on its parts of a material, of that material's mean colour."""
    skins = [part.shape for part in thing.parts if part.material is material and isinstance(part.shape, Mesh)]
    if not skins:
        return thing
    colour = material.colour if isinstance(material.colour, str) else _mean(material.colour)
    hairs = fur(joined(skins), count, length, length * float(rng.uniform(0.03, 0.08)), rng)
    return Thing((*thing.parts, Part(hairs, replace(material, colour=colour)))).settled()


def _mean(picture: Floats) -> str:
    """The mean colour of a linear picture as `#rrggbb`."""
    srgb = np.clip(picture.mean((0, 1)), 0, 1) ** (1 / 2.2)
    return "#" + "".join(f"{round(float(c) * 255):02x}" for c in srgb)


def pick(rng: np.random.Generator, chance: float) -> bool:
    """Heads, with a chance of 0–1."""
    return bool(rng.random() < chance)
