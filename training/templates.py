"""Which chat template a model is trained with: one of ours, the model's own, or a file.

Ours mark with `{% generation %}` what the assistant writes. Of others' only few do, and some families' own
templates drop tools, parallel calls or the text beside a call; a probe finds those that know no tools.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from toolflow_dataset.errors import ConfigError

AUTO, OWN = "auto", "own"
# name of each of ours -> the tokens without which it means nothing to a model
TEMPLATES: dict[str, tuple[str, ...]] = {
    "llama-3.1": ("<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>", "<|python_tag|>"),
    "hermes": ("<|im_start|>", "<|im_end|>"),
}
_TOOL = {
    "type": "function",
    "function": {
        "name": "probe_depth",
        "description": "Depth of a place",
        "parameters": {"type": "object", "properties": {"place": {"type": "string"}}},
    },
}
_CALL = {"name": "probe_depth", "arguments": {"place": "Baikal"}}
_PROBE: list[dict[str, Any]] = [
    {"role": "user", "content": "How deep is it?"},
    {
        "role": "assistant",
        "content": "",
        "tool_calls": [{"id": "call00001", "type": "function", "function": _CALL}],
    },
    {"role": "tool", "tool_call_id": "call00001", "name": "probe_depth", "content": '{"metres": 1642}'},
    {"role": "assistant", "content": "1,642 metres."},
]


@dataclass(frozen=True, slots=True)
class ChatTemplate:
    """A chat template, as it is saved with the model.

    Args:
        name: `llama-3.1`, `hermes`, `own`, or a file's name.
        text: Jinja.
        marked: The same with `{% generation %}` marks; None where what the assistant writes is found by
            rendering a dialogue message by message.
    """

    name: str
    text: str
    marked: str | None


def choose_template(tokenizer: Any, wanted: str = AUTO) -> ChatTemplate:
    """Return the template to train with.

    `auto` takes `llama-3.1` for a tokenizer with the tokens of that family; the model's own if it shows tools
    and calls; else `hermes` for one with ChatML's tokens.

    Args:
        tokenizer: A `transformers` tokenizer.
        wanted: `auto`, `own`, one of `TEMPLATES`, or a Jinja file.

    Raises:
        ConfigError: If there is no such template, or it does not fit the tokenizer.
    """
    known = set(tokenizer.get_vocab())
    if wanted == AUTO:
        return _automatic(tokenizer, known)
    if wanted == OWN:
        return _own(tokenizer)
    if wanted in TEMPLATES:
        missing = [token for token in TEMPLATES[wanted] if token not in known]
        if missing:
            raise ConfigError(
                f"template {wanted}: the tokenizer has no token {missing[0]}, so the model never saw one; "
                f"choose {OWN}, a Jinja file, or another model"
            )
        return packaged(wanted)
    path = Path(wanted).expanduser()
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"template {wanted}: cannot be read ({error}); expected {AUTO}, {OWN}, "
            f"{', '.join(TEMPLATES)} or a Jinja file"
        ) from error
    return ChatTemplate(path.name, text, text if _has_marks(text) else None)


def control_tokens(tokenizer: Any) -> dict[str, int]:
    """Return the tokens that have a meaning of their own wherever they stand in a text, with their ids.

    `all_special_tokens` lacks those without a role, such as Llama's `<|eot_id|>` where another is `eos`.
    """
    added = {token.content: place for place, token in tokenizer.added_tokens_decoder.items() if token.special}
    named = dict(zip(tokenizer.all_special_tokens, tokenizer.all_special_ids, strict=True))
    return {text: place for text, place in {**added, **named}.items() if text.strip()}


def packaged(name: str) -> ChatTemplate:
    """Return one of ours by name."""
    file = files(f"{__package__}.chat_templates").joinpath(f"{name}.jinja")
    text = file.read_text("utf-8")
    return ChatTemplate(name, text, text)


def qwen_template() -> ChatTemplate:
    """Return Qwen 2.5's own template, which TRL carries with marks.

    Raises:
        ConfigError: If TRL is not installed, or carries it no more.
    """
    found = find_spec("trl")
    if found is None or found.origin is None:
        raise ConfigError("Qwen's chat template comes with TRL; pip install 'toolflow-dataset[train]'")
    file = Path(found.origin).parent / "chat_templates" / "qwen2_5_training.jinja"
    try:
        text = file.read_text("utf-8")
    except OSError as error:
        raise ConfigError(
            f"the installed TRL has no {file.name} ({error}); install the version in constraints.txt"
        ) from error
    return ChatTemplate("qwen-2.5", text, text)


def _automatic(tokenizer: Any, known: set[str]) -> ChatTemplate:
    if known.issuperset(TEMPLATES["llama-3.1"]):
        return packaged("llama-3.1")
    if tokenizer.chat_template and _shows_tools(tokenizer):
        return _own(tokenizer)
    if known.issuperset(TEMPLATES["hermes"]):
        return packaged("hermes")
    has = "a chat template that shows no tools" if tokenizer.chat_template else "no chat template"
    raise ConfigError(
        f"template {AUTO}: the tokenizer has {has}, and the tokens of none of ours "
        f"({', '.join(TEMPLATES)}); give a Jinja file with --template FILE, or take a chat model"
    )


def _own(tokenizer: Any) -> ChatTemplate:
    text = tokenizer.chat_template
    if isinstance(text, dict):
        text = text.get("tool_use") or text.get("default")
    if not text:
        raise ConfigError(
            f"template {OWN}: the tokenizer has no chat template; choose one of {', '.join(TEMPLATES)} "
            "or give a Jinja file"
        )
    return ChatTemplate(OWN, text, text if _has_marks(text) else _known_to_trl(tokenizer))


def _known_to_trl(tokenizer: Any) -> str | None:
    """Return TRL's marked form of the tokenizer's own template, None if TRL knows none."""
    from trl.chat_template_utils import get_training_chat_template

    try:
        marked: str | None = get_training_chat_template(tokenizer)
    except ValueError:
        return None
    return marked


def _shows_tools(tokenizer: Any) -> bool:
    """Tell whether the tokenizer's own template shows an offered tool, a call of it and its result."""
    from jinja2 import TemplateError

    def rendered(messages: Sequence[dict[str, Any]]) -> str:
        return str(tokenizer.apply_chat_template(messages, tools=[_TOOL], tokenize=False))

    try:
        asked, answered = rendered(_PROBE[:1]), rendered(_PROBE)
    except (TemplateError, TypeError, ValueError):
        return False
    return "probe_depth" in asked and "Baikal" in answered and "1642" in answered


def _has_marks(text: str) -> bool:
    from trl.chat_template_utils import has_generation_markers

    return bool(has_generation_markers(text))
