"""`toolflow tools`: import tool definitions into one clean file, or check them without writing it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolflow_dataset.errors import ToolSourceError

from .counting import counted
from .tools_complete import complete_command

if TYPE_CHECKING:
    from toolflow_generation.importers.source_document import ImportOptions
    from toolflow_generation.standardise import SourceTool
    from toolflow_generation.tool_report import ImportReport, ToolRecord

_READING: tuple[Callable[[Any], Any], ...] = (
    click.argument("sources", nargs=-1, required=True, metavar="SRC..."),
    click.option(
        "--format",
        "format_name",
        metavar="NAME",
        help="Read only this format: openapi, google, aws, toolbench, apibank, toolalpaca, bfcl, functions. "
        "Default: told from shape.",
    ),
    click.option(
        "--timeout",
        type=click.FloatRange(min=0, min_open=True),
        default=60.0,
        show_default=True,
        metavar="SECONDS",
        help="How long an MCP server may take to list its tools, a Python module to be imported, or a "
        "document to be fetched.",
    ),
    click.option(
        "--mcp-env",
        multiple=True,
        metavar="NAME",
        help="Variable handed on to mcp:stdio: servers; they get no others than PATH, HOME and the like.",
    ),
    click.option(
        "--mcp-header",
        "mcp_headers",
        multiple=True,
        metavar="'NAME: VALUE'",
        callback=lambda ctx, param, values: tuple(_header(value) for value in values),
        help="Send this header to mcp:http: servers, such as 'Authorization: Bearer ...'. Kept nowhere.",
    ),
    click.option(
        "--allow-refs",
        is_flag=True,
        help="Follow $ref to files in the folder of their document (never to other folders).",
    ),
    click.option(
        "--allow-ref-host",
        "allow_ref_hosts",
        multiple=True,
        metavar="HOST[:PORT]",
        help="Fetch what $ref names by http or https from this host, redirects included; from no other.",
    ),
    click.option(
        "--common-parameters",
        is_flag=True,
        help="Keep optional parameters that all operations of an API take (alt, fields, quotaUser).",
    ),
)
_SHOW = click.option(
    "--show", default=20, show_default=True, type=click.IntRange(min=0), help="Tools listed per outcome."
)


def _header(text: str) -> tuple[str, str]:
    """Return name and value of a header."""
    name, colon, value = text.partition(":")
    if not colon or not name.strip() or not value.strip() or "\n" in text:
        raise click.BadParameter("expected 'NAME: VALUE', such as 'Authorization: Bearer ...'")
    return name.strip(), value.strip()


def _reads(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the sources, and the options on how they are read."""
    for add in reversed(_READING):
        command = add(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def tools() -> None:
    """Import and check tool definitions.

    SRC is a file, a folder (all JSON, JSONL and YAML files below it) or a quoted pattern such as
    'specs/**/*.yaml'; files may be gzipped. They hold OpenAI functions, bare function objects, MCP tools/list
    results, or describe an API: OpenAPI 3, Swagger 2, a Google discovery document, an AWS service model.

    ToolBench's, API-Bank's, ToolAlpaca's and BFCL's documents are read too.

    SRC may also be a live MCP server: 'mcp:stdio:COMMAND ARGS', which is started, or mcp:http://HOST:PORT/mcp;
    or Python functions with type hints and docstrings: MODULE:FUNCTION, 'FILE.py:*'. That runs the module.
    """


tools.add_command(complete_command)


@tools.command("import")
@_reads
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="File to write: JSONL, or a JSON list if it ends in .json; gzipped if it ends in .gz.",
)
@click.option(
    "--report",
    "report_path",
    type=click.Path(path_type=Path),
    help="Where every repair and refusal is listed, as JSON. Default: beside --out, *.report.json.",
)
@_SHOW
@click.pass_context
def import_command(
    ctx: click.Context,
    /,
    sources: tuple[str, ...],
    out: Path,
    report_path: Path | None,
    show: int,
    **reading: Any,
) -> None:
    """Repair the tools of SRC and write them to one file.

    The exit code is 1 if any tool was refused; the others are written all the same.
    """
    from toolflow_generation.tool_files import (
        ensure_writable,
        import_tools,
        no_usable_tool,
        write_bytes,
        write_tools,
    )

    report_path = report_path or default_report(out)
    _keep_apart(sources, out, report_path)
    for target in (out, report_path):
        ensure_writable(target)
    kept, report = import_tools(sources, _track, _options(**reading))
    write_bytes(report.dumps().encode("utf-8"), report_path)
    _print_report(report, show)
    if not kept:
        raise ToolSourceError(
            f"{no_usable_tool(report)}; {out} is not written, the report is in {report_path}"
        )
    write_tools(kept, out)
    click.echo(f"wrote {counted(len(kept), 'tool')} to {out}, report to {report_path}")
    if report.refused:
        ctx.exit(1)


@tools.command("check")
@_reads
@click.option(
    "--report", "report_path", type=click.Path(path_type=Path), help="Write the full list here, as JSON."
)
@_SHOW
@click.option("--json", "as_json", is_flag=True, help="Print counts and findings as one JSON object.")
@click.option(
    "--graph",
    "graph_folder",
    type=click.Path(path_type=Path),
    help="Graph of these tools, as toolflow graph build writes it. Default: built now, unless it is large.",
)
@click.option("--no-graph", is_flag=True, help="Leave out what needs the graph, and so the encoder.")
@click.pass_context
def check_command(
    ctx: click.Context,
    /,
    sources: tuple[str, ...],
    report_path: Path | None,
    show: int,
    as_json: bool,
    graph_folder: Path | None,
    no_graph: bool,
    **reading: Any,
) -> None:
    """Say what an import of SRC would repair or refuse, and how good its tools are.

    Findings have examples and say what to do: missing descriptions and results, vague names, duplicates,
    tools that the graph ties to nothing. The exit code is 1 if any tool would be refused, 0 if all can be
    used, as they are or repaired.
    """
    from toolflow_generation.tool_files import ensure_writable, import_tools, write_bytes

    from .tools_quality import report_quality

    if no_graph and graph_folder:
        raise click.UsageError("--graph and --no-graph exclude each other")
    if report_path:
        _keep_apart(sources, report_path)
        ensure_writable(report_path)
    kept, report = import_tools(sources, _track, _options(**reading))
    if not as_json:
        _print_report(report, show)
    report_quality(kept, report, graph_folder, with_graph=not no_graph, as_json=as_json)
    if report_path:
        write_bytes(report.dumps().encode("utf-8"), report_path)
        click.echo(f"report in {report_path}", err=as_json)
    if report.refused:
        ctx.exit(1)


def default_report(out: Path) -> Path:
    """Return where the report of an import goes: `tools.jsonl.gz` has its in `tools.report.json`."""
    stem = out.name.removesuffix(".gz")
    for suffix in (".jsonl", ".json"):
        stem = stem.removesuffix(suffix)
    return out.with_name(f"{stem}.report.json")


def _options(format_name: str | None, **reading: Any) -> ImportOptions:
    from toolflow_generation.importers.source_document import ImportOptions

    return ImportOptions(format=format_name, **reading)


def _keep_apart(sources: Sequence[str], *targets: Path) -> None:
    """Refuse to write over a source, or two things to one file."""
    from toolflow_generation.importers.live_sources import live_source
    from toolflow_generation.importers.source_paths import expand

    files = [source for source in sources if live_source(source) is None]
    seen = {path.resolve(): f"the source {path}" for source in files for path in expand(source)[0]}
    for target in targets:
        if target.resolve() in seen:
            raise ToolSourceError(f"{target}: would overwrite {seen[target.resolve()]}; give another file")
        seen[target.resolve()] = f"{target}"


def _track(sources: Sequence[SourceTool]) -> Iterable[SourceTool]:
    """Show a progress bar on the error stream if that is a terminal."""
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    return track(
        sources,
        description="Standardising tools",
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )


def _print_report(report: ImportReport, show: int) -> None:
    """Print the counts, the reasons, and the first tools of every outcome that is not plain `kept`."""
    from toolflow_generation.tool_report import REASONS

    counts = report.counts()
    click.echo(f"{counted(counts['read'], 'tool')} read: ", nl=False)
    click.echo(", ".join(f"{count:,} {status}" for status, count in counts.items() if status != "read"))
    for note in report.notes:
        click.echo(f"note: {note}")
    reasons = report.by_reason()
    width = max(map(len, reasons), default=0)
    for reason, count in reasons.items():
        click.echo(f"  {reason:<{width}}  {count['tools']:>7,}  {REASONS[reason]}")
    for status in ("refused", "merged", "repaired"):
        records = [record for record in report.records if record.status == status]
        if not records or not show:
            continue
        click.echo(f"{status}:")
        for record in records[:show]:
            click.echo(f"  {_line(record)}")
        if len(records) > show:
            click.echo(f"  ... and {len(records) - show:,} more; --report FILE lists all")


def _line(record: ToolRecord) -> str:
    """Return one record as a line: place, name, and the first of its reasons."""
    name = record.original_name or "(no name)"
    if record.name and record.name != record.original_name:
        name = f"{name} -> {record.name}"
    shown = [" ".join(filter(None, (i.reason, i.path, i.detail))) for i in record.issues[:3]]
    more = [f"+{len(record.issues) - 3}"] if len(record.issues) > 3 else []
    line = f"{record.place}  {name}: " + "; ".join(shown + more)
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in line)
