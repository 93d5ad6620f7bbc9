"""Training: two steps, what is saved, going on after a stop, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import as_conversation
from hand_dialogues import make_dialogue
from tiny_model import LLAMA_TOKENS, make_tokenizer, save_model, weights_differ

from toolflow_dataset import Message
from toolflow_dataset.errors import ConfigError
from toolflow_evaluation.conversation import Conversation
from toolflow_training.sft import Training, train
from toolflow_training.sft_config import SftConfig
from toolflow_training.sft_folder import SftFolder

BATCH = {"batch_size": 2, "accumulate": 1, "log_every": 1, "learning_rate": 1e-2, "warmup": 0.0}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, chatml: Any) -> Path:
    return save_model(tmp_path_factory.mktemp("base"), chatml)


@pytest.fixture
def conversations() -> list[Conversation]:
    """Return nine dialogues of different lengths."""
    dialogues = [as_conversation(make_dialogue(index)) for index in range(9)]
    return [
        Conversation(one.messages * (1 + index % 3), one.tools, one.place, origin=one.origin)
        for index, one in enumerate(dialogues)
    ]


@pytest.fixture
def configure(base: Path, tmp_path: Path) -> Callable[..., SftConfig]:
    def make(**keys: Any) -> SftConfig:
        return SftConfig(**{"model": str(base), "out": tmp_path / "out", **BATCH, "max_steps": 2, **keys})

    return make


def losses(training: Training) -> list[float]:
    lines = (training.folder / "log.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line)["loss"] for line in lines]


def weights(folder: Path) -> dict[str, Any]:
    from safetensors.torch import load_file

    (file,) = folder.glob("*.safetensors")
    return dict(load_file(file))


@pytest.mark.parametrize("method", ["lora", "full"])
def test_two_steps_change_weights_and_leave_a_model_that_answers(
    method: str, configure: Callable[..., SftConfig], conversations: list[Conversation], base: Path
) -> None:
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    training = train(configure(method=method), conversations, sources=["org/set@v1.2.0"])
    assert training.model is not None
    result = training.record["result"]
    assert result["steps"] == 2 and losses(training) == [result["first_loss"], result["last_loss"]]
    assert result["last_loss"] < result["first_loss"]
    assert (result["trained_parameters"] == result["parameters"]) == (method == "full")
    saved = weights(training.model)
    assert all(name.endswith("weight") for name in saved)
    if method == "full":
        before = weights(base)
        assert all(not torch.equal(before[name], saved[name]) for name in saved)
    else:
        assert {name.split(".")[-2] for name in saved} == {"lora_A", "lora_B"}
        assert any(weight.abs().sum() > 0 for name, weight in saved.items() if "lora_B" in name)

    tokenizer = AutoTokenizer.from_pretrained(training.model)
    model = AutoModelForCausalLM.from_pretrained(training.model)
    prompt = tokenizer.apply_chat_template(
        conversations[0].to_openai()[:2],
        tools=[{"type": "function", "function": dict(tool)} for tool in conversations[0].tools],
        add_generation_prompt=True,
        return_tensors="pt",
        return_dict=True,
    )
    assert "<tools>" in tokenizer.decode(prompt["input_ids"][0])  # the template came along
    assert model.generate(**prompt, max_new_tokens=3, do_sample=False).shape[1] > prompt["input_ids"].shape[1]


def test_merged_adapters_are_a_whole_model(
    configure: Callable[..., SftConfig], conversations: list[Conversation], base: Path
) -> None:
    import torch

    training = train(configure(merge=True, lora_targets="q_proj,v_proj"), conversations)
    assert training.model is not None
    saved, before = weights(training.model), weights(base)
    assert saved.keys() == before.keys()
    changed = {name for name in saved if not torch.equal(saved[name], before[name])}
    assert changed and {name.split(".")[-2] for name in changed} == {"q_proj", "v_proj"}


def test_the_card_and_the_record_say_what_was_learnt_from(
    configure: Callable[..., SftConfig], conversations: list[Conversation], base: Path
) -> None:
    training = train(configure(), conversations, sources=["org/set@v1.2.0:graph_plan"])
    assert training.model is not None
    card = (training.model / "README.md").read_text("utf-8")
    front = yaml.safe_load(card.split("---")[1])
    assert front["datasets"] == ["org/set"] and "base_model" not in front
    record = training.record
    assert record == json.loads((training.folder / "training.json").read_text("utf-8"))
    for told in (
        "`org/set@v1.2.0:graph_plan`",
        record["data"]["digest"],
        "ToolFlow 0.1.0, configuration `0123abcd`, setting `graph+plan`",
        "| dialogues | 9 |",
        f"| of those learnt (the assistant's) | {record['tokens']['learnt']:,} |",
        "| learning_rate | 0.01 |",
        "Hermes style",
        record["sessions"][0]["versions"]["torch"],
    ):
        assert told in card
    assert str(base.parent) not in card


def test_a_stopped_training_goes_on_and_takes_the_same_steps(
    configure: Callable[..., SftConfig], conversations: list[Conversation], tmp_path: Path
) -> None:
    """Stopped in the middle of the second epoch of five batches, with dropout and an own order each epoch."""
    keys = {"max_steps": None, "epochs": 3, "lora_dropout": 0.5, "save_every": 2, "keep_checkpoints": 1}
    straight = train(configure(out=tmp_path / "straight", **keys), conversations)

    class Stop(Exception):
        pass

    def stop(stage: str, done: int, total: int) -> None:
        if stage == "training" and done == 7:
            raise Stop

    config = configure(**keys)
    with pytest.raises(Stop):
        train(config, conversations, progress=stop)
    assert [folder.name for folder in (tmp_path / "out" / "checkpoints").glob("checkpoint-*")] == [
        "checkpoint-6"
    ]
    half = tmp_path / "out" / "checkpoints" / "checkpoint-7"  # one that a kill left half-written
    half.mkdir()
    resumed = train(config, conversations)

    assert resumed.record["sessions"][-1]["from_step"] == 6
    assert len(losses(straight)) == 15 and losses(resumed) == pytest.approx(losses(straight), rel=1e-4)
    assert straight.model is not None and resumed.model is not None
    one, two = weights(straight.model), weights(resumed.model)
    assert weights_differ(one, two) < 1e-4
    assert not half.exists()


def test_resume_needs_neither_data_nor_options(
    configure: Callable[..., SftConfig], conversations: list[Conversation]
) -> None:
    from toolflow_training.sft_config import load_sft_config
    from toolflow_training.sft_folder import read_record

    def stop(stage: str, done: int, total: int) -> None:
        if stage == "training" and done == 1:
            raise KeyboardInterrupt

    config = configure(save_every=1)
    with pytest.raises(KeyboardInterrupt):
        train(config, conversations, progress=stop)
    assert config.out is not None
    record = read_record(config.out)
    assert record is not None
    training = train(load_sft_config(None, {**record["config"], "resume": True}), [])
    assert training.record["result"]["steps"] == 2


def stopped_after_one_step(config: SftConfig, conversations: list[Conversation]) -> None:
    def stop(stage: str, done: int, total: int) -> None:
        if stage == "training" and done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(config, conversations, progress=stop)


def test_a_template_that_changed_is_not_saved_with_a_model_that_learnt_another(
    configure: Callable[..., SftConfig], conversations: list[Conversation], tmp_path: Path
) -> None:
    from toolflow_training.templates import packaged

    file = tmp_path / "mine.jinja"
    file.write_text(packaged("hermes").text, "utf-8")
    config = configure(template=str(file), save_every=1)
    stopped_after_one_step(config, conversations[:2])
    file.write_text(packaged("hermes").text.replace("Functions you can call", "Tools"), "utf-8")
    with pytest.raises(ConfigError, match=r"the template mine\.jinja changed since this training began"):
        train(configure(template=str(file), save_every=1, resume=True), [])
    file.write_text(packaged("hermes").text, "utf-8")
    assert train(config, conversations[:2]).record["result"]["steps"] == 2


def test_another_base_model_under_the_same_name_is_refused(
    configure: Callable[..., SftConfig], conversations: list[Conversation], chatml: Any, tmp_path: Path
) -> None:
    other = save_model(tmp_path / "other", chatml)
    config = configure(model=str(other), save_every=1)
    stopped_after_one_step(config, conversations[:2])
    save_model(other, chatml, context=1024)
    for resume in (False, True):
        with pytest.raises(ConfigError, match=r"the model .*other changed since this training began"):
            train(configure(model=str(other), save_every=1, resume=resume), conversations[:2])
    save_model(other, chatml)
    assert train(config, conversations[:2]).model is not None
    save_model(other, chatml, context=1024)
    with pytest.raises(ConfigError, match="changed since this training began"):
        train(config, conversations[:2])  # what was trained is of the other one


def test_half_a_character_is_named_with_its_place(
    configure: Callable[..., SftConfig], conversations: list[Conversation]
) -> None:
    torn = replace(conversations[0], messages=(Message("user", "Hi \ud83d"), *conversations[0].messages))
    with pytest.raises(ConfigError, match=r"hand, .*half of a character"):
        train(configure(), [torn])


def test_a_kill_while_tokenizing_leaves_nothing_in_the_way(
    configure: Callable[..., SftConfig], conversations: list[Conversation], tmp_path: Path
) -> None:
    def stop(stage: str, done: int, total: int) -> None:
        if (stage, done) == ("tokenizing", 4):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(configure(), conversations, progress=stop)
    assert not (tmp_path / "out" / "tokens.arrow").exists()
    training = train(configure(), conversations)
    assert training.record["tokens"]["used"] == 9
    assert not list((tmp_path / "out").glob(".*"))


def test_lost_tokens_are_made_again_and_checkpoints_stay(
    configure: Callable[..., SftConfig], conversations: list[Conversation], tmp_path: Path
) -> None:
    def stop(stage: str, done: int, total: int) -> None:
        if stage == "training" and done == 3:
            raise KeyboardInterrupt

    config = configure(save_every=1, max_steps=4)
    with pytest.raises(KeyboardInterrupt):
        train(config, conversations, progress=stop)
    (tmp_path / "out" / "tokens.arrow").write_bytes(b"torn")
    with pytest.raises(ConfigError, match=r"tokens\.arrow: is missing or damaged; give the whole command"):
        train(configure(save_every=1, max_steps=4, resume=True), [])
    training = train(config, conversations)
    assert training.record["sessions"][-1]["from_step"] == 2


def test_a_mistake_under_overwrite_leaves_the_older_training(
    configure: Callable[..., SftConfig], conversations: list[Conversation]
) -> None:
    older = train(configure(), conversations)
    for keys in ({"template": "llama-3.1"}, {"model": "nowhere/at-all"}):
        with pytest.raises(ConfigError):
            train(configure(overwrite=True, **keys), conversations)
    assert train(configure(), conversations).record == older.record


def test_one_step_and_its_gradient_are_the_mean_over_learnt_tokens(
    configure: Callable[..., SftConfig], conversations: list[Conversation], base: Path, tmp_path: Path
) -> None:
    """However nine dialogues are cut into batches, the first loss is that of plain transformers on them all."""
    import torch
    from transformers import AutoModelForCausalLM

    first = [
        train(
            configure(out=tmp_path / name, max_steps=1, batch_size=size, accumulate=9 // size, batching=how),
            conversations,
        )
        for name, size, how in (("a", 1, "shuffled"), ("b", 3, "by-length"), ("c", 9, "by-length"))
    ]
    from toolflow_training.token_file import read_tokens

    model = AutoModelForCausalLM.from_pretrained(base)
    total, count = 0.0, 0
    for row in read_tokens(first[0].folder / "tokens.arrow"):
        ids, labels = torch.tensor([row["input_ids"]]), torch.tensor([row["labels"]])
        learnt = int((labels[:, 1:] != -100).sum())
        with torch.no_grad():
            total += float(model(input_ids=ids, labels=labels).loss) * learnt
        count += learnt
    assert [losses(one)[0] for one in first] == pytest.approx([total / count] * 3, rel=1e-5)


def test_the_model_stops_where_the_template_ends_a_turn_whatever_its_own_last_token_is(
    configure: Callable[..., SftConfig], conversations: list[Conversation], tmp_path: Path
) -> None:
    """As of Llama's base models: `<|eot_id|>` is a token of theirs, but neither `eos` nor of any other role."""
    tokens = ["<|end_of_text|>", *LLAMA_TOKENS]
    tokenizer = make_tokenizer(["some text"], tokens, eos="<|end_of_text|>", bos="<|begin_of_text|>")
    bare = save_model(tmp_path / "bare", tokenizer)
    training = train(configure(model=str(bare), merge=True, max_steps=1), conversations[:2])
    assert training.model is not None
    stops = json.loads((training.model / "generation_config.json").read_text("utf-8"))["eos_token_id"]
    assert tokenizer.convert_ids_to_tokens(stops) == ["<|eot_id|>", "<|end_of_text|>"]


def test_a_finished_training_is_not_done_again(
    configure: Callable[..., SftConfig], conversations: list[Conversation]
) -> None:
    first = train(configure(), conversations)
    said: list[str] = []
    again = train(configure(), conversations, say=said.append)
    assert again.record == first.record and said == [f"trained already: {first.model}"]
    with pytest.raises(ConfigError, match=r"merge: .*is finished.*holds its adapters"):
        train(configure(merge=True), conversations)


def test_other_options_or_data_are_refused_until_overwritten(
    configure: Callable[..., SftConfig], conversations: list[Conversation]
) -> None:
    train(configure(), conversations)
    with pytest.raises(ConfigError, match=r"lora_rank was 16, is 8.*--overwrite"):
        train(configure(lora_rank=8), conversations)
    with pytest.raises(ConfigError, match=r"the data changed.*9 dialogues.*now 8 of"):
        train(configure(), conversations[:8])
    training = train(configure(lora_rank=8, overwrite=True), conversations[:8])
    assert training.record["data"]["dialogues_read"] == 8
    assert json.loads((training.folder / "training.json").read_text("utf-8"))["config"]["lora_rank"] == 8


def test_nothing_of_anybody_else_is_overwritten(
    configure: Callable[..., SftConfig], conversations: list[Conversation], tmp_path: Path
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "model").write_text("mine", "utf-8")
    with pytest.raises(ConfigError, match="is not empty and holds no training"):
        train(configure(overwrite=True), conversations)
    assert (tmp_path / "out" / "model").read_text("utf-8") == "mine"


def test_num_dialogues_draws_by_the_seed(
    configure: Callable[..., SftConfig], conversations: list[Conversation], tmp_path: Path
) -> None:
    def drawn(name: str, seed: int) -> str:
        config = configure(out=tmp_path / name, num_dialogues=4, seed=seed, max_steps=1)
        record = train(config, conversations).record
        assert record["tokens"]["used"] == record["data"]["statistics"]["dialogues"] == 4
        return str(record["tokens"]["sha256"])

    assert drawn("a", 1) == drawn("b", 1) != drawn("c", 2)
    with pytest.raises(ConfigError, match="num_dialogues: 10 are wanted, the data has 9"):
        train(configure(num_dialogues=10), conversations)


def test_the_models_context_limits_the_length(
    configure: Callable[..., SftConfig], conversations: list[Conversation], chatml: Any, tmp_path: Path
) -> None:
    short = save_model(tmp_path / "short", chatml, context=600)
    said: list[str] = []
    training = train(configure(model=str(short)), conversations, say=said.append)
    tokens = training.record["tokens"]
    assert tokens["max_length"] == 600 < tokens["length"]["longest"]
    assert tokens["cut"] == 6 and "cut to 600 tokens at the end of a round: 6 (18 rounds lost)" in said


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"model": None}, "model is missing"),
        ({"out": None}, "out is missing"),
        ({"model": "nowhere/at-all"}, "tokenizer of nowhere/at-all cannot be loaded"),
        ({"model": "gguf:nowhere.gguf"}, "no such file nowhere.gguf"),
        ({"template": "llama-3.1"}, "no token <|start_header_id|>"),
        ({"lora_targets": "nothing_like_it"}, "cannot be trained so: Target modules"),
        ({"seed": 2**32}, "seed: got 4294967296"),
        ({"device": "cuda"}, "no GPU that torch can use"),
        ({"max_length": 20}, "no dialogue can be learnt from: 9 are longer than 20 tokens"),
        ({"resume": True}, "holds no training to go on with"),
    ],
)
def test_what_cannot_be_used_is_named(
    keys: dict[str, Any], told: str, configure: Callable[..., SftConfig], conversations: list[Conversation]
) -> None:
    with pytest.raises(ConfigError, match=told.replace("|", r"\|").replace(".", r"\.")):
        train(configure(**keys), conversations)


def test_no_dialogues_is_an_error(configure: Callable[..., SftConfig]) -> None:
    with pytest.raises(ConfigError, match="no dialogues to learn from"):
        train(configure(), [])


def test_a_torn_log_line_is_left_out(tmp_path: Path) -> None:
    from toolflow_training.sft_trainer import read_log

    folder = SftFolder(tmp_path, {})
    folder.log.write_text('{"step": 1, "loss": 2.0}\n{"step": 2, "lo', "utf-8")
    assert read_log(folder) == [{"step": 1, "loss": 2.0}]
