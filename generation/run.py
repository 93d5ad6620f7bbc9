"""`generate`: from a configuration to a run folder with its dataset.

Each dialogue is a coroutine of its own that advances as its models answer; `concurrency` of them are under
way and none waits for another. A reply that was paid for is on disk before it is used, a finished dialogue
is filtered and written to the journal at once, so what is done stays done whatever happens next.
Near-duplicates, counts and shards are decided at the end, in order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolflow_dataset.export import ExportSummary, dropped_reasons, export_run
from toolflow_dataset.journal import JOURNAL_FILE, Journal
from toolflow_dataset.statistics import RunStatistics
from toolflow_dataset.types import Dialogue, Setting

from .chat import Backend
from .config import Config
from .executors.bindings import Bindings
from .executors.execution import open_execution
from .garbage import seldom_collected
from .graph import ToolGraph
from .models import Backends
from .near_duplicates import NearDuplicates
from .own_loop import run_to_end
from .paid_models import PaidModels, paid_models
from .player import Player
from .run_begin import begun, recover
from .run_folder import (
    GRAPH_FOLDER,
    Ingredients,
    check_out,
    check_resumable,
    goes_on,
    round_end,
    write_statistics,
)
from .run_inputs import Progress, load_inputs, run_graph
from .run_lock import locked
from .sampling import unusable_tools
from .stopping import Stop


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run.

    Args:
        folder: The run folder.
        config: The resolved configuration.
        summary: What was exported, and what was left out and why.
        unusable: Names of the tools that no walk over the graph can reach; empty with the graph off.
        spent: Requests, tokens and cost by role and model of what was paid for, as `Spending.rows` has them.
        stopped: Which cap on spending ended it before its last dialogue; empty if none did.
    """

    folder: Path
    config: Config
    summary: ExportSummary
    unusable: tuple[str, ...]
    spent: tuple[dict[str, Any], ...] = ()
    stopped: str = ""

    @property
    def dataset(self) -> Path:
        """Return the folder to load with `datasets.load_dataset`."""
        return self.summary.folder

    @property
    def statistics(self) -> RunStatistics:
        """Return the counts over all settings, and the drops by reason."""
        return self.summary.total

    @property
    def kept(self) -> int:
        """Return how many dialogues are in the dataset."""
        return self.statistics.dialogues

    @property
    def dropped(self) -> int:
        """Return how many dialogues were left out, by a filter or as incomplete."""
        return sum(self.statistics.dropped.values())

    @property
    def failed(self) -> int:
        """Return how many dialogues came to nothing, mostly because a model gave nothing usable."""
        return sum(self.summary.failed.values())

    def dialogues(self, setting: Setting | None = None) -> Iterator[Dialogue]:
        """Yield the dataset's dialogues in (setting, index) order."""
        left_out = dropped_reasons(self.folder)
        for entry in Journal.of_run(self.folder).entries(setting, "kept"):
            if entry.dialogue is not None and entry.dialogue.id not in left_out:
                yield entry.dialogue


def generate(config: Config, *, progress: Progress | None = None, backend: Backend | None = None) -> Run:
    """Make the dialogues that a configuration asks for and export them.

    Args:
        config: What to make, of what, and where to put it.
        progress: Called with (stage, done, total) now and then.
        backend: Answers for all models in place of the configured ones, such as a client of one's own; the
            configured names still say in the dialogues who made them.

    Raises:
        ToolflowError: If the configuration, a file, or the endpoint cannot be used; finished dialogues and
            paid replies are kept and the run can be resumed. A run that was to be overwritten is put back if
            there are none.
        KeyboardInterrupt: After Ctrl-C, once what was under way is kept.
    """
    report = progress or _silent
    if config.out is not None:
        recover(config.out, overwrite=config.overwrite)
    out = check_out(config)
    tools, given, config = load_inputs(config)
    backends = Backends(config, backend)
    bindings = Bindings(config, tools)  # what is executed without leave is refused before anything is made
    paid_models(config, backends)  # a cap on cost without prices is said before anything is made
    with locked(out):
        check_out(config)  # once more, now that no other process changes it
        ingredients = Ingredients.of(config, tools)
        resumed = goes_on(config, ingredients, out)
        if resumed:
            check_resumable(config, ingredients)
        graph = run_graph(config, tools, given, out / GRAPH_FOLDER if resumed else None, report)
        with begun(config, tools, graph, ingredients, resumed=resumed):
            stop, ended_at = Stop(), round_end(out)
            with (
                Journal(out / JOURNAL_FILE) as journal,
                PaidModels(config, backends, out, stop, executes=len(bindings) > 0) as models,
            ):
                execution = open_execution(bindings, models, stop)
                digest = ingredients.config
                player = Player(
                    config, tools, graph, digest, journal, models, report, stop, ended_at, execution
                )
                with seldom_collected():
                    run_to_end(player.play_all(), player.interrupt)
                if stop.cause == "interrupt" and player.owed():
                    raise KeyboardInterrupt
                ended_at = ended_at if player.owed() else journal.size
            (out / JOURNAL_FILE).touch()  # a cap may come before the first dialogue is finished
            duplicates = NearDuplicates()
            summary = export_run(
                out,
                drop_reason=duplicates.reason,
                progress=lambda done, total: report("export", done, total),
            )
            told = stop.told if stop.cause == "cap" else ""
            run = Run(out, config, summary, _unusable(graph, config), tuple(models.spent()), told)
            _write_statistics(run, ended_at)
    return run


def _unusable(graph: ToolGraph | None, config: Config) -> tuple[str, ...]:
    if graph is None:
        return ()
    return tuple(graph.tools[number].name for number in unusable_tools(graph, config.min_tools))


def _write_statistics(run: Run, ended_at: int) -> None:
    document = {
        "settings": {setting: counts.to_json() for setting, counts in run.summary.statistics.items()},
        "total": run.statistics.to_json(),
        "failed": run.summary.failed,
        "unusable_tools": list(run.unusable),
        "spent": list(run.spent),
    }
    write_statistics(run.folder, document, ended_at)


def _silent(stage: str, done: int, total: int) -> None:
    """Report nothing."""
