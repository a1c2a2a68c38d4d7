"""Procedural materials, by family."""

from pipelines.studio.materials import fabric, masonry, outdoors, sheet, stone, wood
from pipelines.studio.materials.kit import MATERIALS, Material, Skin

__all__ = ["MATERIALS", "Material", "Skin", "fabric", "masonry", "outdoors", "sheet", "stone", "wood"]
