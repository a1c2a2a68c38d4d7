"""Views that stand out of focus behind the table, by family."""

from pipelines.studio.views import festive, foliage, household, outdoors, places, rooms
from pipelines.studio.views.kit import VIEWS, View

__all__ = ["VIEWS", "View", "festive", "foliage", "household", "outdoors", "places", "rooms"]
