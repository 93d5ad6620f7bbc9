"""People, companies, addresses and what identifies them; names fit the country, from Faker's tables."""

from __future__ import annotations

import importlib
import random
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from .value_places import City

_LOCALES = {
    "AU": "en_GB",
    "AT": "de_AT",
    "BE": "nl_BE",
    "BR": "pt_BR",
    "CA": "en_US",
    "CH": "de_CH",
    "CZ": "cs_CZ",
    "DE": "de_DE",
    "DK": "da_DK",
    "ES": "es_ES",
    "FI": "fi_FI",
    "FR": "fr_FR",
    "GB": "en_GB",
    "HR": "hr_HR",
    "IE": "en_IE",
    "IN": "en_IN",
    "IT": "it_IT",
    "MX": "es_MX",
    "NL": "nl_NL",
    "NO": "no_NO",
    "NZ": "en_NZ",
    "PL": "pl_PL",
    "PT": "pt_PT",
    "RO": "ro_RO",
    "SE": "sv_SE",
    "TR": "tr_TR",
    "US": "en_US",
}
_SPOKEN = {
    "es": "es_ES",
    "pt": "pt_BR",
    "fr": "fr_FR",
    "de": "de_DE",
    "it": "it_IT",
    "en": "en_US",
    "ca": "es_ES",
}
_ANYWHERE = ("en_US", "en_GB", "en_IN", "es_ES", "fr_FR", "de_DE", "it_IT", "pl_PL", "sv_SE", "pt_BR")
_BARE = str.maketrans("øØłŁıđĐßæÆ", "oOlLidDsaA")
_STREETS = tuple("Mill Station Church Market Park Garden Harbor Elm Bridge Castle Chapel Linden".split())
_PLAIN_NAME = re.compile(r"[^\W\d_][\w'\u2019-]+")


@dataclass(frozen=True, slots=True)
class Person:
    """Someone with the ways to reach them."""

    first: str
    last: str
    email: str

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first} {self.last}"


_Names = tuple[tuple[str, ...], tuple[str, ...]]


@cache
def _names(locale: str) -> tuple[_Names, ...]:
    """Return first and family names of a locale; women's and men's apart where family names differ by them."""
    provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
    if hasattr(provider, "last_names_female"):
        return (
            (_plain(provider.first_names_female), _plain(provider.last_names_female)),
            (_plain(provider.first_names_male), _plain(provider.last_names_male)),
        )
    firsts = getattr(provider, "first_names", None) or ()
    if not firsts:
        firsts = [*provider.first_names_female, *provider.first_names_male]
    lasts = getattr(provider, "last_names", None) or ()
    return ((_plain(firsts), _plain(lasts if len(lasts) >= 20 else provider.unisex_last_names)),)


def _plain(names: Iterable[Any]) -> tuple[str, ...]:
    return tuple(str(name) for name in names if _PLAIN_NAME.fullmatch(str(name)))


def _drawn_names(locale: str, rng: random.Random) -> _Names:
    tables = _names(locale)
    return tables[0] if len(tables) == 1 else rng.choice(tables)


@cache
def _first_names() -> frozenset[str]:
    return frozenset(bare(first) for locale in _ANYWHERE for firsts, _ in _names(locale) for first in firsts)


def is_name(text: str) -> bool:
    """Tell whether a text is the name of a person: a first name, with a family name or without."""
    words = text.split()
    return (
        1 <= len(words) <= 2
        and text[:1].isupper()
        and words[-1][:1].isupper()
        and bare(words[0]) in _first_names()
    )


_NOT_PLAIN = re.compile(r"[^a-z0-9]+")


def bare(text: str) -> str:
    """Return a text in plain lower-case ASCII letters and digits, words apart."""
    text = unicodedata.normalize("NFKD", text.translate(_BARE)).encode("ascii", "ignore").decode().lower()
    return _NOT_PLAIN.sub(" ", text).strip()


def address_of(first: str, last: str, rng: random.Random, domain: str) -> str:
    """Return an email address for a name."""
    one, two = bare(first).replace(" ", ""), bare(last).replace(" ", "")
    if not one or not two:
        one, two = one or "info", two or "mail"
    return f"{rng.choice((f'{one}.{two}', f'{one}.{two}', f'{one[0]}{two}', f'{one}{two[0]}', one))}@{domain}"


def draw_person(rng: random.Random, place: City | None = None) -> Person:
    """Draw a person; mostly with a name common in the place."""
    locale = _LOCALES.get(place.code) if place is not None and rng.random() < 0.6 else None
    firsts, lasts = _drawn_names(locale or rng.choice(_ANYWHERE), rng)
    first, last = rng.choice(firsts), rng.choice(lasts)
    return Person(first, last, address_of(first, last, rng, "example." + rng.choice(("com", "org", "net"))))


def draw_last_name(rng: random.Random) -> str:
    """Draw a family name from anywhere."""
    return rng.choice(_drawn_names(rng.choice(_ANYWHERE), rng)[1])


_FIRST_PART = (
    "North",
    "Bright",
    "Blue",
    "Silver",
    "Green",
    "Stone",
    "Clear",
    "High",
    "Red",
    "Oak",
    "River",
    "Sun",
    "Iron",
    "Harbor",
    "Fair",
    "Wind",
    "Lake",
    "Maple",
    "Copper",
    "Amber",
)
_SECOND_PART = (
    "wind",
    "leaf",
    "field",
    "gate",
    "bridge",
    "point",
    "stone",
    "line",
    "water",
    "peak",
    "path",
    "works",
    "mark",
    "well",
    "wood",
    "light",
)
_TRADE = (
    "Logistics",
    "Foods",
    "Robotics",
    "Consulting",
    "Textiles",
    "Energy",
    "Media",
    "Travel",
    "Health",
    "Design",
    "Systems",
    "Insurance",
    "Motors",
    "Pharma",
    "Analytics",
    "Games",
    "Interiors",
    "Software",
)


def _compound(rng: random.Random) -> str:
    first, second = rng.choice(_FIRST_PART), rng.choice(_SECOND_PART)
    return first + ("field" if second == first.lower() else second)


def draw_company(rng: random.Random) -> str:
    """Draw the name of a company."""
    from faker.providers.company.en_US import Provider

    shape = rng.random()
    if shape < 0.5:
        return f"{_compound(rng)} {rng.choice(_TRADE)}"
    if shape < 0.75:
        return f"{draw_last_name(rng)} {rng.choice(_TRADE)}"
    if shape < 0.9:
        return f"{draw_last_name(rng)} {rng.choice(tuple(Provider.company_suffixes))}"
    return f"{draw_last_name(rng)} & {draw_last_name(rng)}"


def draw_brand(rng: random.Random) -> str:
    """Draw the name of a brand: short, without a trade."""
    return (
        f"{rng.choice(_FIRST_PART)}{rng.choice(_SECOND_PART)}" if rng.random() < 0.6 else draw_last_name(rng)
    )


@cache
def _jobs() -> tuple[str, ...]:
    from faker.providers.job import Provider

    plain = re.compile(r"[A-Z][a-z]+(?: [a-z]+){0,2}")
    return tuple(job.lower() for job in Provider.jobs if plain.fullmatch(job))


def draw_job(rng: random.Random) -> str:
    """Draw a profession, in lower case."""
    return rng.choice(_jobs())


def draw_street(rng: random.Random, place: City) -> str:
    """Draw a street with a house number, in the country's manner."""
    locale = _LOCALES.get(place.code) or _SPOKEN.get(place.language)
    english = place.street.startswith("x ")
    name = (
        rng.choice(_drawn_names(locale, rng)[1])
        if locale and (not english or rng.random() < 0.7)
        else rng.choice(_STREETS)
    )
    street, number = place.street, rng.randint(1, 180)
    if street.startswith("x"):
        own = name in _STREETS
        if own and street[1:2] != " ":
            return f"{number} {name} Street"
        if street == "x Street" or street == "x Road":
            last = "Close" if place.code in ("GB", "IE") else "Drive"
            street = f"x {rng.choice(('Street', 'Road', 'Lane', 'Avenue', last))}"
        road = street.replace("x", name, 1)
        return f"{number} {road}" if " " in street else f"{road} {number}"
    road = street.replace("x", name, 1)
    return f"{number} {road}" if place.language == "fr" else f"{road} {number}"


def draw_phone(rng: random.Random, place: City) -> str:
    """Draw an international phone number, from ranges kept free for fiction where there are any."""
    if place.dialling == "+1":
        return f"+1 {rng.choice((212, 312, 415, 206, 617, 512, 303, 416, 604))} 555 01{rng.randint(10, 99)}"
    if place.code == "GB":
        return f"+44 20 7946 0{rng.randint(100, 999)}"
    return f"{place.dialling} {rng.randint(20, 98)} {rng.randint(200, 998)} {rng.randint(1000, 9998)}"


def draw_zip(rng: random.Random, place: City) -> str:
    """Draw a postal code in the country's form."""
    digits = {
        "NO": 4,
        "DK": 4,
        "CH": 4,
        "AT": 4,
        "BE": 4,
        "AU": 4,
        "NZ": 4,
        "IN": 6,
        "CN": 6,
        "SG": 6,
        "PT": 4,
    }.get(place.code, 5)
    letters = "ABDEFGHJLNPRSTW"
    if place.code == "GB":
        outward = f"{rng.choice(('SW', 'EH', 'M', 'BS', 'LS', 'G', 'N', 'CB'))}{rng.randint(1, 20)}"
        return f"{outward} {rng.randint(1, 9)}{rng.choice(letters)}{rng.choice(letters)}"
    if place.code == "CA":
        first = f"{rng.choice('VTMKHLJ')}{rng.randint(1, 9)}{rng.choice(letters)}"
        return f"{first} {rng.randint(1, 9)}{rng.choice(letters)}{rng.randint(1, 9)}"
    if place.code == "NL":
        return f"{rng.randint(1011, 9988)} {rng.choice(letters)}{rng.choice(letters)}"
    return str(rng.randint(10 ** (digits - 1) + 10, 10**digits - 10))
