"""Training as an ablation needs it: `toolflow_training`, and its models to be asked questions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolflow_dataset.errors import ConfigError
from toolflow_evaluation.ablation.grid import RESERVED
from toolflow_generation.config_files import read_yaml
from toolflow_training.sft_config import FIELDS, PACKAGED, SftConfig, load_sft_config

if TYPE_CHECKING:
    from toolflow_evaluation.answering.chosen import ChosenModel
    from toolflow_evaluation.conversation import Conversation

Progress = Callable[[str, int, int], None]


class SftTrainer:
    """Trains by `toolflow_training.sft`; a `Trainer` of `toolflow_evaluation.ablation`."""

    @property
    def keys(self) -> Collection[str]:
        """The keys of `toolflow train`."""
        return FIELDS.keys()

    def resolve(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the keys that weights depend on, with their defaults.

        Raises:
            ConfigError: If a key is unknown, a value cannot be used, or no model is named.
        """
        return _config(values).shaping()

    def check(self, values: Mapping[str, Any]) -> None:
        """Load tokenizer and template of the model.

        Raises:
            ConfigError: If one cannot be had, or what training needs is not installed.
        """
        from toolflow_training.base_model import context_length, load_tokenizer
        from toolflow_training.machine import choose_machine
        from toolflow_training.templates import choose_template

        from .train import check_installed

        check_installed()
        config = _config(values)
        assert config.model is not None
        choose_machine(config)
        choose_template(load_tokenizer(config.model, config.revision), config.template)
        context_length(config.model, config.revision)

    def base_digest(self, values: Mapping[str, Any]) -> str:
        """Return a digest of the model's files; of a Hub id, which has none here, its name and revision."""
        from .bench_models import weights_digest

        config = _config(values)
        assert config.model is not None
        return (
            f"{weights_digest(config.model)}@{config.revision}"
            if config.revision
            else weights_digest(config.model)
        )

    def train(
        self,
        values: Mapping[str, Any],
        dialogues: Iterable[Conversation],
        source: str,
        out: Path,
        progress: Progress,
        say: Callable[[str], None],
    ) -> dict[str, Any]:
        """Train, or go on; return counts and losses.

        Raises:
            ToolflowError: If it cannot be done.
            KeyboardInterrupt: If it was asked to stop; a checkpoint is kept.
        """
        from toolflow_training.sft import train

        from .train import quiet_elsewhere

        quiet_elsewhere()
        try:
            made = train(_config(values, out), dialogues, sources=[source], progress=progress, say=say)
        finally:
            _release()
        if made.model is None:
            raise KeyboardInterrupt
        result, tokens = made.record["result"], made.record["tokens"]
        return {
            "dialogues": tokens["used"],
            "tokens": tokens["tokens"],
            "learnt": tokens["learnt"],
            **{key: result[key] for key in ("steps", "first_loss", "last_loss", "saved")},
            "machine": made.record["sessions"][-1],
        }

    def model_folder(self, out: Path) -> Path:
        """Return where a training's model is."""
        from toolflow_training.sft_folder import MODEL

        return out / MODEL

    def model_digest(self, out: Path) -> str:
        """Return a digest of a training's model without its card."""
        from .bench_models import weights_digest

        return weights_digest(str(self.model_folder(out)))

    def answering(
        self, values: Mapping[str, Any], trained: Path | None, device: str, batch_size: int, max_tokens: int
    ) -> ChosenModel:
        """Return the trained model, or the one before training, prompted by the same chat template.

        Raises:
            ConfigError: If it cannot be had.
        """
        from .bench_models import local_model
        from .train import quiet_elsewhere

        quiet_elsewhere()
        config = _config(values)
        assert config.model is not None
        _release()
        if trained is not None:
            return local_model(str(trained), config.template, device, batch_size, max_tokens)
        return local_model(config.model, config.template, device, batch_size, max_tokens, config.revision)


def _config(values: Mapping[str, Any], out: Path | None = None) -> SftConfig:
    """Return a configuration: a file under `config`, then the other keys; what the ablation sets left out."""
    of_file: dict[str, Any] = {}
    if values.get("config") is not None:
        load_sft_config(values["config"])  # a mistake in the file is reported as the file's
        of_file, _ = read_yaml(values["config"], PACKAGED)
    given = {**of_file, **{key: value for key, value in values.items() if key != "config"}}
    given = {key: value for key, value in given.items() if key not in RESERVED["train"]}
    try:
        config = load_sft_config(None, {**given, "out": out})
    except ConfigError as error:
        raise ConfigError(f"train: {str(error).removeprefix('options: ')}") from error
    if config.model is None:
        raise ConfigError("train.model is missing: name the model to train, with --train model=MODEL")
    return config


def _release() -> None:
    """Give back what an earlier model held, before the next one is loaded."""
    import gc

    import torch

    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
