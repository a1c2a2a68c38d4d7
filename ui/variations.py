"""Variations: the seed, a dice for it, and four previews of the same scene in other seeds and slightly other light."""

import secrets
from dataclasses import dataclass

import gradio as gr

from pipelines.core.engines import Engines
from pipelines.core.errors import UserError
from pipelines.scene import SEEDS, Scene, directed, scene
from ui.stage import sized
from ui.state import REDUCED, Offered, Visitor
from ui.widgets import heading, image, picker, spoken
from ui.wiring import Show, Updates, Wiring

_SIZE = 320  # longer side of a variation, in pixels
_TURNS = (-30, -10, 10, 30)  # degrees by which the key light of each is turned


@dataclass(frozen=True)
class Variations:
    """The components."""

    seed: gr.Number
    dice: gr.Button
    four: gr.Button
    cards: gr.HTML


def render() -> Variations:
    """Make the components."""
    gr.HTML(heading("Variations", "Grain, veins and props fall differently with each seed."))
    with gr.Row(elem_classes="tools"):
        seed = gr.Number(label="Seed", precision=0, minimum=0, maximum=SEEDS - 1, min_width=150, elem_id="seed")
        dice = gr.Button("New seed", size="sm", min_width=80, elem_id="dice")
        four = gr.Button("Show four", size="sm", min_width=90, elem_id="four")
    return Variations(seed, dice, four, gr.HTML(elem_id="variations", visible=False))


def show(variations: Variations, visitor: Visitor) -> Updates:
    """The seed, and the four while their product and template lie on the desk."""
    staged = directed(visitor.step).stage is not None
    return {
        variations.seed: gr.update(value=visitor.look.seed, interactive=staged),
        variations.dice: gr.update(interactive=staged),
        variations.four: gr.update(interactive=staged),
        variations.cards: spoken(_cards(visitor)),
    }


def _cards(visitor: Visitor) -> str:
    made, look = visitor.varied, visitor.look
    if made is None or made.of is not visitor.session.desk.current or made.variations[0].template != look.template:
        return ""
    cards = "".join(
        picker(str(index), image(_drawn(visitor, step), f"Variation {index + 1}"), _same(step, look))
        for index, step in enumerate(made.variations)
    )
    return f'<div class="four">{cards}</div>'


def _same(one: Scene, other: Scene) -> bool:
    return (one.seed, one.azimuth) == (other.seed, other.azimuth)


def _drawn(visitor: Visitor, step: Scene) -> str:
    small, preview = visitor.small(visitor.product_shot, REDUCED), sized(step, _SIZE)
    return visitor.drawn(small, preview.model_dump_json(), lambda: scene(small, preview, Engines("studio")).pixels)


def listen(variations: Variations, wiring: Wiring, scene_of: Show) -> None:
    """Wire the events; `scene_of` shows all that follows from the look."""
    wiring.change(variations.seed.input, sow, [variations.seed], scene_of)
    wiring.change(variations.dice.click, roll, [], scene_of)
    wiring.change(variations.four.click, vary, [], lambda visitor: {variations.cards: spoken(_cards(visitor))})
    wiring.pick(variations.cards.click, take, scene_of)


def sow(visitor: Visitor, seed: float | None) -> None:
    """The seed that was typed."""
    if seed is not None:
        visitor.look = visitor.look.model_copy(update={"seed": int(seed)})


def roll(visitor: Visitor) -> None:
    """Another seed."""
    visitor.look = visitor.look.model_copy(update={"seed": secrets.randbelow(SEEDS)})


def vary(visitor: Visitor) -> None:
    """Four variations of the scene: another seed each, and the key light turned a little."""
    step = visitor.step
    stage = directed(step).stage
    if stage is None:
        raise UserError("A main image is pure white; there is nothing to vary.")
    azimuths = [(stage.light.azimuth + turn + 180) % 360 - 180 for turn in _TURNS]
    seeds = [secrets.randbelow(SEEDS) for _ in _TURNS]
    made = (step.model_copy(update={"seed": s, "azimuth": a}) for s, a in zip(seeds, azimuths, strict=True))
    visitor.varied = Offered(visitor.product_shot, variations=tuple(made))


def take(visitor: Visitor, index: str) -> None:
    """The variation's seed and light."""
    made = visitor.varied.variations if visitor.varied is not None else ()
    if index not in map(str, range(len(made))):
        raise UserError("These variations are no longer there; show four new ones.")
    chosen = made[int(index)]
    visitor.look = visitor.look.model_copy(update={"seed": chosen.seed, "azimuth": chosen.azimuth})
