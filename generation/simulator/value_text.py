"""Names, places and written text: which phrase of the grammar, or whose name, a slot gets."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from .value_ask import Ask
from .value_people import draw_brand, draw_job, draw_person, draw_phone, draw_street, draw_zip
from .value_places import City, find_city

_TEXTS = (
    (r"subject|headline", "subject"),
    (r"lyric|first lines", "lyrics"),
    (r"remind", "reminder"),
    (r"reason|why", "reason"),
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
)
_TEXT_OWNERS = (
    (r"image generat|text to image|draw|dall|stable diffusion|midjourney|art\b", "artwork"),
    (r"problem|ticket|support|complain|incident|bug|claim|repair", "problem"),
    (
        r"translat|sentiment|grammar|spell|paraphras|summar|languag|speech|tts|voice|emotion|analy[sz]|detect|classif|text to|readab|nlp|plagiar",
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
    (r".", "message"),
)
_TITLES = (
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
    (r".", "project"),
)
_QUERIES = (
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
    (r".", "general_query"),
)
_Table = tuple[tuple[str, str], ...]


@lru_cache(32768)
def _rule(table_name: str, name: str, owner: str) -> str:
    table: _Table = {"text": _TEXT_OWNERS, "title": _TITLES, "query": _QUERIES}[table_name]
    if table_name == "text":
        for pattern, rule in _TEXTS:
            if re.search(rf"\b(?:{pattern})", name):
                return rule
    for text in (name, owner):
        for pattern, rule in table[:-1]:
            if re.search(rf"\b(?:{pattern})", text):
                return rule
    return table[-1][1]


def _owner(ask: Ask) -> str:
    """Return the owner's name in words, then the descriptions."""
    return f"{ask.gist.slot.owner[:200]} {ask.gist.description}".lower().replace("_", " ")


_TECHNICAL = re.compile(
    r"projects_|organizations_|folders_|accounts_|^compute_|[a-z]+_[a-z]+[A-Z]\w+_|(?i:cluster|instance|database|bucket|pipeline|deploy|kubernetes)"
)


def draw_text(ask: Ask) -> Any:
    """Write a sentence or two."""
    rule = _rule("text", ask.gist.phrase, _owner(ask))
    text = _named(
        "tech_description" if rule == "description" and _TECHNICAL.search(ask.gist.slot.owner) else rule, ask
    )
    return text if len(text) < 60 or text[-1] in ".?!" else text + "."


def draw_title(ask: Ask) -> Any:
    """Write a short title."""
    rule = _rule("title", " ".join(ask.gist.words[:-1]), _owner(ask))
    return _capital(_named(rule, ask)) if rule != "device" else _named(rule, ask)


def draw_query(ask: Ask) -> Any:
    """Write what one would type into a search box."""
    return _named(_rule("query", ask.gist.phrase, _owner(ask)), ask)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _named(rule: str, ask: Ask) -> str:
    world, rng = ask.world, ask.rng
    if rule == "person":
        return draw_who(ask)
    if rule == "city":
        return str(draw_city(ask))
    if rule == "airline":
        return draw_brand(rng) + " " + str(ask.one_of("Air", "Airways", "Airlines"))
    if rule in ("company", "brand"):
        return world.fact(rule, rng)
    return world.phrase(rule, rng)


def draw_who(ask: Ask) -> str:
    """Name a person: the user for the user's own fields, else someone of the dialogue or a stranger."""
    gist, world, rng = ask.gist, ask.world, ask.rng
    if re.search(
        r"guest|passenger|cardholder|account holder|user|my\b|customer|patient|applicant|full name|traveller|name the table",
        gist.about[:160],
    ) and not re.search(r"search|find|lookup|other", gist.slot.owner[:40]):
        if rng.random() < 0.6:
            return world.me.name
    if ask.said:
        return rng.choice(world.friends[:4]).name
    return draw_person(rng, world.home).name


def draw_first_name(ask: Ask) -> str:
    """Give a first name."""
    return ask.world.me.first if ask.rng.random() < 0.5 else draw_person(ask.rng, ask.world.home).first


def draw_last_name(ask: Ask) -> str:
    """Give a family name."""
    return ask.world.me.last if ask.rng.random() < 0.5 else draw_person(ask.rng, ask.world.home).last


def draw_email(ask: Ask) -> str:
    """Give an email address: the user's own where it is theirs, a friend's for recipients."""
    world, rng = ask.world, ask.rng
    own = re.search(
        r"\b(?:my|your|user|account|login|customer|from|contact|sent to|register|sign ?up|confirmation)\b",
        ask.gist.about,
    )
    if own and not re.search(r"recipient|invite|attendee|person who|colleague|\bto$", ask.gist.about):
        return world.me.email
    return (
        rng.choice(world.friends).email
        if ask.said or rng.random() < 0.5
        else draw_person(rng, world.home).email
    )


def _city(ask: Ask) -> City:
    """Choose one of the dialogue's cities by the role in the name."""
    phrase, world, rng = ask.gist.phrase, ask.world, ask.rng
    if "address" in ask.gist.slot.owner.split(" ")[0].lower():
        return world.home
    if re.search(r"\b(?:from|origin|departure|depart|start|home|current|source|residence)", phrase):
        return world.home if rng.random() < 0.85 else world.cities[2]
    if re.search(r"\b(?:to|destination|dest|arrival|end|target|drop)", phrase):
        return world.trip if rng.random() < 0.85 else world.cities[3]
    return world.cities[(0, 1, 1, 1, 2, 3, 4)[int(rng.random() * 7)]]


def draw_city(ask: Ask) -> Any:
    """Name a city; where two are expected, as `City, Country`."""
    city = _city(ask)
    if re.search(r"(?i)city,? ?\(?(?:state|country)|city and country|city name,", ask.gist.description):
        return f"{city.name}, {city.country if city.code != 'US' else city.region or 'US'}"
    return city.name


def draw_country(ask: Ask) -> Any:
    """Name a country; as its code where the examples are codes."""
    city = _city(ask)
    codes = [shape for shape in ask.gist.shapes if isinstance(shape, str)]
    if codes and all(re.fullmatch(r"[A-Za-z]{2}", code) for code in codes):
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


def draw_region(ask: Ask) -> str:
    """Name a region or state."""
    city = _city(ask)
    if re.search(r"(?i)us state|u\.s\.|two[- ]letter|abbrev", ask.gist.description):
        from faker.providers.address.en_US import Provider

        return (
            str(ask.rng.choice(Provider.states_abbr[:50]))
            if re.search(r"(?i)two|abbrev", ask.gist.description)
            else str(ask.rng.choice(Provider.states[:50]))
        )
    if re.search(r"continent", ask.gist.phrase):
        return str(ask.one_of("Europe", "Asia", "Africa", "North America", "South America"))
    return city.region if city.region else str(ask.one_of(*_COUNTRY_REGIONS))


def draw_address(ask: Ask) -> str:
    """Draw a street address in the dialogue's city; with the city half of the time."""
    end = re.search(r"\b(?:to|destination|dest)\b", ask.gist.phrase)
    city = ask.world.home if not end or ask.rng.random() < 0.7 else ask.world.trip
    if not ask.said and re.search(r"hotel|trip|station", ask.gist.about):
        city = ask.world.trip
    street = draw_street(ask.rng, city)
    return street if "street" in ask.gist.phrase or ask.rng.random() < 0.4 else f"{street}, {city.name}"


def draw_place(ask: Ask) -> str:
    """Name a venue, station, hotel or restaurant."""
    about, world, rng = f"{ask.gist.phrase} {ask.gist.slot.owner[:60]}".lower(), ask.world, ask.rng
    if re.search(r"hotel|accommodation", about):
        return world.phrase("hotel", rng)
    if re.search(r"restaurant|cafe|food", about):
        return world.phrase("restaurant", rng)
    if re.search(r"station|stop", about):
        return _city(ask).name + str(ask.one_of("", " Central Station", "", " North"))
    return world.phrase("place", rng)


def draw_airport(ask: Ask) -> str:
    """Give an airport: its code, or its name where the slot asks for names."""
    city = _city(ask)
    if not city.airport:
        near = [other for other in ask.world.cities if other.airport]
        city = next((other for other in near if other.code == city.code), near[0])
    named = re.search(r"name", ask.gist.phrase) and not re.search(r"(?i)iata|code", ask.gist.description)
    return city.airport_name if named else city.airport


def draw_company_name(ask: Ask) -> str:
    """Name a company; brands, airlines and banks sound like ones."""
    phrase, rng = ask.gist.phrase, ask.rng
    if re.search(r"brand|make\b|manufacturer", phrase):
        return draw_brand(rng)
    if "airline" in phrase:
        return f"{draw_brand(rng)} {rng.choice(('Air', 'Airways', 'Airlines'))}"
    if re.search(r"carrier|courier", phrase):
        return f"{draw_brand(rng)} {rng.choice(('Express', 'Post', 'Parcel'))}"
    if re.search(r"bank|lender", phrase):
        return f"{draw_brand(rng)} {rng.choice(('Bank', 'Savings', 'Credit Union'))}"
    return ask.world.fact("company", rng)


def draw_topic(ask: Ask) -> str:
    """Name a topic or a category."""
    if re.search(r"categor|industry|sector|department|section", ask.gist.phrase):
        if re.search(r"product|shop|store|item", ask.gist.about):
            return str(
                ask.one_of(
                    "electronics", "books", "clothing", "garden", "kitchen", "toys", "beauty", "sports"
                )
            )
        return ask.world.phrase("field", ask.rng)
    return ask.world.phrase("topic", ask.rng)


def draw_color(ask: Ask) -> str:
    """Name a colour, in hexadecimal where wanted."""
    text = ask.gist.about + " ".join(str(shape) for shape in ask.gist.shapes)
    if re.search(r"(?i)\bhex|#[0-9a-f]{3}", text):
        code = "".join(ask.rng.choice("0123456789abcdef") for _ in range(6))
        return code if re.search(r"without (?:the )?#|no #", text) else f"#{code}"
    return ask.world.phrase("colour_name", ask.rng)


def _phrase(rule: str) -> Any:
    def draw(ask: Ask) -> str:
        return ask.world.phrase(rule, ask.rng)

    return draw


def draw_movie(ask: Ask) -> str:
    """Name a film, series or book."""
    return _capital(ask.world.phrase("movie", ask.rng))


def draw_team(ask: Ask) -> str:
    """Name a team, or a league where that is wanted."""
    rule = "league" if re.search(r"league|tournament", f"{ask.gist.phrase} {ask.gist.noun}") else "team"
    return ask.world.phrase(rule, ask.rng)


def draw_cuisine(ask: Ask) -> str:
    """Name a cuisine or a diet."""
    return ask.world.phrase("diet" if re.search(r"diet", ask.gist.about) else "cuisine", ask.rng)


def draw_symptom(ask: Ask) -> str:
    """Name a symptom, an illness or an allergy."""
    phrase = ask.gist.phrase
    rule = (
        "allergen"
        if "allerg" in phrase
        else "condition"
        if re.search(r"disease|condition|illness|diagnos", phrase)
        else "symptom"
    )
    return ask.world.phrase(rule, ask.rng)


def draw_food(ask: Ask) -> str:
    """Name a dish or a drink."""
    return ask.world.phrase(
        "drink" if re.search(r"drink|cocktail|beer|wine", ask.gist.phrase) else "food", ask.rng
    )


def draw_sport(ask: Ask) -> str:
    """Name a sport or an exercise."""
    return ask.world.phrase(
        "exercise" if re.search(r"exercise|workout", ask.gist.phrase) else "sport", ask.rng
    )


def city_of(text: Any) -> City | None:
    """Return the city that an argument names, `Lyon` or `Lyon, France`."""
    return find_city(text.split(",")[0]) if isinstance(text, str) and len(text) < 60 else None


DRAW_TEXTS = {
    "text": draw_text, "title": draw_title, "query": draw_query, "topic": draw_topic, "person": draw_who, "first_name": draw_first_name,
    "last_name": draw_last_name, "email": draw_email, "city": draw_city, "country": draw_country, "region": draw_region,
    "address": draw_address, "place": draw_place, "airport": draw_airport, "company": draw_company_name, "color": draw_color,
    "movie": draw_movie, "team": draw_team, "cuisine": draw_cuisine, "symptom": draw_symptom, "food": draw_food, "sport": draw_sport,
    "street": lambda ask: draw_street(ask.rng, ask.world.home), "zip": lambda ask: draw_zip(ask.rng, ask.world.home),
    "phone": lambda ask: draw_phone(ask.rng, ask.world.home), "job": lambda ask: draw_job(ask.rng), "product": _phrase("product"),
    "ingredient": _phrase("ingredient"), "medicine": _phrase("medicine"), "song": _phrase("song"), "artist": _phrase("artist"),
    "album": _phrase("album"), "genre": _phrase("genre"), "book": _phrase("book"), "animal": _phrase("animal"),
}  # fmt: skip
