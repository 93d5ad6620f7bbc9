"""The models beside the one under test: one plays the API, one judges; replies are kept at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from toolflow_dataset.errors import ConfigError
from toolflow_generation.chat import Backend
from toolflow_generation.endpoint import Endpoint
from toolflow_generation.keys import KEY_VARIABLE, environment_secrets
from toolflow_generation.metering import Meter
from toolflow_generation.recorded import Recorded
from toolflow_generation.responses import Responses
from toolflow_generation.spending import Spending
from toolflow_generation.stopping import Stop

RULES_OPTION = "rules"
SIMULATOR = "simulator"
REPLIES_FILE = "responses.sqlite"
TOOL_SAMPLING: Mapping[str, Any] = {"max_tokens": 2048}
JUDGE_SAMPLING: Mapping[str, Any] = {"max_tokens": 1024, "temperature": 0.0}
_WITHOUT_ENDPOINT = (SIMULATOR, RULES_OPTION)


@dataclass(frozen=True, slots=True)
class Helper:
    """A model that plays the API, or judges.

    Args:
        model: Its name; `simulator` or `rules` needs no endpoint.
        base_url: Where it is.
        sampling: Settings such as `temperature`.
        key_variable: Environment variable that holds its key.
    """

    model: str
    base_url: str | None = None
    sampling: Mapping[str, Any] = field(default_factory=dict)
    key_variable: str = KEY_VARIABLE

    def to_json(self, host: str = "") -> dict[str, Any]:
        """Return what is told of it in the results."""
        return {"model": self.model, **({"endpoint": host, **self.sampling} if host else {})}


def check_parts(tool_agent: Helper, judge: Helper) -> None:
    """See whether each can do its part.

    Raises:
        ConfigError: If one of them cannot.
    """
    if judge.model == SIMULATOR:
        raise ConfigError(f"the simulator is no judge of tasks; name a model, or the stand-in {RULES_OPTION}")
    if tool_agent.model == RULES_OPTION:
        raise ConfigError(f"{RULES_OPTION} plays no API; name a model as tool agent, or {SIMULATOR}")


async def reach(helpers: Sequence[Helper]) -> None:
    """See whether helpers answer, before any long work.

    Raises:
        ConfigError: If an endpoint cannot be used.
        ChatError: If one does not answer.
    """
    for helper in helpers:
        if helper.model in _WITHOUT_ENDPOINT:
            continue
        endpoint = Endpoint(helper.base_url, key_variable=helper.key_variable)
        try:
            await endpoint.probe(helper.model)
        finally:
            await endpoint.close()


class Helpers:
    """The models that play the API and judge, each reply kept before it is used.

    Args:
        tool_agent: Plays the API.
        judge: Judges.
        out: Folder of the run.
        concurrency: Requests in flight at most.
        timeout: Seconds an answer may take.

    Raises:
        ConfigError: If an endpoint or the file of replies cannot be used, or one of them cannot do its part.
    """

    def __init__(
        self, tool_agent: Helper, judge: Helper, out: Path, concurrency: int, timeout: float
    ) -> None:
        check_parts(tool_agent, judge)
        self.tool_agent, self.judge = tool_agent, judge
        self._made: dict[tuple[str | None, str], Endpoint] = {}
        for helper in (tool_agent, judge):
            place = helper.base_url, helper.key_variable
            if helper.model not in _WITHOUT_ENDPOINT and place not in self._made:
                self._made[place] = Endpoint(
                    helper.base_url,
                    key_variable=helper.key_variable,
                    concurrency=concurrency,
                    timeout=timeout,
                )
        try:
            out.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigError(f"{out}: cannot be used as the folder of a run ({error})") from error
        self.responses = Responses(out / REPLIES_FILE)
        self._spending = Spending(self.responses.spent())
        self.stop = Stop()
        self._meter = Meter(self.responses, self._spending, self.stop)
        self.keys = environment_secrets()
        for endpoint in self._made.values():
            self.keys |= endpoint.keys

    def backend(self, helper: Helper) -> Backend:
        """Return who answers for a helper."""
        endpoint = self._made.get((helper.base_url, helper.key_variable))
        if helper.model == SIMULATOR or endpoint is None:
            from toolflow_generation.simulator import Simulator

            return Simulator()
        return Recorded(endpoint, self.responses, self._meter, self.keys, endpoint.probe)

    def host(self, helper: Helper) -> str:
        """Return where a helper is; empty where it needs no endpoint."""
        endpoint = self._made.get((helper.base_url, helper.key_variable))
        return "" if endpoint is None or helper.model in _WITHOUT_ENDPOINT else endpoint.host

    def spent(self) -> list[dict[str, Any]]:
        """Return what was asked of them by role and model."""
        return self._spending.rows()

    async def close(self) -> None:
        """Close connections and the file."""
        for endpoint in self._made.values():
            await endpoint.close()
        await self.responses.drain()
        self.responses.close()
