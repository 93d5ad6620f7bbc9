"""The dataset's leading system message: date and time, place, and now and then who the user is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, TypeVar

import numpy as np

_T = TypeVar("_T")

_FIRST = datetime(2024, 1, 1)
_DAYS = 3 * 365 + 1

# countries as people write them, where Faker's list is more formal
_SHORT_NAMES = {
    "Republic of Ireland": "Ireland",
    "Kingdom of the Netherlands": "Netherlands",
    "People's Republic of China": "China",
    "Brunei Darussalam": "Brunei",
    "Swaziland": "Eswatini",
}
# Faker's locale for a country; the others get names from the locales at the end
_LOCALES = {
    "AU": "en_AU", "AT": "de_AT", "BE": "nl_BE", "BR": "pt_BR", "CA": "en_CA", "CH": "de_CH", "CZ": "cs_CZ",
    "DE": "de_DE", "DK": "da_DK", "ES": "es_ES", "FI": "fi_FI", "FR": "fr_FR", "GB": "en_GB", "HR": "hr_HR",
    "IE": "en_IE", "IN": "en_IN", "IT": "it_IT", "MX": "es_MX", "NL": "nl_NL", "NO": "no_NO", "NZ": "en_NZ",
    "PL": "pl_PL", "PT": "pt_PT", "RO": "ro_RO", "SE": "sv_SE", "SI": "sl_SI", "TR": "tr_TR",
    "US": "en_US",
}  # fmt: skip
# letters that Unicode does not decompose to a base letter
_LETTERS = str.maketrans("øØłŁıđĐßæÆ", "oOlLidDsaA")
_ELSEWHERE = ("en_US", "en_GB", "en_IN", "fr_FR", "es_ES")


@dataclass(frozen=True, slots=True)
class _Wording:
    """One way of writing the whole message, so that its parts sound alike."""

    joiner: str
    moments: tuple[str, ...]
    places: tuple[str, ...]
    personas: dict[str, tuple[str, ...]]


_PROSE = _Wording(
    " ",
    (
        "Today is {weekday}, {date}, {time}.",
        "It is {weekday}, {date}, {time}.",
        "The current time is {date} {time} ({weekday}).",
        "The conversation takes place on {weekday}, {date}, and starts at {time}.",
        "Local time is {time} on {weekday}, {date}.",
        "The date is {date}, a {weekday}, and the time is {time} ({zone}).",
    ),
    (
        "The user is in {place}.",
        "The user is currently in {place}.",
        "The user's location is {place}.",
        "The user writes from {place}.",
        "You are talking to someone in {place}.",
    ),
    {
        "name": ("The user's name is {name}.", "The user is called {name}.", "You are assisting {name}."),
        "email": (
            "The user's name is {name} and their email address is {email}.",
            "The user is {name}, who can be reached at {email}.",
            "You are assisting {name} ({email}).",
        ),
        "phone": (
            "The user is {name}; their phone number is {phone}.",
            "The user's name is {name}, phone {phone}.",
        ),
        "job": ("The user is {name}, {job}.", "You are assisting {name}, who works as {job}."),
    },
)
_LINES = _Wording(
    "\n",
    (
        "Date: {date} ({weekday})\nTime: {time}",
        "Current date: {weekday}, {date}\nCurrent time: {time}",
        "Now: {weekday} {date}, {time} ({zone})",
        "Time: {date} {time}, {weekday}",
    ),
    ("Location: {place}", "User location: {place}", "Place: {place}"),
    {
        "name": ("User: {name}", "Name: {name}"),
        "email": ("User: {name}\nEmail: {email}", "User: {name} <{email}>", "Name: {name}\nE-mail: {email}"),
        "phone": ("User: {name}\nPhone: {phone}", "User: {name}, {phone}"),
        "job": ("User: {name}, {job}", "User: {name}\nAbout: {job}"),
    },
)
_NOTES = _Wording(
    "\n",
    ("- It is {weekday}, {date}, {time} in {zone}.", "- Today is {weekday} {date}, the time is {time}."),
    ("- The user is in {place}.", "- User location: {place}."),
    {
        "name": ("- The user is {name}.", "- The user's name is {name}."),
        "email": ("- The user is {name}, {email}.", "- The user's name is {name}, email {email}."),
        "phone": ("- The user is {name}, phone {phone}.",),
        "job": ("- The user is {name}, {job}.",),
    },
)
_BRACKETS = _Wording(
    "\n",
    ("[{date} {time}, {weekday}]", "[{weekday} {date}, {time}]"),
    ("[{place}]", "[user in {place}]", "[location: {place}]"),
    {
        "name": ("[user: {name}]",),
        "email": ("[user: {name}, {email}]",),
        "phone": ("[user: {name}, {phone}]",),
        "job": ("[user: {name}, {job}]",),
    },
)
_WORDINGS = (_PROSE, _PROSE, _PROSE, _LINES, _LINES, _NOTES, _BRACKETS)
_PLAIN_JOB = re.compile(r"[A-Z][a-z]+(?: [a-z]+){0,2}")


@dataclass(frozen=True, slots=True)
class Place:
    """A real town and its country."""

    town: str
    country: str
    code: str
    zone: str


def _repaired(text: str) -> str:
    """Undo UTF-8 read as Latin-1, which some of Faker's names went through."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def _usable(text: str) -> bool:
    """Tell whether a town's name can stand in a sentence: a capital first and no digits."""
    return text[:1].isupper() and not any(char.isdigit() for char in text)


@cache
def places() -> tuple[tuple[Place, ...], tuple[Place, ...]]:
    """Return the world's capitals, and some 900 other towns, from Faker's tables."""
    from faker.providers.date_time import Provider as Countries
    from faker.providers.geo import Provider as Geography

    names = {country.alpha_2_code: _repaired(country.name) for country in Countries.countries}
    names |= {code: _SHORT_NAMES.get(name, name) for code, name in names.items()}
    capitals = tuple(
        Place(_repaired(country.capital), names[code], code, country.timezones[0])
        for country in Countries.countries
        if (code := country.alpha_2_code) and country.capital
    )
    towns = tuple(
        Place(town, names[code], code, zone)
        for _, _, town, code, zone in Geography.land_coords
        if code in names and _usable(town)
    )
    return capitals, towns


@cache
def _faker(locale: str) -> Any:
    """Return a source of names, phone numbers and professions; loading all that Faker offers takes long."""
    from faker import Faker

    return Faker(locale, providers=[f"faker.providers.{name}" for name in ("person", "phone_number", "job")])


def draw_context(rng: np.random.Generator, persona_rate: float = 0.4) -> str:
    """Draw a system message: the ISO date with its weekday, the time and the place, at times a persona.

    Args:
        rng: The dialogue's own generator; equal generators give equal text.
        persona_rate: Chance that the text says who the user is.
    """
    capitals, towns = places()
    among = capitals if rng.random() < 0.5 else towns
    place = among[int(rng.integers(len(among)))]
    moment = _FIRST + timedelta(days=int(rng.integers(_DAYS)), minutes=5 * int(rng.integers(7 * 12, 22 * 12)))
    fields = {
        "weekday": moment.strftime("%A"),
        "date": moment.strftime("%Y-%m-%d"),
        "time": moment.strftime("%H:%M"),
        "zone": place.zone,
        "place": f"{place.town}, {place.country}",
    }
    wording = _pick(rng, _WORDINGS)
    parts = [_pick(rng, wording.moments).format_map(fields), _pick(rng, wording.places).format_map(fields)]
    if rng.random() < persona_rate:
        parts.append(_persona(rng, place, wording))
    return wording.joiner.join(parts)


def _pick(rng: np.random.Generator, among: Sequence[_T]) -> _T:
    return among[int(rng.integers(len(among)))]


def _persona(rng: np.random.Generator, place: Place, wording: _Wording) -> str:
    """Write who the user is: a name fit for the country, often with one detail."""
    locale = _LOCALES.get(place.code) or _pick(rng, _ELSEWHERE)
    faker = _faker(locale)
    faker.seed_instance(int(rng.integers(2**32)))
    name = f"{faker.first_name()} {faker.last_name()}"
    kind = ("email", "phone", "job", "name")[int(rng.choice(4, p=(0.5, 0.15, 0.2, 0.15)))]
    fields = {"name": name}
    if kind == "email":
        fields["email"] = _email(name, rng)
    elif kind == "phone":
        fields["phone"] = str(faker.phone_number())
    elif kind == "job":
        fields["job"] = _job(rng)
    return _pick(rng, wording.personas[kind]).format_map(fields)


def _email(name: str, rng: np.random.Generator) -> str:
    """Make an address of a name, on a domain reserved for examples so that it is nobody's."""
    bare = unicodedata.normalize("NFKD", name.translate(_LETTERS)).encode("ascii", "ignore").decode().lower()
    words = "".join(char if char.isalpha() else " " for char in bare).split()
    first, last = words[0], words[-1]
    local = _pick(rng, (f"{first}.{last}", f"{first[0]}{last}", f"{first}{last}", f"{last}.{first}"))
    return f"{local}@example.{_pick(rng, ('com', 'org', 'net'))}"


def _job(rng: np.random.Generator) -> str:
    """Draw a profession in English, whatever the country, with its article."""
    faker = _faker("en_US")
    faker.seed_instance(int(rng.integers(2**32)))
    job = "Teacher"
    for _ in range(20):
        drawn = str(faker.job())
        if _PLAIN_JOB.fullmatch(drawn):
            job = drawn
            break
    return f"{'an' if job[0] in 'AEIO' else 'a'} {job.lower()}"
