"""What is true in one dialogue: who the user is, where, when, and the trip, project and money it is about.

Everything follows from the seed and the system context, so that two parameters drawn far apart agree.
Facts are drawn when first asked for, each from a stream of its own.
"""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Callable
from functools import cached_property, lru_cache
from typing import TypeVar

from ..spoken_dates import find_today
from .spoken import MONTHS, WEEKDAYS
from .value_grammar import expand
from .value_people import (
    Person,
    address_of,
    draw_brand,
    draw_company,
    draw_job,
    draw_last_name,
    draw_person,
    draw_street,
)
from .value_phrases import PHRASES
from .value_places import MAIN_CURRENCIES, City, cities, place_in

_T = TypeVar("_T")
_CLOCK = re.compile(r"\b([01]\d|2[0-3]):([0-5]\d)\b")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_NAME = re.compile(
    r"(?:name is|is called|assisting|^User:|^Name:|user:|^- The user is|The user is|^User)\s+"
    r"((?!in\b|currently\b|location)[A-Z\u00c0-\u024f][\w'\u2019.-]*(?: "
    r"[^\W\d_][\w'\u2019.-]*){1,3}?)(?=[\s,.;<(\]]*(?:$|[,;<(\]\n]|\.(?:\s|$)| and "
    r"| who ))",
    re.MULTILINE,
)
REGIONS = (
    "europe-west1",
    "us-central1",
    "us-east1",
    "europe-west4",
    "asia-southeast1",
    "us-west2",
    "europe-north1",
)


_today_in = lru_cache(4096)(find_today)


class World:
    """The facts of one dialogue.

    Args:
        seed: Equal seeds and contexts give equal facts.
        context: The dialogue's leading system message; its date, place and persona are taken over.
    """

    def __init__(self, seed: int, context: str) -> None:
        self.seed = seed
        self.context = context
        self._settled: dict[str, str] = {}

    def stream(self, name: str) -> random.Random:
        """Return the generator of one named fact."""
        return random.Random(f"{self.seed}:{name}")

    def settled(self, name: str, draw: Callable[[random.Random], str]) -> str:
        """Return what is drawn once from the stream of a name, and holds for the whole dialogue."""
        if name not in self._settled:
            self._settled[name] = draw(self.stream(name))
        return self._settled[name]

    @cached_property
    def today(self) -> dt.date:
        """The day of the context, or one drawn."""
        return _today_in(self.context) or dt.date(2025, 1, 6) + dt.timedelta(
            self.stream("today").randrange(700)
        )

    @cached_property
    def clock(self) -> dt.time:
        """The time of the context, or one in office hours."""
        match = _CLOCK.search(self.context)
        if match:
            return dt.time(int(match[1]), int(match[2]))
        return dt.time(self.stream("clock").randint(8, 18), 30)

    @cached_property
    def cities(self) -> tuple[City, ...]:
        """The places of the dialogue: home, where a trip goes, and three more; no name twice."""
        stream = self.stream("cities")
        home = place_in(self.context)
        near = [city for city in cities() if home is not None and city.code == home.code]
        drawn = stream.sample(near, min(1, len(near))) + stream.sample(cities(), 6)
        found: dict[str, City] = {} if home is None else {home.name: home}
        if stream.random() < 0.6:
            drawn = drawn[1:] + drawn[:1]
        for city in drawn:
            found.setdefault(city.name, city)
        return tuple(found.values())[:5]

    @property
    def home(self) -> City:
        """Where the user is."""
        return self.cities[0]

    @property
    def trip(self) -> City:
        """Where the user is going or asks about."""
        return self.cities[1]

    @cached_property
    def me(self) -> Person:
        """The user, as the context calls them or drawn."""
        match, email = _NAME.search(self.context), _EMAIL.search(self.context)
        stream = self.stream("me")
        if match is None:
            return draw_person(stream, self.home)
        first, _, last = match[1].rstrip(".").partition(" ")
        address = email[0] if email else address_of(first, last, stream, "example.com")
        return Person(first, last.strip(), address)

    @cached_property
    def friends(self) -> tuple[Person, ...]:
        """Five people the user knows."""
        stream = self.stream("friends")
        found: dict[str, Person] = {}  # by first name: two of one name would read as one person
        while len(found) < 5:
            friend = draw_person(stream, self.home)
            if friend.first != self.me.first:
                found.setdefault(friend.first, friend)
        return tuple(found.values())

    @cached_property
    def company(self) -> str:
        """Where the user works or whom it is about."""
        return draw_company(self.stream("company"))

    @cached_property
    def currency(self) -> str:
        """The user's currency."""
        own = self.home.currency
        return own if own in MAIN_CURRENCIES else ("USD", "EUR")[self.stream("currency").random() < 0.5]

    @cached_property
    def other_currency(self) -> str:
        """A currency to exchange into: that of the trip if it differs."""
        there = self.trip.currency
        if there != self.currency and there in MAIN_CURRENCIES:
            return there
        return self.stream("other").choice([code for code in MAIN_CURRENCIES[:12] if code != self.currency])

    @cached_property
    def project(self) -> str:
        """The slug of the user's project: `retail-analytics`."""
        words = (
            expand("project_a", PHRASES, self.stream("project"), self.fact),
            expand("project_b", PHRASES, self.stream("project-b"), self.fact),
        )
        return "-".join(words).lower()

    @cached_property
    def cloud_region(self) -> str:
        """Where the user's machines stand."""
        return self.stream("region").choice(REGIONS)

    @cached_property
    def trip_start(self) -> dt.date:
        """When the trip, stay or event begins."""
        return self.today + dt.timedelta(
            self.stream("trip").choice((2, 3, 4, 5, 6, 8, 9, 11, 13, 16, 20, 24, 31, 45))
        )

    @cached_property
    def trip_end(self) -> dt.date:
        """When it ends."""
        return self.trip_start + dt.timedelta(self.stream("nights").choice((1, 2, 2, 3, 3, 4, 5, 6, 7, 10)))

    @cached_property
    def past_start(self) -> dt.date:
        """Where a look back begins."""
        return self.today - dt.timedelta(self.stream("since").choice((7, 14, 21, 28, 30, 45, 60, 90)))

    @cached_property
    def past_end(self) -> dt.date:
        """Where a look back ends."""
        return self.today - dt.timedelta(self.stream("until").choice((0, 1, 1, 2, 3, 5)))

    @cached_property
    def start_time(self) -> dt.time:
        """When the meeting or the day's event begins."""
        stream = self.stream("hour")
        return dt.time(stream.randint(8, 17), stream.choice((0, 0, 15, 30, 45)))

    @cached_property
    def end_time(self) -> dt.time:
        """When it ends."""
        minutes = self.stream("length").choice((30, 45, 60, 60, 90, 120))
        return (dt.datetime.combine(self.today, self.start_time) + dt.timedelta(minutes=minutes)).time()

    def phrase(self, rule: str, rng: random.Random) -> str:
        """Return a phrase of the grammar; people, places and days in it are the dialogue's."""
        return expand(rule, PHRASES, rng, lambda name: self.fact(name, rng))

    def fact(self, name: str, rng: random.Random | None = None) -> str:
        """Return what the grammar asks for: `friend`, `weekday`, `city`..."""
        rng = rng or self.stream(name)
        if name.startswith("friend"):
            friend = self.friends[3] if name == "friend2_first" else rng.choice(self.friends[:3])
            return friend.name if name == "friend" else friend.last if name == "friend_last" else friend.first
        if name in ("first_name", "last_name"):
            return draw_person(rng).first if name == "first_name" else draw_last_name(rng)
        if name in ("city", "city2"):
            return (self.cities[2] if name == "city2" else rng.choice(self.cities[:2] + self.cities[3:])).name
        if name == "company":
            return self.company if rng.random() < 0.4 else draw_company(rng)
        return _DRAWS[name](self, rng)


_LANGUAGES = ("Spanish", "Japanese", "German", "French", "Italian", "Korean", "Portuguese")
_DRAWS: dict[str, Callable[[World, random.Random], str]] = {
    "weekday": lambda world, rng: WEEKDAYS[rng.randrange(5)],
    "month": lambda world, rng: MONTHS[(world.today.month - 1 + rng.randint(-1, 2)) % 12],
    "clock": lambda world, rng: f"{rng.randint(9, 19)}:{rng.choice(('00', '15', '30', '45'))}",
    "small": lambda world, rng: str(rng.randint(2, 9)),
    "two_digits": lambda world, rng: str(rng.randint(48, 98)),
    "year": lambda world, rng: str(world.today.year),
    "order": lambda world, rng: str(rng.randint(10240, 98760)),
    "country": lambda world, rng: rng.choice(world.cities).country,
    "language": lambda world, rng: rng.choice(_LANGUAGES),
    "job": lambda world, rng: draw_job(rng),
    "me_first": lambda world, rng: world.me.first,
    "genre2": lambda world, rng: world.phrase("genre", rng),
    "team2": lambda world, rng: f"{world.cities[3].name} {rng.choice(('Rovers', 'United', 'Bears', 'City'))}",
    "brand": lambda world, rng: draw_brand(rng),
    "street": lambda world, rng: draw_street(rng, world.home),
}  # fmt: skip


@lru_cache(4096)
def world_of(seed: int, context: str) -> World:
    """Return the world of a seed and context; the same object while it is in use."""
    return World(seed, context)
