"""What of a result is worth telling: what was asked for first, what only machines need last."""

from __future__ import annotations

import random
import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from .fact_pairs import PairWords, pairs_among
from .fact_values import has_money, is_path, sort_of
from .field_traits import asks_for, traits_of
from .naming import label_of

_ACKNOWLEDGED = frozenset("ok success successful true completed done 200 201 request completed.".split())
# what nobody would want to have been kept back
_WARNS = re.compile(
    r"(?:very |extremely )?(?:high|severe|dangerous|unhealthy|heavy|poor|bad)|red|black|closed|delayed|cancell?ed|sold out|out of stock|overdue|blocked|offline|jammed"
)
_FILLER = frozenset("default custom basic standard general main".split())
_KEPT = -1.2
_MOST_ASKED = 4  # facts told because they were asked for
_WAIT = re.compile(r"(?i)(?:^|_)in_minutes$|InMinutes$")
_DAY_OF_MINUTES = 24 * 60
_CURRENCY = frozenset(("currency", "currency_code", "currencycode"))


class Fact(NamedTuple):
    """A field worth telling, or two that are told together.

    Args:
        name: The field's name.
        value: Its scalar.
        asked: Whether the user's words ask for it.
        words: How it is told together with another, if it is.
        other: Name and value of that other field.
    """

    name: str
    value: Any
    asked: bool = False
    words: PairWords | None = None
    other: tuple[str, Any] = ("", None)


class Contents(NamedTuple):
    """What a result holds.

    Args:
        facts: Scalars worth telling, in the result's order, what was asked for first.
        lists: Lists that hold something, with their names.
        empty: Names of empty lists.
    """

    facts: list[Fact]
    lists: list[tuple[str, list[Any]]]
    empty: list[str]


def payload(result: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a result wraps: of `{"status": 200, "data": {...}}` what stands in `data`."""
    for _ in range(2):
        inner = [(name, value) for name, value in result.items() if isinstance(value, dict) and value and traits_of(name).wrapper]  # fmt: skip
        if len(inner) != 1 or any(
            name != inner[0][0] and not _is_routine(name, value) for name, value in result.items()
        ):
            break
        result = inner[0][1]
    return result


def _is_routine(name: str, value: Any) -> bool:
    """Return whether a field only says that all went well, or belongs to the transport."""
    if isinstance(value, (dict, list)):
        return not value
    traits = traits_of(name)
    if traits.plumbing:
        return True
    if traits.acknowledges:
        return value is None or str(value).lower().rstrip(".") in _ACKNOWLEDGED
    return name == "kind" and isinstance(value, str) and "#" in value


def contents(
    result: Mapping[str, Any], given: Collection[str], asked: set[str], does: bool, rng: random.Random
) -> Contents:
    """Choose from a result what an answer tells.

    Args:
        result: An object; what wraps it has been taken off.
        given: The call's arguments as text: what the user said himself is told last.
        asked: Stems of the user's message, and marks of its questions.
        does: Whether the call did something rather than ask: then little is told, and references count.
        rng: The turn's randomness.
    """
    scored: list[tuple[float, int, Fact]] = []
    lists: list[tuple[str, list[Any]]] = []
    empty: list[str] = []
    seen: set[str] = set()

    def weigh(name: str, value: Any, less: float) -> None:
        if str(value) in seen and not isinstance(value, (bool, int, float)):
            return
        seen.add(str(value))
        traits, said = traits_of(name), isinstance(value, str) and value in given
        wanted = not said and asks_for(name, asked)
        score = (traits.worth_done if does else traits.worth) - less + rng.random() * 1.2 + 2.0 * wanted
        if isinstance(value, str):
            if said:
                score -= 2.6 if does else 2.0
            if len(value) > 90:
                score -= 0.5
            elif is_dull(name, value):
                score -= 0.8
            elif _WARNS.fullmatch(value.lower()):
                score += 1.5
        if traits.low in _CURRENCY and has_money(tuple(result)):
            score -= 3.0  # said with the amounts
        if _is_routine(name, value) or (does and value is True):
            score -= 3.0
        elif _says_little(name, value):
            score -= 5.0
        scored.append((score, len(scored), Fact(name, value, wanted)))

    for name, value in result.items():
        if isinstance(value, list):
            if value:
                lists.append((name, value))
            else:
                empty.append(name)
        elif isinstance(value, dict):
            outer = traits_of(name)
            less = 1.5 if outer.plumbing or name == "metadata" else 0.0 if outer.wrapper else 0.5
            for key, inner in value.items():
                if isinstance(inner, (str, int, float)) and inner != "" and key not in result:
                    weigh(f"{name}_{key}" if traits_of(key).bare and not outer.wrapper else key, inner, less)
                elif isinstance(inner, list) and inner and outer.wrapper:
                    lists.append((key, inner))
        elif isinstance(value, (str, int, float)) and value != "":
            weigh(name, value, 0.0)
    return Contents(_best(scored if does else _headed(scored), does, rng), lists, empty)


def _says_little(name: str, value: Any) -> bool:
    """Tell a wait of days in minutes, whose end the user has named himself, and a delay that is none."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return (value == 0 and "delay" in name.lower()) or (
        value > _DAY_OF_MINUTES and _WAIT.search(name) is not None
    )


def _headed(scored: list[tuple[float, int, Fact]]) -> list[tuple[float, int, Fact]]:
    """Raise a result's first field that a person cares for, where nothing was asked for by name: it mostly is what the tool is for."""
    if any(fact.asked for _, _, fact in scored):
        return scored
    for at, (score, place, fact) in enumerate(scored):
        if score > _KEPT and not (traits_of(fact.name).minor or isinstance(fact.value, bool)):
            return [*scored[:at], (score + 0.9, place, fact), *scored[at + 1 :]]
    return scored


def _best(scored: list[tuple[float, int, Fact]], does: bool, rng: random.Random) -> list[Fact]:
    """Keep three or four facts, or two or three of something done, and join those told in one breath."""
    by_name = {fact.name: fact for _, _, fact in scored}
    names = {name.lower() for name in by_name}
    scored = [(score - 1.5 * _has_name(fact.name, names), place, fact) for score, place, fact in scored]
    scored.sort(key=lambda each: (not (each[2].asked and each[0] > _KEPT), -each[0]))
    wanted = min(sum(fact.asked for _, _, fact in scored), _MOST_ASKED)
    keep = scored[: max(rng.choice((2, 2, 3) if does else (3, 3, 4)), wanted)]
    kept = [each for each in keep if each[0] > _KEPT] or keep[:1]
    if all(isinstance(fact.value, bool) for _, _, fact in kept):  # a yes or no alone says little
        kept = [*kept[:2], *[each for each in scored if not isinstance(each[2].value, bool)][:1]]
    kept.sort(key=lambda each: (not each[2].asked, each[1]))
    facts = [fact for _, _, fact in kept]
    if len(scored) < 2:
        return facts
    for one, two, words in pairs_among(tuple(by_name)):
        position = next((index for index, fact in enumerate(facts) if fact.name in (one, two)), None)
        if position is None or sort_of(by_name[one].value) in "bl" or sort_of(by_name[two].value) in "bl":
            continue
        first, second = by_name[one], by_name[two]
        if not _suits(first.value, second.value):
            continue
        facts[position] = Fact(one, first.value, first.asked or second.asked, words, (two, second.value))
        facts = [fact for index, fact in enumerate(facts) if index <= position or fact.name not in (one, two)]
    return facts


def _suits(one: Any, two: Any) -> bool:
    """Return whether two values are of one sort, or both short: a date and `default` are no period."""
    first, second = sort_of(one), sort_of(two)
    return first == second or (first in "nsie" and second in "nsi" and first + second not in ("ns", "sn", "in", "ni"))  # fmt: skip


@lru_cache(32768)
def is_dull(name: str, value: str) -> bool:
    """Return whether a word tells a person little: `default`, `levels-a` of `education levels`, a hash."""
    if value in _FILLER:
        return True
    last = label_of(name).split()[-1].lower()
    return value.startswith(f"{last}-") or is_path(value) or bool(_OPAQUE.match(value))


_OPAQUE = re.compile(r"(?:0x)?[0-9a-f]{16,}$")


def _has_name(name: str, names: set[str]) -> bool:
    """Return whether a thing whose ID this is also comes with its name: `stateId` beside `stateName`."""
    low = name.lower()
    return low.endswith("id") and (low[:-2] + "name" in names or low[:-2] + "title" in names)


def of_interest(pairs: Sequence[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Return the fields of a list's item that people care for; all if there are no such."""
    return [pair for pair in pairs if not _is_routine(*pair) and not traits_of(pair[0]).times] or list(pairs)
