"""Who is paid for what: a payment for eating out goes to a restaurant, one for transport to whoever carries people."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .result_filters import narrowed
from .result_scene import Scene, plain_key
from .semantics import Slot
from .value_fit import put
from .value_numbers import bounds
from .value_people import draw_brand, draw_last_name

_PAID = frozenset(("merchant", "payee", "vendor", "shop", "store"))


@dataclass(frozen=True, slots=True)
class _Trade:
    """A sort of spending.

    Args:
        called: What categories of it are called.
        known_by: What the names of those who are paid for it hold.
        names: Such names; `{p}` is a part of town, `{n}` a family name, `{b}` a brand.
        least, most: What one payment usually is.
    """

    called: re.Pattern[str]
    known_by: re.Pattern[str]
    names: tuple[str, ...]
    least: float
    most: float


def _trade(called: str, known_by: str, names: str, least: float, most: float) -> _Trade:
    return _Trade(re.compile(called, re.I), re.compile(known_by), tuple(names.split("|")), least, most)


_TRADES = (
    _trade("grocer|supermarket|food shop", r"Groce|Market|Farm Shop|Bakery", "{n}'s Grocery|{p} Market|{p} Farm Shop|{n} Bakery|{p} Supermarket", 10, 260),
    _trade(r"\brent\b|housing|mortgage", r"Housing|Lettings|Property", "{n} Property|{p} Housing|{n} Lettings", 480, 890),
    _trade("eating|restaurant|dining|takeaway|coffee", r"Café|Bistro|Kitchen|Pizzeria|Noodle|Restaurant|Diner", "Café {n}|{n}'s Bistro|{p} Kitchen|Pizzeria {n}|{p} Noodle Bar|{p} Diner", 10, 240),
    _trade("transport|commut|fuel|petrol", r"Transport|Metro|Taxi|Fuel|Bus\b|Railway|Car Park", "{p} Metro|{n} Taxi|{p} Fuel|{b} Bus|{p} Car Park", 10, 260),
    _trade("salary|wage|income", r"Payroll", "{b} Payroll|{n} Payroll", 600, 900),
    _trade("subscription|streaming", r"Streaming|Music|Magazine|News|Fitness|Cloud", "{b} Streaming|{b} Music|{n} Magazine|{p} News|{b} Fitness|{b} Cloud", 10, 45),
    _trade("cloth|fashion|shoe", r"Fashion|Shoes|Tailor|Outfitters", "{b} Fashion|{n} Shoes|{n} Tailors|{p} Outfitters", 15, 190),
    _trade("travel|holiday|hotel|flight", r"Airlines|Hotel|Travel|Hostel", "{b} Airlines|Hotel {n}|{n} Travel|{p} Hostel", 60, 620),
    _trade("utilit|energy|electric|\bbills?\b", r"Energy|Waterworks|Telecom", "{b} Energy|{p} Waterworks|{b} Telecom", 25, 160),
    _trade("health|medic|pharma", r"Pharmacy|Dental|Clinic|Optician", "{p} Pharmacy|{n} Dental Care|{p} Clinic|{n} Opticians", 10, 180),
    _trade("entertain|leisure|\bfun\b|hobb", r"Cinema|Bowling|Books|Theatre", "{p} Cinema|{p} Bowling|{n} Books|{p} Theatre", 10, 75),
    _trade("shopping|household|electronic|furniture", r"Interiors|Electronics|Hardware|Furniture", "{b} Electronics|{n} Hardware|{n} Furniture|{b} Interiors", 12, 320),
)  # fmt: skip
_PARTS_OF_TOWN = ("Garden", "Harbour", "Riverside", "Station", "Corner", "Old Town", "Mill", "Castle", "Park", "Lakeside")  # fmt: skip


_INCOME = re.compile(r"(?i)salary|wage|income")
_LARGE = 400


def traders(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let who is paid be of the category asked for, or of any of them, and the amount such as one pays there."""
    options = _categories(scene)
    if not options or not scene.asks:
        return
    known = {str(value) for name, value in made.items() if slots[name].kind == "id"} & scene.things.keys()
    for name, slot in slots.items():
        if known or not isinstance(made.get(name), str) or not _PAID.intersection(plain_key(name)):
            continue
        money = next((each for each in slots.values() if each.kind == "amount" and each.name in made), None)
        low, high = bounds(narrowed(money, plain_key(money.name), scene).schema) if money else (0.0, 1e9)
        trade = _drawn(options, low, high, scene)
        if trade is None:
            continue
        told = [each for each in slot.schema.get("examples", ()) if trade.known_by.search(str(each))]
        put(made, slot, scene.rng.choice([*told[:1], *trade.names]).format_map(_Parts(scene.rng)))
        if money is not None:
            least = max(low, trade.least)
            amount = least + max(min(high, trade.most) - least, 0.0) * scene.rng.random() ** 2
            put(made, money, round(amount, scene.rng.choice((2, 2, 1))))


class _Parts(dict[str, str]):
    """The parts of a merchant's name, each drawn when it is asked for."""

    def __init__(self, rng: random.Random) -> None:
        super().__init__()
        self._rng = rng

    def __missing__(self, part: str) -> str:
        if part == "p":
            return self._rng.choice(_PARTS_OF_TOWN)
        return draw_last_name(self._rng) if part == "n" else draw_brand(self._rng)


def _categories(scene: Scene) -> list[str]:
    """Return the category of spending that the call asks for; all that it could, where it names none."""
    for name, schema in scene.tool.parameters.get("properties", {}).items():
        options = schema.get("enum") if isinstance(schema, dict) else None
        if isinstance(options, list) and sum(_trade_of(option) is not None for option in options) * 2 > len(
            options
        ):
            if name in scene.arguments:
                return [scene.arguments[name]]
            return [option for option in options if not _INCOME.search(option)]
    return []


def _trade_of(category: Any) -> _Trade | None:
    return next(
        (trade for trade in _TRADES if isinstance(category, str) and trade.called.search(category)), None
    )


def _drawn(options: list[str], low: float, high: float, scene: Scene) -> _Trade | None:
    """Draw one of the sorts of spending of which a payment may be as much as the call asks for."""
    trades = [trade for trade in map(_trade_of, options) if trade is not None]
    fitting = [trade for trade in trades if trade.most > low and trade.least < high] or trades
    if not fitting:
        return None
    trade = scene.rng.choice(fitting)
    return scene.rng.choice(fitting) if trade.least > _LARGE else trade  # the rent is paid but once a month


def sort_told(row: Mapping[str, Any], options: list[Any]) -> Any:
    """Return the category that the name of who was paid tells; None where it tells none."""
    names = [str(value) for name, value in row.items() if _PAID.intersection(plain_key(name))]
    for option in options:
        trade = _trade_of(option)
        if trade is not None and any(trade.known_by.search(name) for name in names):
            return option
    return None
