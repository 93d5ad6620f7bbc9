"""The model that a benchmark is run on: an endpoint's, the simulator, or one that runs here."""

from __future__ import annotations

import hashlib
import os
import platform
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from .idle_options import refuse_idle
from .report_options import count_option

if TYPE_CHECKING:
    from toolflow_evaluation.answering.answers import Unanswered
    from toolflow_evaluation.answering.asking import Model
    from toolflow_evaluation.answering.chosen import ChosenModel

Command = TypeVar("Command", bound=Callable[..., Any])

SIMULATOR = "simulator"
_OF_ENDPOINTS = ("base_url", "temperature")
_OF_REQUESTS = ("concurrency", "timeout")  # of helpers behind an endpoint too
_OF_LOCAL_MODELS = ("template", "device", "batch_size")


def read_temperature(ctx: click.Context, param: click.Parameter, value: str) -> float | None:
    """Read a temperature, or `none` for the server's own."""
    if value.lower() == "none":
        return None
    try:
        number = float(value)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 2:
        raise click.BadParameter(f"got {value!r}, expected a number from 0 to 2, or none", ctx, param)
    return number


def model_options(command: Command) -> Command:
    """Add the options that choose a model."""
    options = (
        click.option("--model", help="Model behind an endpoint; or simulator, the embedded one."),
        click.option("--base-url", help="The endpoint; default OPENAI_BASE_URL or OpenAI."),
        click.option(
            "--transformers",
            "local",
            metavar="MODEL",
            help="Model that runs here: a folder, gguf:FILE or a Hub id.",
        ),
        click.option(
            "--template",
            default="auto",
            show_default=True,
            help="Chat template with --transformers: auto, own, hermes, llama-3.1 or a Jinja file, as of "
            "toolflow train.",
        ),
        click.option(
            "--device",
            type=click.Choice(["auto", "cpu", "cuda"]),
            default="auto",
            show_default=True,
            help="Where --transformers runs: float32 on a CPU, bfloat16 on a GPU.",
        ),
        count_option("--batch-size", 8, "Prompts at once with --transformers."),
        count_option("--max-tokens", 1024, "Tokens of an answer at most."),
        click.option(
            "--temperature",
            default="0",
            show_default=True,
            callback=read_temperature,
            help="With --model; none leaves it out. --transformers is greedy.",
        ),
        count_option("--concurrency", 16, "Requests in flight at most."),
        click.option(
            "--timeout",
            default=300.0,
            show_default=True,
            type=click.FloatRange(min=1),
            help="Seconds an answer of an endpoint may take.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def choose_model(
    ctx: click.Context,
    *,
    model: str | None,
    base_url: str | None,
    local: str | None,
    template: str,
    device: str,
    batch_size: int,
    max_tokens: int,
    temperature: float | None,
    concurrency: int,
    timeout: float,
    helped: bool = False,
) -> ChosenModel:
    """Return the model that the options name.

    `ctx` knows what was given. `helped` says whether other models behind endpoints are asked besides, whose
    requests concurrency and timeout limit too.

    Raises:
        ConfigError: If they name none, or two, or one that cannot be had; or if one of them would do nothing.
    """
    from toolflow_dataset.errors import ConfigError

    if (model is None) == (local is None):
        raise ConfigError("name one model: --model NAME (with --base-url URL), or --transformers FOLDER")
    _refuse_others(ctx, model, helped)
    if local is not None:
        return local_model(local, template, device, batch_size, max_tokens)
    assert model is not None
    sampling = {"max_tokens": max_tokens}
    given: dict[str, Any] = sampling if temperature is None else {**sampling, "temperature": temperature}
    return _remote(model, base_url, given, concurrency, timeout)


def _refuse_others(ctx: click.Context, model: str | None, helped: bool) -> None:
    """Refuse the options of another kind of model than the chosen one."""
    requests = () if helped else _OF_REQUESTS
    if model is None:
        refuse_idle(
            ctx,
            (*_OF_ENDPOINTS, *requests),
            "is for a model behind an endpoint, and --transformers runs here, greedily; leave out one of the "
            "two",
        )
        return
    refuse_idle(
        ctx,
        _OF_LOCAL_MODELS,
        f"is for --transformers, a model that runs here, and --model {model} does not; leave out one of the "
        "two",
    )
    if model == SIMULATOR:
        idle = (*_OF_ENDPOINTS, "max_tokens", *(name for name in requests if name != "concurrency"))
        refuse_idle(ctx, idle, "is for models, and --model simulator is none; leave it out")


def tell_unanswered(unanswered: Sequence[Unanswered]) -> None:
    """Say why questions got no answer, the commonest causes first."""
    for cause, count in Counter(each.cause for each in unanswered).most_common(3):
        click.echo(f"{count:,} unanswered: {cause}", err=True)
    if not all(each.lasting for each in unanswered):
        click.echo("run the same command again to ask those", err=True)


def _remote(
    model: str, base_url: str | None, sampling: dict[str, Any], concurrency: int, timeout: float
) -> ChosenModel:
    from toolflow_evaluation.answering.chosen import ChosenModel
    from toolflow_evaluation.answering.endpoint_model import EndpointModel
    from toolflow_generation.chat import Backend

    backend: Backend
    if model == SIMULATOR:
        from toolflow_generation.simulator import Simulator

        backend = Simulator()
        settings: dict[str, Any] = {"model": model}
    else:
        from toolflow_generation.endpoint import Endpoint

        backend = endpoint = Endpoint(base_url, concurrency=concurrency, timeout=timeout)
        settings = {"model": model, "endpoint": endpoint.host, **sampling}
    return ChosenModel(
        settings,
        lambda: EndpointModel(backend, model, sampling, concurrency=concurrency),
        {"concurrency": concurrency, **_versions()},
    )


def local_model(
    name: str, template: str, device: str, batch_size: int, max_tokens: int, revision: str | None = None
) -> ChosenModel:
    """Return a model that runs here; only its tokenizer is loaded yet.

    Raises:
        ConfigError: If it cannot be had, or there is no such device.
    """
    import torch

    from toolflow_dataset.errors import ConfigError
    from toolflow_evaluation.answering.chosen import ChosenModel
    from toolflow_evaluation.answering.local_model import LocalModel
    from toolflow_training.base_model import load_model, load_tokenizer, short_name
    from toolflow_training.templates import choose_template

    there = torch.cuda.is_available()
    if device == "cuda" and not there:
        raise ConfigError("--device cuda: no GPU that torch can use; choose cpu or auto")
    place = "cuda" if there and device != "cpu" else "cpu"
    tokenizer = load_tokenizer(name, revision)
    chosen = choose_template(tokenizer, template)
    tokenizer.chat_template = chosen.text
    settings: dict[str, Any] = {
        "model": short_name(name),
        "weights": weights_digest(name),
        "template": chosen.name,
        "template_digest": hashlib.sha256(chosen.text.encode()).hexdigest()[:16],
        "precision": "bfloat16" if place == "cuda" else "float32",
        "max_tokens": max_tokens,
    }

    if revision is not None:
        settings["revision"] = revision

    def make() -> Model:
        loaded = load_model(name, revision, bf16=place == "cuda").to(place).eval()
        return LocalModel(tokenizer, loaded, short_name(name), batch_size, max_tokens)

    facts = {"device": place, "batch_size": batch_size, **_versions("torch", "transformers")}
    if place == "cuda":
        facts["gpu"] = torch.cuda.get_device_name(0)
    else:
        facts["threads"] = torch.get_num_threads()
    return ChosenModel(settings, make, facts)


def weights_digest(name: str) -> str:
    """Return a digest of a model's files; of a Hub id, which has none here, the id."""
    from toolflow_training import base_model

    return base_model.weights_digest(name) or name


def _versions(*packages: str) -> dict[str, Any]:
    from importlib.metadata import version

    from toolflow_dataset.version import __version__

    return {
        "platform": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "versions": {
            "python": platform.python_version(),
            "toolflow": __version__,
            **{package: version(package) for package in packages},
        },
    }
