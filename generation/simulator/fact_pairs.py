"""Two fields that people tell in one breath: `leaves at 11:00 and arrives at 17:00`, `in Seville, Spain`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from .fact_values import unit_of


class PairWords(NamedTuple):
    """Forms for two fields told together; `{a}` and `{b}` are their values.

    Args:
        bare: Whether numbers are said without unit or currency, since the form has it.
        clauses: Independent clauses.
        predicates: Verb phrases; may be empty.
        asides: Phrases that follow a name.
    """

    bare: bool
    clauses: tuple[str, ...]
    predicates: tuple[str, ...]
    asides: tuple[str, ...]


_TABLE: tuple[tuple[str, str, bool, str, str, str], ...] = (
    (r"opens?(?: at)?|opening time", r"closes?(?: at)?|closing time", False, "it's open from {a} to {b}|they open at {a} and close at {b}|opening hours are {a} to {b}",
     "is open from {a} to {b}", "open from {a} to {b}|open {a} to {b}"),
    (r"sunrise", r"sunset", False, "the sun rises at {a} and sets at {b}|sunrise is at {a}, sunset at {b}|the sun is up from {a} to {b}", "", "sun from {a} to {b}"),
    (r"departure time|departure|departs(?: at)?", r"arrival time|arrival|arrives(?: at)?", False, "it leaves at {a} and arrives at {b}|departure is at {a}, arrival at {b}",
     "leaves at {a} and arrives at {b}|goes at {a} and gets in at {b}|runs from {a} to {b}", "{a} to {b}|leaving at {a} and arriving at {b}|from {a} to {b}|off at {a}, there at {b}"),
    (r"begins|starts|start|start time", r"ends|end|end time", False, "it runs from {a} to {b}|it starts at {a} and ends at {b}", "runs from {a} to {b}|lasts from {a} to {b}",
     "{a} to {b}|from {a} to {b}|between {a} and {b}"),
    (r"high", r"low", True, "temperatures are between {b} and {a} degrees|highs reach {a}, lows {b} degrees|it stays between {b} and {a} degrees", "ranges from {b} to {a} degrees",
     "{b} to {a} degrees|between {b} and {a} degrees|up to {a} degrees, down to {b}|highs of {a} and lows of {b}"),
    (r"average high", r"average low", True, "on average it is between {b} and {a} degrees|average temperatures go from {b} to {a} degrees|days reach {a} degrees on average, nights {b}", "", "{b} to {a} degrees"),
    (r"temperature", r"feels like", True, "it's {a} degrees and feels like {b}|it's {a} degrees, {b} as felt on the skin|the temperature is {a} degrees and feels like {b}", "", "{a} degrees, feeling like {b}"),
    (r"first ?name", r"last ?name|surname", False, "the name is {a} {b}|it's {a} {b}|that's {a} {b}", "is called {a} {b}", "{a} {b}"),
    (r"home team", r"away team", False, "{a} play {b}|it's {a} against {b}|{a} are at home to {b}", "", "{a} against {b}|{a} v {b}|{a} and {b}"),
    (r"city|city name|town", r"country|country name", False, "it's in {a}, {b}|that's {a} in {b}|the place is {a}, {b}", "is in {a}, {b}|lies in {a}, {b}", "in {a}, {b}"),
    (r"latitude|lat", r"longitude|lng|lon", True, "the coordinates are {a}, {b}|it lies at latitude {a}, longitude {b}|you'll find it at {a}, {b}", "lies at {a}, {b}", "at {a}, {b}|coordinates {a}, {b}"),
    (r"width", r"height", True, "it measures {a} by {b}|it's {a} wide and {b} high|the size is {a} by {b}", "measures {a} by {b}|is {a} wide and {b} high", "{a} by {b}|measuring {a} by {b}"),
    (r"e ?mail|email address", r"phone|phone number", False, "you can write to {a} or call {b}|the email is {a}, the phone number {b}|mail goes to {a}, calls to {b}",
     "can be reached at {a} or on {b}", "{a}, {b}"),
    (r"average rating|rating|stars", r"review count|reviews count|reviews", True, "the average over {b} reviews is {a}|{b} reviews give it {a} on average|it's rated {a} over {b} reviews",
     "is rated {a} over {b} reviews", "rated {a} over {b} reviews"),
    (r"followers", r"posts count|posts", False, "there are {a} followers and {b} posts|the account has {a} followers and {b} posts", "has {a} followers and {b} posts|has posted {b} times and has {a} followers",
     "with {a} followers and {b} posts|{a} followers, {b} posts"),
    (r"duration|travel time", r"distance", False, "it takes {a} for {b}|you need {a} for the {b}|the {b} take {a}", "takes {a} for {b}", "{a} for {b}"),
    (r"refund amount|refund", r"refund days|refund", False, "you'll get {a} back within {b}|{a} will be refunded within {b}|a refund of {a} should arrive in {b}", "brings {a} back within {b}", "{a} back within {b}"),
    (r"points", r"position|rank", True, "it's in position {b} with {a} points", "is in position {b} with {a} points|has {a} points and position {b}", "in position {b} with {a} points|{a} points, position {b}"),
    (r"price|current price", r"change percent|change 24h|change 24h percent", False, "it trades at {a}, a change of {b}|the price is {a} after a change of {b}", "stands at {a} after a change of {b}|trades at {a}, a change of {b}",
     "at {a}, a change of {b}"),
    (r"spent this month", r"left this month", False, "you've spent {a} this month and have {b} left|with {a} spent, {b} is left this month", "", "{a} spent and {b} left this month"),
    (r"calories burned", r"weekly minutes", False, "you burned {a} calories, and the week now stands at {b} minutes", "", "{a} calories"),
    (r"current price", r"lowest in a? ?year", False, "it costs {a} now, and {b} was the lowest in a year|the price is {a} today; the lowest in a year was {b}", "costs {a} now and {b} at its lowest", "{a} now, {b} at its lowest"),
    (r"exchange rate|rate", r"converted amount", False, "at a rate of {a} that makes {b}|that's {b}, at a rate of {a}|you'd get {b} at a rate of {a}", "", "{b} at a rate of {a}"),
)  # fmt: skip
_PAIRS = tuple(
    (re.compile(first), re.compile(second), PairWords(bare, *(tuple(text.split("|")) if text else () for text in forms)))
    for first, second, bare, *forms in _TABLE
)  # fmt: skip


_TOLD_IN_PAIRS = re.compile(
    "|".join(f"(?:{each.pattern})" for first, second, _ in _PAIRS for each in (first, second))
)


@lru_cache(16384)
def _label(name: str) -> str | None:
    """Return a field's label in lower case; None where no pair has such a field."""
    label = unit_of(name)[0].lower()
    return label if _TOLD_IN_PAIRS.fullmatch(label) else None


@lru_cache(8192)
def pairs_among(names: tuple[str, ...]) -> Sequence[tuple[str, str, PairWords]]:
    """Return the pairs of fields in a result that are told together: names of both, and their words.

    Args:
        names: The result's fields.
    """
    labels = [(name, label) for name in names if (label := _label(name)) is not None]
    if len(labels) < 2:
        return ()
    found: list[tuple[str, str, PairWords]] = []
    taken: set[str] = set()
    for first, second, words in _PAIRS:
        one = next((name for name, label in labels if name not in taken and first.fullmatch(label)), None)
        two = next((name for name, label in labels if name not in taken and name != one and second.fullmatch(label)), None)  # fmt: skip
        if one and two:
            found.append((one, two, words))
            taken |= {one, two}
    return found
