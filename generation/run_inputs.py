"""What a run starts from: its tools, and the graph over them; given, kept in the run, or built now."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from toolflow_dataset.errors import ConfigError
from toolflow_dataset.types import Setting, Tool

from .config import Config
from .config_files import read_config_file
from .graph import ToolGraph
from .graph_build import build_tool_graph
from .graph_files import tools_digest
from .run_begin import recover
from .run_folder import CONFIG_FILE, GRAPH_FOLDER, TOOLS_FILE, missing_mark
from .sampling import sample_tools
from .streams import stream

Progress = Callable[[str, int, int], None]
GRAPH_SETTINGS: tuple[Setting, ...] = ("graph+plan", "graph")


def resume_sources(
    out: Path, options: Mapping[str, Any], source: str | Path | None
) -> tuple[str | Path | None, dict[str, Any]]:
    """Fill in from a run to be resumed what was not given: its configuration, its tools and its graph.

    Args:
        out: The run folder; without a run there, nothing is filled in.
        options: Keys given apart, None where not given.
        source: The configuration file that was given.

    Returns:
        The configuration file and the keys to use.

    Raises:
        ConfigError: If the run's configuration cannot be read.
    """
    recover(out)
    filled = dict(options)
    if source is None and missing_mark(out) is None:
        source = out / CONFIG_FILE
        values, _ = read_config_file(source)
        if filled.get("tools") is None and values.get("tools"):
            filled["tools"] = out / TOOLS_FILE  # the path on file may be relative to another folder
        if filled.get("graph") is None and values.get("graph"):
            filled["graph"] = out / GRAPH_FOLDER
    return source, filled


def load_inputs(config: Config) -> tuple[Sequence[Tool], ToolGraph | None, Config]:
    """Read the tools and a given graph, from which it is taken over how it was built.

    Returns:
        The tools, the graph that was given, and the resolved configuration.

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
        return tools, None, config
    graph = ToolGraph.load(config.graph)
    if config.tools is None:
        tools = graph.tools
    elif tools_digest(tools) != tools_digest(graph.tools):
        raise ConfigError(
            f"{config.graph} is the graph of other tools ({len(graph)}) than those of {config.tools} "
            f"({len(tools)}); build it again with toolflow graph build, or leave out one of the two"
        )
    return tools, graph, _as_built(config, graph)


def run_graph(
    config: Config,
    tools: Sequence[Tool],
    given: ToolGraph | None,
    kept: Path | None,
    report: Progress,
    *,
    discard: bool = True,
) -> ToolGraph | None:
    """Return the run's graph: given, kept in a resumed run, or built now; None if no setting uses one.

    Args:
        config: The run's configuration.
        tools: Its tools.
        given: A graph from outside.
        kept: Where a resumed run keeps its own.
        report: Called with (stage, done, total) now and then.
        discard: Whether a kept graph that is of no use is deleted, to make place for the one built now.

    Raises:
        ToolflowError: If it cannot be built, or no component of it is large enough to sample from.
    """
    if not set(config.setting) & set(GRAPH_SETTINGS):
        return None
    graph = given
    if graph is None and kept is not None:
        graph = _kept_graph(kept, tools)
        if graph is None and discard and kept.exists():
            shutil.rmtree(kept)
    if graph is None:
        graph = build_tool_graph(
            tools, config.encoder, config.threshold, config.max_document_frequency, progress=report
        )
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
    return graph if graph is not None and tools_digest(graph.tools) == tools_digest(tools) else None
