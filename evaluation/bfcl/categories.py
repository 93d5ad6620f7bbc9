"""BFCL's single-turn categories and their groups."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from toolflow_dataset.errors import ConfigError

Kind = Literal["simple", "multiple", "parallel", "relevance", "irrelevance"]
Language = Literal["python", "java", "javascript"]


@dataclass(frozen=True, slots=True)
class Category:
    """One file of questions.

    Args:
        name: As in its file's name.
        kind: How answers are judged: `simple` is one call of the one function offered, `multiple` one call of
            one of several, `parallel` a set of calls; `relevance` wants any call, `irrelevance` none.
        language: Of the functions; values for Java and JavaScript are written as source text.
        live: Whether the questions come from users.
    """

    name: str
    kind: Kind
    language: Language = "python"
    live: bool = False

    @property
    def has_answers(self) -> bool:
        """Tell whether calls are compared with right answers, rather than only counted."""
        return self.kind in ("simple", "multiple", "parallel")


CATEGORIES: dict[str, Category] = {
    category.name: category
    for category in (
        Category("simple_python", "simple"),
        Category("simple_java", "simple", "java"),
        Category("simple_javascript", "simple", "javascript"),
        Category("multiple", "multiple"),
        Category("parallel", "parallel"),
        Category("parallel_multiple", "parallel"),
        Category("irrelevance", "irrelevance"),
        Category("live_simple", "simple", live=True),
        Category("live_multiple", "multiple", live=True),
        Category("live_parallel", "parallel", live=True),
        Category("live_parallel_multiple", "parallel", live=True),
        Category("live_irrelevance", "irrelevance", live=True),
        Category("live_relevance", "relevance", live=True),
    )
}

GROUPS: dict[str, tuple[str, ...]] = {
    "all": tuple(CATEGORIES),
    "ast": tuple(name for name, category in CATEGORIES.items() if category.has_answers),
    "non_live": tuple(name for name, each in CATEGORIES.items() if each.has_answers and not each.live),
    "live": tuple(name for name, each in CATEGORIES.items() if each.has_answers and each.live),
    "simple": ("simple_python", "simple_java", "simple_javascript"),
}


def select_categories(names: Iterable[str]) -> tuple[Category, ...]:
    """Return the categories that names of categories and groups stand for, each once, in BFCL's order.

    Raises:
        ConfigError: If a name is neither, or there is none.
    """
    wanted: set[str] = set()
    for name in names:
        found = GROUPS.get(name) or ((name,) if name in CATEGORIES else ())
        if not found:
            raise ConfigError(
                f"no BFCL category or group {name!r}; groups: {', '.join(GROUPS)}; "
                f"categories: {', '.join(CATEGORIES)}"
            )
        wanted.update(found)
    if not wanted:
        raise ConfigError(f"no category was named; groups: {', '.join(GROUPS)}")
    return tuple(category for name, category in CATEGORIES.items() if name in wanted)
