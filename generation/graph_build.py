"""Build the tool graph: strings, embeddings, join of strings, expansion to tools. Source: section 3.1."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from toolflow_dataset.errors import ConfigError, ToolSourceError
from toolflow_dataset.types import Tool

from .encoder import BATCH_SIZE, DEFAULT_ENCODER, Encoder, load_encoder, unit_vectors
from .graph import PARAMETER_PARAMETER, Links, ToolGraph
from .graph_report import GraphReport, boilerplate_families, is_plumbing
from .link_expansion import count_edges_before, expand_links
from .string_join import Progress, join_strings
from .tool_strings import ToolStrings, tool_strings

DEFAULT_THRESHOLD = 0.82
DEFAULT_MAX_DOCUMENT_FREQUENCY = 0.02
_EMBEDDING_CHUNK = 16 * BATCH_SIZE  # between two progress reports, and what an interruption can lose


def build_tool_graph(
    tools: Sequence[Tool],
    encoder: Encoder | str | None = None,
    threshold: float = DEFAULT_THRESHOLD,
    max_document_frequency: float | None = DEFAULT_MAX_DOCUMENT_FREQUENCY,
    *,
    depth: int = 1,
    progress: Progress | None = None,
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
        progress: Called with (stage, done, total) now and then.

    Raises:
        ToolSourceError: If there are no tools.
        ConfigError: If a setting is out of range or the encoder cannot be used.
    """
    _check_settings(tools, threshold, max_document_frequency, depth)
    if encoder is None or isinstance(encoder, str):
        encoder = load_encoder(encoder or DEFAULT_ENCODER)
    report_progress = progress or _silent
    strings = tool_strings(tools, depth)
    vectors = _embed(strings, encoder, report_progress)
    join = join_strings(strings, vectors, threshold, max_document_frequency, report_progress)
    plumbing = np.fromiter(map(is_plumbing, strings.strings), np.bool_, len(strings.strings))
    links, meaningful_edges = expand_links(strings, join, plumbing, report_progress)
    edges, parameter_edges, return_edges = _count(links)
    report = GraphReport(
        encoder=encoder.name,
        threshold=threshold,
        max_document_frequency=max_document_frequency,
        depth=depth,
        strings=len(strings.strings),
        parameters=len(strings.parameters.indices),
        returns=len(strings.returns.indices),
        string_pairs=len(join.left),
        boilerplate_strings=int(join.boilerplate.sum()),
        families=boilerplate_families(strings, join.boilerplate, join.document_frequency),
        edges_before=edges if join.tied is None else count_edges_before(links, join.tied),
        edges=edges,
        parameter_edges=parameter_edges,
        return_edges=return_edges,
        plumbing_edges=edges - meaningful_edges,
    )
    return ToolGraph(tools, strings.strings, links, report)


def _check_settings(
    tools: Sequence[Tool], threshold: float, max_document_frequency: float | None, depth: int
) -> None:
    if not tools:
        raise ToolSourceError("no tools to build a graph of; give a file with at least one tool")
    if not 0 < threshold < 1:
        raise ConfigError(f"threshold: got {threshold}, expected a cosine above 0 and below 1, such as 0.82")
    if max_document_frequency is not None and not 0 < max_document_frequency <= 1:
        raise ConfigError(
            f"max_document_frequency: got {max_document_frequency}, expected a share above 0 and up to 1, "
            "such as 0.02, or none to keep boilerplate"
        )
    if depth < 1:
        raise ConfigError(f"depth: got {depth}, expected 1 (top level) or more")


def _embed(strings: ToolStrings, encoder: Encoder, progress: Progress) -> NDArray[np.float32]:
    """Return (strings, dim) unit vectors; long strings go first, so that batches hold like lengths."""
    texts = strings.strings
    order = sorted(range(len(texts)), key=lambda number: len(texts[number]), reverse=True)
    vectors = np.empty((len(texts), 0), np.float32)
    for start in range(0, len(order), _EMBEDDING_CHUNK):
        numbers = order[start : start + _EMBEDDING_CHUNK]
        chunk = unit_vectors(
            np.asarray(encoder.encode([texts[number] for number in numbers])), len(numbers), encoder.name
        )
        if not start:
            vectors = np.empty((len(texts), chunk.shape[1]), np.float32)
        if chunk.shape[1] != vectors.shape[1]:
            raise ConfigError(
                f"encoder {encoder.name}: gave vectors of {vectors.shape[1]} and then of {chunk.shape[1]} "
                "dimensions, expected one size for all"
            )
        vectors[numbers] = chunk
        progress("embedding strings", start + len(numbers), len(order))
    return vectors


def _count(links: Links) -> tuple[int, int, int]:
    """Return the numbers of edges, of edges with a P-P pair, and of edges with an R-P pair."""
    tools = len(links.indptr) - 1
    pair = np.repeat(np.arange(tools, dtype=np.int64), np.diff(links.indptr)) * tools + links.partner
    of_parameters = links.kind == PARAMETER_PARAMETER
    return len(np.unique(pair)), int(of_parameters.sum()), len(np.unique(pair[~of_parameters]))


def _silent(stage: str, done: int, total: int) -> None:
    """Report nothing."""
