"""Web addresses, domains, file names and handles."""

from __future__ import annotations

import re

from .value_ask import Ask
from .value_grammar import THINGS
from .value_ids import HEX, LETTERS, take
from .value_people import bare, draw_company, draw_person


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
        return f"https://www.youtube.com/watch?v={take(rng, LETTERS + LETTERS.lower(), 11)}"
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
        return f"2001:db8::{take(ask.rng, HEX[1:], 1)}{take(ask.rng, HEX, 3)}"
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
