"""Further pictures: a product's angles and details, numbered after the first picture of each slot that takes more."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from secrets import randbelow

from pipelines.angles import Angle
from pipelines.core.channel import Channel, channel_of
from pipelines.core.shot import Shot
from pipelines.details import shown
from pipelines.export import Export
from pipelines.recreate import Recreate
from pipelines.refine import Refine
from pipelines.scene import SEEDS, Scene

Task = tuple[Shot, Export]
"""A shot, and how it is exported."""

LEFT_OUT = "There is no room left in the slot"
"""How the note begins that names what a slot does not take any more."""


def with_further(firsts: Sequence[Task], shots: Iterable[Shot]) -> tuple[Task, ...]:
    """Every slot's first picture, and after it the angles and details among `shots`, as many as the slot takes.

    What may leave at once comes before what a person has to review. An angle stands where the slot's first picture
    does. A shot that shows what the first one shows, or that was made twice, is taken once; what a slot has no room
    for is named in a note of its first picture. Raises UserError where there is no such slot, or where a detail's
    recipe does not say what it shows.
    """
    each = {_content(shot): shot for shot in shots if _shows_more(shot)}
    ordered = sorted(each.values(), key=lambda shot: shot.must_be_reviewed)
    return tuple(task for shot, step in firsts for task in _slot(shot, step, ordered))


def _shows_more(shot: Shot) -> bool:
    """Whether it is a detail, or from another side than the product's own photo."""
    turned = next((step for step in reversed(shot.recipe.steps) if isinstance(step, Angle)), None)
    return shot.role == "detail" or (shot.role == "angle" and (turned is None or (turned.yaw, turned.pitch) != (0, 0)))


def _content(shot: Shot) -> str:
    """What a shot shows of its product, wherever that stands: equal for equal files."""
    if shot.role == "detail":
        return f"{shot.fidelity} {shown(shot).box}"
    world = (Scene, Refine, Recreate, Export)
    steps = (step for step in shot.recipe.steps if not isinstance(step, world))
    return "\n".join(f"{step.job} {step.model_dump_json()}" for step in steps)


def _slot(shot: Shot, step: Export, further: Sequence[Shot]) -> list[Task]:
    channel = channel_of(step.channel)
    if channel.pictures.most == 1 or not further:
        return [(shot, step)]
    room = channel.pictures.most - step.number
    if len(further) > room:
        shot = replace(shot, notes=(*shot.notes, _left_out(channel, further[room:])))
    first = _settled(shot, step, channel)
    numbers = range(step.number + 1, channel.pictures.most + 1)
    rest = [(one, first.model_copy(update={"number": n})) for one, n in zip(further, numbers, strict=False)]
    return [(shot, first.model_copy(update={"look": step.look})), *rest]


def _settled(shot: Shot, step: Export, channel: Channel) -> Export:
    """The step with how the shot stands in its template and with a seed, so that another shot stands alike."""
    template = step.template or channel.template
    stood = next((one for one in shot.recipe.steps if isinstance(one, Scene) and one.template == template), None)
    look = step.look or stood
    seed = next((seed for seed in (step.seed, look and look.seed) if seed is not None), None)
    return step.model_copy(update={"look": look, "seed": randbelow(SEEDS) if seed is None else seed})


def _left_out(channel: Channel, shots: Sequence[Shot]) -> str:
    names = ", ".join(map(_name, shots))
    return f"{LEFT_OUT} “{channel.title}”, which takes {channel.pictures.most} pictures, for: {names}."


def _name(shot: Shot) -> str:
    if shot.role == "detail":
        return f"the detail “{shown(shot).kind}”"
    turned = next((step for step in reversed(shot.recipe.steps) if isinstance(step, Angle)), None)
    return f"the angle {turned.yaw:+g}°, {turned.pitch:+g}°" if turned else "an angle"
