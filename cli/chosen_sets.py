"""The data sets that a command's words name, one setting of each or all; and several sets as one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from toolflow_evaluation.conversation import Conversation
    from toolflow_evaluation.dialogue_sets import DialogueSet


def open_chosen(
    names: Sequence[str], setting: str | None, *, split: str, skip_unreadable: bool
) -> dict[str, DialogueSet]:
    """Open data sets, by how a card names them; of several settings one has to be chosen, or all.

    Args:
        names: As for `toolflow evaluate`.
        setting: Of each; `all`, or None where there is but one.
        split: Of folders and Hub data sets.
        skip_unreadable: Go on after dialogues that cannot be read.

    Raises:
        ConfigError: If a name leads nowhere, or no setting was chosen of several.
    """
    from toolflow_dataset.errors import ConfigError
    from toolflow_evaluation.dialogue_sets import open_sets

    opened: dict[str, DialogueSet] = {}
    for name in names:
        chosen = name if setting in (None, "all") else f"{name}:{str(setting).replace('+', '_')}"
        sets = open_sets([chosen], split=split, skip_unreadable=skip_unreadable)
        parts = [each.source.rpartition(":")[2] if len(sets) > 1 else "" for each in sets]
        if len(sets) > 1 and setting is None:
            raise ConfigError(
                f"setting: {name} holds several ({', '.join(parts)}); choose one with --setting, "
                "or --setting all"
            )
        for each, part in zip(sets, parts, strict=True):
            shown = f"{_without_folders(chosen)}:{part}" if part else _without_folders(chosen)
            if shown in opened:
                shown = f"{shown} ({len(opened) + 1})"
            opened[shown] = each
    return opened


class Together:
    """Several data sets as one, read anew each time."""

    def __init__(self, sets: Iterable[DialogueSet]) -> None:
        self._sets = list(sets)

    def __iter__(self) -> Iterator[Conversation]:
        for each in self._sets:
            yield from each


def _without_folders(name: str) -> str:
    """Return a data set's name without the folders of this machine before it; a Hub id stays as it is."""
    path, colon, config = name.rpartition(":")
    if Path(name).expanduser().exists() or not path:
        path, colon, config = name, "", ""
    found = Path(path).expanduser()
    if not found.exists():
        return name
    found = found.resolve()
    # a run is known by its name; with `/toolflow` behind it, it would look like a Hub id
    short = (found.parent.name if found.name == "toolflow" else "") or found.name
    return f"{short}{colon}{config}"
