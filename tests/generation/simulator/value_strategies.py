"""JSON Schemas of a modest family, and names that steer what a value means."""

from hypothesis import strategies as st

CONTEXT = "Today is Tuesday, 2026-03-03, 09:15. The user is in Lyon, France."
# names that steer the kind, so that every drawing rule meets every schema
NAMES = st.sampled_from(
    "city price start_date email id q text phone url count year name lat duration currency labels code is_open "
    "tags zip timeout body x".split()
)
STRINGS = st.fixed_dictionaries(
    {"type": st.just("string")},
    optional={
        "minLength": st.integers(0, 12),
        "maxLength": st.integers(12, 40),
        "description": st.sampled_from(
            ["", "The name of the city, e.g. Paris", "One of: `asc`, `desc`", "ISO date yyyy-mm-dd"]
        ),
    },
)
PATTERNS = st.sampled_from(
    [r"^[A-Z]{3}$", r"^\d{4}-\d{2}$", r"^(cat|dog)s?$", r"^[a-z][a-z0-9-]{2,10}$", r"^\+?\d{7,12}$"]
).map(lambda pattern: {"type": "string", "pattern": pattern})
ENUMS = st.lists(
    st.one_of(st.text(min_size=1, max_size=6), st.integers()), min_size=1, max_size=4, unique_by=repr
).map(lambda items: {"enum": items})


@st.composite
def numbers(draw):
    schema = {"type": draw(st.sampled_from(["integer", "number"]))}
    low = draw(st.integers(-1000, 1000))
    high = low + draw(st.integers(12, 500))
    bound = draw(st.sampled_from(["none", "low", "high", "both", "exclusive", "step"]))
    if bound in ("low", "both", "step"):
        schema["minimum"] = low
    if bound in ("high", "both", "step"):
        schema["maximum"] = high
    if bound == "exclusive":
        schema |= {"exclusiveMinimum": low, "exclusiveMaximum": high}
    if bound == "step":
        schema["multipleOf"] = draw(
            st.sampled_from([1, 2, 3, 5, 0.5, 0.25] if schema["type"] == "number" else [1, 2, 3, 5])
        )
    return schema


SCALARS = st.one_of(
    STRINGS,
    PATTERNS,
    ENUMS,
    numbers(),
    st.just({"type": "boolean"}),
    st.just({"const": 7}),
    st.just({"type": ["null", "string"]}),
)


def containers(inner):
    lists = st.fixed_dictionaries(
        {"type": st.just("array"), "items": inner},
        optional={"minItems": st.integers(0, 3), "maxItems": st.integers(3, 5)},
    )
    objects = st.dictionaries(NAMES, inner, max_size=4).flatmap(
        lambda properties: st.lists(
            st.sampled_from(sorted(properties) or ["extra"]), unique=True, max_size=3
        ).map(lambda required: {"type": "object", "properties": properties, "required": required})
    )
    unions = st.lists(inner, min_size=1, max_size=2).map(lambda branches: {"anyOf": branches})
    return st.one_of(lists, objects, unions)


SCHEMAS = st.recursive(SCALARS, containers, max_leaves=6)
