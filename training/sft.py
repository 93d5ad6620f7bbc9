"""Supervised fine-tuning of a causal language model on tool-calling dialogues.

    from toolflow_evaluation.dialogue_sets import open_sets
    from toolflow_training.sft import train
    from toolflow_training.sft_config import SftConfig
    training = train(SftConfig(model="org/model", out="OUT"), open_sets(["RUN"])[0])

Dialogues are rendered by a chat template, and the loss is on what the assistant writes: its words, its calls
and its end of turn. One folder holds all of it; a training that was killed goes on from its last checkpoint
and takes the steps it would have taken.
"""

from __future__ import annotations

import hashlib
import json
import random
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolflow_dataset.errors import ConfigError
from toolflow_dataset.statistics import DialogueStatistics, message_statistics, total_statistics

from .base_model import GGUF, context_length, load_model, load_tokenizer, short_name, weights_digest
from .interrupt import stop_on_signals
from .machine import choose_machine
from .model_card import render_model_card
from .sft_config import SftConfig
from .sft_folder import SftFolder, entered
from .sft_trainer import Progress, build_trainer, read_log
from .templates import ChatTemplate, choose_template, control_tokens
from .token_file import file_digest, read_tokens, write_tokens
from .token_rows import DialogueTokens, TokenRow, TrainingDialogue

_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Training:
    """A training as it stands.

    Args:
        folder: Where it is kept.
        model: The folder of the trained model, adapters or whole; None if it was asked to stop.
        record: What `training.json` holds: data, tokens, template, sessions, result.
    """

    folder: Path
    model: Path | None
    record: dict[str, Any]


def train(
    config: SftConfig,
    dialogues: Iterable[TrainingDialogue],
    *,
    sources: Iterable[str] = (),
    progress: Progress | None = None,
    say: Callable[[str], None] | None = None,
) -> Training:
    """Train a model as the configuration says, or go on with a training.

    Args:
        config: What to train, how, and where it goes.
        dialogues: Read twice. With `resume` they may be empty: the training has its tokens.
        sources: What the model card calls the data.
        progress: Called with (stage, done, total).
        say: Called with what a user should know before the steps begin, a line at a time.

    Raises:
        ConfigError: If something cannot be used: a key, the folder, the model, the template, the data.
    """
    progress, say = progress or (lambda stage, done, total: None), say or (lambda line: None)
    if config.model is None:
        raise ConfigError("model is missing: name the model to train, with --model MODEL")
    with entered(config) as folder:
        if not config.resume or "tokens" not in folder.record:
            _check_data(folder, dialogues, progress)
        _check_base(config, folder)
        if folder.finished:
            if config.merge and folder.record["result"]["saved"] == "adapters":
                raise ConfigError(
                    f"merge: the training in {folder.path} is finished, and {folder.model.name} holds its "
                    "adapters alone; merge them by PEFT's merge_and_unload, or train to another --out"
                )
            say(f"trained already: {folder.model}")
            return Training(folder.path, folder.model, folder.record)
        machine = choose_machine(config)
        tokenizer = load_tokenizer(config.model, config.revision)
        template = choose_template(tokenizer, config.template)
        _check_template(folder, template)
        tokenizer.chat_template = template.text
        say(f"template: {template.name}")
        known = folder.record.get("tokens", {}).get("sha256")
        if file_digest(folder.tokens) != known:
            if known is not None and config.resume:
                raise ConfigError(
                    f"{folder.tokens}: is missing or damaged; give the whole command again, with its data, "
                    "in place of --resume"
                )
            _prepare(config, folder, tokenizer, template, dialogues, list(sources), progress)
        for line in _told(folder.record):
            say(line)
        model = load_model(config.model, config.revision, bf16=machine.bf16 and config.method == "lora")
        _fit(model, tokenizer, folder.record)
        rows = read_tokens(folder.tokens)
        checkpoint = folder.last_checkpoint()
        started = 0 if checkpoint is None else int(checkpoint.name.rpartition("-")[2])
        with stop_on_signals() as wish:
            trainer = build_trainer(config, model, tokenizer, rows, machine, folder, wish, progress)
            say(f"{'going on after' if started else 'starting at'} step {started} on {machine.device}")
            begun = time.monotonic()
            _run(trainer, checkpoint)
        session = {"from_step": started, "to_step": trainer.state.global_step, **machine.describe()}
        folder.record["sessions"].append({**session, "seconds": round(time.monotonic() - begun, 1)})
        if trainer.state.global_step < trainer.state.max_steps:
            folder.save_record()
            return Training(folder.path, None, folder.record)
        _finish(config, folder, trainer, tokenizer)
        return Training(folder.path, folder.model, folder.record)


def _run(trainer: Any, checkpoint: Path | None) -> None:
    """Take the steps.

    Raises:
        ConfigError: If the memory of the device does not suffice.
    """
    import torch

    with warnings.catch_warnings():
        # PEFT looks for a base model's config.json to learn whether the vocabulary grew; here it never does
        warnings.filterwarnings("ignore", "Could not find a config file in", UserWarning)
        try:
            trainer.train(resume_from_checkpoint=None if checkpoint is None else str(checkpoint))
        except torch.OutOfMemoryError as error:
            raise ConfigError(
                "the device has too little memory for this; choose a smaller batch_size (and a larger "
                "accumulate), a smaller max_length, gradient_checkpointing always, or method lora"
            ) from error


def _check_data(folder: SftFolder, dialogues: Iterable[TrainingDialogue], progress: Progress) -> None:
    """Read all dialogues once: every one can be read, how many there are, and a digest of what they say.

    Raises:
        ConfigError: If the training that stands in the folder was begun with others.
    """
    digest, count = hashlib.sha256(), 0
    for dialogue in dialogues:
        count += 1
        content = [[message.to_json() for message in dialogue.messages], list(map(dict, dialogue.tools))]
        try:
            digest.update(json.dumps(content, ensure_ascii=False, sort_keys=True).encode())
        except UnicodeEncodeError as error:
            raise ConfigError(
                f"{dialogue.place}: a text holds half of a character ({error.object[error.start]!r}, a "
                "surrogate by itself), which no tokenizer takes; write the character whole, or take it out"
            ) from error
    progress("reading", count, count)
    if not count:
        raise ConfigError("data: no dialogues to learn from; give a data set")
    data = {"dialogues_read": count, "digest": digest.hexdigest()[:_DIGITS]}
    known = folder.record.get("data")
    if known is not None and known["digest"] != data["digest"]:
        raise ConfigError(
            f"{folder.path}: the data changed since this training began ({known['dialogues_read']:,} "
            f"dialogues of digest {known['digest']}, now {count:,} of {data['digest']}); --resume goes on "
            "with what was read then, --overwrite begins anew"
        )
    if known is None:
        folder.record["data"] = data


def _check_base(config: SftConfig, folder: SftFolder) -> None:
    """Check that the model on disk is the one that the training began with.

    Raises:
        ConfigError: If its files changed: adapters and moments of the optimizer are of another model then.
    """
    assert config.model is not None
    known, now = folder.record.get("base", {}).get("weights"), weights_digest(config.model)
    if known is not None and now is not None and known != now:
        raise ConfigError(
            f"{folder.path}: the model {config.model} changed since this training began (digest of its files "
            f"{known}, now {now}); put it back, train to another --out, or begin anew with --overwrite"
        )


def _check_template(folder: SftFolder, template: ChatTemplate) -> None:
    """Check that the template is the one that the tokens were made by.

    Raises:
        ConfigError: If it changed: the model would be saved with another than it learnt.
    """
    known, now = folder.record.get("template", {}).get("sha256"), _sha(template.text)
    if known not in (None, now):
        raise ConfigError(
            f"{folder.path}: the template {template.name} changed since this training began (digest {known}, "
            f"now {now}); put it back, train to another --out, or begin anew with --overwrite"
        )


def _prepare(
    config: SftConfig,
    folder: SftFolder,
    tokenizer: Any,
    template: ChatTemplate,
    dialogues: Iterable[TrainingDialogue],
    sources: list[str],
    progress: Progress,
) -> None:
    """Turn the dialogues into tokens and write down what they are.

    Raises:
        ConfigError: If none can be learnt from, or tokens that are to be made again come out differently.
    """
    assert config.model is not None
    limit = context_length(config.model, config.revision)
    max_length = min(config.max_length, limit or config.max_length)
    tokens = DialogueTokens(tokenizer, template, max_length, single_call=config.single_call)
    data = folder.record["data"]
    origins: Counter[tuple[tuple[str, str], ...]] = Counter()
    counted: list[DialogueStatistics] = []

    def rows() -> Iterator[TokenRow]:
        drawn = _drawn(config, data["dialogues_read"])
        done = 0
        for index, dialogue in enumerate(dialogues):
            if drawn is not None and index not in drawn:
                continue
            offered = [str(tool["name"]) for tool in dialogue.tools]
            counted.append(message_statistics(dialogue.messages, offered, dialogue.turn_steps))
            origins[tuple(sorted(dialogue.origin.items()))] += 1
            yield from tokens.rows(dialogue)
            done += 1
            progress("tokenizing", done, data["dialogues_read"] if drawn is None else len(drawn))

    known = folder.record.get("tokens", {}).get("sha256")
    if known is None:
        folder.begin()
    digest = write_tokens(folder.tokens, rows())
    if known is not None and known != digest:
        raise ConfigError(
            f"{folder.tokens}: was missing or damaged, and the same dialogues give other tokens now, so the "
            "tokenizer, its template or a library changed; --overwrite begins anew"
        )
    counts = tokens.counts
    if not counts.used:
        raise ConfigError(
            f"data: no dialogue can be learnt from: {counts.too_long:,} are longer than {max_length:,} "
            "tokens in their first round (raise max_length, or generate with fewer tools), "
            f"{counts.unanswered:,} have no assistant message, {counts.control:,} hold one of the model's "
            "control tokens in a text"
        )
    totals = total_statistics(counted)
    folder.record["data"] = {
        **data,
        "sources": sources,
        "origins": [{**dict(origin), "dialogues": count} for origin, count in origins.most_common()],
        "statistics": totals.to_json(),
        "table": dict(totals.rows()),
    }
    ending = counts.endings.most_common(1)[0][0]
    folder.record["tokens"] = {
        **counts.to_json(),
        "max_length": max_length,
        "end_of_turn": ending,
        "sha256": digest,
    }
    folder.record["template"] = {"name": template.name, "sha256": _sha(template.text)}
    folder.record["base"] = {
        "model": short_name(config.model),
        "revision": config.revision,
        "weights": weights_digest(config.model),
    }
    folder.save_record()


def _drawn(config: SftConfig, count: int) -> frozenset[int] | None:
    """Return which dialogues are drawn; None for all."""
    if config.num_dialogues is None or config.num_dialogues == count:
        return None
    if config.num_dialogues > count:
        raise ConfigError(f"num_dialogues: {config.num_dialogues:,} are wanted, the data has {count:,}")
    return frozenset(random.Random(f"draw {config.seed}").sample(range(count), config.num_dialogues))


def _told(record: dict[str, Any]) -> Iterator[str]:
    """Yield what a user should know of the sequences before the steps begin."""
    tokens = record["tokens"]
    length = tokens["length"]
    spread = f"median {length['median']:,}, 95 % up to {length['p95']:,}, longest {length['longest']:,}"
    yield (
        f"dialogues: {tokens['used']:,} of {tokens['tokens']:,} tokens, {tokens['learnt']:,} of them the "
        f"assistant's ({spread})"
    )
    limit = tokens["max_length"]
    if tokens["cut"]:
        rounds = f"{tokens['rounds_cut']:,} rounds lost"
        yield f"cut to {limit:,} tokens at the end of a round: {tokens['cut']:,} ({rounds})"
    if tokens["too_long"]:
        yield f"left out, their first round is longer than {limit:,} tokens: {tokens['too_long']:,}"
    if tokens["unanswered"]:
        yield f"left out, the assistant says nothing in them: {tokens['unanswered']:,}"
    if tokens.get("control"):  # not counted by older versions
        yield f"left out, a text in them holds one of the model's control tokens: {tokens['control']:,}"
    if tokens["split_turns"]:
        yield f"turns of several calls split into one each: {tokens['split_turns']:,}"
    if tokens["lost_texts"]:
        yield f"words beside a call that the template does not show: {tokens['lost_texts']:,}"


def _fit(model: Any, tokenizer: Any, record: dict[str, Any]) -> None:
    """Check that the model knows every token, and have it stop where the template ends a turn.

    Raises:
        ConfigError: If the tokenizer has more tokens than the model.
    """
    known = model.get_input_embeddings().num_embeddings
    if len(tokenizer) > known:
        raise ConfigError(
            f"model: its tokenizer has {len(tokenizer):,} tokens, the model {known:,}; they do not belong "
            "together"
        )
    ending = record["tokens"]["end_of_turn"]
    stops = model.generation_config.eos_token_id
    stops = [stops] if isinstance(stops, int) else list(stops or ())
    if ending in control_tokens(tokenizer).values() and ending not in stops:
        model.generation_config.eos_token_id = [ending, *stops]


def _finish(config: SftConfig, folder: SftFolder, trainer: Any, tokenizer: Any) -> None:
    """Save the model with its tokenizer, template and card; then the training is finished."""
    assert config.model is not None
    log = read_log(folder)
    model = trainer.model
    trained = sum(weight.numel() for weight in model.parameters() if weight.requires_grad)
    # adapters on a GGUF file could not be loaded again: `transformers` finds no base model by its name
    merged = config.method == "lora" and (config.merge or config.model.startswith(GGUF))
    result = {
        "steps": trainer.state.global_step,
        "epochs": round(trainer.state.epoch, 4),
        "trained_parameters": trained,
        "parameters": sum(weight.numel() for weight in model.parameters()),
        "first_loss": log[0]["loss"],  # the first step is always logged
        "last_loss": log[-1]["loss"],
        "saved": "whole model" if merged or config.method == "full" else "adapters",
    }
    record = {**folder.record, "result": result}
    with folder.new_model() as place:
        if merged:
            model = model.merge_and_unload()
        model.config.use_cache = True  # gradient checkpointing turned it off
        model.save_pretrained(place)
        tokenizer.save_pretrained(place)
        card = render_model_card(config, record)
        (place / "README.md").write_text(card, "utf-8")
    folder.record = record
    folder.save_record()
    folder.drop_checkpoints()


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]
