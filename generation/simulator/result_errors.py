"""Errors that a service would give: passing ones, and ones about what was asked for."""

from __future__ import annotations

import random
import re
from typing import Any

from .english import capitalise, plural
from .memory import Memory
from .result_scene import Given, Scene

_PASSING = (
    "The service timed out, please try again.",
    "Temporarily unavailable, please retry in a moment.",
    "The connection was interrupted before the request finished.",
    "Too many requests right now; try again in a few seconds.",
    "Internal server error. The request was not completed.",
    "The {noun} service did not respond in time.",
    "The backend is busy, please repeat the request.",
    "A network error occurred while contacting the {noun} service.",
    "Service unavailable due to short maintenance, please try again.",
    "The request could not be completed at the moment. Please retry.",
)
_ABOUT: dict[str, tuple[str, ...]] = {
    "id": ("No {thing} with {label} {value} was found.", "{label} {value} does not exist.", "Could not find {label} {value}.", "{label} {value} is no longer available."),
    "resource": ("Resource {value} was not found.", "Permission denied on {value}.", "{value} does not exist or is being changed by another operation."),
    "date": ("No {things} found for {value}.", "Nothing is available on {value}.", "{value} is fully booked.", "There is no data for {value} yet."),
    "datetime": ("{value} is not available.", "The slot at {value} is already taken.", "Nothing is free at {value}."),
    "time": ("{value} is not available.", "Nothing is free at {value}."),
    "city": ("Unknown city: {value}.", "No {things} found in {value}.", "{value} is not covered by this service."),
    "address": ("The address {value} could not be found.", "{value} is outside the service area."),
    "place": ("No place called {value} was found.",),
    "airport": ("Unknown airport code: {value}.",),
    "person": ("Nobody called {value} was found.", "No entry for {value}."),
    "email": ("The address {value} was rejected by the mail server.", "There is no account for {value}."),
    "phone": ("{value} could not be reached.", "{value} is not a valid number for this service."),
    "query": ("No results for '{value}'.", "Nothing matches '{value}'."),
    "title": ("Nothing called '{value}' was found.",),
    "song": ("No song called '{value}' was found.",),
    "movie": ("Nothing called '{value}' was found.",),
    "artist": ("No artist called '{value}' was found.",),
    "product": ("'{value}' is out of stock.", "No product matches '{value}'."),
    "medicine": ("{value} is not in the database.",),
    "company": ("No company called {value} was found.",),
    "stock_symbol": ("Unknown symbol: {value}.", "No quotes for {value} at the moment."),
    "crypto": ("Unknown coin: {value}.",),
    "currency": ("{value} is not supported.", "No rate is available for {value}."),
    "domain": ("{value} could not be resolved.",),
    "url": ("{value} could not be opened.", "The page at {value} did not answer."),
    "username": ("There is no user called {value}.", "The profile of {value} is private."),
    "team": ("No team called {value} was found.",),
    "country": ("{value} is not supported.",),
    "country_code": ("Unknown country code: {value}.",),
    "ip": ("No record for {value}.",),
    "language": ("{value} is not supported.",),
    "filename": ("{value} could not be read.",),
    "amount": ("The amount {value} exceeds the limit.", "The balance does not cover {value}."),
}  # fmt: skip
_ACTION_ONLY = frozenset(("amount",))
# What is only just being made cannot be missing; only what it draws on, or the time it needs, can be.
_FREE = frozenset("query movie person place artist song".split())
_NEEDED = frozenset(("create", "send", "pay"))
_TAKEN = ("A {thing} called '{value}' already exists.", "The name '{value}' is already in use.")
_NO_SLOT = {
    "date": ("{value} is not a day on which this can be done.", "Nothing more can be entered for {value}."),
    "datetime": ("{value} is not available.", "The slot at {value} is already taken."),
    "time": ("{value} is not available.",),
}
_NAMED = re.compile(r"(?i)(?:^|_)(?:name|title)$")


_AGAIN = re.compile(
    r"(?i)try again|retry|repeat|timed out|in time|interrupted|network error|internal server|unavailable"
)


def is_passing(message: str) -> bool:
    """Tell whether an error is one that goes away when the call is repeated."""
    return _AGAIN.search(message) is not None


def error_result(scene: Scene, memory: Memory, rng: random.Random) -> dict[str, Any]:
    """Return an error for a call: a passing one, or one about the argument it most depends on."""
    repeated = any(
        done.name == scene.tool.name and done.arguments == dict(scene.arguments) and done.error
        for done in memory.calls
    )
    about = _subject(scene, rng)
    noun = scene.noun if 2 < len(scene.noun) <= 12 else "remote"
    if about is None or repeated or rng.random() < 0.5:
        return {"error": rng.choice(_PASSING).format(noun=noun)}
    thing = about.slot.label.removesuffix(" ID").removesuffix(" number")
    thing = (
        thing
        if about.slot.kind == "id" and thing != about.slot.label
        else noun
        if noun != "remote"
        else "entry"
    )
    label = about.slot.label if about.slot.kind == "id" else thing
    template = rng.choice(_templates(about, scene))
    things = plural(noun) if noun != "remote" else "results"
    message = template.format(value=about.value, thing=thing, things=things, label=label)
    return {"error": message if template.startswith("{value}") else capitalise(message)}


def _templates(about: Given, scene: Scene) -> tuple[str, ...]:
    """Return what can be wrong with an argument of such a call: what is created is not looked for."""
    kind = about.slot.kind
    if scene.family not in _NEEDED:
        return _ABOUT[kind]
    return _TAKEN if kind == "title" else _NO_SLOT.get(kind, _ABOUT[kind])


def _can_be_wrong(given: Given, scene: Scene) -> bool:
    """Tell whether a service can have something against an argument: the words of what is made are free."""
    if scene.family not in _NEEDED:
        return True
    if given.slot.kind == "title":
        return scene.family == "create" and _NAMED.search(given.slot.name) is not None
    return given.slot.kind not in _FREE or not (
        len(given.key) == 1 or given.key[0] == scene.noun or given.key[-1] in ("name", "title")
    )


_KNOWN_BY = frozenset("id city person artist product company medicine currency stock_symbol date".split())


def _met_before(given: Given, scene: Scene) -> bool:
    """Tell whether a call that succeeded has had to do with a value: it is neither unknown nor is nothing there."""
    if given.slot.kind not in _KNOWN_BY:
        return False
    if str(given.value) in scene.things:
        return True
    told = (value for done in scene.calls if done.error is None for value in done.arguments.values())
    return any(str(value)[: len(str(given.value))] == str(given.value) for value in told)


def _subject(scene: Scene, rng: random.Random) -> Given | None:
    usable = [
        given for given in scene.given
        if given.slot.kind in _ABOUT and isinstance(given.value, (str, int, float)) and not isinstance(given.value, bool)
        and len(str(given.value)) <= 80 and _can_be_wrong(given, scene) and (given.slot.kind not in _ACTION_ONLY or scene.family in ("pay", "send", "book"))
    ]  # fmt: skip
    usable = [given for given in usable if not _met_before(given, scene)]
    needed = [given for given in usable if given.slot.required] or usable
    return rng.choice(needed) if needed else None
