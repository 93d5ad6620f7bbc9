"""Identifiers, resource names, addresses of the net, ISO codes and the short words that options take."""

from __future__ import annotations

import random
import re
import zlib
from typing import Any

from .value_ask import Ask, Gist
from .value_grammar import THINGS
from .value_people import bare, draw_brand, draw_company, draw_person

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_HEX = "0123456789abcdef"
_ALNUM = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


def take(rng: random.Random, alphabet: str, count: int) -> str:
    """Draw `count` characters."""
    return "".join([alphabet[int(rng.random() * len(alphabet))] for _ in range(count)])


def reshape(example: str, rng: random.Random) -> str:
    """Return another value of the same form: letters for letters and digits for digits after the first run of letters."""
    head = re.match(r"[A-Za-z]*[-_:/.]?", example)
    kept = head.end() if head else 0
    if kept == len(example) or not re.search(r"\d", example):
        return example
    out = []
    for index, char in enumerate(example):
        if char.isdigit():
            out.append(str(rng.randint(0 if out and out[-1].isdigit() else 1, 9)))
        elif index >= kept and char.isascii() and char.isalpha():
            out.append(
                rng.choice(
                    _HEX[10:]
                    if re.fullmatch(r"[0-9a-f-]+", example)
                    else _LETTERS
                    if char.isupper()
                    else _LETTERS.lower()
                )
            )
        else:
            out.append(char)
    return "".join(out)


_ID_WORDS = frozenset(
    "id ids identifier number no code num ref reference key the guid new old unique primary".split()
)


def _noun(gist: Gist) -> list[str]:
    own = [word.lower() for word in gist.words if word.lower() not in _ID_WORDS]
    return own or (gist.noun.split() if gist.noun else [])


def draw_id(ask: Ask) -> Any:
    """Draw an identifier with the initials of what it identifies: `FL-48213`, `BK7Q2M`."""
    gist, rng = ask.gist, ask.rng
    noun = _noun(gist)
    if ask.said and rng.random() < 0.6:
        # what a dialogue is about is mentioned again: the same booking, the same account
        rng = ask.world.stream("id:" + "-".join(noun))
    if gist.numeric or gist.schema.get("format") in ("int64", "uint64", "int32"):
        return rng.randint(1001, 98999)
    return identifier(gist, noun, rng)


def identifier(gist: Gist, noun: list[str], rng: random.Random) -> str:
    """Return an identifier for a noun, of the form usual for its kind."""
    phrase = gist.phrase
    for shape in gist.shapes:
        if (
            isinstance(shape, str)
            and re.search(r"\d", shape)
            and len(shape) <= 40
            and " " not in shape
            and rng.random() < 0.7
        ):
            return reshape(shape, rng)
    if re.search(r"isbn", phrase):
        return f"978{take(rng, '0123456789', 10)}"
    if re.search(r"\bvin\b", phrase):
        return rng.choice(("WVW", "1HG", "JT2", "WBA")) + take(rng, "ABCDEFGHJKLMNPRSTUVWXYZ0123456789", 14)
    if re.search(r"asin", phrase):
        return "B0" + take(rng, _ALNUM, 8)
    if re.search(r"iban", phrase):
        return rng.choice(("DE", "FR", "ES", "NL")) + take(rng, "123456789", 2) + take(rng, "0123456789", 18)
    if re.search(r"\bbic|swift", phrase):
        return take(rng, _LETTERS, 4) + rng.choice(("DEFF", "FRPP", "GB2L", "NL2A"))
    if re.search(r"imei|ean|gtin|upc|barcode", phrase):
        return take(rng, "123456789", 1) + take(rng, "0123456789", 12)
    if re.search(r"flight (?:number|no|code)", phrase):
        return take(rng, _LETTERS, 2) + str(rng.randint(101, 2989))
    if re.search(r"train (?:number|no)", phrase):
        return rng.choice(("IC", "RE", "EC", "ICE", "TGV")) + f" {rng.randint(11, 989)}"
    if re.search(r"plate|licen[sc]e number|registration", phrase):
        return f"{take(rng, _LETTERS, 2)}{rng.randint(10, 99)} {take(rng, _LETTERS, 3)}"
    if re.search(r"passport", phrase):
        return take(rng, _LETTERS, 2) + str(rng.randint(1000000, 9899999))
    if re.search(r"tracking|parcel|shipment", phrase):
        return rng.choice(("1Z", "JD", "PX")) + take(rng, "0123456789", 10)
    if re.search(r"card", phrase) and re.search(r"number", phrase):
        return "4000 " + " ".join(take(rng, "0123456789", 4) for _ in range(3))
    if re.search(
        r"(?:bank|account|routing|tax|vat|customer|member|phone|policy|invoice|order|case|ticket)\b.*number",
        phrase,
    ):
        return str(rng.randint(10**7, 10**8 - 1))
    if re.search(r"video|youtube", " ".join(noun)) or "youtube" in gist.about:
        return take(rng, _LETTERS + _LETTERS.lower() + "0123456789", 11)
    if re.search(r"imdb", gist.about):
        return "tt" + str(rng.randint(1000000, 9899999))
    joined = "".join(word for word in noun if word.isascii() and word.isalpha())
    if re.search(r"pnr|booking|reservation|confirmation", phrase + joined):
        return (
            joined[:2].upper() + take(rng, _ALNUM, 4)
            if joined and not joined.startswith("pnr")
            else take(rng, _ALNUM, 6)
        )
    if re.search(r"seat", phrase):
        return f"{rng.randint(2, 38)}{rng.choice('ABCDEF')}"
    if re.search(r"\bgate", phrase):
        return f"{rng.choice('ABCD')}{rng.randint(1, 38)}"
    if re.search(r"\broom", phrase) and "number" in phrase:
        return str(rng.randint(101, 912))
    initials = (
        "".join(word[0] for word in noun if word[0].isalpha() and word.isascii())
        if len(noun) > 1
        else joined[:2]
    )
    initials = initials.upper()[:3]
    if not initials or re.search(
        r"\b(?:user|account|project|team|league|player|match|game|page|post|category|group|advertiser|profile|partner|merchant|customer)\b",
        phrase,
    ):
        return str(rng.randint(10021, 989999))
    style = zlib.crc32(joined.encode()) % 3
    if style == 0:
        return initials + take(rng, _ALNUM, 5)
    return f"{initials}-{rng.randint(1021, 98999)}"


def draw_uuid(ask: Ask) -> str:
    """Draw a version 4 UUID."""
    text = take(ask.rng, _HEX, 32)
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-{ask.rng.choice('89ab')}{text[17:20]}-{text[20:]}"


def draw_token(ask: Ask) -> str:
    """Draw a key, password or page token."""
    phrase, rng = ask.gist.phrase, ask.rng
    if re.search(r"password|secret word|passcode", phrase):
        words = [ask.world.phrase("word", rng) for _ in range(2)]
        return f"{words[0].capitalize()}-{words[1].capitalize()}-{rng.randint(11, 98)}"
    if re.search(r"\b(?:pin|otp|captcha|nonce)", phrase):
        return str(rng.randint(100001, 998999))
    if re.search(r"wallet|contract|token address|\bhash", phrase):
        return "0x" + take(rng, _HEX, 40)
    if re.search(r"mac address", phrase):
        return ":".join(take(rng, _HEX, 2) for _ in range(6))
    if re.search(r"page|cursor|continu", phrase):
        return "CAE" + take(rng, _ALNUM, 5) + "gAQ"
    if re.search(r"etag|fingerprint|signature", phrase):
        return take(rng, _HEX, 12)
    if re.search(r"user agent", phrase):
        return rng.choice(("iPhone", "Firefox", "Android", "Chrome"))
    if re.search(r"host$", phrase):
        return draw_domain(ask)
    return take(rng, _HEX, 24)


_SEGMENT = re.compile(
    r"[`'\"]?((?:/{0,2}[\w.-]+/)?(?:[a-zA-Z]\w*/(?:\{[^}/]+\}|\[[^\]/]+\]|\*+|[A-Z][A-Z_]+|-|[a-z0-9-]*\d[\w-]*)/?)+(?:[a-zA-Z]\w*(?:/(?:\{[^}/]+\}|\*+|[A-Z][A-Z_]+|\w+))?)?)"
)  # noqa: E501
_ROOTS = ("projects", "organizations", "folders", "accounts", "billingAccounts", "properties", "customers", "enterprises", "spaces", "courses",
          "users", "partners", "advertisers", "networks", "namespaces", "apps", "applications", "sites", "bidders", "devices")  # fmt: skip
_NUMBERED = frozenset(
    "account property customer advertiser partner network organization folder billing_account billingaccount organisation user".split()
)


_ROOTED = re.compile(rf"\b((?:{'|'.join(_ROOTS[:12])})(?:/[\w{{}}*\[\].-]*[\w}}*\]]){{1,12}})")


def draw_resource(ask: Ask) -> str:
    """Name a resource: the pattern of its description filled in, or a slug where it is a single name."""
    gist = ask.gist
    match = _ROOTED.search(gist.description) or _SEGMENT.search(gist.description)
    if match and "/" in match[1].strip("/"):
        return fill_pattern(match[1].strip("/`"), ask)
    leaf = gist.words[-1] if gist.words else "name"
    if leaf in ("name", "parent", "resource", "names", "path") or gist.phrase in (
        "service account",
        "operation",
    ):
        path = _path_of_owner(gist.slot.owner, leaf)
        if path:
            return fill_pattern(path, ask)
    return _slug(gist.words[0] if gist.words else leaf, ask)


def _path_of_owner(owner: str, leaf: str) -> str:
    """Return the collections that a REST method's name walks through: `x_projects_locations_keys_list` and parent."""
    name = owner.split(maxsplit=1)[0] if owner.strip() else ""
    parts = name.split("_")
    start = next((index for index, part in enumerate(parts) if part in _ROOTS), None)
    collections = [part for part in parts[1 if start is None else start : -1] if part.endswith("s")]
    if not collections:
        return ""
    if start is None:
        collections.insert(0, "projects")
    if leaf == "parent" and len(collections) > 1:
        collections = collections[:-1]
    return "/".join(f"{part}/{{{_one(part)}}}" for part in collections)


def _one(plural: str) -> str:
    return plural[:-3] + "y" if plural.endswith("ies") else plural[:-1] if plural.endswith("s") else plural


def fill_pattern(pattern: str, ask: Ask) -> str:
    """Fill `projects/{project}/locations/{location}` with the dialogue's project and region."""
    segments = pattern.strip("/").split("/")
    out: list[str] = []
    rooted = segments[0] in _ROOTS
    for position, segment in enumerate(segments):
        variable = re.fullmatch(r"[\{\[]([^}\]]*)[\}\]]", segment)
        wild = segment in ("*", "**") or (re.fullmatch(r"[A-Z][A-Z_0-9]+", segment) is not None)
        if (
            variable is None
            and not wild
            and not (out and re.search(r"\d", segment) and not re.fullmatch(r"v\d\w*", segment))
            and not (rooted and position % 2 and segment not in ("-", "global"))
        ):
            out.append(segment)
            continue
        name = variable[1] if variable else segment if not segment.startswith("*") else ""
        name = re.split(r"[=:]", name)[0].lower() or _one(out[-1] if out else "resource").lower()
        if variable is None and re.fullmatch(r"\d+", segment):
            out.append(_digits(name, len(segment), ask))
            continue
        out.append(_slug(_one(out[-1]) if name in ("id", "name") and out else name, ask))
    return "/".join(out)


def _digits(name: str, length: int, ask: Ask) -> str:
    stream = ask.world.stream(f"resource:{name}:{int(ask.rng.random() * 3)}")
    return take(stream, "123456789", 1) + take(stream, "0123456789", max(3, min(length, 12)) - 1)


_PURPOSE = ("orders", "billing", "search", "checkout", "media", "staging", "backup", "reports", "events", "payments", "catalog", "sessions", "images",
            "invoices", "support", "web", "metrics", "archive", "intake", "mobile")  # fmt: skip
_SUFFIX = ("prod", "dev", "main", "v2", "eu", "test", "primary", "east", "nightly", "blue")


def _slug(name: str, ask: Ask) -> str:
    """Return a lower-case hyphened name for one segment; project and region are the dialogue's own."""
    key = re.sub(r"[^a-z]+", "_", name.lower()).strip("_")
    key = re.sub(r"(?:_id|_name|_number|id)$", "", key) or key
    world = ask.world
    if key.startswith("project"):
        return world.project
    if key in ("location", "region") or key.endswith("_location") or key.endswith("_region"):
        return world.cloud_region
    if key == "zone":
        return f"{world.cloud_region}-{world.stream('zone').choice('abc')}"
    stream = world.stream(f"resource:{key}:{int(ask.rng.random() * 3)}")
    if key in _NUMBERED:
        return str(stream.randint(100482, 98934210))
    if key in ("version", "revision", "api_version"):
        return str(stream.randint(1, 12))
    if key in ("operation", "execution", "run", "evaluation", "session", "conversation"):
        return f"{key}-{stream.randint(10234, 98765)}"
    return f"{stream.choice(_PURPOSE)}-{stream.choice((*_SUFFIX, _noun_slug(key), _noun_slug(key)))}"


def _noun_slug(key: str) -> str:
    word = key.split("_")[-1]
    return word if 2 < len(word) <= 12 else "main"


def draw_domain(ask: Ask) -> str:
    """Draw a domain, of a company."""
    name = bare(draw_company(ask.rng) if ask.rng.random() < 0.6 else ask.world.company).replace(" ", "")
    return f"{name}.{ask.one_of('com', 'com', 'org', 'net', 'io', 'co')}"


_FILE_WORDS = THINGS["theme"]


def draw_url(ask: Ask) -> str:
    """Draw a web address whose path fits the name."""
    gist, rng = ask.gist, ask.rng
    phrase = gist.phrase + " " + gist.slot.owner[:60].lower()
    site = draw_domain(ask)
    slug = bare(rng.choice(_FILE_WORDS)).replace(" ", "-")
    social = re.search(r"linkedin|instagram|twitter|facebook|tiktok|github", gist.phrase)
    if social:
        return f"https://www.{social[0]}.com/{'in/' if social[0] == 'linkedin' else ''}{draw_username(ask)}"
    if re.search(r"youtube|youtu", gist.about):
        return f"https://www.youtube.com/watch?v={take(rng, _LETTERS + _LETTERS.lower(), 11)}"
    if re.search(r"image|photo|picture|img|thumbnail|avatar|logo|face|cover|poster|icon", phrase):
        return f"https://{site}/images/{slug}-{rng.randint(1, 99)}.jpg"
    if re.search(r"video|clip", phrase):
        return f"https://{site}/videos/{slug}.mp4"
    if re.search(r"audio|song|sound|podcast", phrase):
        return f"https://{site}/audio/{slug}.mp3"
    if re.search(r"pdf|document|file", phrase):
        return f"https://{site}/files/{slug}.pdf"
    if re.search(r"webhook|callback|endpoint|notify", phrase):
        return f"https://hooks.{site}/{rng.choice(('orders', 'events', 'status', 'updates'))}"
    if re.search(r"feed|rss", phrase):
        return f"https://{site}/feed.xml"
    if re.search(r"home ?page|web ?site|domain|site", phrase) and rng.random() < 0.7:
        return f"https://{site}"
    return f"https://{site}/{rng.choice(('blog', 'news', 'articles', 'p'))}/{slug}"


def draw_ip(ask: Ask) -> str:
    """Draw an IPv4 address from the ranges kept for documentation (RFC 5737), or IPv6 where wanted."""
    if ask.gist.schema.get("format") == "ipv6" or "ipv6" in ask.gist.phrase:
        return f"2001:db8::{take(ask.rng, _HEX[1:], 1)}{take(ask.rng, _HEX, 3)}"
    return f"{ask.one_of('192.0.2', '198.51.100', '203.0.113')}.{ask.rng.randint(2, 254)}"


def draw_filename(ask: Ask) -> str:
    """Draw a file name with a fitting ending."""
    gist, rng = ask.gist, ask.rng
    stem = bare(ask.world.phrase("matter" if rng.random() < 0.7 else "theme", rng)).replace(" ", "-")
    about = gist.phrase + " " + gist.slot.owner[:120].lower()
    for pattern, endings in (
        (r"image|photo|picture|avatar|logo|ocr|face|screenshot", ("jpg", "png")),
        (r"audio|voice|speech|sound|song|transcri", ("mp3", "wav")),
        (r"video|clip", ("mp4", "mov")),
        (r"sheet|table|csv|import|rows", ("csv", "xlsx")),
        (r"slide|present", ("pptx",)),
    ):
        if re.search(pattern, about):
            return f"{stem}.{rng.choice(endings)}"
    return f"{stem}.{rng.choice(('pdf', 'docx', 'pdf', 'txt', 'xlsx'))}"


def draw_username(ask: Ask) -> str:
    """Draw a handle."""
    rng = ask.rng
    if rng.random() < 0.4:
        return bare(ask.world.me.name).replace(" ", ".")
    person = draw_person(rng, ask.world.home)
    first = bare(person.first).replace(" ", "") or "sam"
    return rng.choice(
        (
            f"{first}{rng.randint(11, 98)}",
            f"{first}.{bare(person.last).replace(' ', '')}",
            f"{ask.world.phrase('word', rng)}{first}",
            f"{first}writes",
            f"the{first}",
        )
    )


def draw_hashtag(ask: Ask) -> str:
    """Draw a hashtag; with the sign only where the description shows it."""
    tag = "".join(
        word.capitalize()
        for word in bare(ask.world.phrase("hobby" if ask.rng.random() < 0.6 else "theme", ask.rng)).split()
    )
    return f"#{tag}" if "#" in ask.gist.description else tag.lower()


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
_COINS = (
    ("BTC", "bitcoin"),
    ("ETH", "ethereum"),
    ("SOL", "solana"),
    ("ADA", "cardano"),
    ("DOT", "polkadot"),
    ("LTC", "litecoin"),
    ("XRP", "ripple"),
    ("DOGE", "dogecoin"),
    ("LINK", "chainlink"),
    ("XMR", "monero"),
)


def draw_stock(ask: Ask) -> str:
    """Draw a ticker symbol."""
    if re.search(r"forex|currency|\bfx\b", ask.gist.about):
        return f"{ask.world.currency}{ask.world.other_currency}"
    return str(ask.one_of(*_STOCKS))


def draw_crypto(ask: Ask) -> str:
    """Draw a coin, as a symbol or by name as the slot wants it."""
    symbol, name = ask.one_of(*_COINS)
    if re.search(r"pair|btcusd|btc-usd", ask.gist.about):
        return f"{symbol}USD"
    named = re.search(r"\bid\b|\bname|slug", ask.gist.phrase) or any(
        str(shape).islower() for shape in ask.gist.shapes
    )
    return str(name if named else symbol)


def draw_currency(ask: Ask) -> str:
    """Give the dialogue's currency, or the one to exchange into."""
    gist, world = ask.gist, ask.world
    lower = any(isinstance(shape, str) and shape.islower() and len(shape) == 3 for shape in gist.shapes)
    other = re.search(r"\b(?:to|target|quote|dest\w*|want|second|2)\b", gist.phrase)
    code = world.other_currency if other else world.currency
    if ask.rng.random() < 0.15:
        code = str(ask.one_of("EUR", "USD", "GBP", "JPY", "CHF", "CAD", "AUD"))
    return code.lower() if lower else code


_LANGUAGES = {"en": "English", "es": "Spanish", "fr": "French", "de": "German", "it": "Italian", "pt": "Portuguese", "nl": "Dutch", "sv": "Swedish",
              "ja": "Japanese", "ko": "Korean", "zh": "Chinese", "ar": "Arabic", "hi": "Hindi", "pl": "Polish", "tr": "Turkish", "da": "Danish"}  # fmt: skip


def draw_language(ask: Ask) -> str:
    """Draw a language by its English name."""
    return _LANGUAGES[_language(ask)]


def _language(ask: Ask) -> str:
    phrase, world = ask.gist.phrase, ask.world
    if re.search(r"\b(?:to|target|into|dest\w*)\b", phrase):
        there = world.trip.language
        return (
            there
            if there in _LANGUAGES and there != "en"
            else world.stream("language").choice(("es", "fr", "de", "it", "ja"))
        )
    if re.search(r"\b(?:from|source)\b", phrase):
        return "en"
    return str(ask.one_of(*_LANGUAGES, "en", "en", "en", "es", "fr", "de"))


def draw_language_code(ask: Ask) -> str:
    """Draw a language code, with a country where the description or its examples show one."""
    code = _language(ask)
    regional = {"en": "US", "es": "ES", "fr": "FR", "de": "DE", "it": "IT", "pt": "BR", "nl": "NL", "sv": "SE", "ja": "JP", "ko": "KR", "zh": "CN",
                "ar": "EG", "hi": "IN", "pl": "PL", "tr": "TR", "da": "DK"}  # fmt: skip
    example = next((shape for shape in ask.gist.shapes if isinstance(shape, str)), ask.gist.description)
    match = re.search(r"\b[a-z]{2}([-_])([A-Z]{2}|[a-z]{2})\b", example)
    if match or ask.gist.words[-1:] == ("locale",):
        return f"{code}{match[1] if match else '-'}{regional[code]}"
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


def draw_version(ask: Ask) -> str:
    """Draw a version number."""
    rng = ask.rng
    if re.search(r"\bapi", ask.gist.phrase):
        return str(ask.one_of("v1", "v2", "v3"))
    return f"{rng.randint(1, 5)}.{rng.randint(0, 9)}" + (
        f".{rng.randint(0, 9)}" if rng.random() < 0.4 else ""
    )


def draw_unit(ask: Ask) -> str:
    """Draw a unit that fits the description."""
    about = ask.gist.about
    for pattern, units in (
        (r"temperature|weather|forecast", ("metric", "imperial", "celsius")),
        (r"speed|wind", ("km/h", "mph")),
        (r"weight|mass", ("kg", "lb")),
        (r"distance|length|radius|route|height", ("km", "miles")),
        (r"volume|ingredient|recipe|food", ("cups", "ml", "g")),
        (r"memory|storage|size", ("MB", "GB")),
        (r"time|duration|period", ("days", "hours", "minutes")),
    ):
        if re.search(pattern, about):
            return str(ask.one_of(*units))
    return str(ask.one_of("metric", "imperial"))


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
class$|cabin: economy | business
size$: small | medium | large
shape: round | square | oval
environment|env$|stage: production | staging | development
mask$|fields?$|part$|include|expand|select|columns: name | title | name,status | title,description | id,name | displayName,labels
filter: status:active | name:report | state=ACTIVE | type:invoice
platform|console$|device type: ios | android | web | pc
network$|chain$|blockchain: ethereum | polygon | default
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
frequency|recurrence|repeat: daily | weekly | monthly
conference|division: Eastern | Western | Northern
position: goalkeeper | midfielder | defender
surface: clay | grass | hard
color mode|theme$|style$: light | dark | modern | classic
voice|speaker$: Emma | Daniel | Sofia
ratio|aspect: 16:9 | 4:3 | 1:1
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
body part|muscle|target: back | chest | upper arms | shoulders
season: winter | summer | 2023 | 2024
branch: main | develop
tool|software|stack: Python | Excel | Figma
source|target|origin: web | newsletter | mobile
base$: main | standard
action|command|operation|event: start | stop | update | refresh
types?$|variant|category: standard | basic | premium | personal
"""
_OPTIONS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (re.compile(row.partition(": ")[0]), tuple(part.strip() for part in row.partition(": ")[2].split("|")))
    for row in _ROWS.strip().splitlines()
)
_CLASSES = (
    "standard",
    "regional",
    "seasonal",
    "classic",
    "local",
    "modern",
    "annual",
    "basic",
    "northern",
    "family",
    "evening",
    "early",
)


def draw_code(ask: Ask) -> Any:
    """Draw a short option word for a string that says no more about itself."""
    gist, rng = ask.gist, ask.rng
    phrase = gist.phrase
    if re.search(r"promo|coupon|voucher|discount", phrase):
        return f"{ask.world.phrase('word', rng).upper()[:8]}{rng.choice((5, 10, 15, 20))}"
    if re.search(r"dial|calling", phrase):
        return ask.world.home.dialling
    if re.search(r"package|bundle", phrase):
        return f"com.{bare(draw_brand(rng)).replace(' ', '')}.{ask.world.phrase('word', rng)}"
    if phrase == "code" and re.search(
        r"python|javascript|source code|program|script|compile|snippet", gist.about
    ):
        return str(
            ask.one_of(
                "print(sum(range(10)))", "for i in range(3): print(i)", "x = [n * n for n in range(5)]"
            )
        )
    if re.search(r"^(?:type|kind)$", phrase) and not ask.said and gist.noun:
        return gist.noun
    for pattern, options in _OPTIONS:
        if pattern.search(phrase):
            option = str(ask.one_of(*options))
            return option.split(",")[0] if gist.slot.array else option
    head = re.sub(r"\b(?:id|name|value|code|string|the)\b", "", phrase).strip() or gist.noun
    if re.search(
        r"table|collection|database|index|queue|bucket|dataset|cluster|container|repo|pipeline|namespace|topic|instance|host|key",
        head,
    ):
        return _slug(head.replace(" ", "_"), ask)
    head = head.split()[-1] if head else ""
    if not head or len(head) > 16:
        return ask.world.phrase("word", rng)
    return f"{rng.choice(_CLASSES)} {head}"


DRAW_CODES = {
    "id": draw_id, "uuid": draw_uuid, "token": draw_token, "resource": draw_resource, "domain": draw_domain, "url": draw_url, "ip": draw_ip,
    "filename": draw_filename, "username": draw_username, "hashtag": draw_hashtag, "stock_symbol": draw_stock, "crypto": draw_crypto,
    "currency": draw_currency, "language": draw_language, "language_code": draw_language_code, "country_code": draw_country_code,
    "timezone": draw_timezone, "version": draw_version, "unit": draw_unit, "code": draw_code,
}  # fmt: skip
