"""Advice: what is to be said of a prompt, what would make it fuller, and what of it the scene itself can obey."""

from typing import Any

from pipelines.core.errors import UserError
from pipelines.core.product import Product
from pipelines.diffusion.language import answer
from pipelines.diffusion.prompts.checker import check
from pipelines.diffusion.prompts.enhancer import enhance
from pipelines.diffusion.prompts.fields import MOST, Prompt, text
from pipelines.diffusion.prompts.findings import Finding, faults, refused
from pipelines.diffusion.prompts.guide import example, guide, obeyed
from pipelines.diffusion.prompts.layout import layout
from pipelines.diffusion.prompts.lexicon import FIELDS, FieldName
from pipelines.diffusion.prompts.rewriter import rewrite_with
from pipelines.prompting import prompt_of
from pipelines.scene import Scene, Template, directed

__all__ = [
    "FIELDS", "MOST", "FieldName", "Finding", "Prompt", "applied", "asks", "check", "enhanced", "example", "faults",
    "guide", "obeyed", "refused", "text",
]  # fmt: skip

_WHITE = "white_main"
_ON_WHITE = ("width", "height", "fill", "across")  # what a main image can be told


def enhanced(prompt: Prompt, product: Product, template: Template) -> Prompt:
    """The prompt with its gaps filled from what is known of the product and from the template's words.

    By a small language model where one is installed, whose answer is taken only where it keeps to what is known.
    """
    facts: dict[str, str] = {"name": product.name} if product.name != Product().name else {}
    if product.size_cm:
        facts["size"] = f"{product.size_cm:g} cm"
    words = (template.prompt,)
    try:
        return rewrite_with(answer, prompt, facts, words)
    except UserError:  # none is here, or it does not fit into the memory that is free
        return enhance(prompt, facts, words)


def asks(prompt: Prompt, step: Scene) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What a prompt says of size, light and placement that the scene does not show yet, by the names of a scene's
    settings and `white`, without what its template's own words say; and what could not be obeyed, in sentences."""
    template, said = directed(step), layout(prompt)
    wishes = said.wishes(layout(prompt_of(template, "")))
    wishes.pop("surface", None)  # a surface is the template's; the seller chooses another one in the gallery
    white = wishes.pop("white", False) and template.stage is not None
    if white or template.stage is None:
        wishes = {name: value for name, value in wishes.items() if name in _ON_WHITE}
    new = {name: value for name, value in wishes.items() if getattr(step, name) != value}
    return ({"white": True} if white else {}) | new, said.notes


def applied(step: Scene, wishes: dict[str, Any]) -> Scene:
    """The scene with what `asks` found; white takes it to the main image, with that one's own settings."""
    wishes = dict(wishes)
    if wishes.pop("white", False):
        step = Scene(template=_WHITE, brand=step.brand, width=step.width, height=step.height, seed=step.seed)
    return Scene.model_validate(step.model_dump() | wishes)
