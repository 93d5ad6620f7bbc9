"""Written text: which phrase of the grammar a slot gets."""

from __future__ import annotations

import re
from typing import Any

from .semantics import Slot
from .value_ask import Ask, Gist, gist_of
from .value_cues import Cues
from .value_names import (
    draw_address,
    draw_airport,
    draw_city,
    draw_company_name,
    draw_country,
    draw_email,
    draw_first_name,
    draw_last_name,
    draw_place,
    draw_region,
    draw_who,
)
from .value_people import draw_brand, draw_job, draw_phone, draw_street, draw_zip
from .value_resources import slug

_TEXTS = Cues(
    (
        (r"auto ?reply|automatic reply|out of office|absence|vacation", "absence"),
        (r"subject|headline", "subject"),
        (r"lyric|first lines", "lyrics"),
        (r"remind", "reminder"),
        (r"reason|why|explanation|justification", "reason"),
        (r"special request|preference|special instruction|delivery instruction|request$", "request"),
        (r"joke", "joke"),
        (r"quote$|saying|proverb|affirmation", "quote"),
        (r"slogan|tagline", "slogan"),
        (r"fact\b|trivia", "fact"),
        (r"advice|tip$|recommendation", "advice"),
        (r"steps?$|instruction|direction", "instruction"),
        (r"condition$|weather|sky|forecast", "weather"),
        (r"question|ask\b", "question"),
        (r"review|feedback|testimonial", "review"),
        (r"gift|greeting card|card", "card_note"),
        (r"comment|note|remark|memo", "note"),
        (r"descri|summary|bio\b|about|overview|purpose|abstract|detail", "description"),
        (r"message|body|content|reply", "message"),
        (r"prompt|scene|depict", "artwork"),
        (r"title", "headline"),
    ),
    words=True,
)


_TEXT_OWNERS = Cues(
    (
        (r"image generat|text to image|draw|dall|stable diffusion|midjourney|art\b", "artwork"),
        (r"problem|ticket|support|complain|incident|bug|claim|repair", "problem"),
        (
            (
                r"translat|sentiment|grammar|spell|paraphras|summar|languag|speech|tts|voice"
                r"|emotion|analy[sz]|detect|classif|text to|readab|nlp|plagiar"
            ),
            "sentence",
        ),
        (r"tweet|post\b|social|share|caption|publish|status", "post"),
        (r"review|rating", "review"),
        (r"chat|gpt|question|answer|assistant|\bai\b|ask", "question"),
        (r"remind|todo|task|alarm", "reminder"),
        (r"mail|message|sms|send|reply|whatsapp|invit", "message"),
        (r"note|journal|diary", "note"),
        (r"joke|humor", "joke"),
        (r"news|article|headline", "headline"),
    ),
    words=True,
)


# What a reason is for decides on what may be one.
_REASONS = Cues(
    (
        (r"disput|contest|charge|payment|transaction|invoice|\bbills?\b|billing|bank", "reason_payment"),
        (r"doctor|medical|clinic|patient|dentist|prescri", "reason_visit"),
        (r"refund|return|exchang|order\b|purchase|product|parcel|\bitems?\b", "reason_order"),
        (r"book|reserv|appointment|meeting|event|ticket|flight|hotel|trip|\bstay|visit|leave|absen|cancel|resched|postpon", "reason_plans"),
    ),
    words=True,
)  # fmt: skip


_TITLES = Cues(
    (
        (r"mail|message|newsletter", "subject"),
        (r"event|calendar|meeting|appointment|schedul", "occasion"),
        (r"playlist|station|radio|queue", "playlist"),
        (r"issue|bug|ticket|incident|pull request|merge|commit", "issue"),
        (r"task|todo|to-do|remind|card|checklist|habit", "task"),
        (r"post|article|news|blog|page|headline|story", "headline"),
        (r"device|light|lamp|thermostat|smart home|sensor|room", "device"),
        (r"folder|list\b|note|album|collection|file|document|doc\b|drive|sheet|slide", "folder"),
        (r"workout|exercise|fitness", "exercise"),
        (r"recipe|meal|dish", "food"),
        (r"hotel|accommodation", "hotel"),
        (r"restaurant|cafe", "restaurant"),
        (r"parking|garage|place|museum|venue", "place"),
        (r"video|tutorial|channel|course|lesson|class", "video_query"),
        (r"league|tournament|championship", "league"),
        (r"airline", "airline"),
        (r"weather|sky|forecast|condition", "weather"),
        (r"game|quiz", "movie"),
        (r"job\b|vacanc|position", "job_query"),
    ),
    words=True,
)


_QUERIES = Cues(
    (
        (r"mail|inbox", "mail_query"),
        (r"calendar|event\b|meeting", "occasion"),
        (r"song|music|track|album|artist|lyric|playlist|spotify|radio|shazam", "music_query"),
        (r"movie|film|tv show|series|imdb|anime|netflix|cinema", "movie"),
        (r"video|youtube|tiktok|stream", "video_query"),
        (r"recipe|food|meal|nutrition|ingredient|cocktail|calor|cook", "food_query"),
        (r"restaurant|nearby|place|poi|venue|business search|yelp|around|near\b|maps?\b", "place_query"),
        (r"news|article|headline|press", "news_query"),
        (r"\bjobs?\b|career|vacanc|salary|recruit", "job_query"),
        (r"book|library|isbn|author", "book_query"),
        (r"image|photo|picture|gif|wallpaper|unsplash|icon|sticker", "image_query"),
        (r"hotel|travel|trip|destination|attraction|tour|flight|airbnb", "travel_query"),
        (r"document|file|drive|note|wiki|knowledge|folder|slide|sheet", "doc_query"),
        (r"repo|code|github|package|npm|stack|developer|issue|library", "code_query"),
        (
            r"product|shop|store|price|buy|deal|amazon|ebay|walmart|aliexpress|item|market|catalog|cart",
            "shop_query",
        ),
        (r"dictionar|word|synonym|rhyme|definition|thesaurus|spell|etymolog", "word"),
        (r"stock|ticker|company|crunch|linkedin|business|brand", "company"),
        (r"team|player|football|soccer|nba|league|match|sport", "team"),
        (r"drug|medic|pill", "medicine"),
        (r"symptom|disease|health|doctor", "condition"),
        (r"hashtag|twitter|tweet|instagram|reddit|social|trend", "hobby"),
        (r"city|location|geocod|address|weather|autocomplete.*place", "city"),
        (r"people|person|user|contact|profile|celebrit|actor", "person"),
        (r"game|steam", "movie"),
        (r"domain|dns|whois", "brand"),
        (r"animal|pet|dog|cat\b|bird", "animal"),
    ),
    words=True,
)


_REVIEWS = re.compile(r"\breviews?\b")
_WRITTEN = re.compile(r"\b(?:comment|text|body|content)")


def _owner(gist: Gist) -> str:
    """Return the owner's name in words, then the descriptions."""
    return f"{gist.slot.owner[:200]} {gist.description}".lower().replace("_", " ")


_TECHNICAL = re.compile(
    r"projects_|organizations_|folders_|accounts_|^compute_|[a-z]+_[a-z]+[A-Z]\w+_"
    r"|\b[a-z]+_\w+_(?:list|get|patch|insert|create|update|delete)\b"
    r"|(?i:cluster|instance|database|bucket|pipeline|deploy|kubernetes)"
)


def draw_text(ask: Ask) -> Any:
    """Write a sentence or two."""
    phrase, owner = ask.gist.phrase, _owner(ask.gist)
    if _WRITTEN.search(phrase) and _REVIEWS.search(owner):
        rule = "review"
    else:
        rule = _TEXTS.first(phrase) or _TEXT_OWNERS.first(phrase, owner) or "message"
    if rule == "reason":
        rule = _REASONS.first(owner) or rule
    if rule == "description" and _TECHNICAL.search(ask.gist.slot.owner):
        rule = "tech_description"
    if (
        (rule == "message" or rule.startswith("reason"))
        and not ask.said
        and _TECHNICAL.search(ask.gist.slot.owner)
    ):
        rule = "tech_message"
    text = _named(rule, ask)
    return text if len(text) < 60 or text[-1] in ".?!" else text + "."


_OF_PEOPLE = frozenset("job_query folder playlist headline occasion task video_query".split())


def _title_rule(gist: Gist) -> str:
    return _TITLES.first(" ".join(gist.words[:-1]), _owner(gist)) or "project"


def names_a_device(slot: Slot) -> bool:
    """Return whether a parameter is what a device is to be called."""
    return slot.kind == "title" and _title_rule(gist_of(slot)) == "device"


def draw_title(ask: Ask) -> Any:
    """Write a short title; what the user calls a device of which nothing is known fits any kind."""
    rule = _title_rule(ask.gist)
    if rule == "device" and ask.said:
        rule = "pet_name"
    if rule in _OF_PEOPLE and not ask.said and _TECHNICAL.search(ask.gist.slot.owner):
        rule = "project"  # a transfer job is no profession, and a list of evaluation runs holds no photos
    return _capital(_named(rule, ask)) if rule != "device" else _named(rule, ask)


def draw_query(ask: Ask) -> Any:
    """Write what one would type into a search box."""
    rule = _QUERIES.first(ask.gist.phrase) or (
        "code_query" if _TECHNICAL.search(ask.gist.slot.owner) else None
    )
    return _named(rule or _QUERIES.first(_owner(ask.gist)) or "general_query", ask)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _named(rule: str, ask: Ask) -> str:
    world, rng = ask.world, ask.rng
    if rule == "place":
        return draw_place(ask)
    if rule == "person":
        return draw_who(ask)
    if rule == "city":
        return str(draw_city(ask))
    if rule == "airline":
        return draw_brand(rng) + " " + str(ask.one_of("Air", "Airways", "Airlines"))
    if rule in ("company", "brand"):
        return world.fact(rule, rng)
    return world.phrase(rule, rng)


_CATEGORY = re.compile(r"categor|industry|sector|department|section")
_SHOP = re.compile(r"product|shop|store|item")


def draw_topic(ask: Ask) -> str:
    """Name a topic or a category."""
    if _CATEGORY.search(ask.gist.phrase):
        if _SHOP.search(ask.gist.about):
            return str(
                ask.one_of(
                    "electronics", "books", "clothing", "garden", "kitchen", "toys", "beauty", "sports"
                )
            )
        return ask.world.phrase("field", ask.rng)
    return ask.world.phrase("topic", ask.rng)


_HEXADECIMAL = re.compile(r"(?i)\bhex|#[0-9a-f]{3}")
_NO_SIGN = re.compile(r"without (?:the )?#|no #")


def draw_color(ask: Ask) -> str:
    """Name a colour, in hexadecimal where wanted."""
    text = ask.gist.about + " ".join(str(shape) for shape in ask.gist.shapes)
    if _HEXADECIMAL.search(text):
        code = "".join(ask.rng.choice("0123456789abcdef") for _ in range(6))
        return code if _NO_SIGN.search(text) else f"#{code}"
    return ask.world.phrase("colour_name", ask.rng)


def _phrase(rule: str) -> Any:
    def draw(ask: Ask) -> str:
        return ask.world.phrase(rule, ask.rng)

    return draw


def _titled(rule: str) -> Any:
    def draw(ask: Ask) -> str:
        return _capital(ask.world.phrase(rule, ask.rng))

    return draw


def draw_movie(ask: Ask) -> str:
    """Name a film, series or book."""
    return _capital(ask.world.phrase("movie", ask.rng))


_LEAGUE = re.compile(r"league|tournament")


def draw_team(ask: Ask) -> str:
    """Name a team, or a league where that is wanted."""
    rule = "league" if _LEAGUE.search(f"{ask.gist.phrase} {ask.gist.noun}") else "team"
    return ask.world.phrase(rule, ask.rng)


def draw_cuisine(ask: Ask) -> str:
    """Name a cuisine or a diet."""
    return ask.world.phrase("diet" if "diet" in ask.gist.about else "cuisine", ask.rng)


_ILLNESS = re.compile(r"disease|condition|illness|diagnos")


def draw_symptom(ask: Ask) -> str:
    """Name a symptom, an illness or an allergy."""
    phrase = ask.gist.phrase
    rule = "allergen" if "allerg" in phrase else "condition" if _ILLNESS.search(phrase) else "symptom"
    return ask.world.phrase(rule, ask.rng)


_GAME = re.compile(r"game|steam|console|playstation|xbox|nintendo")


def draw_profession(ask: Ask) -> str:
    """Name a profession; of a machine's jobs, one of those."""
    return slug("job", ask) if _TECHNICAL.search(ask.gist.slot.owner) else draw_job(ask.rng)


def draw_genre(ask: Ask) -> str:
    """Name a genre of music, or of games."""
    return ask.world.phrase("game_genre" if _GAME.search(ask.gist.about) else "genre", ask.rng)


_DRINK = re.compile(r"drink|cocktail|beer|wine")


def draw_food(ask: Ask) -> str:
    """Name a dish or a drink."""
    return ask.world.phrase("drink" if _DRINK.search(ask.gist.phrase) else "food", ask.rng)


_EXERCISE = re.compile(r"exercise|workout")


def draw_sport(ask: Ask) -> str:
    """Name a sport or an exercise."""
    return ask.world.phrase("exercise" if _EXERCISE.search(ask.gist.phrase) else "sport", ask.rng)


DRAW_TEXTS = {
    "text": draw_text,
    "title": draw_title,
    "query": draw_query,
    "topic": draw_topic,
    "person": draw_who,
    "first_name": draw_first_name,
    "last_name": draw_last_name,
    "email": draw_email,
    "city": draw_city,
    "country": draw_country,
    "region": draw_region,
    "address": draw_address,
    "place": draw_place,
    "airport": draw_airport,
    "company": draw_company_name,
    "color": draw_color,
    "movie": draw_movie,
    "team": draw_team,
    "cuisine": draw_cuisine,
    "symptom": draw_symptom,
    "food": draw_food,
    "sport": draw_sport,
    "street": lambda ask: draw_street(ask.rng, ask.world.home),
    "zip": lambda ask: draw_zip(ask.rng, ask.world.home),
    "phone": lambda ask: draw_phone(ask.rng, ask.world.home),
    "job": draw_profession,
    "product": _phrase("product"),
    "ingredient": _phrase("ingredient"),
    "medicine": _phrase("medicine"),
    "song": _titled("song"),
    "artist": _phrase("artist"),
    "album": _titled("album"),
    "genre": draw_genre,
    "book": _titled("book"),
    "animal": _phrase("animal"),
}
