"""What the configured models can be asked, found out by asking them now: `toolflow generate --check`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from .chat import AgentRole, Backend
from .config import Config
from .config_models import ModelChoice
from .config_values import ROLES
from .endpoint import Endpoint
from .models import Backends, Place, place_of
from .paid_models import PaidModels
from .responses import RESPONSES_FILE
from .run_folder import missing_mark
from .run_lock import locked
from .stopping import Stop


@dataclass(frozen=True, slots=True)
class Finding:
    """What one model can be asked.

    Args:
        model: Its name.
        where: Host and port of its endpoint; `this process` for the simulator.
        roles: Whom it may play.
        abilities: `yes`, `no` or a name for each thing that was asked about; empty for the simulator.
    """

    model: str
    where: str
    roles: tuple[AgentRole, ...]
    abilities: dict[str, str]


async def probe_models(config: Config) -> list[Finding]:
    """Ask each configured model what it can be asked; one small question for each ability.

    Where a run stands in the out folder the questions are counted as its own, and it goes by these answers
    from then on, in place of those it had kept.

    Raises:
        ConfigError: If an endpoint cannot be used as configured, or another process is writing to the run.
        ChatError: If one does not answer.
    """
    roles: dict[tuple[str, Place], list[AgentRole]] = {}
    choices: dict[tuple[str, Place], ModelChoice] = {}
    for role in ROLES:
        for choice in config.choices(role):
            choices[choice.model, place_of(choice)] = choice
            roles.setdefault((choice.model, place_of(choice)), []).append(role)
    backends = Backends(config)
    try:
        with _of_run(config, backends, list(choices.values())):
            return [
                await _probe(choice, backends.get(choice), tuple(roles[place]))
                for place, choice in choices.items()
            ]
    finally:
        await backends.close()


@contextmanager
def _of_run(config: Config, backends: Backends, choices: list[ModelChoice]) -> Iterator[None]:
    """Have the run in the out folder, if there is one, count and keep what its models are asked."""
    out = config.out
    if out is None or missing_mark(out) is not None or not (out / RESPONSES_FILE).exists():
        yield
        return
    with locked(out), PaidModels(config, backends, out, Stop()) as models:
        for choice in choices:
            models.get(choice)
        yield


async def _probe(choice: ModelChoice, backend: Backend, roles: tuple[AgentRole, ...]) -> Finding:
    if not isinstance(backend, Endpoint):
        return Finding(choice.model, "this process", roles, {})
    backend.probe_anew()
    told = asdict(await backend.probe(choice.model))
    abilities = {
        name: ("yes" if value else "no") if isinstance(value, bool) else str(value)
        for name, value in told.items()
    }
    return Finding(choice.model, backend.host, roles, abilities)
