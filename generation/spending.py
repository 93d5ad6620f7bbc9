"""What a run has spent, what that costs, and when it must not spend more."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from toolflow_dataset.errors import ConfigError

from .chat import Usage
from .prices import Price

_MILLION = 1_000_000
# Tokens of a reply before the first shows how long they are, where the request sets no limit. More than most
# take: too many only delay the first requests under a cap, too few would let them run past it together.
_FIRST_REPLY = 1000


@dataclass(frozen=True, slots=True)
class Spent:
    """Requests that were answered and their tokens, as the endpoint counted them."""

    requests: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0

    @property
    def tokens(self) -> int:
        """Return all tokens, read and written."""
        return self.prompt_tokens + self.completion_tokens

    def __add__(self, other: Spent) -> Spent:
        return Spent(
            self.requests + other.requests,
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
        )

    def cost(self, price: Price | None) -> float | None:
        """Return what it costs, in the currency of the price table; None without a price."""
        if price is None:
            return None
        return (self.prompt_tokens * price.input + self.completion_tokens * price.output) / _MILLION


@dataclass(frozen=True, slots=True)
class Expected:
    """What a request to a model is expected to take."""

    model: str
    spent: Spent


@dataclass(frozen=True, slots=True)
class Caps:
    """Where a run stops: requests, tokens and cost, of all its processes together; None is without end."""

    requests: int | None = None
    tokens: int | None = None
    cost: float | None = None


class Spending:
    """Counts what a run spends by role and model, and says when a cap is reached.

    A request under way counts with the tokens and the cost that are expected of it, so that requests made at
    once do not run far past a cap.

    Args:
        before: What earlier processes of the run spent.
        prices: Price of each model.
        caps: Where to stop.
    """

    def __init__(
        self,
        before: Mapping[tuple[str, str], Spent] | None = None,
        prices: Mapping[str, Price] | None = None,
        caps: Caps | None = None,
    ) -> None:
        self._spent = dict(before or {})
        self._prices = prices or {}
        self._caps = caps or Caps()
        self._total = sum(self._spent.values(), Spent())
        self._cost = sum(self._cost_of(model, spent) for (_, model), spent in self._spent.items())
        self._under_way: dict[str, Spent] = {}
        self._waiting: list[asyncio.Future[None]] = []

    @property
    def total(self) -> Spent:
        """Return what all roles and models spent."""
        return self._total

    @property
    def under_way(self) -> int:
        """Return how many requests have no answer yet."""
        return sum(spent.requests for spent in self._under_way.values())

    @property
    def counts_tokens(self) -> bool:
        """Return whether a cap makes it matter how many tokens a request will take."""
        return self._caps.tokens is not None or self._caps.cost is not None

    def expect(self, role: str, model: str, prompt_tokens: int, limit: int | None = None) -> Expected:
        """Return what a request will take: its prompt, and a reply of the mean length of its role and model.

        Before the first reply, one of `limit` tokens is expected, and of 1,000 without a limit.
        """
        spent = self._spent.get((role, model), Spent())
        reply = limit or _FIRST_REPLY
        if spent.requests:
            reply = -(-spent.completion_tokens // spent.requests)
        return Expected(model, Spent(1, prompt_tokens, reply))

    def reached(self, more: Expected) -> str:
        """Return which cap leaves no room for a request, with its numbers; empty if none does.

        While others are under way there is room for what is expected of all together; alone, a request may
        run past the cap, or the last tokens before it could never be used.
        """
        caps, total, under_way = self._caps, self._total, self.under_way
        told = f" and {under_way:,} under way" if under_way else ""
        if caps.requests is not None and total.requests + under_way >= caps.requests:
            return f"max_requests {caps.requests:,} is reached ({total.requests:,} made{told})"
        tokens = sum(spent.tokens for spent in self._under_way.values()) + total.tokens
        beside = more.spent.tokens if under_way else 0
        if caps.tokens is not None and (tokens >= caps.tokens or tokens + beside > caps.tokens):
            return f"max_tokens {caps.tokens:,} is reached ({total.tokens:,} used{told})"
        cost = sum(self._cost_of(model, spent) for model, spent in self._under_way.items()) + self._cost
        dearer = self._cost_of(more.model, more.spent) if under_way else 0.0
        if caps.cost is not None and (cost >= caps.cost or cost + dearer > caps.cost):
            return f"max_cost {caps.cost:g} is reached ({self._cost:.4g} spent{told})"
        return ""

    def begin(self, expected: Expected) -> None:
        """Count a request as under way."""
        self._count_under_way(expected, 1)

    def end(self, expected: Expected) -> None:
        """Count a request as no longer under way."""
        self._count_under_way(expected, -1)
        waiting, self._waiting = self._waiting, []
        for ended in waiting:
            if not ended.done():
                ended.set_result(None)

    async def next_end(self) -> None:
        """Wait until a request under way has ended, answered or not."""
        ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(ended)
        await ended

    def add(self, expected: Expected, role: str, model: str, usage: Usage) -> None:
        """Count a request as answered, and so no longer under way."""
        one = Spent(1, usage.prompt_tokens, usage.completion_tokens)
        self._spent[role, model] = self._spent.get((role, model), Spent()) + one
        self._total += one
        self._cost += self._cost_of(model, one)
        self.end(expected)

    def rows(self) -> list[dict[str, Any]]:
        """Return requests, tokens and cost by role and model; cost is None where a model has no price."""
        return [
            {
                "role": role,
                "model": model,
                "requests": spent.requests,
                "prompt_tokens": spent.prompt_tokens,
                "completion_tokens": spent.completion_tokens,
                "cost": spent.cost(self._prices.get(model)),
            }
            for (role, model), spent in sorted(self._spent.items())
        ]

    def _cost_of(self, model: str, spent: Spent) -> float:
        return spent.cost(self._prices.get(model)) or 0.0

    def _count_under_way(self, expected: Expected, sign: int) -> None:
        one = expected.spent
        more = Spent(sign * one.requests, sign * one.prompt_tokens, sign * one.completion_tokens)
        self._under_way[expected.model] = self._under_way.get(expected.model, Spent()) + more


def check_prices(max_cost: float | None, prices: Mapping[str, Price], models: set[str]) -> None:
    """Check that a cap on cost can be kept.

    Raises:
        ConfigError: If a model has no price.
    """
    missing = sorted(models - set(prices))
    if max_cost is not None and missing:
        raise ConfigError(
            f"max_cost: got {max_cost:g}, but there is no price for {', '.join(missing)}; give "
            f"prices: {{{missing[0]}: {{input: ..., output: ...}}}} per million tokens "
            f"(--prices {missing[0]}=INPUT/OUTPUT)"
        )
