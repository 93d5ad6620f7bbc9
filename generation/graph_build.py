"""Build the tool graph: strings, embeddings, join of strings, expansion to tools. Source: section 3.1."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from toolflow_dataset.errors import ConfigError, ToolSourceError
from toolflow_dataset.types import Tool

from .encoder import DEFAULT_ENCODER, Encoder, encode_sorted, load_encoder
from .graph import ToolGraph
from .graph_report import GraphReport, boilerplate_families, plumbing_of
from .graph_settings import build_settings
from .pair_search import Pairs, Progress
from .posting_lists import posting_lists
from .string_join import Alike, Known, document_frequencies, is_boilerplate, join_strings
from .tool_strings import ToolStrings, tool_strings

DEFAULT_THRESHOLD = 0.82
DEFAULT_MAX_DOCUMENT_FREQUENCY = 0.02


def build_tool_graph(
    tools: Sequence[Tool],
    encoder: Encoder | str | None = None,
    threshold: float = DEFAULT_THRESHOLD,
    max_document_frequency: float | None = DEFAULT_MAX_DOCUMENT_FREQUENCY,
    *,
    depth: int = 1,
    drop_plumbing: bool | None = None,
    progress: Progress | None = None,
    previous: ToolGraph | None = None,
) -> ToolGraph:
    """Tie every two tools that share a parameter, or of which one returns what the other takes.

    Two tools are adjacent iff some cosine between a parameter of each, or between a return value of one and a
    parameter of the other, is strictly above `threshold`. A string that more than `max_document_frequency` of
    the tools (and more than 50 tools) hold in some wording is boilerplate and makes no edges.

    Args:
        tools: The tools; their order gives the indices.
        encoder: An encoder, the name of one for `load_encoder`, or None for the bundled MiniLM.
        threshold: Cosine in (0, 1); the paper's is 0.82.
        max_document_frequency: Share of the tools in (0, 1]; None keeps boilerplate, as the paper does.
        depth: Levels of nested properties to read; the paper's is 1.
        drop_plumbing: Whether pagination and request plumbing (`pageSize`, `contentType`; known by name)
            counts as boilerplate where more than 50 tools hold it: tools that share nothing else are seldom
            used together. By default it does unless boilerplate is kept.
        progress: Called with (stage, done, total) now and then.
        previous: A graph of some of these tools, or of more: strings that it knows are not compared again,
            and with a caching encoder not embedded again. The result is the same as without.

    Raises:
        ToolSourceError: If there are no tools.
        ConfigError: If a setting is no number or out of range, or the encoder cannot be used.
    """
    if not tools:
        raise ToolSourceError("no tools to build a graph of; give a file with at least one tool")
    threshold, max_document_frequency, depth = build_settings(threshold, max_document_frequency, depth)
    if encoder is None or isinstance(encoder, str):
        encoder = load_encoder(encoder or DEFAULT_ENCODER)
    report_progress = progress or _silent
    strings = tool_strings(tools, depth)
    vectors = encode_sorted(encoder, strings.strings, report_progress)
    known = _known(previous, strings, encoder.name, threshold, depth)
    pairs = join_strings(vectors, threshold, report_progress, known)
    del vectors
    if drop_plumbing is None:
        drop_plumbing = max_document_frequency is not None
    settings = (threshold, max_document_frequency, encoder.name, depth)
    return graph_of_pairs(tools, strings, pairs, *settings, report_progress, drop_plumbing)


def graph_of_pairs(
    tools: Sequence[Tool],
    strings: ToolStrings,
    pairs: Pairs,
    threshold: float,
    max_document_frequency: float | None,
    encoder: str,
    depth: int,
    progress: Progress,
    drop_plumbing: bool = False,
) -> ToolGraph:
    """Make the graph of tools whose alike strings are known; the arguments are `build_tool_graph`'s."""
    count, total = len(strings.strings), len(tools)
    frequency = document_frequencies(strings, pairs)
    boilerplate = is_boilerplate(frequency, total, max_document_frequency)
    plumbing = plumbing_of(strings)
    if drop_plumbing:
        boilerplate |= plumbing
    kept = ~boilerplate
    alike = Alike.from_pairs(pairs, kept)
    lists = posting_lists(strings, alike)
    degrees = lists.degrees()
    edges = int(degrees.sum()) // 2

    def edges_of(strings_kept: NDArray[np.bool_], **reach: bool) -> int:
        some = posting_lists(strings, Alike.from_pairs(pairs, strings_kept), **reach)
        return int(some.degrees().sum()) // 2

    report = GraphReport(
        encoder=encoder,
        threshold=threshold,
        max_document_frequency=max_document_frequency,
        depth=depth,
        drop_plumbing=drop_plumbing,
        strings=count,
        parameters=len(strings.parameters.indices),
        returns=len(strings.returns.indices),
        string_pairs=int((kept[pairs[0]] & kept[pairs[1]]).sum()),
        boilerplate_strings=int(boilerplate.sum()),
        families=boilerplate_families(strings, boilerplate, frequency),
        edges_before=edges_of(np.ones(count, np.bool_)) if boilerplate.any() else edges,
        edges=edges,
        parameter_edges=edges_of(kept, returns_reach=False),
        return_edges=edges_of(kept, parameters_reach=False),
        plumbing_edges=edges - edges_of(kept & ~plumbing),
    )
    progress("joining tools", total, total)
    return ToolGraph(tools, strings, pairs, boilerplate, lists, degrees, report)


def _known(
    previous: ToolGraph | None, strings: ToolStrings, encoder: str, threshold: float, depth: int
) -> Known | None:
    """Return what an earlier graph knows of the strings that are still there.

    Raises:
        ConfigError: If that graph was built otherwise.
    """
    if previous is None:
        return None
    for name, here in (("encoder", encoder), ("threshold", threshold), ("depth", depth)):
        there = getattr(previous.report, name)
        if there != here:
            raise ConfigError(
                f"{name}: the earlier graph was built with {there}, this one is to be with {here}; build it "
                "with the same, or from scratch"
            )
    number = {text: place for place, text in enumerate(strings.strings)}
    place = np.array([number.get(text, -1) for text in previous.strings], np.int64)
    left, right, cosine = previous.pairs
    one, other = place[left], place[right]
    there = (one >= 0) & (other >= 0)
    one, other = one[there], other[there]
    pairs = (np.minimum(one, other).astype(np.int32), np.maximum(one, other).astype(np.int32), cosine[there])
    return Known(np.sort(place[place >= 0]), pairs)


def _silent(stage: str, done: int, total: int) -> None:
    """Report nothing."""
