"""The look of a picture laid over the scene: its colours, light and finish; the product stays as it is."""

from dataclasses import dataclass
from html import escape

import gradio as gr

from pipelines.core.load import load_photo
from pipelines.core.shelf import keep
from pipelines.scene import copied_from, directed
from ui.state import Visitor
from ui.widgets import PICTURES, spoken
from ui.wiring import Show, Updates, Wiring


@dataclass(frozen=True)
class CopiedLook:
    """The components."""

    picture: gr.UploadButton
    clear: gr.Button
    said: gr.HTML


def render() -> CopiedLook:
    """Make the components."""
    with gr.Row(elem_classes="tools"):
        take = "Copy the look of a picture"
        picture = gr.UploadButton(take, size="sm", file_types=PICTURES, min_width=170, elem_id="copy-look")
        clear = gr.Button("Leave that look", size="sm", min_width=110, visible=False, elem_id="leave-look")
    return CopiedLook(picture, clear, gr.HTML(elem_id="copied-look", visible=False))


def show(part: CopiedLook, visitor: Visitor) -> Updates:
    """What was copied, while the scene has a place that takes it."""
    like, staged = visitor.look.like, directed(visitor.step).stage is not None
    lines = "".join(f"<p>{escape(line)}</p>" for line in copied_from(like)) if like and staged else ""
    return {
        part.picture: gr.update(interactive=staged),
        part.clear: gr.update(visible=like is not None),
        part.said: spoken(f'<div class="note">{lines}</div>' if lines else ""),
    }


def listen(part: CopiedLook, wiring: Wiring, scene_of: Show) -> None:
    """Wire the events; `scene_of` shows all that follows from the look."""
    wiring.change(part.picture.upload, take, [part.picture], scene_of)
    wiring.change(part.clear.click, leave, [], scene_of)


def take(visitor: Visitor, path: str) -> None:
    """The look of the picture that was sent. Raises UserError where it is none."""
    digest, photo = keep(load_photo(path))
    visitor.likenesses[digest] = photo
    visitor.look = visitor.look.model_copy(update={"like": digest})


def leave(visitor: Visitor) -> None:
    """The scene's own look again."""
    visitor.look = visitor.look.model_copy(update={"like": None})
