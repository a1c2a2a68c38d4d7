"""What Generate or Create made last: each picture with its model, its licence and all that is to be said of it."""

from pipelines.core.preview import fit
from pipelines.core.shot import Shot
from pipelines.refine import STUDIO_MADE
from pipelines.scene import directed
from ui.model_picker import name_of
from ui.state import Visitor
from ui.widgets import image, leads, notice

_SHOWN = 1200  # longer side of the pictures, in pixels


def latest(visitor: Visitor) -> tuple[Shot, ...]:
    """What was made last of the product on the desk, in the scene that it has now."""
    made, desk = visitor.draft.made, visitor.session.desk
    if made is None or made.of is not desk.current or made.look != visitor.step:
        return ()
    return tuple(shot for shot in made.shots if shot in desk.shots)


def large(visitor: Visitor, shot: Shot) -> str:
    """The path of a picture of the shot for the stage."""
    return visitor.drawn(shot, "generated", lambda: fit(shot.pixels, _SHOWN))


def html(visitor: Visitor) -> str:
    """What was made last for the product on the desk, side by side where there are two."""
    shots = latest(visitor)
    figures = "".join(_figure(visitor, shot, len(shots) > 1) for shot in shots)
    return f'<div class="results n{len(shots)}">{figures}</div>' if shots else ""


def _figure(visitor: Visitor, shot: Shot, pictured: bool) -> str:
    title, kind, onward = name_of(shot.engine), "good", ""
    if shot.engine == "studio":
        white = directed(visitor.step).stage is None
        onward = leads("scene", "Choose a scene") if white else leads("models", "To the Models tab")
        title, kind = "The studio made this picture", "care"
    elif shot.fidelity == "repaint":
        title, kind = f"{title}: repainted, review before listing", "care"
    notes = (*((f"Licence: {shot.licence}.",) if shot.licence else ()), *said(shot))
    picture = image(large(visitor, shot), title) if pictured else ""
    return f"<figure>{picture}<figcaption>{notice(kind, title, notes, onward)}</figcaption></figure>"


def said(shot: Shot) -> tuple[str, ...]:
    """The notes of a shot, first why no model made it."""
    why = [note for note in shot.notes if note.startswith(STUDIO_MADE)]
    return (*(note.removeprefix(f"{STUDIO_MADE} ") for note in why), *(note for note in shot.notes if note not in why))
