"""Imagine: a picture from words alone, which shows nobody's product. It stands apart from the shots and from Export."""

import secrets
from dataclasses import dataclass, replace
from html import escape
from typing import Any

import gradio as gr

from pipelines.advice import refused_words
from pipelines.core.engines import Engines
from pipelines.core.errors import UserError
from pipelines.core.preview import fit
from pipelines.core.shot import Shot
from pipelines.estimates import offered
from pipelines.imagine import WARNING, Imagine, imagine
from pipelines.scene import SEEDS
from ui import live
from ui.model_picker import named
from ui.state import Visitor
from ui.widgets import badge, empty, heading, image, leads, notice, spoken
from ui.wiring import Updates, Wiring

_SHOWN = 1024
_KEPT = 12  # pictures in the strip
_PURPOSES = {
    "Lifestyle": "lifestyle photograph, natural light, in everyday use",
    "Advertisement": "advertising photograph, strong composition, room for a headline",
    "Seasonal": "seasonal decoration around it, festive light",
    "Mood": "mood board, atmosphere, colours and textures",
    "Abstract": "abstract composition of shapes, colour and light",
    "Fantasy": "imaginary world, dreamlike light",
}
_SIZES = {"1:1": (1024, 1024), "4:5": (896, 1120), "16:9": (1344, 756)}
