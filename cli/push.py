"""`toolflow push RUN ORG/NAME --version 1.2.0`: a run's dataset as a version on the Hugging Face Hub."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .counting import counted
from .leakage_options import against_options, test_sets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolflow_dataset.hub_repository import HubRepository
    from toolflow_dataset.publication import Release, Remote
    from toolflow_dataset.versions import Version
    from toolflow_evaluation.tool_sets import ToolSet
    from toolflow_generation.run_publication import CheckedRows


@click.command()
@click.argument("run", type=click.Path(path_type=Path))
@click.argument("repository", metavar="ORG/NAME")
@click.option("--version", "number", required=True, help="Of the dataset, such as 1.2.0; the tag is v1.2.0.")
@click.option("--private", is_flag=True, help="Make the repository a private one.")
@click.option("--licence", default="unknown", show_default=True, help="Hub identifier of the data's licence.")
@click.option(
    "--report",
    "reports",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="What evaluate --json or leakage --json wrote of this run; repeat for more.",
)
@against_options(required=False)
@click.option("--encoder", help="Sentence encoder for leakage; default the bundled MiniLM.")
@click.option(
    "--gate",
    default=0.01,
    show_default=True,
    type=click.FloatRange(0, 1),
    metavar="SHARE",
    help="Share of a test set's tools that may have leaked.",
)
@click.option("--allow-leakage", is_flag=True, help="Publish what has leaked more; the card says so.")
@click.option("--dry-run", is_flag=True, help="Check everything and list the files; write nothing.")
def push(
    run: Path,
    repository: str,
    number: str,
    private: bool,
    licence: str,
    reports: tuple[Path, ...],
    against: tuple[str, ...],
    folders: dict[str, Path],
    download_bfcl: bool,
    encoder: str | None,
    gate: float,
    allow_leakage: bool,
    dry_run: bool,
) -> None:
    """Publish a run's dataset as a version on the Hugging Face Hub, in one commit.

    First it is asked whether the token may write there, then every row is checked. Leakage has to be known:
    it is measured against the test sets named by --against, or read from a --report of this very data. The
    token is HF_TOKEN or that of `hf auth login`; HF_ENDPOINT says which Hub. A push that was broken off is
    done again by the same command, and sends only what is missing.
    """
    from toolflow_dataset.card import Publication
    from toolflow_dataset.exported import ExportedDataset
    from toolflow_dataset.hub_repository import HubRepository
    from toolflow_dataset.leakage_facts import LeakageFacts
    from toolflow_dataset.publication import Remote, check_release, make_release, push_release
    from toolflow_dataset.versions import Version
    from toolflow_generation.run_publication import check_rows, public_config, tool_sources

    from .progress import stage_progress

    version, hub = Version.parse(number), HubRepository(repository)
    config, dataset = public_config(run), ExportedDataset(run)
    dataset.check_is_current()
    if not reports and not against:
        LeakageFacts(()).check()  # said before any long work
    remote, refusal = _remote(hub, version, private, dry_run)
    tests: Sequence[Any] = test_sets(against, folders, download_bfcl)
    with stage_progress() as progress:
        checked = check_rows(dataset, licence=licence, progress=progress)
    measures, leakage = _figures(checked, reports, tests, encoder, gate, allow_leakage)
    leakage.check()
    release = make_release(
        dataset,
        version,
        checked.facts,
        repository=repository,
        remote=remote or Remote(),
        config=config,
        digests=checked.digests,
        publication=Publication(measures=measures, leakage=leakage, sources=tool_sources(run)),
    )
    _list(release, remote or Remote())
    if dry_run:
        if remote is not None:
            check_release(hub, release)
        refused = "" if refusal is None else f"; a push would be refused: {refusal}"
        click.echo(f"nothing was written (--dry-run){refused}")
        return
    commit = push_release(hub, release, private=private)
    _tell(hub, release, commit)


def _remote(
    hub: HubRepository, version: Version, private: bool, dry_run: bool
) -> tuple[Remote | None, str | None]:
    """Return what the Hub holds, and why it would refuse a push.

    Where nothing is to be written anyhow, a Hub that cannot be asked holds None, and a refusal is told and
    gone on after; else both are errors.
    """
    from toolflow_dataset.errors import HubError
    from toolflow_dataset.publication import look_at_remote

    refusal = None
    try:
        refusal = hub.refusal()
        if refusal is not None:
            if not dry_run:
                raise HubError(f"{hub.url}: cannot push to it: {refusal}")
            click.echo(f"would be refused: {refusal}", err=True)
        return look_at_remote(hub, version, private=private), refusal
    except HubError as error:
        if not dry_run:
            raise
        click.echo(f"{error}; going on without", err=True)
        return None, refusal


def _figures(
    checked: CheckedRows,
    reports: tuple[Path, ...],
    tests: Sequence[ToolSet],
    encoder: str | None,
    gate: float,
    allowed: bool,
) -> tuple[dict[str, dict[str, Any]], Any]:
    """Return what was measured of each configuration, and of leakage: read from reports, or measured now."""
    from toolflow_dataset.leakage_facts import LeakageFacts
    from toolflow_dataset.types import config_name
    from toolflow_evaluation.leakage_check import LeakageOptions, check_leakage
    from toolflow_evaluation.saved_reports import leakage_pairs, read_reports
    from toolflow_evaluation.tool_sets import ToolSet

    from .progress import stage_progress

    digests = {config_name(setting): digest for setting, digest in checked.digests.items()}
    saved = read_reports(reports, digests, checked.tools_digest)
    if tests:
        ours = ToolSet("the dataset", "the dataset", checked.tools)
        with stage_progress() as progress:
            report = check_leakage([ours], tests, LeakageOptions(encoder=encoder), progress)
        saved.leakage |= leakage_pairs(report.to_json())
    return saved.measures, LeakageFacts(tuple(saved.leakage.values()), gate, allowed)


def _list(release: Release, remote: Remote) -> None:
    """List the files with their sizes, and what changed since the last version."""
    from toolflow_dataset.publication import removed, unchanged

    there, sizes = unchanged(release, remote.head), release.sizes()
    width = max(map(len, sizes))
    for path, size in sizes.items():
        click.echo(f"  {path:<{width}}  {size:>13,} bytes{'  (there already)' if path in there else ''}")
    for path in removed(release, remote.head):
        click.echo(f"  {path}: leaves the main branch, stays with its version")
    new = sum(size for path, size in sizes.items() if path not in there)
    click.echo(f"{counted(len(sizes), 'file')}, {sum(sizes.values()):,} bytes, {new:,} of them new")
    if remote.previous is not None:
        click.echo(f"since {remote.previous}: {'; '.join(release.changes) or 'nothing but the card'}")


def _tell(hub: HubRepository, release: Release, commit: str) -> None:
    tag = release.version.tag
    click.echo(f"{hub.url}: {tag}, commit {commit[:12]}")
    load = f"load_dataset({hub.repo_id!r}, revision={tag!r})"
    click.echo(f'  python -c "from datasets import load_dataset; print({load})"')
