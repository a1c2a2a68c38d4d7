"""One scene for many products: kept when another photo comes, or carried along as a recipe."""

from dataclasses import dataclass

import gradio as gr

from pipelines.core.errors import UserError
from pipelines.core.plain import plain_yaml
from pipelines.core.recipe import Recipe
from pipelines.scene import Scene, directed, templates
from ui.state import Visitor
from ui.wiring import Show, Updates, Wiring

_COPY = "(text) => packshot.copy(text)"


@dataclass(frozen=True)
class RecipeBox:
    """The components."""

    same: gr.Checkbox
    copy: gr.Button
    text: gr.Textbox
    use: gr.Button


def render() -> RecipeBox:
    """Make the components."""
    same = gr.Checkbox(
        label="Same scene for every product", elem_id="same", container=False,
        info="On: the next photo is shown in this very scene. Off: each photo keeps a scene of its own.",
    )  # fmt: skip
    with gr.Accordion("Scene as a recipe", open=False, elem_id="recipe"):
        copy = gr.Button("Copy scene as recipe (YAML)", size="sm", elem_id="copy-recipe")
        text = gr.Textbox(
            label="Recipe", lines=5, max_lines=14, max_length=64_000, elem_id="recipe-text",
            placeholder="Paste a recipe here, then use it.",
        )  # fmt: skip
        use = gr.Button("Use this recipe", size="sm", elem_id="use-recipe")
    return RecipeBox(same, copy, text, use)


def show(box: RecipeBox, visitor: Visitor) -> Updates:
    """The box for a visitor."""
    return {box.same: visitor.shares_look}


def listen(box: RecipeBox, wiring: Wiring, scene_of: Show) -> None:
    """Wire the events; `scene_of` shows all that follows from the look."""
    wiring.look(box.same.input, Visitor.share, [box.same], [])
    copied = wiring.look(box.copy.click, written, [], [box.text])
    copied.success(None, [box.text], None, js=_COPY, api_visibility="private")
    wiring.change(box.use.click, use, [box.text], scene_of)


def written(visitor: Visitor) -> str:
    """The scene as a recipe of one step."""
    return Recipe(steps=(visitor.step,)).to_yaml()


def use(visitor: Visitor, text: str | None) -> None:
    """The scene of a recipe, with the brand guide that it keeps to. Raises UserError where there is none in it."""
    step = _scene_of(text or "")
    seed = visitor.look.seed if step.seed is None else step.seed
    visitor.look = step.model_copy(update={"brand": None, "seed": seed})
    visitor.keeps_guide = step.brand is not None
    if step.brand is not None:
        visitor.guide = step.brand


def _scene_of(text: str) -> Scene:
    if not text.strip():
        raise UserError("The field is empty; paste a recipe into it first.")
    if not isinstance(plain_yaml(text, "recipe"), list):
        raise UserError("A recipe is a list of steps that begin with “- ”; copy one with the button above.")
    scenes = [step for step in Recipe.from_yaml(text).steps if isinstance(step, Scene)]
    if not scenes:
        raise UserError("This recipe has no scene in it; copy one with the button above.")
    if scenes[-1].template not in templates():
        raise UserError(f"The recipe names the scene “{scenes[-1].template}”, which does not exist here.")
    directed(scenes[-1])
    return scenes[-1]
