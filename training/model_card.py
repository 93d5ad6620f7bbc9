"""The card of a trained model: what it is, which data it learnt from, how, and what was not looked at."""

from __future__ import annotations

import re
from typing import Any

import yaml

from toolflow_dataset.markdown import markdown_table

from .sft_config import SftConfig

_HUB_ID = re.compile(r"[\w.-]+/[\w.-]+")
_SETTINGS = (
    "method",
    "lora_rank",
    "lora_alpha",
    "lora_dropout",
    "lora_targets",
    "learning_rate",
    "scheduler",
    "warmup",
    "weight_decay",
    "max_grad_norm",
    "batch_size",
    "accumulate",
    "batching",
    "single_call",
    "seed",
)
_LOADED_FROM = "MODEL"


def render_model_card(config: SftConfig, record: dict[str, Any]) -> str:
    """Return a README.md: YAML front matter, then Markdown.

    Args:
        config: How it was trained.
        record: `training.json`, with its result.
    """
    front = yaml.safe_dump(_front_matter(config, record), sort_keys=False, allow_unicode=True, width=1000)
    base, result = record["base"]["model"], record["result"]
    parts = [
        f"---\n{front}---\n\n# {base}, trained to call tools",
        f"`{base}`{_at(record['base']['revision'])}, fine-tuned on tool-calling dialogues with "
        f"`toolflow train`. This folder holds the {result['saved']}.",
        f"## Data\n\n{_data(record)}",
        f"## Training\n\n{_training(config, record)}",
        f"## Chat template\n\n{_template(record)}",
        f"## Use\n\n```python\n{_use(result['saved'] == 'adapters')}```",
        "## Limits\n\n"
        "- Nothing was evaluated by this training; a falling loss says that the data was learnt, no more.\n"
        "- What the data lacks, the model did not learn here; see the data's own card.\n"
        "- Licence and limits of the base model hold on.",
    ]
    return "\n\n".join(parts) + "\n"


def _front_matter(config: SftConfig, record: dict[str, Any]) -> dict[str, Any]:
    front: dict[str, Any] = {"language": ["en"], "pipeline_tag": "text-generation"}
    base = record["base"]["model"]
    if _HUB_ID.fullmatch(base):
        front["base_model"] = base
    adapters = record["result"]["saved"] == "adapters"
    front["library_name"] = "peft" if adapters else "transformers"
    tags = ["tool-calling", "function-calling", "toolflow", "sft", "trl"]
    front["tags"] = tags + (["lora"] if config.method == "lora" else [])
    hub = sorted(
        {
            match[0]
            for source in record["data"]["sources"]
            if "/" in source and (match := _HUB_ID.match(source))
        }
    )
    if hub:
        front["datasets"] = hub
    return front


def _data(record: dict[str, Any]) -> str:
    data, tokens = record["data"], record["tokens"]
    lines = [f"- `{source}`" for source in data["sources"]]
    lines.append(f"- {data['dialogues_read']:,} dialogues read, digest of their content `{data['digest']}`")
    for origin in data["origins"]:
        told = [
            f"ToolFlow {origin['code_version']}" if "code_version" in origin else "",
            f"configuration `{origin['config_digest']}`" if "config_digest" in origin else "",
            f"setting `{origin['setting']}`" if "setting" in origin else "",
            f"commit `{origin['revision']}`" if "revision" in origin else "",
        ]
        made = ", ".join(one for one in told if one) or "of unknown origin"
        lines.append(f"- {origin['dialogues']:,} dialogues: {made}")
    rows = [
        *data["table"].items(),
        ("sequences trained on", f"{tokens['used']:,}"),
        ("tokens in them, tools included", f"{tokens['tokens']:,}"),
        ("of those learnt (the assistant's)", f"{tokens['learnt']:,}"),
        (f"cut at a round's end to {tokens['max_length']:,} tokens", f"{tokens['cut']:,}"),
        ("left out, first round too long", f"{tokens['too_long']:,}"),
        ("left out, no assistant message", f"{tokens['unanswered']:,}"),
        ("left out, a control token in a text", f"{tokens.get('control', 0):,}"),
    ]
    return "\n".join(lines) + "\n\n" + markdown_table(("", "value"), rows)


def _training(config: SftConfig, record: dict[str, Any]) -> str:
    result, plain = record["result"], config.to_plain() | {"learning_rate": config.rate}
    settings = [name for name in _SETTINGS if config.method == "lora" or not name.startswith("lora_")]
    rows = [(name, f"{plain[name]}") for name in settings]
    rows += [
        ("steps", f"{result['steps']:,}"),
        ("epochs", f"{result['epochs']:g}"),
        ("parameters trained", f"{result['trained_parameters']:,} of {result['parameters']:,}"),
        ("loss, first logged and last", f"{result['first_loss']:.4f} and {result['last_loss']:.4f}"),
    ]
    sessions = "\n".join(f"- {_session(session)}" for session in record["sessions"])
    return f"{markdown_table(('', 'value'), rows)}\n\n{sessions}"


def _session(session: dict[str, Any]) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in session["versions"].items())
    place = session.get("gpu", f"CPU, {session['threads']} threads")
    return (
        f"Steps {session['from_step']:,} to {session['to_step']:,}: {place} ({session['platform']}), "
        f"{session['precision']}, {session['seconds']:,} s; {versions}."
    )


def _template(record: dict[str, Any]) -> str:
    template = record["template"]
    kinds = {
        "llama-3.1": "ToolFlow's for Llama 3.1, which differs from Meta's: several calls at once, joined by "
        "`; `; words beside a call; functions in the system message",
        "hermes": "ToolFlow's in the Hermes style: ChatML with `<tools>`, `<tool_call>`, `<tool_response>`",
        "own": "the base model's own",
    }
    kind = kinds.get(template["name"], f"from the file `{template['name']}`")
    digest = template["sha256"]
    return f"{kind[0].upper()}{kind[1:]}. It is saved as `chat_template.jinja` (sha256 `{digest}...`)."


def _use(adapters: bool) -> str:
    note = "  # loads the base model, then the adapters (needs peft)" if adapters else ""
    return (
        "from transformers import AutoModelForCausalLM, AutoTokenizer\n\n"
        f'tokenizer = AutoTokenizer.from_pretrained("{_LOADED_FROM}")\n'
        f'model = AutoModelForCausalLM.from_pretrained("{_LOADED_FROM}"){note}\n'
        "prompt = tokenizer.apply_chat_template(\n"
        '    messages, tools=tools, add_generation_prompt=True, return_tensors="pt", return_dict=True\n'
        ")\n"
        "reply = model.generate(**prompt, max_new_tokens=512)\n"
    )


def _at(revision: str | None) -> str:
    return f" at `{revision}`" if revision else ""
