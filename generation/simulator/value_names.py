"""Whose name and which place a slot gets: people, companies, cities, addresses, airports."""

from __future__ import annotations

import re
from typing import Any

from .value_ask import Ask
from .value_net import draw_ip
from .value_people import Person, draw_brand, draw_person, draw_street
from .value_places import City, find_city

_FIRST_NAME = re.compile(r"(?i)(?:the )?first name")
_USER = re.compile(
    r"guest|passenger|cardholder|account holder|user|my\b|customer|patient|applicant"
    r"|full name|traveller|name the table"
)
_LOOKUP = re.compile(r"search|find|lookup|other")


def draw_who(ask: Ask) -> str:
    """Name a person: the user for the user's own fields, else someone of the dialogue or a stranger."""
    gist, world, rng = ask.gist, ask.world, ask.rng
    if gist.slot.owner.startswith("bindings "):  # of an access policy
        return f"user:{rng.choice(world.friends).email}"
    if not ask.said and _FIRST_NAME.match(gist.description):
        return draw_first_name(ask)
    if not _other(ask) and _USER.search(gist.about[:160]) and not _LOOKUP.search(gist.slot.owner[:40]):
        if rng.random() < 0.6:
            return world.me.name
    if ask.said:
        return rng.choice(world.friends[:4]).name
    return _stranger(ask).name


_SOMEBODY_ELSE = re.compile(r"author|review|sender|driver|doctor|artist|host|guide|teacher|seller|agent")
_GUEST = re.compile(r"guest|passenger|holder|traveller")


def _other(ask: Ask) -> bool:
    """Tell whether a reported field names somebody else: who wrote, drives or treats, and rows of a list."""
    gist = ask.gist
    return not ask.said and bool(
        _SOMEBODY_ELSE.search(gist.phrase) or ("[]" in gist.slot.path and not _GUEST.search(gist.phrase))
    )


def _stranger(ask: Ask) -> Person:
    """Draw somebody who shares no name with the user."""
    me = ask.world.me
    person = draw_person(ask.rng, ask.world.home)
    for _ in range(4):
        if person.first != me.first and person.last != me.last:
            break
        person = draw_person(ask.rng, ask.world.home)
    return person


def draw_first_name(ask: Ask) -> str:
    """Give a first name."""
    own = not _other(ask) and ask.rng.random() < 0.5
    return ask.world.me.first if own else _stranger(ask).first


def draw_last_name(ask: Ask) -> str:
    """Give a family name."""
    own = not _other(ask) and ask.rng.random() < 0.5
    return ask.world.me.last if own else _stranger(ask).last


_OWN_ADDRESS = re.compile(
    r"\b(?:my|your|user|account|login|customer|from|contact|sent to|register|sign ?up|confirmation)\b"
)
_RECIPIENT = re.compile(r"recipient|invite|attendee|person who|colleague|\bto$")


def draw_email(ask: Ask) -> str:
    """Give an email address: the user's own where it is theirs, a friend's for recipients."""
    world, rng = ask.world, ask.rng
    own = _OWN_ADDRESS.search(ask.gist.about)
    if own and not _RECIPIENT.search(ask.gist.about):
        return world.me.email
    return (
        rng.choice(world.friends).email
        if ask.said or rng.random() < 0.5
        else draw_person(rng, world.home).email
    )


_ORIGIN = re.compile(r"\b(?:from|origin|departure|depart|start|home|current|source|residence)")
_DESTINATION = re.compile(r"\b(?:to|destination|dest|arrival|end|target|drop)")


def _city(ask: Ask) -> City:
    """Choose one of the dialogue's cities by the role in the name."""
    phrase, world, rng = ask.gist.phrase, ask.world, ask.rng
    if "address" in ask.gist.slot.owner.split(" ")[0].lower():
        return world.home
    if _ORIGIN.search(phrase):
        return world.home if rng.random() < 0.85 else world.cities[2]
    if _DESTINATION.search(phrase):
        return world.trip if rng.random() < 0.85 else world.cities[3]
    return world.cities[(0, 1, 1, 1, 2, 3, 4)[int(rng.random() * 7)]]


_WITH_COUNTRY = re.compile(r"(?i)city,? ?\(?(?:state|country)|city and country|city name,")


def draw_city(ask: Ask) -> Any:
    """Name a city; where two are expected, as `City, Country`."""
    city = _city(ask)
    if _WITH_COUNTRY.search(ask.gist.description):
        return f"{city.name}, {city.country if city.code != 'US' else city.region or 'US'}"
    return city.name


_TWO_LETTERS = re.compile(r"[A-Za-z]{2}")


def draw_country(ask: Ask) -> Any:
    """Name a country; as its code where the examples are codes."""
    city = _city(ask)
    codes = [shape for shape in ask.gist.shapes if isinstance(shape, str)]
    if codes and all(_TWO_LETTERS.fullmatch(code) for code in codes):
        return city.code if codes[0].isupper() else city.code.lower()
    return city.country


_COUNTRY_REGIONS = (
    "California",
    "Bavaria",
    "Brittany",
    "Ontario",
    "Tuscany",
    "Queensland",
    "Catalonia",
    "Scotland",
    "Oregon",
    "Andalusia",
)


_STATE = re.compile(r"(?i)us state|u\.s\.|two[- ]letter|abbrev")
_ABBREVIATED = re.compile(r"(?i)two|abbrev")


_CLOUD = re.compile(r"(?i)\bslug\b|droplet|deploy|\bcompute_|cluster|data ?cent|bucket|\baws\b|zone of the")


def draw_region(ask: Ask) -> str:
    """Name a region or state."""
    if _CLOUD.search(f"{ask.gist.description} {ask.gist.slot.owner}"):
        return ask.world.cloud_region
    city = _city(ask)
    if _STATE.search(ask.gist.description):
        from faker.providers.address.en_US import Provider

        return (
            str(ask.rng.choice(Provider.states_abbr[:50]))
            if _ABBREVIATED.search(ask.gist.description)
            else str(ask.rng.choice(Provider.states[:50]))
        )
    if "continent" in ask.gist.phrase:
        return str(ask.one_of("Europe", "Asia", "Africa", "North America", "South America"))
    return city.region if city.region else str(ask.one_of(*_COUNTRY_REGIONS))


_TO = re.compile(r"\b(?:to|destination|dest)\b")
_TRIP = re.compile(r"hotel|\btrip|train station|railway")


_NETWORK = re.compile(
    r"\b(?:ip|ipv4|ipv6|cidr)\b|^compute_|networkconnectivity|subnetwork|\bdns_|loadBalanc|firewall"
)


def draw_address(ask: Ask) -> str:
    """Draw a street address, more often than not with its city: that of the user for what he says. Of a network, an IP address."""
    if _NETWORK.search(f"{ask.gist.phrase} {ask.gist.slot.owner[:80]}"):
        return draw_ip(ask)
    away = not ask.said and _TO.search(ask.gist.phrase) is not None and ask.rng.random() < 0.3
    city = ask.world.trip if away else ask.world.home
    if not ask.said and _TRIP.search(ask.gist.about):
        city = ask.world.trip
    street = draw_street(ask.rng, city)
    return street if "street" in ask.gist.phrase or ask.rng.random() < 0.4 else f"{street}, {city.name}"


_TRADES = {"car park": "Parking", "parking": "Parking", "workshop": "Garage", "dentist": "Dental Care",
           "salon": "Hair Salon", "hairdresser": "Hair Salon", "vet": "Animal Clinic", "shop": "Store",
           "charging": "Charging Point"}  # fmt: skip
_TRADE = re.compile(
    r"\b(?:car park|parking|garage|workshop|dentist|salon|hairdresser|vet|charging|bank|shop|store|gallery|spa|"
    r"laundry|florist|market|office|kindergarten|playground)\b"
)


_HOTEL = re.compile(r"hotel|accommodation")
_RESTAURANT = re.compile(r"restaurant|cafe|food")
_VENUE = re.compile(r"pharmacy|clinic|bakery|gym|library|museum|cinema|theatre|school|hospital|supermarket")
_STATION = re.compile(r"station|stop")


def draw_place(ask: Ask) -> str:
    """Name a venue, station, hotel or restaurant."""
    about, world, rng = f"{ask.gist.phrase} {ask.gist.slot.owner[:60]}".lower(), ask.world, ask.rng
    if _HOTEL.search(about):
        return world.phrase("hotel", rng)
    if _RESTAURANT.search(about):
        return world.phrase("restaurant", rng)
    kind = _VENUE.search(about)
    if kind:
        return f"{world.phrase('place_name', rng)} {kind[0].capitalize()}"
    trade = _TRADE.search(f"{about} {ask.gist.description}".lower())
    if trade:
        return f"{world.phrase('place_name', rng)} {_TRADES.get(trade[0]) or trade[0].capitalize()}"
    if _STATION.search(about):
        return _city(ask).name + str(ask.one_of("", " Central Station", "", " North"))
    name = world.phrase("place", rng)
    return name if ask.said or city_of(name.split(" ")[0]) is None else f"{world.home.name} Hall"


_AS_CODE = re.compile(r"(?i)iata|code")


def draw_airport(ask: Ask) -> str:
    """Give an airport: its code, or its name where the slot asks for names."""
    city = _city(ask)
    if not city.airport:
        near = [other for other in ask.world.cities if other.airport]
        city = next((other for other in near if other.code == city.code), near[0])
    named = "name" in ask.gist.phrase and not _AS_CODE.search(ask.gist.description)
    return city.airport_name if named else city.airport


_BRAND = re.compile(r"brand|make\b|manufacturer")
_CARRIER = re.compile(r"carrier|courier")
_BANK = re.compile(r"bank|lender")


def draw_company_name(ask: Ask) -> str:
    """Name a company; brands, airlines and banks sound like ones."""
    phrase, rng = ask.gist.phrase, ask.rng
    if _BRAND.search(phrase):
        return draw_brand(rng)
    if "airline" in phrase:
        return f"{draw_brand(rng)} {rng.choice(('Air', 'Airways', 'Airlines'))}"
    if _CARRIER.search(phrase):
        return f"{draw_brand(rng)} {rng.choice(('Express', 'Post', 'Parcel'))}"
    if _BANK.search(phrase):
        return f"{draw_brand(rng)} {rng.choice(('Bank', 'Savings', 'Credit Union'))}"
    return ask.world.fact("company", rng)


def city_of(text: Any) -> City | None:
    """Return the city that an argument names, `Lyon` or `Lyon, France`."""
    return find_city(text.split(",")[0]) if isinstance(text, str) and len(text) < 60 else None
