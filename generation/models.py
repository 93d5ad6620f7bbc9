"""Which model plays which role in a dialogue, and the chat that a step gets of it."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from toolflow_dataset.types import Message, Tool

from .chat import AgentRole, Backend, Chat, ChatRequest, Reply
from .config import Config
from .config_models import ModelChoice
from .config_values import ROLES
from .keys import KEY_VARIABLE, Keys
from .streams import stream

SIMULATOR = "simulator"

_Extras = tuple[tuple[str, str], ...]
Place = tuple[str | None, str | None, _Extras, _Extras]
"""Address, name of the key, headers and query parameters of an endpoint."""


def draw_models(config: Config, seed: int) -> dict[AgentRole, ModelChoice]:
    """Draw the model of each role for the dialogue with this seed. Source: section 3.4."""
    drawn: dict[AgentRole, ModelChoice] = {}
    for role in ROLES:
        choices = config.choices(role)
        if len(choices) == 1:
            drawn[role] = choices[0]
            continue
        total = sum(choice.weight for choice in choices)
        point = stream(seed, f"model {role}").random() * total
        sums = itertools.accumulate(choice.weight for choice in choices)
        drawn[role] = next(
            (choice for choice, top in zip(choices, sums, strict=True) if point < top), choices[-1]
        )
    return drawn


class Backends:
    """The backends of a run: one simulator, one client for each endpoint; `keys` are those of all clients.

    Args:
        config: Models and endpoints, requests in flight at most, seconds one may take.
        stand_in: Answers for all models in place of the configured ones.

    Raises:
        ConfigError: If an endpoint cannot be used as configured.
    """

    def __init__(self, config: Config, stand_in: Backend | None = None) -> None:
        self._stand_in = stand_in
        self._made: dict[Place, Backend] = {}
        self.keys = Keys([os.environ.get(KEY_VARIABLE, "")])
        if stand_in is None:
            for choice in (choice for role in ROLES for choice in config.choices(role)):
                if place_of(choice) not in self._made:
                    self._made[place_of(choice)] = _make(choice, config)
        for backend in (stand_in, *self._made.values()):
            self.keys |= getattr(backend, "keys", Keys())

    def get(self, choice: ModelChoice) -> Backend:
        """Return the backend that answers for a configured model."""
        return self._stand_in or self._made[place_of(choice)]

    def is_paid(self, choice: ModelChoice) -> bool:
        """Tell whether a model's replies cost something; the simulator's do not, and come out the same."""
        if self._stand_in is None:
            return choice.model != SIMULATOR
        from .simulator import Simulator

        return not isinstance(self._stand_in, Simulator)

    async def close(self) -> None:
        """Close the connections of all endpoints."""
        for backend in (self._stand_in, *self._made.values()):
            close = getattr(backend, "close", None)
            if close is not None:
                await close()


def place_of(choice: ModelChoice) -> Place:
    """Return what tells one backend from another: models with one address and one key share a client."""
    if choice.model == SIMULATOR:
        return SIMULATOR, None, (), ()
    headers, query = (
        (*sorted((extra or {}).items()),) for extra in (choice.extra_headers, choice.extra_query)
    )
    return choice.base_url, choice.api_key_env, headers, query


def _make(choice: ModelChoice, config: Config) -> Backend:
    if choice.model == SIMULATOR:
        from .simulator import Simulator

        return Simulator()
    from .endpoint import Endpoint

    return Endpoint(
        choice.base_url,
        key_variable=choice.api_key_env or KEY_VARIABLE,
        concurrency=config.concurrency,
        requests_per_minute=config.requests_per_minute,
        tokens_per_minute=config.tokens_per_minute,
        timeout=config.timeout,
        patience=config.patience,
        extra_headers=choice.extra_headers,
        extra_query=choice.extra_query,
    )


def bind_chats(
    choices: Mapping[AgentRole, ModelChoice],
    backend_of: Callable[[ModelChoice], Backend],
    sampling: Mapping[str, dict[str, Any]],
    seed: int,
    before: Callable[[ChatRequest], None] = lambda request: None,
) -> dict[AgentRole, Chat]:
    """Return one dialogue's chats by role; they count its requests together, in the order they are made.

    Args:
        choices: Model of each role.
        backend_of: Gives the backend of a model.
        sampling: Sampling settings of each role.
        seed: The dialogue's seed.
        before: Called with each request before it is made; may raise.
    """
    ordinals = itertools.count()
    return {
        role: _bound(role, choice.model, backend_of(choice), sampling.get(role, {}), seed, ordinals, before)
        for role, choice in choices.items()
    }


def sampling_settings(config: Config) -> dict[str, dict[str, Any]]:
    """Return each role's sampling settings as a request carries them."""
    settings = {
        role: {"temperature": config.temperature[role], "max_tokens": config.max_reply_tokens}
        for role in ROLES
    }
    return {
        role: {name: value for name, value in given.items() if value is not None}
        for role, given in settings.items()
    }


def _bound(
    role: AgentRole,
    model: str,
    backend: Backend,
    sampling: dict[str, Any],
    seed: int,
    ordinals: itertools.count[int],
    before: Callable[[ChatRequest], None],
) -> Chat:
    async def chat(
        messages: Sequence[Message], tools: Sequence[Tool] = (), schema: dict[str, Any] | None = None
    ) -> Reply:
        request = ChatRequest(
            role, model, tuple(messages), tuple(tools), schema, sampling, seed, next(ordinals)
        )
        before(request)
        return await backend.complete(request)

    return chat
