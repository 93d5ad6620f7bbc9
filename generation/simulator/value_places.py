"""Real cities with their country, airport, coordinates and time zone, and what follows from a country.

Cities come from `airportsdata` (chosen by busy airport) and Faker's tables of towns and capitals.
"""

from __future__ import annotations

import datetime as dt
import math
import random
import re
from dataclasses import dataclass
from functools import cache, lru_cache

from .served_towns import served

# IATA codes of airports of cities that people travel to.
_BUSY = (
    "AMS ARN ATH ATL AUS BCN BER BKK BLR BNA BOG BOM BOS BRU BUD CAI CDG CGK CLT CPH CPT DEL DEN DFW DOH DTW DUB DUS DXB EDI "
    "EZE FCO FRA GIG GRU GVA HAM HEL HKG HND HNL IAD IAH ICN IST JFK JNB KEF KIX KUL LAS LAX LHR LIM LIS LYS MAD MAN MCO MEL "
    "MEX MIA MNL MRS MSP MSY MUC MXP NBO NCE ORD OSL OTP PDX PEK PHL PHX PRG PVG RDU SAN SCL SEA SFO SGN SIN SLC STL STR SVQ "
    "SYD TLL TLS TPE TPA TRN VCE VIE VLC VNO WAW YUL YVR YYC YYZ YOW YHZ ZAG ZRH OPO BIO AGP GOT BGO TRD RIX KRK GDN WRO "
    "BLQ NAP PMO BRI FLR BHX GLA BRS NCL LBA ORK SNN CWL ABZ BFS LUX BOD NTE SXB LIL CGN LEJ NUE DRS HAJ GRZ SZG INN LJU "
    "SOF SKG HER MLA LCA TLV AMM BEY DAR ACC LOS DKR CMN RAK TUN ADD KGL DUR CMB DAC KTM MAA HYD CCU PNQ GOI HAN DAD CNX PEN "
    "DPS CEB FUK CTS OKA NGO KHH PUS CAN SZX CTU AKL WLG CHC BNE PER ADL CBR MDE UIO GYE LPB MVD ASU SSA REC CWB POA CUN GDL "
    "MTY SJO PTY HAV SDQ SJU KIN MKE MCI IND CMH CLE PIT CVG BUF ALB RIC BDL OMA ABQ TUS ELP SAT OKC BOI RNO ANC MEM SDF GEG"
).split()
# Cities that the airport table spells otherwise than people do, or calls by a suburb.
_SPELLING = {
    "Denpasar-Bali Island": "Denpasar", "Raleigh/Durham": "Raleigh", "Frankfurt am Main": "Frankfurt", "Covington": "Cincinnati",
    "Windsor Locks": "Hartford", "Dallas-Fort Worth": "Dallas", "Ezeiza": "Buenos Aires", "Rio De Janeiro": "Rio de Janeiro", "Sao Paulo": "São Paulo",
    "Bogota": "Bogotá", "St Louis": "St. Louis", "Sevilla": "Seville", "Torino": "Turin", "Venezia": "Venice", "Dorval": "Montreal",
    "Mississauga": "Toronto", "Napoli": "Naples", "Firenze": "Florence", "Shannon": "Limerick", "Luqa": "Valletta",
    "Dabolim": "Goa", "Lapu-Lapu City": "Cebu City", "Tokoname": "Nagoya", "Kaohsiung City": "Kaohsiung", "Rionegro": "Medellín",
    "Tocumen": "Panama City", "San Jose": "San José", "Hannover": "Hanover", "Marrakech": "Marrakesh",
}  # fmt: skip
_REGIONS = {
    "Cataluña": "Catalonia", "Ile-de-France": "Île-de-France", "Auvergne-Rhone-Alpes": "Auvergne-Rhône-Alpes", "Bayern": "Bavaria",
    "Provence-Alpes-Cote-d'Azur": "Provence-Alpes-Côte d'Azur", "Nordrhein-Westfalen": "North Rhine-Westphalia",
    "Niedersachsen": "Lower Saxony", "Pays-de-la-Loire": "Pays de la Loire", "Baden-Württemberg": "Baden-Württemberg",
    "Lesser-Poland-Voivodeship": "Lesser Poland", "Vaestra-Gotaland": "Västra Götaland", "Comunidad de Madrid": "Madrid",
    "Comunidad Valenciana": "Valencia", "Bogota-D-C-": "Bogotá", "País Vasco": "Basque Country", "Andalucía": "Andalusia",
    "Baladiyat ad Dawḩah": "Doha", "Nuevo Leon": "Nuevo León", "Brandenburg": "Berlin", "Samut-Prakan": "Bangkok",
}  # fmt: skip
# country -> currency, dialling code, main language, words for a street (before or after the name)
_COUNTRY_FACTS: dict[str, tuple[str, str, str, str]] = {
    code: (currency, dial, language, street.replace("_", " "))
    for code, currency, dial, language, street in (
        row.split()
        for row in (
            "US USD +1 en x_Street|GB GBP +44 en x_Road|IE EUR +353 en x_Road|CA CAD +1 en x_Avenue|AU AUD +61 en x_Street|"
            "NZ NZD +64 en x_Road|FR EUR +33 fr rue_x|DE EUR +49 de x-Straße|AT EUR +43 de x-Gasse|CH CHF +41 de x-Strasse|"
            "ES EUR +34 es Calle_x|IT EUR +39 it Via_x|PT EUR +351 pt Rua_x|NL EUR +31 nl x-straat|BE EUR +32 nl x-laan|"
            "LU EUR +352 fr rue_x|SE SEK +46 sv x-vägen|NO NOK +47 no x_gate|DK DKK +45 da x-vej|FI EUR +358 fi x_Street|"
            "IS ISK +354 is x_Street|PL PLN +48 pl ulica_x|CZ CZK +420 cs x_Street|HU HUF +36 hu x_Street|RO RON +40 ro Strada_x|"
            "BG EUR +359 bg x_Street|GR EUR +30 el x_Street|HR EUR +385 hr x_Street|SI EUR +386 sl x_Street|EE EUR +372 et x_Street|"
            "LV EUR +371 lv x_Street|LT EUR +370 lt x_Street|TR TRY +90 tr x_Street|IL ILS +972 he x_Street|AE AED +971 ar x_Street|"
            "QA QAR +974 ar x_Street|JO JOD +962 ar x_Street|LB USD +961 ar x_Street|EG EGP +20 ar x_Street|MA MAD +212 fr rue_x|"
            "TN TND +216 fr rue_x|SN XOF +221 fr rue_x|GH GHS +233 en x_Road|NG NGN +234 en x_Road|KE KES +254 en x_Road|"
            "TZ TZS +255 en x_Road|ET ETB +251 en x_Street|RW RWF +250 en x_Avenue|ZA ZAR +27 en x_Street|IN INR +91 en x_Road|"
            "LK LKR +94 en x_Road|BD BDT +880 en x_Road|NP NPR +977 en x_Road|CN CNY +86 zh x_Road|HK HKD +852 en x_Road|"
            "TW TWD +886 zh x_Road|JP JPY +81 ja x_Street|KR KRW +82 ko x_Street|TH THB +66 th x_Road|VN VND +84 vi x_Street|"
            "MY MYR +60 ms Jalan_x|SG SGD +65 en x_Road|ID IDR +62 id Jalan_x|PH PHP +63 en x_Street|MX MXN +52 es Calle_x|"
            "BR BRL +55 pt Rua_x|AR ARS +54 es Calle_x|CL CLP +56 es Calle_x|CO COP +57 es Calle_x|PE PEN +51 es Calle_x|"
            "EC USD +593 es Calle_x|BO BOB +591 es Calle_x|UY UYU +598 es Calle_x|PY PYG +595 es Calle_x|CR CRC +506 es Calle_x|"
            "PA USD +507 es Calle_x|CU CUP +53 es Calle_x|DO DOP +1 es Calle_x|PR USD +1 es Calle_x|JM JMD +1 en x_Road|"
            "CY EUR +357 el x_Street|MT EUR +356 en x_Street|UA UAH +380 uk x_Street|RU RUB +7 ru x_Street|SK EUR +421 sk x_Street|"
            "RS RSD +381 sr x_Street|MC EUR +377 fr rue_x|AD EUR +376 ca Calle_x"
        ).split("|")
    )
}
_OTHERS = ("USD", "+1", "en", "x Street")
# About how much one US dollar buys; a dialogue's rates stray a little from these.
_PER_DOLLAR = {
    "USD": 1, "EUR": 0.92, "GBP": 0.78, "CAD": 1.37, "AUD": 1.52, "NZD": 1.66, "CHF": 0.88, "JPY": 151, "CNY": 7.2, "INR": 84,
    "SEK": 10.5, "NOK": 10.8, "DKK": 6.9, "PLN": 3.95, "CZK": 23.1, "HUF": 362, "RON": 4.6, "ISK": 138, "TRY": 33, "ILS": 3.7,
    "AED": 3.67, "QAR": 3.64, "EGP": 48, "MAD": 9.9, "ZAR": 18.2, "NGN": 1550, "KES": 129, "GHS": 15, "KRW": 1370, "HKD": 7.8,
    "TWD": 32, "SGD": 1.34, "MYR": 4.5, "THB": 35, "IDR": 15800, "PHP": 57, "VND": 25200, "MXN": 18.3, "BRL": 5.5, "ARS": 950,
    "CLP": 940, "COP": 4150, "PEN": 3.75, "UYU": 40, "UAH": 41, "RUB": 92, "RSD": 108, "LKR": 300, "BDT": 118, "NPR": 134,
}  # fmt: skip
MAIN_CURRENCIES = (
    "USD",
    "EUR",
    "GBP",
    "JPY",
    "CAD",
    "AUD",
    "CHF",
    "SEK",
    "NOK",
    "DKK",
    "PLN",
    "INR",
    "SGD",
    "MXN",
    "BRL",
    "KRW",
    "THB",
    "TRY",
    "CZK",
    "NZD",
    "HKD",
    "ZAR",
    "AED",
)


@dataclass(frozen=True, slots=True)
class City:
    """A city and what an atlas says of it; `airport` is empty where it has none we know."""

    name: str
    country: str
    code: str
    region: str
    latitude: float
    longitude: float
    zone: str
    airport: str = ""
    airport_name: str = ""

    @property
    def currency(self) -> str:
        """ISO code of the country's currency."""
        return _COUNTRY_FACTS.get(self.code, _OTHERS)[0]

    @property
    def dialling(self) -> str:
        """International prefix of its phone numbers."""
        return _COUNTRY_FACTS.get(self.code, _OTHERS)[1]

    @property
    def language(self) -> str:
        """Two-letter code of the country's main language."""
        return _COUNTRY_FACTS.get(self.code, _OTHERS)[2]

    @property
    def street(self) -> str:
        """How streets are called there, `x` standing for the name."""
        return _COUNTRY_FACTS.get(self.code, _OTHERS)[3]


@cache
def countries() -> dict[str, str]:
    """Return two-letter code -> everyday English name."""
    from ..context import places

    capitals, towns = places()
    return {place.code: place.country for place in (*towns, *capitals)}


@cache
def cities() -> tuple[City, ...]:
    """Return some 250 well-known cities with an airport."""
    import airportsdata

    airports, names = airportsdata.load("IATA"), countries()
    found: dict[tuple[str, str], City] = {}
    for code in _BUSY:
        row = airports.get(code)
        if row is None or row["country"] not in names:
            continue
        name = _SPELLING.get(row["city"], row["city"])
        name = "Vancouver" if code == "YVR" else name
        if not re.fullmatch(r"[^\W\d_][\w .'\u2019-]+", name):
            continue
        found.setdefault(
            (name, row["country"]),
            City(name, names[row["country"]], row["country"], _REGIONS.get(row["subd"], row["subd"].replace("-", " ").strip()),
                 round(float(row["lat"]), 4), round(float(row["lon"]), 4), row["tz"], code, _airport_name(row["name"])),
        )  # fmt: skip
    return tuple(found.values())


def _airport_name(name: str) -> str:
    return name if name.endswith(("Airport", "Field")) else f"{name} Airport"


@cache
def _by_name() -> dict[str, City]:
    from faker.providers.geo import Provider as Geography

    from ..context import places

    known = {city.name.lower(): city for city in cities()}
    names = countries()
    for latitude, longitude, town, code, zone in Geography.land_coords:
        if code in names:
            known.setdefault(
                town.lower(), City(town, names[code], code, "", float(latitude), float(longitude), zone)
            )
    for place in places()[0]:
        # a capital without coordinates here lies where its airport does; without one none are claimed for it
        if place.town.lower() not in known:
            spot = served(place.town, place.code)
            north, east = (math.nan, math.nan) if spot is None else spot[1:3]
            known[place.town.lower()] = City(
                place.town, place.country, place.code, "", north, east, place.zone
            )
    return known


def find_city(name: str) -> City | None:
    """Return the city of this name, or None if it is not known."""
    return _by_name().get(name.strip().lower())


def fact_of(city: City, kind: str) -> str | float | None:
    """Return what the atlas says of a city, by the kind of the field; None where it says nothing."""
    facts: dict[str, str | float] = {
        "latitude": city.latitude,
        "longitude": city.longitude,
        "country": city.country,
        "country_code": city.code,
        "timezone": city.zone,
        "region": city.region,
        "airport": city.airport,
    }
    fact = facts.get(kind, "")
    return None if fact == "" or (isinstance(fact, float) and math.isnan(fact)) else fact


def clocks_ahead(city: City, day: dt.datetime) -> dt.timedelta:
    """Return by how much a city's clocks are ahead of UTC on a day."""
    from zoneinfo import ZoneInfo

    return ZoneInfo(city.zone).utcoffset(day) or dt.timedelta()


def sun_times(city: City, day: dt.date) -> tuple[dt.time, dt.time]:
    """Return when the sun rises and sets in a city, to some minutes, both on the day asked for.

    The day's length follows from the sun's declination, -23.44 degrees times the cosine of the time of year. In
    a polar day it lasts as long as a day can on one date, in a polar night a quarter of an hour about noon.
    """
    declination = math.radians(-23.44 * math.cos(2 * math.pi * (day.timetuple().tm_yday + 10) / 365))
    turn = -math.tan(math.radians(city.latitude)) * math.tan(declination)
    half = max(math.acos(min(max(turn, -1), 1)) / math.pi * 12, 1 / 8)
    ahead = clocks_ahead(city, dt.datetime.combine(day, dt.time(12))).total_seconds() / 3600
    noon = 12 + ahead - city.longitude / 15
    half = min(half, noon % 24, 23.98 - noon % 24)
    rise, down = (round((noon + sign * half) % 24 * 60) % 1440 for sign in (-1, 1))
    return dt.time(rise // 60, rise % 60), dt.time(down // 60, down % 60)


@cache
def _by_airport() -> dict[str, City]:
    return {city.airport: city for city in cities()}


def city_of_airport(code: str) -> City | None:
    """Return the city of an IATA code, or None if it is not known."""
    return _by_airport().get(code)


def nearest_city(latitude: float, longitude: float) -> City:
    """Return the well-known city nearest to a point."""
    here = City("", "", "", "", latitude, longitude, "")
    return min(cities(), key=lambda city: distance_km(here, city) or 0.0)


@cache
def _place() -> tuple[re.Pattern[str], dict[str, str]]:
    codes = {name: code for code, name in countries().items()}
    names = "|".join(re.escape(name) for name in sorted(codes, key=len, reverse=True))
    return re.compile(rf"([^\n\[,:]*[^\n\[,:\s]), ({names})(?!\w)"), codes


_LEAD = re.compile(r"^.*\b(?:in|is|from|near)\s+(?=[^\W\d_])")


@lru_cache(4096)
def place_in(text: str) -> City | None:
    """Return the place that a system message names, `The user is in Lyon, France.`, or None."""
    pattern, codes = _place()
    match = pattern.search(text)
    if match is None:
        return None
    town, code = _LEAD.sub("", match[1]).strip(" -"), codes[match[2]]
    known = find_city(town)
    if known is not None and known.code == code:
        return known
    return City(town, match[2], code, "", math.nan, math.nan, "")


def distance_km(one: City, other: City) -> float | None:
    """Return the great-circle distance in kilometres, or None where coordinates are missing."""
    if math.isnan(one.latitude) or math.isnan(other.latitude):
        return None
    a, b = math.radians(one.latitude), math.radians(other.latitude)
    half = math.sin((b - a) / 2) ** 2
    half += math.cos(a) * math.cos(b) * math.sin(math.radians(other.longitude - one.longitude) / 2) ** 2
    return 12742 * math.asin(math.sqrt(half))


def rate(one: str, other: str, seed: int) -> float | None:
    """Return how much of `other` one unit of `one` buys; the same in a whole dialogue, and inverse the other way."""
    if one not in _PER_DOLLAR or other not in _PER_DOLLAR:
        return None
    return _today(other, seed) / _today(one, seed)


def _today(code: str, seed: int) -> float:
    return float(_PER_DOLLAR[code]) * (
        1 if code == "USD" else random.Random(f"{seed}:rate:{code}").uniform(0.97, 1.03)
    )


# About how many US dollars one coin costs, by symbol and name.
_DOLLARS = {
    ("BTC", "bitcoin"): 64000, ("ETH", "ethereum"): 3100, ("SOL", "solana"): 150, ("ADA", "cardano"): 0.45, ("DOT", "polkadot"): 6.3,
    ("LTC", "litecoin"): 82, ("XRP", "ripple"): 0.58, ("DOGE", "dogecoin"): 0.13, ("LINK", "chainlink"): 14.2, ("XMR", "monero"): 165,
}  # fmt: skip
COINS = tuple(_DOLLARS)


def coin_price(coin: str, seed: int) -> float | None:
    """Return what a coin costs in US dollars, by its symbol, name or pair such as `BTCUSD`; None for unknown ones."""
    symbol = coin.upper().removesuffix("T").removesuffix("USD")
    known = next((pair for pair in COINS if symbol == pair[0] or coin.lower() == pair[1]), None)
    if known is None:
        return None
    price = _DOLLARS[known] * random.Random(f"{seed}:coin:{known[0]}").uniform(0.94, 1.06)
    return float(f"{price:.4g}") if price < 1 else round(price, 2)


def scale_of(currency: str) -> float:
    """Return the size of a currency's everyday numbers beside the dollar's: 1, or a power of ten such as 100 for the yen."""
    worth = _PER_DOLLAR.get(currency, 1)
    return 10 ** round(math.log10(worth)) if worth >= 5 else 1.0
