"""Prompts for a scene: what its template says, in the four fields that a seller edits."""

from pipelines.diffusion.prompts.fields import Prompt, from_template
from pipelines.studio.template import Template

ANYWHERE = "a product picture for an online shop"


def prompt_of(template: Template, product: str, platform: str = ANYWHERE) -> Prompt:
    """The four fields for a product in a template's scene."""
    return from_template(product, template.prompt, template.negative, platform)
