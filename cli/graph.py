"""`toolflow graph build` and `toolflow graph show`: make a tool graph and look at it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from .counting import counted

if TYPE_CHECKING:
    from toolflow_generation.graph import Edge, ToolGraph

LONGEST_STRING = 90


def _share(ctx: click.Context, param: click.Parameter, value: str) -> float | None:
    """Read a number or `none`."""
    if value.strip().lower() == "none":
        return None
    try:
        return float(value)
    except ValueError as error:
        raise click.BadParameter(f"got {value!r}, expected a share such as 0.02, or none") from error


@click.group()
def graph() -> None:
    """Build and look at a tool graph."""


@graph.command()
@click.option("--tools", "sources", type=click.Path(path_type=Path), required=True, help="Tool file.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder for the graph.")
@click.option(
    "--threshold", default=0.82, show_default=True, help="Cosine that a pair of strings must exceed."
)
@click.option(
    "--encoder",
    default=None,
    help="Sentence-transformers id or folder; the bundled all-MiniLM-L6-v2 if left out.",
)
@click.option(
    "--max-document-frequency",
    metavar="SHARE|none",
    callback=_share,
    default="0.02",
    show_default=True,
    help="Strings in more than this share of the tools make no edges; none keeps all, as the paper does.",
)
@click.option(
    "--depth", default=1, show_default=True, type=click.IntRange(min=1), help="Levels of nested properties."
)
@click.option(
    "--drop-plumbing/--keep-plumbing",
    default=None,
    help="Whether pagination and request plumbing (pageSize, contentType), known by name, makes no edges; by "
    "default it makes none unless boilerplate is kept.",
)
@click.option(
    "--previous",
    type=click.Path(path_type=Path),
    help="An earlier graph, built with the same settings: what it knows is not compared again.",
)
@click.option("--overwrite", is_flag=True, help="Replace a graph that stands there.")
def build(
    sources: Path,
    out: Path,
    threshold: float,
    encoder: str | None,
    max_document_frequency: float | None,
    depth: int,
    drop_plumbing: bool | None,
    previous: Path | None,
    overwrite: bool,
) -> None:
    """Build the graph of a tool file.

    Two tools are tied if a parameter of each, or a return value of one and a parameter of the other, mean the
    same. After some tools came or went, give the graph of before as --previous: the result is the same as
    from scratch, sooner.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from toolflow_generation.graph import ToolGraph
    from toolflow_generation.graph_build import build_tool_graph
    from toolflow_generation.graph_files import check_target
    from toolflow_generation.tool_files import load_tools

    check_target(out, overwrite=overwrite)
    tools = load_tools(sources)
    earlier = None if previous is None else ToolGraph.load(previous)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        tasks: dict[str, int] = {}

        def advance(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total)
            bar.update(tasks[stage], completed=done)  # type: ignore[arg-type]

        built = build_tool_graph(
            tools,
            encoder,
            threshold,
            max_document_frequency,
            depth=depth,
            drop_plumbing=drop_plumbing,
            progress=advance,
            previous=earlier,
        )
    built.save(out, overwrite=overwrite)
    click.echo("\n".join(_overview(built)))
    click.echo(f"written to {out}; look at it with: toolflow graph show {out}")


@graph.command()
@click.argument("folder", metavar="GRAPH", type=click.Path(path_type=Path))
@click.argument("tool", required=False)
@click.option(
    "--top",
    default=10,
    show_default=True,
    type=click.IntRange(min=1),
    help="Longest list to show of each kind.",
)
def show(folder: Path, tool: str | None, top: int) -> None:
    """Show a graph, or one TOOL of it.

    Of a graph: degrees, components, isolated tools, strongest edges, boilerplate. Of a tool, given by its
    name: its neighbours, those tied most strongly first.
    """
    from toolflow_generation.graph import ToolGraph

    loaded = ToolGraph.load(folder)
    lines = (
        _about_graph(loaded, top) if tool is None else _about_tool(loaded, _find(loaded, tool, folder), top)
    )
    click.echo("\n".join(lines))


def _overview(built: ToolGraph) -> list[str]:
    report = built.report
    kept = (
        "boilerplate kept"
        if report.max_document_frequency is None
        else f"boilerplate above {report.max_document_frequency * 100:g} % of the tools and 50 tools"
    ) + (", plumbing by name" if report.drop_plumbing else "")
    lines = [
        f"{counted(len(built), 'tool')}, {counted(built.num_edges, 'edge')}: "
        f"{report.parameter_edges:,} by two parameters (P-P), "
        f"{report.return_edges:,} by a return value and a parameter (R-P)",
        f"{counted(report.strings, 'distinct string')}; encoder {report.encoder}, "
        f"threshold {report.threshold}, depth {report.depth}, {kept}",
        f"boilerplate, which makes no edges: {counted(report.boilerplate_strings, 'string')} in "
        f"{counted(len(report.families), 'family', 'families')}; "
        f"edges before {report.edges_before:,}, after {report.edges:,}",
    ]
    if report.edges:
        share = f"{report.plumbing_share * 100:.1f} %"
        lines.append(f"pagination or request plumbing alone still makes {share} of the edges")
    return lines


def _about_graph(built: ToolGraph, top: int) -> list[str]:
    from toolflow_generation.graph_summary import graph_shape, strongest_ties

    shape = graph_shape(built)
    low, quarter, half, three, ninety, high = shape.degree_quantiles
    lines = _overview(built)
    lines += [
        f"degrees: mean {shape.mean_degree:.1f}, minimum {low}, quartiles {quarter} {half} {three}, "
        f"90th percentile {ninety}, maximum {high}",
        f"components: {shape.components:,}; the largest has "
        f"{counted(shape.largest_component, 'tool')}, "
        f"{counted(shape.small_components, 'other has', 'others have')} more than one",
        f"isolated tools: {len(shape.isolated):,}",
    ]
    lines += [f"  {built.tools[index].name}" for index in shape.isolated[:top]]
    lines += _more(len(shape.isolated), top)
    ties = strongest_ties(built, top)
    if ties:
        lines.append("strongest edges, one line a pair of strings:")
    for tie in ties:
        names = f"{built.tools[tie.edge.source].name} {_arrow(tie.edge)} {built.tools[tie.edge.target].name}"
        others = f" and {tie.edges - 1:,} more" if tie.edges > 1 else ""
        lines += [f"  {tie.edge.cosine:.4f} {tie.edge.kind}  {names}{others}", *_strings(tie.edge)]
    families = built.report.families
    if families:
        lines.append("boilerplate families: tools, wordings, largest document frequency, name")
    lines += [
        f"  {family.tools:>7,} {family.wordings:>6,} {family.max_document_frequency:>7,}  "
        f"{_shorten(family.name)}"
        for family in families[:top]
    ]
    return lines + _more(len(families), top)


def _about_tool(built: ToolGraph, index: int, top: int) -> list[str]:
    from toolflow_generation.graph_summary import strongest_edges

    tool = built.tools[index]
    degree = len(built.neighbors(index))
    lines = [f"{tool.name}: {_shorten(tool.description)}" if tool.description else tool.name]
    if not degree:
        return [
            *lines,
            "isolated: no other tool shares a parameter or return value with it; it is never sampled",
        ]
    lines.append(
        f"{counted(degree, 'neighbour')}, in a component of "
        f"{counted(int(built.component_sizes[index]), 'tool')}"
    )
    for edge in strongest_edges(built, index, top):
        other = edge.target if edge.source == index else edge.source
        way = {"P-P": "shares a parameter with", "R-P": "feeds" if edge.source == index else "is fed by"}[
            edge.kind
        ]
        lines += [f"  {edge.cosine:.4f} {edge.kind}  {way} {built.tools[other].name}", *_strings(edge)]
    return lines + _more(degree, top)


def _find(built: ToolGraph, name: str, folder: Path) -> int:
    from difflib import get_close_matches

    from toolflow_dataset.errors import ConfigError

    names = {tool.name: index for index, tool in enumerate(built.tools)}
    if name in names:
        return names[name]
    within = [known for known in names if name.lower() in known.lower()] if name else []
    near = sorted(within, key=len)[:5] or get_close_matches(name, names, n=5, cutoff=0.5)
    hint = f"; did you mean {', '.join(near)}?" if near else ", nor one with a name like it"
    raise ConfigError(f"{folder}: no tool is named {name!r} among its {len(built):,}{hint}")


def _arrow(edge: Edge) -> str:
    return "--" if edge.kind == "P-P" else "->"


def _strings(edge: Edge) -> list[str]:
    if edge.source_string == edge.target_string:
        return [f"      both: {_shorten(edge.source_string)}"]
    return [f"      {_shorten(edge.source_string)}", f"      {_shorten(edge.target_string)}"]


def _shorten(text: str) -> str:
    line = " ".join(text.split()).encode("utf-8", "replace").decode()  # a lone surrogate cannot be printed
    return line if len(line) <= LONGEST_STRING else line[: LONGEST_STRING - 1].rstrip() + "…"


def _more(total: int, top: int) -> list[str]:
    return [f"  and {total - top:,} more"] if total > top else []
