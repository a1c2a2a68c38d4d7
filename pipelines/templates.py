"""Templates: the list of what there is to choose from."""

import json
from typing import Any

from pipelines.core.command import Json, command
from pipelines.studio.template import Template, templates

COLUMNS = ("id", "category", "name", "risk", "roles")


def entry(name: str, template: Template) -> dict[str, Any]:
    """What a list says of a template."""
    return {
        "id": name,
        "category": template.category,
        "name": template.name,
        "risk": template.risk,
        "roles": [template.role],
        "tags": template.tags.model_dump(mode="json"),
    }


def table(entries: list[dict[str, Any]]) -> str:
    """Rows of equal columns under their heads."""
    rows = [COLUMNS, *(tuple(", ".join(e[c]) if c == "roles" else e[c] for c in COLUMNS) for e in entries)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(COLUMNS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


@command
def templates_(as_json: Json = False) -> None:
    """List every template: its id, category, name, risk and roles."""
    entries = [entry(name, template) for name, template in templates().items()]
    print(json.dumps(entries, ensure_ascii=False, indent=2) if as_json else table(entries))
