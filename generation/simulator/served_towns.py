"""Where a town lies that no list of cities holds, by the airport that serves it."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import NamedTuple


class Spot(NamedTuple):
    """Where a town's airport lies: its country's two-letter code, degrees north and east, time zone."""

    code: str
    latitude: float
    longitude: float
    zone: str


def served(town: str, code: str = "") -> Spot | None:
    """Return where a town lies, or None if none of this name has an airport, or those of several countries have.

    Args:
        town: Its name, with or without accents.
        code: Its country, where that is known.
    """
    spots = _spots().get(_plain(town), ())
    found = {spot.code: spot for spot in reversed(spots) if code in ("", spot.code)}
    return next(iter(found.values())) if len(found) == 1 else None


@cache
def _spots() -> dict[str, list[Spot]]:
    import airportsdata

    found: dict[str, list[Spot]] = {}
    for row in airportsdata.load("IATA").values():
        if row["city"]:
            spot = Spot(row["country"], round(row["lat"], 4), round(row["lon"], 4), row["tz"])
            found.setdefault(_plain(row["city"]), []).append(spot)
    return found


def _plain(town: str) -> str:
    letters = unicodedata.normalize("NFD", town.strip().casefold().replace("ø", "o").replace("ł", "l"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
