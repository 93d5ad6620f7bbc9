"""What a run would take, before anything is paid: a few of its dialogues, played by the simulator.

The simulator plays the same dialogues, over the same tools and with the same prompts, so requests and prompts
are near what a model gets; replies are as long as the simulator's. Tokens are characters by a measured ratio.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from toolflow_dataset.journal import JOURNAL_FILE, Journal
from toolflow_dataset.types import Setting

from .chat import Backend, ChatRequest, Reply, Usage
from .config import Config
from .models import SIMULATOR, Backends
from .own_loop import run_to_end
from .paid_models import PaidModels, paid_models
from .player import Player
from .run_folder import GRAPH_FOLDER, Ingredients, goes_on, round_end
from .run_inputs import Progress, load_inputs, run_graph
from .stopping import Stop
from .token_guess import guess_prompt, guess_tokens
from .wire import wire_messages

SAMPLE = 12


@dataclass(frozen=True, slots=True)
class Estimate:
    """What the dialogues still to be played would take.

    Args:
        dialogues: How many there are.
        played: How many of them were played by the simulator to find out.
        rows: Requests, tokens and cost by role and model, as `Spending.rows` has them, rounded.
    """

    dialogues: int
    played: int
    rows: tuple[dict[str, Any], ...]


class _Measured(Backend):
    """The simulator, with the tokens that a paid model would count."""

    def __init__(self) -> None:
        from .simulator import Simulator

        self._simulator = Simulator()

    async def complete(self, request: ChatRequest) -> Reply:
        reply = await self._simulator.complete(request)
        answered = guess_tokens(wire_messages([reply.message]))
        return replace(reply, usage=Usage(guess_prompt(request), answered))


def estimate(config: Config, *, progress: Progress) -> Estimate:
    """Estimate what a run still takes; pays for nothing and writes nothing into the run folder.

    Args:
        config: The run's configuration.
        progress: Called with (stage, done, total) now and then.

    Raises:
        ToolflowError: If the configuration or a file cannot be used.
    """
    paid_models(config, Backends(config))
    tools, given, config = load_inputs(config)
    out = config.out
    begun = out if out is not None and goes_on(config, Ingredients.of(config, tools), out) else None
    kept = None if begun is None else begun / GRAPH_FOLDER
    graph = run_graph(config, tools, given, kept, progress, discard=False)
    with tempfile.TemporaryDirectory() as scratch:
        stop = Stop()
        uncapped = replace(config, max_requests=None, max_tokens=None, max_cost=None)
        with PaidModels(uncapped, Backends(uncapped, _Measured()), Path(scratch), stop) as models:
            journal = Journal((begun or Path(scratch)) / JOURNAL_FILE)
            ended_at = 0 if begun is None else round_end(begun)
            player = Player(uncapped, tools, graph, "", journal, models, progress, stop, ended_at)
            owed = player.owed()
            sample = owed[:: max(1, len(owed) // SAMPLE)][:SAMPLE]
            run_to_end(_play(player, models, sample, progress))
            rows = [row for row in models.spent() if row["model"] != SIMULATOR]
    scale = len(owed) / len(sample) if sample else 0.0
    return Estimate(len(owed), len(sample), tuple(_scaled(row, scale) for row in rows))


async def _play(
    player: Player, models: PaidModels, sample: list[tuple[Setting, int]], progress: Progress
) -> None:
    try:
        for done, (setting, index) in enumerate(sample, 1):
            await player.play(setting, index)
            progress("sample", done, len(sample))
    finally:
        await models.close()


def _scaled(row: dict[str, Any], scale: float) -> dict[str, Any]:
    counts = {name: round(row[name] * scale) for name in ("requests", "prompt_tokens", "completion_tokens")}
    return {**row, **counts, "cost": None if row["cost"] is None else row["cost"] * scale}
