"""What is said of a prompt before it is painted."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pipelines.diffusion.prompts.lexicon import FieldName

Kind = Literal["vague", "missing", "forbidden", "several", "conflict", "good", "note"]


@dataclass(frozen=True)
class Finding:
    """One thing about a prompt. `good` says what words do, `note` what could not be judged; the others are faults."""

    kind: Kind
    field: FieldName
    words: str  # the seller's own; empty where something is missing
    why: str  # a whole sentence
    suggestion: str = ""  # a whole sentence; empty where there is nothing to do


def faults(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """What the seller should mend."""
    return tuple(finding for finding in findings if finding.kind not in ("good", "note"))


def refused(findings: Sequence[Finding]) -> str | None:
    """Why a prompt is not painted, as one sentence: it asks for more than one product, role or picture."""
    words = list(dict.fromkeys(finding.words for finding in findings if finding.kind == "several"))
    if not words:
        return None
    quoted = ", ".join(f"“{word}”" for word in words[:4])
    return (
        f"This prompt asks for more than one picture ({quoted}); ask for one product in one role, "
        "and add the others as shots of their own."
    )
