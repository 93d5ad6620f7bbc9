"""ISO codes, symbols and the short words that options take."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from .value_ask import Ask
from .value_cues import Cues
from .value_ids import draw_id, draw_token, draw_uuid
from .value_net import draw_domain, draw_filename, draw_hashtag, draw_ip, draw_url, draw_username
from .value_people import bare, draw_brand
from .value_places import COINS
from .value_resources import draw_resource, slug
from .value_times import draw_datetime

_STOCKS = (
    "AAPL",
    "MSFT",
    "NVDA",
    "AMZN",
    "GOOGL",
    "TSLA",
    "META",
    "NFLX",
    "ADBE",
    "INTC",
    "AMD",
    "ORCL",
    "IBM",
    "DIS",
    "NKE",
    "KO",
    "PEP",
    "JPM",
    "V",
    "MA",
    "SAP",
    "SHOP",
    "UBER",
    "PYPL",
    "CSCO",
    "QCOM",
    "SBUX",
    "BA",
    "GE",
    "F",
)


_EXCHANGE = re.compile(r"forex|currency|\bfx\b")
_COIN_PAIR = re.compile(r"pair|btcusd|btc-usd")
_COIN_PAIRED = re.compile(r"[A-Z]{3,4}([-/]?USDT?)")
_COIN_NAMED = re.compile(r"\bid\b|\bname|slug")
_INTO = re.compile(r"\b(?:to|target|quote|dest\w*|want|second|2)\b")


def draw_stock(ask: Ask) -> str:
    """Draw a ticker symbol."""
    if _EXCHANGE.search(ask.gist.about):
        return f"{ask.world.currency}{ask.world.other_currency}"
    return str(ask.one_of(*_STOCKS))


def draw_crypto(ask: Ask) -> str:
    """Draw a coin, as a symbol or by name as the slot wants it."""
    if "algorithm" in ask.gist.phrase:
        return str(ask.one_of("AES-256", "RSA-2048", "RSA-4096", "EC-P256", "SHA-256"))
    symbol, name = ask.one_of(*COINS)
    if _COIN_PAIR.search(ask.gist.about):
        return f"{symbol}USD"
    pair = next((shape for shape in ask.gist.shapes if _COIN_PAIRED.fullmatch(str(shape))), None)
    if pair is not None:
        return str(symbol + _COIN_PAIRED.sub(r"\1", str(pair)))
    named = _COIN_NAMED.search(ask.gist.phrase) or any(str(shape).islower() for shape in ask.gist.shapes)
    return str(name if named else symbol)


def draw_currency(ask: Ask) -> str:
    """Give the dialogue's currency, or the one to exchange into."""
    gist, world = ask.gist, ask.world
    lower = any(isinstance(shape, str) and shape.islower() and len(shape) == 3 for shape in gist.shapes)
    other = _INTO.search(gist.phrase)
    code = world.other_currency if other else world.currency
    if ask.rng.random() < 0.15:
        code = str(ask.one_of("EUR", "USD", "GBP", "JPY", "CHF", "CAD", "AUD"))
    return code.lower() if lower else code


_LANGUAGES = {
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "de": "German",
    "it": "Italian",
    "pt": "Portuguese",
    "nl": "Dutch",
    "sv": "Swedish",
    "ja": "Japanese",
    "ko": "Korean",
    "zh": "Chinese",
    "ar": "Arabic",
    "hi": "Hindi",
    "pl": "Polish",
    "tr": "Turkish",
    "da": "Danish",
}


_TRANSLATED_INTO = re.compile(r"\b(?:to|target|into|dest\w*)\b")
_TRANSLATED_FROM = re.compile(r"\b(?:from|source)\b")
_LOCALE = re.compile(r"\b[a-z]{2}([-_])([A-Z]{2}|[a-z]{2})\b")
# the country whose variant of a language is meant where a locale is wanted
_VARIANTS = {
    "en": "US", "es": "ES", "fr": "FR", "de": "DE", "it": "IT", "pt": "BR", "nl": "NL", "sv": "SE", "ja": "JP", "ko": "KR",
    "zh": "CN", "ar": "EG", "hi": "IN", "pl": "PL", "tr": "TR", "da": "DK",
}  # fmt: skip


def draw_language(ask: Ask) -> str:
    """Draw a language by its English name."""
    return _LANGUAGES[_language(ask)]


def _language(ask: Ask) -> str:
    phrase, world = ask.gist.phrase, ask.world
    if _TRANSLATED_INTO.search(phrase):
        there = world.trip.language
        return (
            there
            if there in _LANGUAGES and there != "en"
            else world.stream("language").choice(("es", "fr", "de", "it", "ja"))
        )
    if _TRANSLATED_FROM.search(phrase):
        return "en"
    return str(ask.one_of(*_LANGUAGES, "en", "en", "en", "es", "fr", "de"))


def draw_language_code(ask: Ask) -> str:
    """Draw a language code, with a country where the description or its examples show one."""
    code = _language(ask)
    example = next((shape for shape in ask.gist.shapes if isinstance(shape, str)), ask.gist.description)
    match = _LOCALE.search(example)
    if match or ask.gist.words[-1:] == ("locale",):
        return f"{code}{match[1] if match else '-'}{_VARIANTS[code]}"
    return code


def draw_country_code(ask: Ask) -> str:
    """Draw the two- or three-letter code of a country of the dialogue."""
    city = ask.world.cities[int(ask.rng.random() ** 1.5 * 4)]
    lower = any(isinstance(shape, str) and shape.islower() and len(shape) <= 3 for shape in ask.gist.shapes)
    return city.code.lower() if lower else city.code


def draw_timezone(ask: Ask) -> str:
    """Give a place's time zone."""
    zones = [city.zone for city in ask.world.cities if city.zone]
    return zones[0] if ask.rng.random() < 0.5 else ask.rng.choice(zones)


_API = re.compile(r"\bapi")


def draw_version(ask: Ask) -> str:
    """Draw a version number."""
    rng = ask.rng
    if _API.search(ask.gist.phrase):
        return str(ask.one_of("v1", "v2", "v3"))
    return f"{rng.randint(1, 5)}.{rng.randint(0, 9)}" + (
        f".{rng.randint(0, 9)}" if rng.random() < 0.4 else ""
    )


_UNITS = Cues(
    (
        (r"temperature|weather|forecast", ("metric", "imperial", "celsius")),
        (r"speed|wind", ("km/h", "mph")),
        (r"weight|mass", ("kg", "lb")),
        (r"distance|length|radius|route|height", ("km", "miles")),
        (r"volume|ingredient|recipe|food", ("cups", "ml", "g")),
        (r"memory|storage|size", ("MB", "GB")),
        (r"time|duration|period", ("days", "hours", "minutes")),
    )
)


def draw_unit(ask: Ask) -> str:
    """Draw a unit that fits the description."""
    return str(ask.one_of(*(_UNITS.first(ask.gist.about) or ("metric", "imperial"))))


_ROWS = r"""
sort order|order$|direction|^asc|order direction: asc | desc
sort|order by|orderby: name | date | price | rating | relevance | newest
content type|mime|accept$|media type: application/json | text/csv | image/png
response format|output format|format$|output$|alt$|encoding$: json | csv | xml
status$|state$: active | open | pending | completed | closed
gender|sex$: female | male
method$: GET | POST | card | transfer
mode$: standard | fast | driving | walking
level$|difficulty: beginner | intermediate | advanced
role$|roles$|permission: viewer | editor | admin
scope: read | write | public
^class$|cabin|travel class|seat class: economy | business
sizes?$: small | medium | large
shape: round | square | oval
environment|env$|stage: production | staging | development
mask$|fields?$|part$|include|expand|select|columns: name | title | name,status | title,description | id,name | displayName,labels
filter: status:active | name:report | state=ACTIVE | type:invoice
platform|console$|device type: ios | android | web | pc
chain$|blockchain: ethereum | polygon | default
kind$: standard | basic
tier|plan$|subscription: basic | standard | premium
visibility|privacy|access$|view$: public | private | full
priority|severity|urgency: low | medium | high
exchange: NASDAQ | NYSE | Binance
engine|provider|service: standard | default | premium
model$: standard | base | large
strategy|policy|policies|behaviou?r|approach: automatic | manual | strict
config|setting|spec$|information$|details?$|metadata|parameters?$|options?$|configuration: standard | default
ext$|extension: pdf | csv | jpg | txt
mhz$: 3550 | 3570 | 3700
hertz$: 16000 | 24000 | 48000
frequency$|recurrence|repeat: daily | weekly | monthly
conference|division: Eastern | Western | Northern
position: goalkeeper | midfielder | defender
surface: clay | grass | hard
color mode|theme$|style$: light | dark | modern | classic
voice|speaker$: Emma | Daniel | Sofia
\bratio\b|aspect: 16:9 | 4:3 | 1:1
blood: A+ | O- | B+
seat: window | aisle
decade: 1970s | 1980s | 1990s | 2000s
avoid: tolls | motorways | ferries
amenit|facilit|feature: pool | free breakfast | parking | wifi | gym | balcony
room$: kitchen | bedroom | living room | office
allerg: peanuts | penicillin | shellfish
instrument: piano | guitar | violin | drums
reaction|emotion|mood|feeling: happy | calm | excited | sad
outcome|result$: success | draw | win
goal$: lose weight | build strength | sleep better | run a half marathon
body part|muscle: back | chest | upper arms | shoulders
season: winter | summer | 2023 | 2024
branch: main | develop
tool|software|stack: Python | Excel | Figma
source|target|origin: web | newsletter | mobile
base$: main | standard
action|command|operation|event: start | stop | update | refresh
types?$|variant|category: standard | basic | premium | personal
"""


def _options(rows: str) -> Cues[tuple[str, ...]]:
    """Read `pattern: option | option` lines."""
    pairs = (row.partition(": ")[::2] for row in rows.strip().splitlines())
    return Cues((pattern, tuple(part.strip() for part in options.split("|"))) for pattern, options in pairs)


_OPTIONS = _options(_ROWS)
_CLASSES = ("standard", "default", "basic", "main", "general", "custom")
_WORDS = (
    "primary", "regular", "express", "premium", "light", "extended", "compact", "advanced", "public", "internal", "external",
    "local", "global", "regional", "classic", "combined", "separate", "simple", "original", "recent", "daily", "alpha", "beta",
    "north", "central", "blue", "green", "fast", "shared", "full",
)  # fmt: skip
_SUFFIXES = ("main", "a", "b", "1", "2", "new")
_PERMISSIONS = ("view files", "edit files", "read contacts", "share links", "manage members", "export data")
_TIPS = (
    "Book a few days ahead", "Bring water and a light jacket", "Start early to avoid the queue", "Check the opening hours first",
    "Keep the receipt", "Take breaks every hour", "Compare two offers before you decide", "Write down the reference number",
)  # fmt: skip
_STEPS = (
    "Gather what you need", "Check the settings", "Follow the main route", "Turn left at the crossing", "Mix the ingredients",
    "Let it rest for ten minutes", "Confirm the details", "Save the changes", "Test the result", "Clean up afterwards",
)  # fmt: skip
_COOKING = (
    "Chop the vegetables", "Heat the oil in a large pan", "Add the spices and stir", "Simmer for fifteen minutes",
    "Season with salt and pepper", "Bring the water to the boil", "Mix everything in a bowl", "Serve while hot",
)  # fmt: skip
_TRAVEL = (
    "Walk to the nearest stop", "Turn left at the crossing", "Continue straight on for 400 metres", "Take the second exit",
    "Change at the central station", "Cross the bridge", "Keep right at the fork",
)  # fmt: skip


_STEPS_OF = Cues(
    (
        (r"recipe|cook|meal|dish|ingredient", _COOKING),
        (r"route|direction|transit|journey|walk|drive", _TRAVEL),
    )
)
_LISTS: Cues[Callable[[Ask], tuple[str, ...]]] = Cues(
    (
        (r"\b(?:step|instruction|direction)s?$", lambda ask: _STEPS_OF.first(ask.gist.about) or _STEPS),
        (r"\b(?:tip|hint|suggestion|recommendation|advice)s?$", lambda ask: _TIPS),
        (r"\b(?:permission|privilege|right)s?$", lambda ask: _PERMISSIONS),
    )
)


def _voucher(ask: Ask) -> str:
    return f"{ask.world.phrase('word', ask.rng).upper()[:8]}{ask.rng.choice((5, 10, 15, 20))}"


def _package(ask: Ask) -> str:
    return f"com.{bare(draw_brand(ask.rng)).replace(' ', '')}.{ask.world.phrase('word', ask.rng)}"


_FORMED: Cues[Callable[[Ask], Any]] = Cues(
    (
        (r"\w at$", draw_datetime),
        (r"\bcidr\b|\bip range", draw_ip),
        (r"promo|coupon|voucher|discount", _voucher),
        (r"dial|calling", lambda ask: ask.world.home.dialling),
        (r"package|bundle", _package),
        (r"\bcapital(?: city)?$", lambda ask: ask.rng.choice(ask.world.cities).name),
    )
)
_PROGRAM = re.compile(r"python|javascript|source code|program|script|compile|snippet")
_PROGRAMS = ("print(sum(range(10)))", "for i in range(3): print(i)", "x = [n * n for n in range(5)]")
_PRICED = re.compile(r"\b(?:price|cost|fee)\b")
_GENERAL_WORD = re.compile(r"\b(?:id|name|value|code|string|the)\b")
_STORED = re.compile(
    r"table|collection|database|index|queue|bucket|dataset|cluster|container|repo"
    r"|pipeline|namespace|network|firewall|topic|instance|host|key"
)


@lru_cache(16384)
def _thing(phrase: str, noun: str) -> tuple[str, bool]:
    """Return what an option is about, and whether that is something stored, which has a name of its own.

    Of anything else only the last word is returned, and that only where it makes a good part of a code.
    """
    head = _GENERAL_WORD.sub("", phrase).strip() or noun
    if _STORED.search(head):
        return head, True
    last = head.split()[-1] if head else ""
    return (last if len(last) <= 16 and last.isalpha() and last.isascii() else ""), False


def draw_code(ask: Ask) -> Any:
    """Draw a short option word for a string that says no more about itself."""
    gist, rng = ask.gist, ask.rng
    phrase = gist.phrase
    form = _FORMED.first(phrase)
    if form is not None:
        return form(ask)
    if phrase == "code" and _PROGRAM.search(gist.about):
        return ask.one_of(*_PROGRAMS)
    if not ask.said and _PRICED.search(phrase):
        return f"{rng.uniform(9, 180):.2f}"
    if phrase in ("type", "kind") and not ask.said and gist.noun:
        return gist.noun
    listed = _LISTS.first(phrase) if gist.slot.path.endswith("[]") else None
    if listed is not None:
        return ask.one_of(*listed(ask))
    options = _OPTIONS.first(phrase)
    if options is not None:
        option = str(ask.one_of(*options))
        return option.split(",")[0] if gist.slot.array else option
    thing, stored = _thing(phrase, gist.noun)
    if stored:
        return slug(thing.replace(" ", "_"), ask)
    if not thing or rng.random() < 0.5:
        return rng.choice(_CLASSES if rng.random() < 0.6 else _WORDS)
    return f"{thing}-{rng.choice(_SUFFIXES)}"


DRAW_CODES = {
    "id": draw_id,
    "uuid": draw_uuid,
    "token": draw_token,
    "resource": draw_resource,
    "domain": draw_domain,
    "url": draw_url,
    "ip": draw_ip,
    "filename": draw_filename,
    "username": draw_username,
    "hashtag": draw_hashtag,
    "stock_symbol": draw_stock,
    "crypto": draw_crypto,
    "currency": draw_currency,
    "language": draw_language,
    "language_code": draw_language_code,
    "country_code": draw_country_code,
    "timezone": draw_timezone,
    "version": draw_version,
    "unit": draw_unit,
    "code": draw_code,
}
