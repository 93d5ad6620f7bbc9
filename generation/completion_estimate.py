"""What completing a set of tools would take, before anything is paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolflow_dataset.types import Tool

from .chat import ChatRequest
from .completion import ROLE, sampling_of, the_model
from .completion_prompt import batches, completion_prompt
from .completion_reply import asked_schema
from .config import Config
from .models import SIMULATOR
from .own_loop import run_to_end
from .reply_records import request_key
from .responses import RESPONSES_FILE, Responses
from .sibling_tools import SiblingTools
from .spending import Spent, check_prices
from .token_guess import guess_prompt, guess_tokens
from .tool_fields import missing_of
from .wire import wire_messages

SAMPLE = 200


@dataclass(frozen=True, slots=True)
class CompletionEstimate:
    """What the tools still to be completed would take.

    Args:
        tools: How many miss something.
        requests: How many requests that makes in all.
        kept: How many of those are answered already.
        paid: Whether the model costs something.
        sample: How many requests the simulator answered to find out how long replies are.
        rows: Requests, tokens and cost still to be paid, as `Spending.rows` has them; empty if nothing is.
    """

    tools: int
    requests: int
    kept: int
    paid: bool
    sample: int
    rows: tuple[dict[str, Any], ...]


def estimate_completion(tools: Sequence[Tool], config: Config, folder: Path) -> CompletionEstimate:
    """Estimate what completing tools still takes; pays for nothing.

    Every prompt is made and counted; replies are guessed from the simulator's to a sample of them.

    Args:
        tools: The tools.
        config: The model and its price.
        folder: Where the replies of earlier work are kept, if there are any.

    Raises:
        ToolflowError: If the configuration or the kept replies cannot be used.
    """
    choice = the_model(config)
    paid = choice.model != SIMULATOR
    check_prices(config.max_cost, config.prices, {choice.model} if paid else set())
    siblings = SiblingTools(tools)
    lacking = [(tool, missing) for tool in tools if (missing := missing_of(tool))]
    requests = [
        (tool, batch, ordinal) for tool, missing in lacking for ordinal, batch in enumerate(batches(missing))
    ]
    if not paid:
        return CompletionEstimate(len(lacking), len(requests), 0, False, 0, ())
    kept = Responses(folder / RESPONSES_FILE) if (folder / RESPONSES_FILE).exists() else None
    try:
        prompt_tokens, owed = 0, []
        for tool, batch, ordinal in requests:
            prompt = completion_prompt(tool, batch, siblings)
            request = ChatRequest(
                ROLE, choice.model, prompt, (), asked_schema(batch), sampling_of(config), config.seed, ordinal
            )
            if kept is None or kept.get(request_key(request)) is None:
                prompt_tokens += guess_prompt(request)
                owed.append((tool, batch))
    finally:
        if kept is not None:
            kept.close()
    sample = owed[:: max(1, len(owed) // SAMPLE)][:SAMPLE]
    answered = run_to_end(_reply_tokens(sample, siblings))
    spent = Spent(len(owed), prompt_tokens, round(answered * len(owed) / len(sample)) if sample else 0)
    row = {
        "role": ROLE,
        "model": choice.model,
        "requests": spent.requests,
        "prompt_tokens": spent.prompt_tokens,
        "completion_tokens": spent.completion_tokens,
        "cost": spent.cost(config.prices.get(choice.model)),
    }
    rows = (row,) if owed else ()
    return CompletionEstimate(len(lacking), len(requests), len(requests) - len(owed), True, len(sample), rows)


async def _reply_tokens(sample: Sequence[tuple[Tool, tuple[str, ...]]], siblings: SiblingTools) -> int:
    from .simulator import Simulator

    simulator, tokens = Simulator(), 0
    for tool, batch in sample:
        request = ChatRequest(
            ROLE, SIMULATOR, completion_prompt(tool, batch, siblings), (), asked_schema(batch)
        )
        tokens += guess_tokens(wire_messages([(await simulator.complete(request)).message]))
    return tokens
