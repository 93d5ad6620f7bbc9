"""The models of one run as its dialogues ask them: those that cost something are recorded and counted."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from .chat import Backend, ChatRequest
from .config import Config
from .config_models import ModelChoice
from .config_values import ROLES
from .endpoint import Endpoint
from .metering import Meter
from .models import Backends
from .recorded import Recorded
from .reply_records import request_key
from .responses import RESPONSES_FILE, Responses
from .spending import Caps, Spending, check_prices
from .stopping import Stop


class PaidModels:
    """Opens the run's file of replies where a model costs something; the simulator needs none.

    Args:
        config: The run's configuration.
        backends: Who answers.
        folder: The run folder.
        stop: Told when a cap is reached.
        executes: Whether calls are executed, whose results are kept in the same file.

    Raises:
        ConfigError: If the file of replies cannot be used.
    """

    def __init__(
        self, config: Config, backends: Backends, folder: Path, stop: Stop, *, executes: bool = False
    ) -> None:
        self._backends = backends
        self._responses: Responses | None = None
        self._recorded: dict[int, Recorded] = {}
        self._stop = stop
        self.keys = backends.keys
        path = folder / RESPONSES_FILE
        if path.exists() or executes or paid_models(config, backends):
            self._responses = Responses(path)
        before = None if self._responses is None else self._responses.spent()
        caps = Caps(config.max_requests, config.max_tokens, config.max_cost)
        self._spending = Spending(before, config.prices, caps)
        self._meter = None if self._responses is None else Meter(self._responses, self._spending, stop)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._responses is not None:
            self._responses.close()

    @property
    def records(self) -> Responses | None:
        """Return where results of executed calls are kept; None where no file is open."""
        return self._responses

    @property
    def under_way(self) -> int:
        """Return how many requests wait for their answer."""
        return self._spending.under_way

    def spent(self) -> list[dict[str, Any]]:
        """Return what the run has spent by role and model, of all its processes together."""
        return self._spending.rows()

    def get(self, choice: ModelChoice) -> Backend:
        """Return who answers for a configured model."""
        backend = self._backends.get(choice)
        if self._responses is None or self._meter is None or not self._backends.is_paid(choice):
            return backend
        if id(backend) not in self._recorded:
            prepare = None
            if isinstance(backend, Endpoint):
                backend.serve(self._meter, self._stop)
                prepare = backend.probe
            self._recorded[id(backend)] = Recorded(backend, self._responses, self._meter, self.keys, prepare)
        return self._recorded[id(backend)]

    def forget(self, requests: Iterable[ChatRequest]) -> None:
        """Have requests answered anew when they are made again.

        Raises:
            ConfigError: If the file of replies cannot be written.
        """
        if self._responses is not None:
            self._responses.forget(map(request_key, requests))

    async def close(self) -> None:
        """Wait until what was answered is on disk, and close the connections."""
        if self._responses is not None:
            await self._responses.drain()
        await self._backends.close()


def paid_models(config: Config, backends: Backends) -> set[str]:
    """Return the names of the configured models that cost something.

    Raises:
        ConfigError: If there is a cap on cost and one of them has no price.
    """
    choices = (choice for role in ROLES for choice in config.choices(role))
    paid = {choice.model for choice in choices if backends.is_paid(choice)}
    check_prices(config.max_cost, config.prices, paid)
    return paid
