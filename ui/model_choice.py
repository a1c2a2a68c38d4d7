"""Who makes a picture: the built-in studio, as the preview shows it, or one of the models for the job."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import gradio as gr

from pipelines.core.engines import Engines
from pipelines.estimates import Job, offered
from ui.model_picker import name_of, named
from ui.state import Visitor

_STUDIO = ("The built-in studio", "")


def render(id: str) -> gr.Dropdown:
    """Make the component."""
    return gr.Dropdown([_STUDIO], value="", label="Made by", elem_id=id)


def shown(job: Job, model: str | None) -> dict[str, Any]:
    """An update: the studio, then the models on offer for the job, the chosen one marked."""
    every = offered(job)
    ids = {one.id for one in every}
    return gr.update(choices=[_STUDIO, *((named(one), one.id) for one in every)], value=model if model in ids else "")


def engines_for(model: str | None, engines: Engines) -> Engines:
    """The engines that make the picture: where no model was chosen no model is asked, so that it is as previewed,
    unless the whole app runs with the diffusion engine."""
    asked = model is not None or engines.use == "diffusion"
    return engines if asked else Engines("studio", engines.progress)


@contextmanager
def watched(visitor: Visitor, tab: str, model: str | None) -> Iterator[None]:
    """While it lasts the page shows on `tab` where the job is, and the model's name if one was chosen."""
    with visitor.following(tab):
        visitor.tell(title=name_of(model) if model else "")
        yield
