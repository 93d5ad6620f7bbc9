"""What a product is made of and which sizes it comes in follow from what it is: no belt of solid oak, no desk in size 38."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from typing import Any

from .result_scene import Scene, plain_key
from .semantics import Slot
from .value_cues import Cues
from .value_fit import is_valid, put

_MATERIAL = frozenset(("material", "fabric"))
_SHOP = re.compile(r"(?i)product|shop|store|catalog|merchandise|apparel|cloth")
_NAMES = frozenset(("name", "title", "product", "item"))


@dataclass(frozen=True, slots=True)
class _Goods:
    """What goods of one sort are made of, and the sizes in which they are sold, in order."""

    materials: tuple[str, ...]
    sizes: tuple[str, ...] = ("one size",)


# What a name says of the material itself.
_NAMED = re.compile(
    r"(?i)\b(oak|walnut|pine|bamboo|marble|glass|ceramic|copper|cast iron|stainless steel|rattan|linen|velvet"
    r"|recycled plastic|merino|cotton|leather|denim|cashmere|suede|corduroy|canvas|silk|wooden|carbon)\b"
)
_IN_FULL = {
    "oak": "solid oak", "walnut": "solid walnut", "pine": "solid pine", "merino": "merino wool", "wooden": "beech wood",
    "carbon": "carbon fibre",
}  # fmt: skip
_DEVICE = _Goods(("aluminium", "recycled plastic", "stainless steel"))
_SORTS = Cues(
    (
        (r"desk (?:lamp|organiser)|game controller|book ?light|phone case|laptop", _DEVICE),
        (r"shoe rack|bookshel|shel(?:f|ves)|desk\b|table\b|chair|stool|bench|bed frame|wardrobe|nightstand|sofa|cabinet|furniture|raised bed",
         _Goods(("solid oak", "solid pine", "beech wood"), ("small", "medium", "large"))),
        (r"shoes?|boots?|sneakers?|sandals?|trainers", _Goods(("leather", "suede", "recycled polyester"), tuple("38 39 40 41 42 43 44".split()))),
        (r"belt|wallet|backpack|\w*bags?\b|suitcase", _Goods(("leather", "canvas", "recycled polyester"), ("small", "medium", "large"))),
        (r"(?:bike )?helmet|gloves?|jackets?|jeans|scar(?:f|ves)|cardigan|t-shirt|shirt|swimsuit|coat|raincoat|blazer|leggings|beanie|dress\b|shorts"
         r"|socks|fleece|sweater|hoodie|trousers|skirt", _Goods(("cotton", "wool", "recycled polyester"), tuple("XS S M L XL".split()))),
        (r"towels?|duvet|curtains?|rug\b|blanket|mat\b|hammock|tent", _Goods(("cotton", "wool", "recycled polyester"), ("small", "medium", "large"))),
        (r"sunscreen|shampoo|cream|face wash|balm|salts|polish|lotion|perfume", _Goods(("plant oils",), ("50 ml", "100 ml", "200 ml"))),
        (r"\w*pans?\b|casserole|pot\b|kettle|knife|knives|plates|bottle|lunch box|spice rack", _Goods(("stainless steel", "ceramic"), ("small", "medium", "large"))),
        (r"puzzle|board game|card game|train set|blocks|bear|kite|doll|chess|marble run|toy", _Goods(("beech wood", "recycled cardboard"))),
        (r"notebook|planner|envelopes|book\b", _Goods(("recycled paper",), ("A6", "A5", "A4"))),
        (r"hose|rope|net\b", _Goods(("rubber", "nylon"), ("10 m", "15 m", "25 m"))),
    ),
    words=True,
)  # fmt: skip


_CARS = Cues(
    (
        (r"compact|small|mini|economy", ("Fiat 500", "VW Polo", "Toyota Yaris", "Renault Clio")),
        (r"estate|wagon|combi", ("Skoda Octavia Estate", "VW Passat Variant", "Volvo V60", "Ford Focus Estate")),
        (r"\bvan\b|minibus", ("VW Transporter", "Ford Transit", "Renault Trafic", "Mercedes Vito")),
        (r"electric", ("Renault Zoe", "VW ID.3", "Tesla Model 3", "Hyundai Kona Electric")),
        (r"convertible|cabrio", ("Mazda MX-5", "Mini Convertible", "Fiat 500C", "VW T-Roc Cabriolet")),
        (r"\bsuv\b|off.?road|4x4", ("Volvo XC40", "Dacia Duster", "Nissan Qashqai", "Toyota RAV4")),
        (r"luxury|premium", ("BMW 5 Series", "Mercedes E-Class", "Audi A6")),
    )
)  # fmt: skip
_CAR = re.compile(r"(?i)\bcars?\b|_car|vehicle")


def cars(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let a car that is hired be of the sort asked for: no estate for who wants a compact."""
    wish = next((str(given.value).lower() for given in scene.given if given.slot.kind == "enum"), "")
    models = _CARS.first(wish) if wish and _CAR.search(scene.owner) else None
    for name, slot in slots.items() if models else ():
        if isinstance(made.get(name), str) and {"model", "vehicle", "car"}.intersection(plain_key(name)):
            if "id" not in plain_key(name) and made[name] not in scene.arguments.values():
                put(made, slot, scene.rng.choice(models or ()))


def goods(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> None:
    """Let material and sizes be those of the product that a result is about, the same whenever it is looked at."""
    if not _SHOP.search(scene.owner):
        return
    name = _name(made, slots, scene)
    which = name or next((str(given.value) for given in scene.given if given.slot.kind == "id"), "")
    if not which:
        return
    stream = random.Random(f"{scene.world.seed}:goods:{which.lower()}")
    sort, told = _SORTS.first(name.lower()) or _DEVICE, _NAMED.search(name)
    material = _IN_FULL.get(told[1].lower(), told[1].lower()) if told else stream.choice(sort.materials)
    start = stream.randrange(max(1, len(sort.sizes) - 2))
    for field, slot in slots.items():
        last, value = plain_key(field)[-1], made.get(field)
        if last in _MATERIAL and isinstance(value, str):
            put(made, slot, material)
        elif last == "size" and isinstance(value, list) and all(isinstance(each, str) for each in value):
            offered = list(sort.sizes[start : start + 3])
            made[field] = offered if is_valid(offered, slot.schema) else value


def _name(made: dict[str, Any], slots: dict[str, Slot], scene: Scene) -> str:
    """Return what the product is called: here, where it was listed, or in the words of the search."""
    beside = [
        made[name]
        for name, slot in slots.items()
        if slot.kind in ("title", "product") and plain_key(name)[-1] in _NAMES
    ]
    before = [fact.value for fact in reversed(scene.subject) if fact.key[-1] in _NAMES]
    names = (each for each in (*beside, *before, scene.first("product")) if isinstance(each, str))
    return next(names, "")
