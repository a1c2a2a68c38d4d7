"""YAML from outside, read without trust: plain data only, no larger or deeper than a person writes."""

from typing import Any

import yaml

from pipelines.core.errors import UserError

LARGEST = 64 * 1024  # characters
DEEPEST = 12  # levels


def plain_yaml(text: str, what: str, largest: int = LARGEST) -> Any:
    """Mappings, lists and scalars of a text of at most `largest` characters. `what` the text is, is named in the
    UserError that is raised where it does not do.

    Aliases are refused, since a few lines of them stand for billions of values.
    """
    if len(text) > largest:
        raise UserError(f"This {what} is longer than {largest // 1024} thousand characters; shorten it.")
    try:
        _walk(text, what)
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, OverflowError, TypeError) as error:
        why = " ".join(str(getattr(error, "problem", None) or error).split())[:160]
        raise UserError(f"This {what} is not valid YAML ({why}); correct the file.") from error


def _walk(text: str, what: str) -> None:
    """Go through the parser's events, which takes no memory to speak of, before anything is built."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise UserError(f"This {what} uses a YAML alias (*{str(event.anchor)[:40]}); write the values out instead.")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise UserError(f"This {what} is nested more than {DEEPEST} levels deep; flatten it.")
