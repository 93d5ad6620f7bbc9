"""What a graph's build decided and counted: settings, edges before and after, boilerplate, plumbing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .string_join import MIN_BOILERPLATE_TOOLS
from .tool_strings import ToolStrings, string_name

# names by which REST APIs page through lists or carry what belongs to the request and not to its subject;
# lower case, letters and digits only
PAGINATION = frozenset(
    "count cursor currentpage endcursor hasmore hasnext hasnextpage haspreviouspage itemsperpage lastpage "
    "limit maxpagesize maxresults nextcursor nextlink nextpage nextpagelink nextpagetoken nexttoken "
    "offset page pagecount pageindex pageno pagenum pagenumber pages pagesize pagetoken perpage prevpage "
    "prevpagetoken previouspage resultsperpage skip skiptoken startcursor startindex starttoken "
    "totalcount totalitems totalpages totalresults totalsize".split()
)
REQUEST_PLUMBING = frozenset(
    "accept acceptlanguage accesstoken alt apikey apiversion auth authorization callback "
    "clientoperationid contenttype etag fields format jsonp key oauthtoken prettyprint quotauser "
    "rapidapikey requestid selflink token updatemask uploadprotocol uploadtype useragent userip "
    "userproject validateonly xgoogapikey xrapidapihost xrapidapikey".split()
)


@dataclass(frozen=True, slots=True)
class BoilerplateFamily:
    """Boilerplate strings of one name.

    Args:
        name: The shared name, such as `pageToken`.
        wordings: Strings of that name that are boilerplate.
        tools: Distinct tools holding one of them.
        max_document_frequency: Largest document frequency among them, in tools.
    """

    name: str
    wordings: int
    tools: int
    max_document_frequency: int


@dataclass(frozen=True, slots=True)
class GraphReport:
    """How a graph was built and what came of it.

    Args:
        encoder: Name of the encoder.
        threshold: Cosine that a pair of strings must exceed.
        max_document_frequency: Share of the tools above which a string makes no edges; None keeps all.
        depth: Levels of nested properties that were read.
        drop_plumbing: Whether plumbing counts as boilerplate by its name.
        strings: Distinct strings.
        parameters: Parameters over all tools, those of one tool with the same string counted once.
        returns: Return values, counted alike.
        string_pairs: Pairs of different strings above the threshold, without boilerplate.
        boilerplate_strings: Strings that make no edges.
        families: The boilerplate strings by name, the largest first.
        edges_before: Edges there would be with boilerplate kept.
        edges: Edges there are.
        parameter_edges: Edges with a P-P pair.
        return_edges: Edges with an R-P pair, either way; an edge can be of both kinds.
        plumbing_edges: Edges that only pagination or request plumbing ties (names in `PAGINATION` and
            `REQUEST_PLUMBING`).
    """

    encoder: str
    threshold: float
    max_document_frequency: float | None
    depth: int
    drop_plumbing: bool
    strings: int
    parameters: int
    returns: int
    string_pairs: int
    boilerplate_strings: int
    families: tuple[BoilerplateFamily, ...]
    edges_before: int
    edges: int
    parameter_edges: int
    return_edges: int
    plumbing_edges: int

    @property
    def plumbing_share(self) -> float:
        """Return the share of the edges that is still plumbing, [0, 1]; nan without edges."""
        return self.plumbing_edges / self.edges if self.edges else float("nan")

    def to_json(self) -> dict[str, Any]:
        """Return the form kept beside a saved graph."""
        return asdict(self)

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> GraphReport:
        """Read the form that `to_json` writes; a missing or unknown field raises TypeError or KeyError."""
        families = tuple(BoilerplateFamily(**family) for family in document["families"])
        return cls(**{**document, "families": families})


def plumbing_of(strings: ToolStrings) -> NDArray[np.bool_]:
    """Return which strings have the name of a pagination or request parameter that many tools hold.

    A name counts if more than `MIN_BOILERPLATE_TOOLS` tools hold it, in whatever wording: among twenty tools
    a `token` or a `page` may be what they are about.
    """
    by_name: dict[str, list[int]] = {}
    for number, text in enumerate(strings.strings):
        name = re.sub(r"[^a-z0-9]", "", string_name(text).lower())
        if name in PAGINATION or name in REQUEST_PLUMBING:
            by_name.setdefault(name, []).append(number)
    holders = (strings.parameters.transposed(), strings.returns.transposed())
    plumbing = np.zeros(len(strings.strings), np.bool_)
    for numbers in by_name.values():
        tools = np.unique(np.concatenate([side.row(number) for side in holders for number in numbers]))
        plumbing[numbers] = len(tools) > MIN_BOILERPLATE_TOOLS
    return plumbing


def boilerplate_families(
    strings: ToolStrings, boilerplate: NDArray[np.bool_], document_frequency: NDArray[np.int32]
) -> tuple[BoilerplateFamily, ...]:
    """Group the boilerplate strings by name, ordered by tools held, then by name."""
    by_name: dict[str, list[int]] = {}
    for number in np.flatnonzero(boilerplate).tolist():
        by_name.setdefault(string_name(strings.strings[number]), []).append(number)
    holders = (strings.parameters.transposed(), strings.returns.transposed())
    families = []
    for name, numbers in by_name.items():
        tools = np.unique(np.concatenate([side.row(number) for side in holders for number in numbers]))
        highest = int(document_frequency[numbers].max())
        families.append(BoilerplateFamily(name, len(numbers), len(tools), highest))
    return tuple(sorted(families, key=lambda family: (-family.tools, family.name)))
