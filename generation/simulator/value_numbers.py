"""Amounts, counts and measures of a size that makes sense for what they measure."""

from __future__ import annotations

import math
import re
from typing import Any

from .value_ask import Ask
from .value_cues import Cues
from .value_places import scale_of

Range = tuple[float, float, int]


def _ranges(text: str) -> Cues[Range]:
    """Read lines of a pattern, the least value, the greatest and the decimals."""
    rows = (line.rsplit(None, 3) for line in text.strip().splitlines())
    return Cues(((row[0], (float(row[1]), float(row[2]), int(row[3]))) for row in rows), words=True)


# pattern over name, description and owner: low, high, decimals
_AMOUNTS = _ranges(r"""
crypto|bitcoin|coin|token 0.05 4 2
salary|income|wage|compensation 32000 118000 0
house|home price|property|mortgage|real estate|apartment price 180000 720000 0
loan|principal|financ 5000 60000 0
rent\b|monthly rent 650 2400 0
market cap|revenue|turnover|volume 1200000 98000000 0
invest|saving|portfolio|retirement 500 20000 0
balance 960 8600 2
flight|airfare|fare for all 80 780 2
hotel|night|room|stay|accommodation 65 340 2
daily rate|car|rental|hire 28 140 2
kwh|litre|liter|gallon|fuel 0.2 2.2 2
parking|hour 1.5 8 2
taxi|ride|uber|fare|bus\b|train 7 85 2
fee|charge|commission|tip|shipping|delivery cost|postage 1.5 25 2
ticket|concert|event|cinema 12 120 2
meal|food|dish|restaurant|drink|menu 8 42 2
phone|laptop|electronic|tv\b|computer 180 1400 2
stock|share price|close|open price|ticker 18 420 2
budget|order total|total|invoice|cart 35 640 2
donat|gift|transfer|payment|pay\b|deposit|send 20 450 2
""")
_NUMBERS = _ranges(r"""
bid\b|ask\b|bid price|ask price 18 420 2
policy version 1 3 0
^start\b$|^offset\b$|^skip\b$ 0 50 0
version 1 9 0
child\w* ages?|ages? of (?:the )?child 2 12 0
ages?\b 19 71 0
feels like|temperature|temp\b|celsius|fahrenheit|dew point|high\b.*temp|low\b.*temp -4 31 0
humidity|cloud cover|cloudiness 35 92 0
wind|gust 4 38 0
pressure|barometer 996 1031 0
visibility 4 20 0
uv 1 9 0
air quality|aqi|pm2|pm10 12 140 0
rain|precipitation|snow 0 14 1
wave 0.3 2.8 1
rating|stars|review score 3.4 4.9 1
heart rate|pulse|bpm 58 112 0
systolic 108 142 0
diastolic 68 92 0
glucose 78 140 0
calorie|kcal|energy 140 780 0
protein|carb|fat\b|fiber|sugar 3 58 0
steps? 3200 12800 0
height.*(?:inch|feet|ft) 4 7 0
height|stature 152 194 0
weight.*(?:kg|kilo|person|body|bmi) 52 96 0
bmi 19 31 1
weight 1 24 1
radius 1 25 0
distance|mileage|length of the (?:way|route) 1.2 38 1
altitude|elevation 12 1850 0
speed 18 110 0
width|height.*(?:image|pixel|px|screen|thumbnail)|image|pixel|resolution 320 1920 0
volume|brightness|loudness|level|opacity 10 90 0
battery|confidence|relevance|progress|completion|percent 35 98 0
score 55 97 0
rank|position|ranking|index|sequence|priority|step\b|round|week|gameweek|matchday 1 12 0
^status\b|status code|http code 200 200 0
latency|response time 28 420 0
exchange rate 0.72 1.46 4
change|difference|delta -3.6 4.8 2
size.*(?:kb|kilobyte) 24 4800 0
size|capacity|memory|disk|storage 8 512 0
views|plays|followers|subscribers|listeners|downloads|likes 1200 480000 0
population 48000 4200000 0
port\b 8000 9090 0
floor|gate|platform|room 1 24 0
day of|\bday\b 1 28 0
hour 7 19 0
minute 5 55 0
""")
_COUNTS = _ranges(r"""
adult 1 3 0
child|kid|infant|pet 1 3 0
passenger|guest|people|person|traveller|party|attendee|participant|diner|seats?|tickets? 2 6 0
room|bedroom|bathroom|bed 1 4 0
bag|luggage 1 3 0
star 3 5 0
serving|portion|copies|quantity|units?|items? 1 6 0
stock|inventory|available|remaining 3 180 0
view|follower|subscriber|listener|like|download|visit|population|vote 1200 480000 0
review|rating|comment|reply 12 2400 0
word|char 50 400 0
question|paragraph|sentence|result|record 3 12 0
retry|attempt|replica|node|instance|core|cpu 1 8 0
""")
_DURATIONS = _ranges(r"""
prefix length 16 26 0
milli|ms\b 250 5000 0
delay|late 5 55 0
second|timeout 30 300 0
held|wait|walk|until|arrives? in|\beta\b 3 25 0
minute|duration|length|runtime 20 180 0
hour|tenure.*hour 1 8 0
night 1 7 0
month|term|tenure 6 36 0
year 1 25 0
week 1 8 0
day|period|ttl|lifetime|lead 2 14 0
""")
_NICE = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 7.5, 8, 9)


# by kind: the table, and what holds where no row does
_TABLES: dict[str, tuple[Cues[Range], Range]] = {
    "amount": (_AMOUNTS, (9, 180, 2)),
    "count": (_COUNTS, (2, 24, 0)),
    "duration": (_DURATIONS, (10, 90, 0)),
}
_ANY: Range = (1, 60, 0)
_EXTENT = re.compile(r"\b(?:width|height)\b")
_WARMTH = re.compile(r"\btemperature|\btemp\b|\bdegrees\b|\bsetpoint")
_INDOORS = re.compile(r"\bthermostat|\bheating\b|\broom temperature|\bindoors?\b")
_PICTURE = re.compile(r"image|photo|picture|thumbnail|pixel|screen|video|captcha|wallpaper|avatar")


def _range(kind: str, phrase: str, about: str) -> Range:
    if kind in _TABLES:
        table, usual = _TABLES[kind]
        return table.first(phrase, about) or usual
    if _EXTENT.search(phrase) and _PICTURE.search(about):
        return 320, 1920, 0
    if _WARMTH.search(phrase) and _INDOORS.search(about):
        return 19, 24, 0
    return _NUMBERS.first(phrase) or _COUNTS.first(phrase) or _NUMBERS.first(about) or _ANY


def round_off(value: float, decimals: int) -> float | int:
    """Round as people write numbers; a whole number is an int."""
    value = round(value, decimals)
    return int(value) if decimals == 0 else value


def _nice(value: float) -> float:
    """Round to one or two leading digits, as people say amounts."""
    if value <= 0:
        return round(value, 2)
    power = 10.0 ** math.floor(math.log10(value))
    return min(_NICE, key=lambda factor: abs(factor * power - value)) * power


def bounds(schema: dict[str, Any]) -> tuple[float, float]:
    """Return the least and greatest value that a schema allows, exclusive bounds counted as reached."""
    low = [schema[key] for key in ("minimum", "exclusiveMinimum") if _is_number(schema.get(key))]
    high = [schema[key] for key in ("maximum", "exclusiveMaximum") if _is_number(schema.get(key))]
    return max(low, default=-math.inf), min(high, default=math.inf)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _shown(ask: Ask) -> float | int | None:
    """Draw a number like the one that the schema shows where nothing is known but that; None without one.

    A small whole number is often one of a few that are allowed, so nothing above it is drawn.
    """
    example: float | None = next(
        (shape for shape in ask.gist.shapes if _is_number(shape) and shape > 0), None
    )
    if example is None or _range("number", ask.gist.phrase, ask.gist.about) is not _ANY:
        return None
    if float(example).is_integer() and example <= 10:
        return ask.rng.randint(1, int(example))
    drawn = example * ask.rng.uniform(0.6, 1.4)
    return round(drawn) if float(example).is_integer() else round(drawn, 2)


def draw_number(ask: Ask) -> float | int:
    """Draw an amount, count, duration or measure within the schema's bounds."""
    gist, rng = ask.gist, ask.rng
    kind = gist.slot.kind
    least, most = bounds(gist.schema)
    if kind == "number" and gist.type != "" and (shown := _shown(ask)) is not None and least <= shown <= most:
        return shown
    low, high, decimals = _range(kind, gist.phrase, gist.about)
    if kind == "amount" and not ask.said and least == -math.inf and most == math.inf:
        scale = scale_of(ask.world.currency)
        low, high, decimals = low * scale, high * scale, 0 if scale > 1 else decimals
    if "fahrenheit" in gist.phrase:
        low, high = 25, 88
    if least > -math.inf or most < math.inf:
        inside_low, inside_high = max(low, least), min(high, most)
        if inside_low < inside_high:
            low, high = inside_low, inside_high
        else:
            low = least if least > -math.inf else most - max(10.0, abs(most) * 0.4)
            high = most if most < math.inf else least + max(10.0, abs(least) * 0.5)
        if kind in ("number", "count") and most < math.inf and least > -math.inf and not ask.said:
            low, high = least + (most - least) * 0.06, most - (most - least) * 0.06
    first = gist.words[0] if gist.words else ""
    if first in ("minimum", "lowest", "low"):
        high = low + (high - low) * 0.4
    elif first in ("maximum", "highest", "high"):
        low += (high - low) * 0.6
    if high / low > 40 if low > 0 else False:
        value = math.exp(rng.uniform(math.log(low), math.log(high)))
    else:
        value = rng.uniform(low, high)
    if gist.type == "integer":
        decimals = 0
    if (
        high - low < 3
        and decimals == 0
        and gist.type != "integer"
        and kind not in ("count", "duration", "limit")
    ):
        decimals = 1 if high - low >= 0.5 else 2
    if kind == "amount" and ask.said:
        value = _nice(value)
        return (
            int(value)
            if value >= 5 and float(value).is_integer()
            else round_off(value, 0 if gist.type == "integer" else 2)
        )
    if kind == "amount" and decimals == 2 and rng.random() < 0.4:
        value = math.floor(value) + ask.one_of(0.5, 0.9, 0.95, 0.99, 0.0)
    if ask.said and kind in ("duration", "number") and value >= 20 and decimals == 0:
        step = 5 if value < 100 else 10 if value < 1000 else 100
        value = round(value / step) * step
    return round_off(value, decimals)


_DISCOUNT = re.compile(r"discount|tip|vat|fee")
_CHANGE = re.compile(r"change|difference|delta|growth|gain|performance")
_INTEREST = re.compile(r"interest|apr|tax|inflation|growth")


def draw_percent(ask: Ask) -> float | int:
    """Draw a share in percent, or a fraction where the schema ends at one."""
    gist, rng = ask.gist, ask.rng
    least, most = bounds(gist.schema)
    if most <= 1:
        return round(rng.uniform(max(least, 0.05), most), 2)
    if _CHANGE.search(gist.phrase) and least < 0:
        return round(rng.uniform(max(least, -5.5), min(most, 7.5)), 2)
    if "exchange" in gist.about and "rate" in gist.words:
        return round(rng.uniform(0.72, 1.46), 4)
    if _INTEREST.search(gist.phrase) or (gist.words and gist.words[-1] == "rate"):
        return round(rng.uniform(1.5, 7.5), 0 if gist.type == "integer" else ask.one_of(1, 2))
    if _DISCOUNT.search(gist.about):
        return int(ask.one_of(5, 10, 12, 15, 18, 20, 25))
    low, high = max(least, 4), min(most, 96)
    if low > high:
        low, high = min(least, most), max(least, most)
    value = int(rng.uniform(low, high))
    return value if not ask.said or low > 5 or high < 95 else max(5, round(value / 5) * 5)


_OFFSET = re.compile(r"\boffset|\bskip|\bstart")
_PAGE = re.compile(r"\bpage$|\bpage (?:number|index)")


def draw_limit(ask: Ask) -> int:
    """Draw a page, an offset or a number of results."""
    gist = ask.gist
    if _OFFSET.search(gist.phrase):
        return int(ask.one_of(0, 10, 20, 50, 100))
    if _PAGE.search(gist.phrase):
        return int(ask.one_of(1, 1, 2, 3, 4))
    return int(ask.one_of(3, 5, 5, 10, 10, 15, 20, 25, 50))


_BOTH = re.compile(r"coord|longitude|lng|\bll\b")
_DESTINATION = re.compile(r"\b(?:dest|to|end|drop|2|b)\w*")


def draw_latitude(ask: Ask) -> Any:
    """Give the latitude of a place of the dialogue, or both coordinates where one string holds them."""
    if not ask.gist.numeric and _BOTH.search(ask.gist.phrase + ask.gist.description.lower()):
        return f"{_coordinate(ask, 'latitude')},{_coordinate(ask, 'longitude')}"
    return _coordinate(ask, "latitude")


def draw_longitude(ask: Ask) -> float:
    """Give the longitude of the same place as the latitude."""
    return _coordinate(ask, "longitude")


def _coordinate(ask: Ask, axis: str) -> float:
    cities = [city for city in ask.world.cities if not math.isnan(city.latitude)]
    end = _DESTINATION.search(ask.gist.phrase.replace(axis, "")) is not None
    return round(float(getattr(cities[1 if end else 0], axis)), 4)


DRAW_NUMBERS = {
    "amount": draw_number,
    "count": draw_number,
    "number": draw_number,
    "duration": draw_number,
    "percent": draw_percent,
    "limit": draw_limit,
    "latitude": draw_latitude,
    "longitude": draw_longitude,
}
