"""TRL's SFTTrainer set up for one training: arguments, adapters, order of batches, log and checkpoints."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable
from typing import Any

from toolflow_dataset.errors import ConfigError

from .interrupt import StopWish
from .length_batches import LengthBatches
from .machine import Machine
from .sft_config import SftConfig
from .sft_folder import SftFolder

Progress = Callable[[str, int, int], None]
STAGE = "training"


def build_trainer(
    config: SftConfig,
    model: Any,
    tokenizer: Any,
    rows: Any,
    machine: Machine,
    folder: SftFolder,
    wish: StopWish,
    progress: Progress,
) -> Any:
    """Return a `trl.SFTTrainer`.

    Args:
        config: What to train and how.
        model: The base model.
        tokenizer: Its tokenizer.
        rows: `datasets.Dataset` with `input_ids`, `labels` (-100 where nothing is learnt) and `length`.
        machine: Device and arithmetic.
        folder: Where log and checkpoints go.
        wish: Ends the training after a step, with a checkpoint.
        progress: Called with (stage, done, total) after every step.

    Raises:
        ConfigError: If PEFT or TRL do not take the model, such as for `lora_targets` it does not have.
    """
    from trl.trainer.sft_trainer import SFTTrainer

    class Trainer(SFTTrainer):  # type: ignore[misc]
        """SFTTrainer with batches of about equally long dialogues."""

        def _get_train_sampler(self, train_dataset: Any = None) -> Any:
            if config.batching == "shuffled":
                return super()._get_train_sampler(train_dataset)
            return LengthBatches(rows["length"], config.batch_size, config.seed)

    adapters = _adapters(config)
    with warnings.catch_warnings():
        # of names that TRL still uses; nothing a user could mend
        warnings.filterwarnings("ignore", ".*is deprecated and will be removed in v6", FutureWarning)
        try:
            trainer = Trainer(
                model=model,
                args=_arguments(config, machine, folder),
                train_dataset=rows,
                processing_class=tokenizer,
                peft_config=adapters,
                callbacks=[_follower(config, folder, wish, progress)],
            )
        except ValueError as error:  # of PEFT or TRL, about modules or a kind of model
            raise ConfigError(f"this model cannot be trained so: {error}") from error
    from transformers import PrinterCallback

    trainer.remove_callback(PrinterCallback)
    return trainer


def _arguments(config: SftConfig, machine: Machine, folder: SftFolder) -> Any:
    from trl.trainer.sft_config import SFTConfig

    on_gpu = machine.device == "cuda"
    return SFTConfig(
        str(folder.checkpoints),
        max_length=None,  # rows are as long as they may be
        num_train_epochs=config.epochs,
        max_steps=config.max_steps or -1,
        per_device_train_batch_size=config.batch_size,
        gradient_accumulation_steps=config.accumulate,
        learning_rate=config.rate,
        lr_scheduler_type="constant_with_warmup" if config.scheduler == "constant" else config.scheduler,
        warmup_steps=min(config.warmup, 0.999),  # a number below 1 is a share of the steps
        weight_decay=config.weight_decay,
        max_grad_norm=config.max_grad_norm,
        seed=config.seed,
        data_seed=config.seed,
        bf16=machine.bf16,
        use_cpu=not on_gpu,
        dataloader_pin_memory=on_gpu,
        gradient_checkpointing=config.gradient_checkpointing == "always"
        or (config.gradient_checkpointing == "auto" and on_gpu),
        logging_steps=config.log_every,
        logging_first_step=True,
        save_steps=config.save_every,
        save_total_limit=None,  # older ones go once a newer one is marked complete
        report_to="none",
        disable_tqdm=True,
    )


def _adapters(config: SftConfig) -> Any:
    if config.method == "full":
        return None
    from peft import LoraConfig

    targets = config.lora_targets
    return LoraConfig(
        r=config.lora_rank,
        lora_alpha=config.lora_alpha,
        lora_dropout=config.lora_dropout,
        target_modules=targets if isinstance(targets, str) else list(targets),
        task_type="CAUSAL_LM",
    )


def _follower(config: SftConfig, folder: SftFolder, wish: StopWish, progress: Progress) -> Any:
    """Return a callback that tells progress, keeps the log, marks checkpoints and hears the wish to stop."""
    from transformers import TrainerCallback

    class Follower(TrainerCallback):  # type: ignore[misc]
        def on_train_begin(self, args: Any, state: Any, control: Any, **_: Any) -> None:
            _cut_log(folder, state.global_step)
            progress(STAGE, state.global_step, state.max_steps)

        def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
            progress(STAGE, state.global_step, state.max_steps)
            if wish.asked:
                control.should_save = control.should_training_stop = True

        def on_log(self, args: Any, state: Any, control: Any, logs: Any = None, **_: Any) -> None:
            if logs and "loss" in logs:
                with open(folder.log, "a", encoding="utf-8") as file:
                    file.write(json.dumps({"step": state.global_step, **logs}) + "\n")

        def on_save(self, args: Any, state: Any, control: Any, **_: Any) -> None:
            folder.mark_complete(state.global_step, config.keep_checkpoints)

    return Follower()


def read_log(folder: SftFolder) -> list[dict[str, Any]]:
    """Return the lines of the log in order, without one that a kill left unfinished."""
    try:
        lines = folder.log.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return []
    entries = []
    for line in lines:
        try:
            entries.append(json.loads(line))
        except ValueError:
            continue
    return entries


def _cut_log(folder: SftFolder, step: int) -> None:
    """Drop what was logged after the checkpoint that is gone on from: those steps are made again."""
    kept = [entry for entry in read_log(folder) if entry["step"] <= step]
    folder.log.write_text("".join(json.dumps(entry) + "\n" for entry in kept), "utf-8")
