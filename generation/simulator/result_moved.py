"""What a dialogue has paid or sent stands in the list of payments that is asked for afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .memory import Done
from .result_days import within_days
from .result_scene import Key, Scene, family_of, plain_key
from .semantics import Slot, describe
from .value_fit import obeys

_MOVES = ("send", "pay")
_PARTIES = frozenset(("company", "person"))
_SUMS = frozenset(("amount", "sum"))


def moved_rows(fields: Sequence[Slot], told: Sequence[dict[str, Any]], scene: Scene) -> list[dict[str, Any]]:
    """Return what is settled of the rows for payments made in this dialogue, the latest first.

    A row is one of those listed if the payment's result named it by the same identifier as the rows do, it was made
    from what the call names, and today is among the days asked for. A list of one sort of payments is left alone:
    nothing tells of what sort these are.

    Args:
        fields: Those of a row.
        told: Rows that are there already.
        scene: The call.
    """
    identity = next((slot for slot in fields if slot.kind == "id"), None)
    money = next((slot for slot in fields if slot.kind == "amount"), None)
    if identity is None or money is None or not scene.asks or not within_days(scene.world.today, scene):
        return []
    if any("enum" in given.slot.schema or given.slot.kind == "query" for given in scene.given):
        return []
    own = {str(given.value) for given in scene.given if given.slot.kind == "id"}
    there = {str(row.get(identity.name)) for row in told}
    rows = []
    for done in reversed(scene.calls):
        if not _moves(done) or not own <= set(map(str, done.arguments.values())):
            continue
        name = _told(done.result, plain_key(identity.name))
        amount = next((value for key, value in done.arguments.items() if plain_key(key)[-1] in _SUMS), None)
        if name is None or str(name) in scene.gone | there or not obeys(amount, money.schema):
            continue
        row = {identity.name: name, money.name: amount}
        for slot in fields:
            if slot.kind == "date":
                row[slot.name] = scene.world.today.isoformat()
            elif slot.kind in _PARTIES and (party := _party(done, own, scene)) is not None:
                row[slot.name] = party
        rows.append(row)
    return rows


def lacks(result: Any, since: Sequence[Done]) -> bool:
    """Tell whether payments made since an answer are of the kind that it lists."""
    lists = (
        (value for value in result.values() if isinstance(value, list)) if isinstance(result, dict) else ()
    )
    keys = {
        plain_key(name)
        for rows in lists
        for name in (rows[0] if rows and isinstance(rows[0], dict) else ())
        if describe(name, {}, "")[0] == "id"
    }
    return any(_moves(done) and any(plain_key(name) in keys for name in done.result) for done in since)


def _moves(done: Done) -> bool:
    return family_of(done.name, "") in _MOVES and done.error is None and isinstance(done.result, dict)


def _told(result: dict[str, Any], key: Key) -> Any:
    return next((value for name, value in result.items() if plain_key(name) == key), None)


def _party(payment: Done, own: set[str], scene: Scene) -> str | None:
    """Return whom a payment went to, where the dialogue has told whose the account is; None for anybody."""
    to = next(
        (
            value
            for name, value in payment.arguments.items()
            if isinstance(value, str)
            and value not in own
            and describe(name, {}, payment.name)[0] in _ACCOUNTS
        ),
        None,
    )
    for done in reversed(scene.calls if to is not None else ()):
        if isinstance(done.result, dict) and to in done.result.values():
            for name, value in (*done.arguments.items(), *done.result.items()):
                named = plain_key(name)[-1] == "name" or describe(name, {}, done.name)[0] in _PARTIES
                if isinstance(value, str) and named:
                    return value
    return None


_ACCOUNTS = frozenset(("person", "company", "email", "id"))
