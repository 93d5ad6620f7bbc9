"""Web addresses, domains, file names and handles."""

from __future__ import annotations

import re

from .value_ask import Ask
from .value_cues import Cues
from .value_grammar import THINGS
from .value_ids import HEX, LETTERS, take
from .value_people import bare, draw_company, draw_person


def draw_domain(ask: Ask) -> str:
    """Draw a domain, of a company."""
    name = bare(draw_company(ask.rng) if ask.rng.random() < 0.6 else ask.world.company).replace(" ", "")
    return f"{name}.{ask.one_of('com', 'com', 'org', 'net', 'io', 'co')}"


_FILE_WORDS = THINGS["theme"]


_SOCIAL = re.compile(r"linkedin|instagram|twitter|facebook|tiktok|github")
_YOUTUBE = re.compile(r"youtube|youtu")
_LINKED = re.compile(r"\blink|permalink|\blabel|receipt|invoice")
_OWN_PAGE = re.compile(
    r"event|playlist|order|ticket|booking|reservation|invoice|payment|product|listing|job|video|post|article"
)
_SITE = re.compile(r"home ?page|web ?site|domain|site")
# path below the site; `{slug}` words, `{count}` a number of two digits, `{event}` what a webhook is told of
_PATHS = Cues(
    (
        (
            r"image|photo|picture|img|thumbnail|avatar|logo|face|cover|poster|icon",
            "{site}/images/{slug}-{count}.jpg",
        ),
        (r"video|clip", "{site}/videos/{slug}.mp4"),
        (r"audio|song|sound|podcast", "{site}/audio/{slug}.mp3"),
        (r"pdf|document|file", "{site}/files/{slug}.pdf"),
        (r"webhook|callback|endpoint|notify", "hooks.{site}/{event}"),
        (r"feed|rss", "{site}/feed.xml"),
    )
)


def draw_url(ask: Ask) -> str:
    """Draw a web address whose path fits the name."""
    gist, rng = ask.gist, ask.rng
    site = draw_domain(ask)
    slug = bare(rng.choice(_FILE_WORDS)).replace(" ", "-")
    social = _SOCIAL.search(gist.phrase)
    if social:
        return f"https://www.{social[0]}.com/{'in/' if social[0] == 'linkedin' else ''}{draw_username(ask)}"
    if _YOUTUBE.search(gist.about):
        return f"https://www.youtube.com/watch?v={take(rng, LETTERS + LETTERS.lower(), 11)}"
    phrase = gist.phrase + " " + gist.slot.owner[:60].lower()
    own = _OWN_PAGE.search(gist.noun) if not ask.said and _LINKED.search(gist.phrase) else None
    if own is not None:
        return f"https://{site}/{own[0]}s/{rng.randint(10021, 98999)}"
    path = _PATHS.first(phrase)
    if path is not None:
        count = str(rng.randint(1, 99)) if "{count}" in path else ""
        event = rng.choice(("orders", "events", "status", "updates")) if "{event}" in path else ""
        return "https://" + path.format(site=site, slug=slug, count=count, event=event)
    if _SITE.search(phrase) and rng.random() < 0.7:
        return f"https://{site}"
    return f"https://{site}/{rng.choice(('blog', 'news', 'articles', 'p'))}/{slug}"


_BLOCK = re.compile(r"\bcidr\b|address range|ip range|subnet")


def draw_ip(ask: Ask) -> str:
    """Draw an IPv4 address from the ranges kept for documentation (RFC 5737), or IPv6 where wanted."""
    if _BLOCK.search(f"{ask.gist.phrase} {ask.gist.description[:80]}".lower()):
        return f"{ask.one_of('192.0.2', '198.51.100', '203.0.113')}.0/{ask.one_of(24, 25, 26, 28)}"
    if ask.gist.schema.get("format") == "ipv6" or "ipv6" in ask.gist.phrase:
        return f"2001:db8::{take(ask.rng, HEX[1:], 1)}{take(ask.rng, HEX, 3)}"
    return f"{ask.one_of('192.0.2', '198.51.100', '203.0.113')}.{ask.rng.randint(2, 254)}"


_DOCUMENTS = ("pdf", "docx", "pdf", "txt", "xlsx")
_ENDINGS = Cues(
    (
        (r"image|photo|picture|avatar|logo|ocr|face|screenshot", ("jpg", "png")),
        (r"audio|voice|speech|sound|song|transcri", ("mp3", "wav")),
        (r"video|clip", ("mp4", "mov")),
        (r"sheet|table|csv|import|rows", ("csv", "xlsx")),
        (r"slide|present", ("pptx",)),
    )
)


def draw_filename(ask: Ask) -> str:
    """Draw a file name with a fitting ending."""
    gist, rng = ask.gist, ask.rng
    stem = bare(ask.world.phrase("matter" if rng.random() < 0.7 else "theme", rng)).replace(" ", "-")
    endings = _ENDINGS.first(gist.phrase + " " + gist.slot.owner[:120].lower())
    return f"{stem}.{rng.choice(endings or _DOCUMENTS)}"


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
