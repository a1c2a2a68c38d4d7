"""Cartons: faces, edges where the photo has them, and what lies behind."""

import numpy as np
import pytest
from solids import UNIT, X, Y, evidence, slabs

from pipelines.studio.geometry.box import box
from pipelines.studio.geometry.carton import cartons, turned
from pipelines.studio.geometry.surface import angle

EDGES = np.array([70.0, 40.0, 100.0])


@pytest.mark.parametrize(("yaw", "pitch"), [(30, 20), (-35, 12), (25, 45), (-20, 28)])
def test_a_carton_is_found_from_its_corner(yaw: float, pitch: float) -> None:
    solid = slabs(turned(yaw, pitch, 0), EDGES)
    found = box(evidence(solid))
    assert found is not None
    assert angle(found.normals, solid.normals, solid.mask) < 6
    assert found.misfit < 0.06


def test_every_face_is_planar() -> None:
    solid = slabs(turned(30, 20, 0), EDGES)
    found = box(evidence(solid))
    assert found is not None
    faces = np.unique(found.normals[solid.mask], axis=0)
    assert len(faces) == 3
    for face in faces:
        part = solid.mask & (found.normals == face).all(-1)
        system = np.stack([X[part], Y[part], np.ones(part.sum())], 1)
        fitted = system @ np.linalg.lstsq(system, found.height[part], rcond=None)[0]
        assert np.abs(fitted - found.height[part]).max() < 1e-2


@pytest.mark.parametrize("shift", [-4, 4])
def test_the_edge_lies_where_the_photo_has_it(shift: int) -> None:
    solid = slabs(turned(35, 0, 0), EDGES)
    left = solid.normals[..., 0] < 0
    row = left[96] & solid.mask[96]
    edge = int(np.flatnonzero(row)[-1]) + 1 + shift
    grey = np.where(np.arange(X.shape[1]) < edge, 60, 190).astype(np.uint8)
    found = box(evidence(solid, np.broadcast_to(grey[None, :, None], (*X.shape, 3)).copy()))
    assert found is not None
    seen = (found.normals[96, :, 0] < 0) & solid.mask[96]
    assert abs(int(np.flatnonzero(seen)[-1]) + 1 - edge) <= 1


def test_the_back_is_parallel_to_the_front() -> None:
    solid = slabs(turned(0, 0, 0), EDGES)
    found = box(evidence(solid))
    assert found is not None
    assert found.back is not None
    assert angle(found.normals, solid.normals, solid.mask) < 4
    apart = (found.height - found.back)[solid.mask]
    assert apart.min() > 0.1 * UNIT
    assert np.ptp(apart) < 1e-2


def test_a_handle_does_not_make_the_carton_larger() -> None:
    solid = slabs(turned(30, 15, 0), EDGES)
    ring = (np.abs(np.hypot(X, Y - 50) - 30) < 2) & (Y > 45) & ~solid.mask
    handled = solid._replace(mask=solid.mask | ring)
    found = box(evidence(handled))
    assert found is not None
    assert angle(found.normals, solid.normals, solid.mask) < 6


def test_what_is_a_speck_is_no_carton() -> None:
    solid = slabs(turned(30, 20, 0), EDGES)
    speck = solid._replace(mask=np.hypot(X - 3, Y) < 3)
    assert not list(cartons(evidence(speck)))
    assert box(evidence(speck)) is None
