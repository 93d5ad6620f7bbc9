"""A schema for tools that do not say what they return: what a sensible service would answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from toolflow_dataset.types import Tool

from .english import plural, singular
from .result_scene import Scene
from .semantics import name_words

# What is worth knowing about a thing: pattern over the tool's words -> field names.
_FIELDS = tuple(
    (re.compile(rf"\b(?:{pattern})"), fields.split())
    for pattern, fields in (
        (r"playlist", "playlist_title tracks_count owner_name"),
        (r"comment|discussion|repl(?:y|ies)\b", "comment_text author_name posted_at"),
        (r"categor(?:y|ies)\b|genres?\b", "category_name items_count"),
        (r"hashtag", "hashtag posts_count"),
        (r"weather|forecast|climat|temperature", "temperature_celsius conditions humidity_percent wind_speed_kmh"),
        (r"exchange rate|convert(?:er)? currenc|currency conver|forex", "exchange_rate converted_amount"),
        (r"translat", "translated_text detected_language"),
        (r"sentiment|emotion|toxic", "sentiment confidence"),
        (r"spell|grammar|paraphras|rewrite|summar", "text changes_made"),
        (r"stock|share|ticker|equity|etf", "symbol company_name price change_percent"),
        (r"crypto|bitcoin|coin|token price|nft", "coin price_usd change_24h_percent market_cap"),
        (r"news|article|headline|press", "title publisher published_at"),
        (r"song|track|music|lyric", "song_title artist release_year"),
        (r"album", "album_title artist release_year"),
        (r"artist|band|singer", "artist genre monthly_listeners"),
        (r"movie|film|series|anime|tv show|episode", "movie_title release_year rating"),
        (r"book|novel|isbn|library", "book_title author_name published_year"),
        (r"recipe|meal|cocktail|dish|food|nutrition|calor", "dish calories minutes"),
        (r"restaurant|cafe|bar\b", "restaurant_name cuisine rating address"),
        (r"hotel|accommodation|airbnb|hostel", "hotel_name price_per_night rating"),
        (r"flight|airline", "flight_number airline departure_time price"),
        (r"airport", "airport_name iata_code city"),
        (r"train|bus\b|station", "station departure_time platform_number"),
        (r"horoscope|zodiac|\bsign\b|tarot", "sign lucky_number advice"),
        (r"bonds?\b|yield", "bond_name yield_percent maturity_date"),
        (r"matches|fixture|live ?score|odds|h2h|football|soccer|cricket|nba|nfl", "home_team away_team score kickoff_date"),
        (r"standing|league|tournament|season", "team_name points position"),
        (r"team|club|squad|roster", "team_name city wins"),
        (r"player|athlete|driver|fighter|rider", "player_name team_name age"),
        (r"job\b|jobs|vacanc|career", "job_title company_name city salary"),
        (r"property|real estate|listing|apartment|house|rent", "address price bedrooms"),
        (r"product|shop|store|item|goods|amazon|ebay|price|deal", "product price rating"),
        (r"review|rating|feedback", "rating review_text author_name"),
        (r"video|youtube|tiktok|clip|stream|channel", "video_title channel views"),
        (r"image|photo|picture|gif|wallpaper|face|background", "image_url width height"),
        (r"instagram|twitter|tweet|facebook|reddit|social|post\b|follower|profile", "username followers posts_count"),
        (r"email|mailbox", "email is_valid domain"),
        (r"phone|number verif|carrier", "phone_number is_valid country"),
        (r"domain|whois|dns|host|ssl", "domain registrar expires_on"),
        (r"ip\b|geolocation|ip address", "ip_address city country"),
        (r"address|geocod|place|location|city|cities|zip|postal|region", "city country latitude longitude"),
        (r"country|countries", "country capital_city currency_code"),
        (r"order|purchase|checkout", "order_id status total_price"),
        (r"invoice|payment|transaction|charge|refund|payout", "payment_id amount currency status"),
        (r"account|balance|bank|card|wallet", "account_id balance currency"),
        (r"parcel|tracking|shipment|deliver", "tracking_number status expected_delivery_date"),
        (r"user|customer|contact|member|employee|patient|person|people|lead", "full_name email company"),
        (r"vehicle|car\b|vin|plate", "car_model year color"),
        (r"drug|medic|pill|health|disease|symptom|doctor", "medicine dosage_mg advice"),
        (r"exercise|workout|fitness|muscle", "exercise sets_count minutes"),
        (r"word|dictionar|synonym|definition|rhyme", "word definition_text examples_count"),
        (r"joke|humor", "joke"), (r"quote|affirmation|proverb", "quote author_name"), (r"fact|trivia", "fact"),
        (r"event|concert|ticket|calendar|meeting", "event_title start_time place"),
        (r"task|todo|issue|ticket|project", "task_title status due_date"),
        (r"file|document|folder|upload|pdf", "file_name size_kb updated_at"),
        (r"message|sms|chat|mail", "message_id status sent_at"),
        (r"game|steam|pokemon|champion|hero", "game_title genre rating"),
        (r"animal|dog|cat\b|breed", "breed life_span_years weight_kg"),
        (r"quiz|question|exam|course", "course_title questions_count"),
        (r"server|instance|cluster|deploy|status|health ?check|ping", "status version uptime_percent"),
    )
)  # fmt: skip
_PLAIN = ["title", "status", "updated_at"]
_FREE: dict[str, Any] = {"conditions": {"type": "string", "enum": ["clear", "partly cloudy", "overcast", "light rain", "windy", "drizzle"]}, "wind_speed_kmh": {"type": "integer", "minimum": 2, "maximum": 48}, "temperature_celsius": {"type": "number"}, "confidence": {"type": "number", "minimum": 0.5, "maximum": 0.99},
         "sentiment": {"type": "string", "enum": ["positive", "neutral", "negative"]}, "score": {"type": "string", "enum": ["2-1", "0-0", "3-2", "1-0", "1-1", "2-0", "0-3"]},
         "publisher": {"type": "string", "description": "name of the company"}, "registrar": {"type": "string", "description": "name of the company"},
         "joke": {"type": "string", "description": "joke text"}, "fact": {"type": "string", "description": "fact text"}, "quote": {"type": "string", "description": "quote text"},
         "dish": {"type": "string", "description": "name of the dish"}, "definition_text": {"type": "string", "enum": ["a place where ships find shelter", "kind and careful in manner",
         "a light carried in the hand", "the ability to recover quickly", "a wide view of the land"]}, "life_span_years": {"type": "integer", "minimum": 8, "maximum": 16},
         "dosage_mg": {"type": "integer", "enum": [5, 10, 20, 50, 100, 200, 400, 500]}, "channel": {"type": "string", "description": "name of the person"},
         "points": {"type": "integer", "minimum": 12, "maximum": 86}, "wins": {"type": "integer", "minimum": 3, "maximum": 28}, "size_kb": {"type": "integer", "minimum": 12, "maximum": 4800},
         "car_model": {"type": "string", "enum": ["Skoda Octavia", "Volvo XC40", "Fiat 500", "Toyota Corolla", "Ford Focus", "Kia Niro"]}, "kickoff_date": {"type": "string", "format": "date"},
         "price": {"type": "number", "minimum": 4, "maximum": 480}, "tracks_count": {"type": "integer", "minimum": 6, "maximum": 140},
         "items_count": {"type": "integer", "minimum": 3, "maximum": 900}, "hashtag": {"type": "string", "enum": ["travel", "running", "homemade", "vanlife", "booktok", "sunset", "streetart"]},
         "category_name": {"type": "string", "enum": ["news", "music", "sports", "technology", "travel", "food", "science", "comedy"]},
         "comment_text": {"type": "string", "description": "review text"},
         "uptime_percent": {"type": "number", "minimum": 97, "maximum": 99.99}, "price_usd": {"type": "number", "minimum": 0.3, "maximum": 64000},
         "market_cap": {"type": "integer", "minimum": 20000000, "maximum": 900000000}, "changes_made": {"type": "integer", "minimum": 1, "maximum": 9},
         "salary": {"type": "integer", "minimum": 28000, "maximum": 110000}, "weight_kg": {"type": "integer", "minimum": 3, "maximum": 42}}  # fmt: skip
_MANY = re.compile(
    r"\b(?:list|search|all|find|browse|top|trending|popular|latest|recent|nearby|upcoming|results|query|get all|history|suggest\w*|recommend\w*)\b"
)


def invented_facts(scene: Scene) -> dict[str, Any]:
    """Return the properties of one thing that the tool is about."""
    return {field: _FREE.get(field, {}) for field in fields_about(scene.tool)}


def fields_about(tool: Tool) -> tuple[str, ...]:
    """Return the names of what is worth knowing about the thing that a tool is about."""
    return _fields(tool.name, tool.description)


@lru_cache(8192)
def _fields(name: str, description: str) -> tuple[str, ...]:
    words = " ".join(word.lower() for word in name_words(name))
    own = words.split(" for ")[0]
    for text in (_head(own), own, description.lower()[:120], words):
        for pattern, fields in _FIELDS:
            if pattern.search(text):
                return tuple(fields)
    return tuple(_PLAIN)


# What is asked about a thing, not a thing; nor are several things meant where one of these ends in s.
_ASPECT = frozenset("detail details info information data stats statistics settings summary overview list status api v1 v2 v3 "
                    "new id by name get all results search news analysis lyrics quote quotes price prices rate rates daily".split())  # fmt: skip
_PREPOSITION = re.compile(r" (?:by|from|of|in|for|with|using|on|to|at|near) ")


@lru_cache(8192)
def _head(words: str) -> str:
    """Return the noun that a tool's name ends in, aspects of it left aside: `user playlists by id` is about playlists."""
    left = [word for word in _PREPOSITION.split(f"{words} ")[0].split() if word not in _ASPECT]
    return left[-1] if len(left) > 1 else ""


_NOT_A_NAME = re.compile(r"[^a-z0-9]+")


def invented_schema(scene: Scene) -> dict[str, Any]:
    """Return a schema for the answer of a tool without `returns`: by its verb, its noun and its arguments."""
    echoes = [
        given.slot.name
        for given in scene.given
        if worth_echoing(given.slot.kind) and not isinstance(given.value, (list, dict))
    ]
    return schema_about(scene.tool, scene.noun, scene.family, echoes)


def fields_about_noun(noun: str) -> tuple[str, ...]:
    """Return the names of what is worth knowing about a thing; empty if it is none of those known."""
    return next((tuple(fields) for pattern, fields in _FIELDS if pattern.search(noun)), ())


def schema_about(
    tool: Tool, noun: str, family: str, echoes: Sequence[str], fields: Sequence[str] = ()
) -> dict[str, Any]:
    """Return a schema for what a tool answers.

    Args:
        tool: The tool.
        noun: What it is about; may be empty.
        family: What it does, a key of `english.FAMILIES`.
        echoes: Names of arguments that come back.
        fields: Names of what is told of the thing; by the tool's words if left out.
    """
    named = bool(noun)
    noun = singular(noun) if noun else "item"
    noun = noun if len(noun) <= 18 else "item"
    noun = _NOT_A_NAME.sub("_", noun.lower()).strip("_") or "item"
    if family in ("create", "book", "send", "pay", "change", "delete", "play"):
        echoed: dict[str, Any] = {name: {} for name in echoes[:3]}
        return _object({f"{noun}_id": {"type": "string"}, **echoed, "status": {"type": "string"}})
    facts = {field: _FREE.get(field, {}) for field in fields or fields_about(tool)}
    if _gives_many(tool, named, bool(echoes)):
        items = _object(facts)
        return _object(
            {
                **{name: {} for name in echoes[:1]},
                "count": {"type": "integer"},
                _list_name(noun): {"type": "array", "items": items, "minItems": 2, "maxItems": 4},
            }
        )
    return _object({**{name: {} for name in echoes[:2]}, **facts})


def _gives_many(tool: Tool, named: bool, echoes: bool) -> bool:
    words = " ".join(word.lower() for word in name_words(tool.name)).split(" for ")[0]
    if _MANY.search(words):
        return True
    last = words.split()[-1] if named and words else ""
    if last and last not in _ASPECT and last.endswith("s") and not last.endswith(("ss", "us", "is", "news")):
        return True
    return not echoes and _MANY.search(tool.description.lower()[:60]) is not None


def worth_echoing(kind: str) -> bool:
    """Return whether an argument of a kind is told again in the answer."""
    return kind in (
        "city",
        "country",
        "currency",
        "date",
        "id",
        "stock_symbol",
        "crypto",
        "domain",
        "ip",
        "email",
        "phone",
        "person",
        "team",
        "year",
        "query",
        "title",
        "artist",
        "username",
    )


def _list_name(noun: str) -> str:
    return plural(noun.replace("_", " ")).replace(" ", "_")


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}
