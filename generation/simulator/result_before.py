"""What a lookup made before says now: the same as then, brought up to date with what was done since."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Sequence
from typing import Any

from .memory import Done
from .result_moved import lacks
from .result_scene import Key, Known, Scene, Things, asked_of, family_of, plain_key, slots_of
from .result_told import told_by
from .semantics import Slot, describe, name_words
from .value_fit import is_valid

_ANEW = re.compile(r"(?i)random|shuffle|surprise|roll|dice|generat|another|next|daily|joke|quote")
_LOOKS = ("find", "get", "list", "compute", "export")
_REMOVES = re.compile(r"(?i)(?:^|_)(?:delete|remove|cancel|destroy|drop|purge|discard|erase)(?:_|[A-Z]|$)")
_TOTAL = frozenset("total sum count number".split())


def answered_before(scene: Scene) -> Any:
    """Return what the same lookup answers now that was answered before; None where nothing fitting is known.

    An error is not repeated: whether a call fails is not the simulator's to decide.
    """
    if not scene.asks or _ANEW.search(scene.owner):
        return None
    for position in range(len(scene.calls) - 1, -1, -1):
        done = scene.calls[position]
        if (
            done.name == scene.tool.name
            and done.error is None
            and isinstance(done.result, (dict, list))
            and asked_of(done.arguments, slots_of(scene.tool)) == scene.asked
        ):
            since = [later for later in scene.calls[position + 1 :] if _acts(later)]
            return None if lacks(done.result, since) else _updated(done.result, since, scene)
    return None


def _acts(done: Done) -> bool:
    """Tell whether a call changed something, as far as its name says."""
    return done.error is None and family_of(done.name, "") not in _LOOKS


def gone_since(calls: Sequence[Done]) -> frozenset[str]:
    """Return the identifiers of what these calls deleted."""
    return frozenset(name for done in calls if done.error is None for name in _removed(done))


def _removed(done: Done) -> Iterator[str]:
    if not _REMOVES.search(done.name):
        return
    names = [
        name
        for name, value in done.arguments.items()
        if isinstance(value, (str, int)) and _names_a_thing(name)
    ]
    words = [word.lower().rstrip("s") for word in name_words(done.name)]
    container = words[words.index("from") + 1 :] if "from" in words else []
    for name in names:
        noun = plain_key(name)[0]
        if (len(names) == 1 and noun not in container) or (
            len(names) > 1 and noun in words and noun not in container
        ):
            yield str(done.arguments[name])


def _names_a_thing(name: str) -> bool:
    return describe(name, {}, "")[0] in ("id", "resource", "uuid")


def _updated(result: Any, since: Sequence[Done], scene: Scene) -> Any:
    """Return a copy of an old result in which the things say what was told of them since."""
    made = copy.deepcopy(result)
    if not since:
        return made
    news: Things = {}
    for done in since:
        for name, facts in told_by(done).items():
            news.setdefault(name, []).extend(facts)
    gone = gone_since(since)
    _refresh(made, news, gone, 0)
    if (
        gone
        and isinstance(made, dict)
        and any(str(value) in gone for value in made.values() if not isinstance(value, (list, dict)))
    ):
        _point_to_first(made, result)
    if isinstance(made, dict):
        _recount(made, result)
    schema = scene.tool.returns
    return made if schema is None or is_valid(made, schema) else None


def _refresh(node: Any, news: Things, gone: frozenset[str], depth: int) -> None:
    if depth > 5:
        return
    if isinstance(node, list):
        kept = [
            item for item in node if not (isinstance(item, dict) and gone.intersection(_identifiers(item)))
        ]
        if len(kept) < len(node):
            node[:] = kept
    for inner in node if isinstance(node, list) else node.values():
        if isinstance(inner, (list, dict)):
            _refresh(inner, news, gone, depth + 1)
    if isinstance(node, dict):
        told = [fact for name in _identifiers(node) for fact in news.get(name, ())]
        for name, value in node.items() if told else ():
            latest = _latest(told, plain_key(name))
            if type(latest) is type(value) or (_number(latest) and isinstance(value, float)):
                if _number(value) and "balance" in plain_key(name):
                    _shift(node, latest - value)
                node[name] = latest


def _shift(node: dict[str, Any], moved: float) -> None:
    """Let what is available of a balance move with it."""
    for name, value in node.items():
        if "available" in plain_key(name) and isinstance(value, float):
            node[name] = round(value + moved, 2)


def _identifiers(node: dict[str, Any]) -> list[str]:
    return [
        str(value)
        for name, value in node.items()
        if isinstance(value, (str, int))
        and not isinstance(value, bool)
        and plain_key(name)[-1] in ("id", "name", "uuid", "number")
    ]


def _latest(told: Sequence[Known], key: Key) -> Any:
    if key[-1] in ("id", "uuid"):
        return None
    return next((fact.value for fact in reversed(told) if fact.key == key), None)


def _point_to_first(made: dict[str, Any], before: dict[str, Any]) -> None:
    """Let what stood beside a list for its first item stand for the one that is first now."""
    for name, value in made.items():
        rows = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
        old = before[name][0] if isinstance(before[name], list) and before[name] else {}
        for field in rows[0] if rows else ():
            if field in made and isinstance(old, dict) and made[field] == old.get(field):
                made[field] = rows[0][field]


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _recount(made: dict[str, Any], before: dict[str, Any]) -> None:
    """Let counts and sums beside a list that held before hold still."""
    for name, value in before.items():
        if not _number(value) or not _TOTAL.intersection(plain_key(name)):
            continue
        for rows_name, rows in before.items():
            now = made.get(rows_name)
            if not isinstance(rows, list) or not isinstance(now, list):
                continue
            if value == len(rows):
                made[name] = len(now)
            for column in rows[0] if rows and isinstance(rows[0], dict) else ():
                if rows and abs(_sum(rows, column) - value) < 0.005 and len(rows) > 1:
                    made[name] = round(_sum(now, column), 2)


def _sum(rows: Sequence[Any], column: str) -> float:
    return sum(float(row[column]) for row in rows if isinstance(row, dict) and _number(row.get(column)))


def meant(scene: Scene, fields: Sequence[Slot]) -> list[Known]:
    """Return what is known of the one thing that the arguments describe without naming its identifier.

    An argument describes a thing by a word that stands in one of its fields: `account_type="savings"` the account
    whose `kind` is that.

    Args:
        scene: The call.
        fields: Those of the result.
    """
    told = [given for given in scene.given if isinstance(given.value, str) and given.slot.kind in _DESCRIBING]
    if not told or scene.subject:
        return []
    if not scene.asks:
        return _where_before(scene)
    for slot in fields:
        key = plain_key(slot.name)
        if slot.kind != "id" or slot.array:
            continue
        found = [
            facts
            for name, facts in scene.things.items()
            if name not in scene.gone and _is_one(facts, key, name)
        ]
        fitting = [
            facts
            for facts in found
            if all(_said_of(facts, given.value.casefold(), given.slot.kind) for given in told)
        ]
        if len(fitting) == 1:
            return fitting[0]
    return []


def carried(fields: Sequence[Slot], scene: Scene) -> list[dict[str, Any]]:
    """Return the identifiers of what the dialogue has named already and a complete list of such things must hold.

    Only a list that is asked for without conditions holds them all.

    Args:
        fields: Those of an item.
        scene: The call.
    """
    slot = next((slot for slot in fields if slot.kind == "id" and plain_key(slot.name)[-1] == "id"), None)
    if (
        slot is None
        or scene.family != "list"
        or any(not isinstance(given.value, bool) for given in scene.given)
    ):
        return []
    key, dated = plain_key(slot.name), any(field.kind in _DATED for field in fields)
    if dated or len(key) < 2:
        return []
    own = [
        (facts, name)
        for name, facts in scene.things.items()
        if name not in scene.gone and _is_one(facts, key, name)
    ]
    return [{slot.name: name} for _, name in own[:2]]


_DATED = frozenset(("date", "datetime", "time"))


def _where_before(scene: Scene) -> list[Known]:
    """Return the places that were told when the same was done before: one medicine is fetched from one pharmacy."""
    needed = {given.slot.name for given in scene.given if given.slot.required}
    for done in reversed(scene.calls if needed else ()):
        if done.name != scene.tool.name or done.error is not None or not isinstance(done.result, dict):
            continue
        if all(done.arguments.get(name) == scene.arguments.get(name) for name in needed):
            told = [(name, value, describe(name, {}, scene.owner)[0]) for name, value in done.result.items()]
            return [Known(plain_key(name), kind, value) for name, value, kind in told if kind in _PLACES]
    return []


_PLACES = frozenset("place address phone company".split())
_DESCRIBING = frozenset("enum title person product song movie book place query medicine artist code".split())


def _is_one(facts: Sequence[Known], key: Key, name: str) -> bool:
    return any(fact.key == key and str(fact.value) == name for fact in facts)


def _said_of(facts: Sequence[Known], value: str, kind: str) -> bool:
    return any(
        isinstance(fact.value, str)
        and fact.value.casefold() == value
        and (fact.kind == kind or {fact.kind, kind} <= _WORDS or kind == "query")
        for fact in facts
    )


_WORDS = frozenset(("enum", "code", "title"))
