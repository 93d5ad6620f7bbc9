"""What a run starts from: its tools, and the graph over them; given, kept in the run, or built now."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from toolflow_dataset.errors import ConfigError
from toolflow_dataset.types import Setting, Tool

from .config import Config
from .graph import ToolGraph
from .graph_build import build_tool_graph
from .graph_files import tools_digest
from .run_folder import GRAPH_FOLDER
from .sampling import sample_tools
from .streams import stream

Progress = Callable[[str, int, int], None]
GRAPH_SETTINGS: tuple[Setting, ...] = ("graph+plan", "graph")


def load_inputs(config: Config) -> tuple[Sequence[Tool], Config]:
    """Read the tools; take over from a given graph how it was built, so that the configuration says so.

    Returns:
        The tools, and the resolved configuration.

    Raises:
        ToolflowError: If a file cannot be used, or graph and configuration contradict each other.
    """
    if config.tools is None and config.graph is None:
        raise ConfigError("tools is missing: name a tool file, with --tools FILE")
    tools: Sequence[Tool] = ()
    if config.tools is not None:
        from .tool_files import load_tools

        tools = load_tools(config.tools)
    if config.graph is None:
        return tools, config
    graph = ToolGraph.load(config.graph)
    if config.tools is None:
        tools = graph.tools
    elif tools_digest(tools) != tools_digest(graph.tools):
        raise ConfigError(
            f"{config.graph} is the graph of {len(graph)} other tools than the {len(tools)} of "
            f"{config.tools}; build it again with toolflow graph build, or leave out one of the two"
        )
    return tools, _as_built(config, graph)


def run_graph(config: Config, out: Path, tools: Sequence[Tool], report: Progress) -> ToolGraph | None:
    """Return the run's graph, which is then kept in its folder; None if no setting uses one.

    Raises:
        ToolflowError: If it cannot be used, or no component of it is large enough to sample from.
    """
    if not set(config.setting) & set(GRAPH_SETTINGS):
        return None
    kept = out / GRAPH_FOLDER
    if config.graph is not None:
        graph = ToolGraph.load(config.graph)
        _copy(config.graph, kept)
    else:
        graph = _kept_graph(kept, tools) or build_tool_graph(
            tools, config.encoder, config.threshold, config.max_document_frequency, progress=report
        )
        if not kept.exists():
            graph.save(kept)
    for size in config.tools_per_dialogue:  # what cannot be sampled is said now, not by the first dialogue
        sample_tools(graph, size, stream(config.seed, "trial"), config.min_tools)
    return graph


def _as_built(config: Config, graph: ToolGraph) -> Config:
    """Put into the configuration how a given graph was built.

    Raises:
        ConfigError: If the configuration asks for something else.
    """
    defaults = Config()
    for key in ("threshold", "max_document_frequency"):
        asked, built = getattr(config, key), getattr(graph.report, key)
        if asked not in (built, getattr(defaults, key)):
            raise ConfigError(
                f"{key}: got {asked}, but {config.graph} was built with {built}; leave {key} out, or leave "
                "the graph out to have one built"
            )
    return replace(
        config,
        threshold=graph.report.threshold,
        max_document_frequency=graph.report.max_document_frequency,
        encoder=graph.report.encoder.partition("@")[0],
    )


def _kept_graph(kept: Path, tools: Sequence[Tool]) -> ToolGraph | None:
    """Return the graph a resumed run has kept; None if there is none of these tools that can be read."""
    if not kept.exists():
        return None
    try:
        graph = ToolGraph.load(kept)
    except ConfigError:  # half-written when the run was killed: it is built again
        graph = None
    if graph is None or tools_digest(graph.tools) != tools_digest(tools):
        shutil.rmtree(kept)
        return None
    return graph


def _copy(graph: Path, kept: Path) -> None:
    if kept.exists() or graph.resolve() == kept.resolve():
        return
    try:
        shutil.copytree(graph, kept)
    except OSError as error:
        raise ConfigError(f"{kept}: the graph cannot be copied there ({error})") from error
