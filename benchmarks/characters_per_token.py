"""How many characters a token has in what a run sends and gets: the ratio behind `generate --dry-run`.

    python benchmarks/characters_per_token.py TOKENIZER.json --record

Plays dialogues over the everyday tools with the simulator and counts the tokens of prompts and replies with a
model's own tokenizer (a `tokenizer.json`, such as byte-pair encodings ship with a model's weights).
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from toolflow_dataset.journal import Journal
from toolflow_dataset.types import SETTINGS
from toolflow_generation import estimate
from toolflow_generation.config import Config
from toolflow_generation.models import Backends
from toolflow_generation.paid_models import PaidModels
from toolflow_generation.player import Player
from toolflow_generation.run_inputs import load_inputs, run_graph
from toolflow_generation.stopping import Stop

ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "benchmarks" / "results" / "characters_per_token.json"


def main() -> int:
    """Measure, print, and record if asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("tokenizer", type=Path)
    parser.add_argument("--name", default="", help="what the tokenizer is called in the result")
    parser.add_argument("--num-dialogues", type=int, default=6, help="for each of the four settings")
    parser.add_argument("--record", action="store_true", help=f"write {RESULT.relative_to(ROOT)}")
    options = parser.parse_args()
    texts = sent_and_got(options.num_dialogues)
    result = measure(texts, options.tokenizer)
    result |= {"tokenizer": options.name or options.tokenizer.name, "dialogues": 4 * options.num_dialogues}
    print(json.dumps(result, indent=1))
    if options.record:
        RESULT.write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    return 0


def sent_and_got(num_dialogues: int) -> dict[str, list[str]]:
    """Return the JSON texts that `estimate` counts, of prompts and of replies."""
    texts: dict[str, list[str]] = {"prompts": [], "replies": []}
    counted: list[str] = []

    def keep(documents: list[Any]) -> int:
        counted.append("".join(json.dumps(document, ensure_ascii=False) for document in documents))
        return 0

    estimate._tokens = keep
    config = Config(
        tools=ROOT / "examples" / "tools" / "everyday.json",
        num_dialogues=num_dialogues,
        setting=SETTINGS,
        model="measured",
        base_url="http://127.0.0.1:1/v1",
    )
    tools, given, config = load_inputs(config)
    graph = run_graph(config, tools, given, None, lambda *_: None)
    scratch = Path(__file__).parent / "nowhere"
    stop = Stop()

    class Free(Backends):
        def is_paid(self, choice: object) -> bool:
            return False

    models = PaidModels(config, Free(config, estimate._Measured()), scratch, stop)
    player = Player(config, tools, graph, "", Journal(scratch), models, lambda *_: None, stop)

    async def play() -> None:
        for setting, index in player.owed():
            await player.play(setting, index)

    asyncio.run(play())
    texts["prompts"], texts["replies"] = counted[::2], counted[1::2]
    return texts


def measure(texts: dict[str, list[str]], path: Path) -> dict[str, Any]:
    """Return characters a token of prompts, of replies, and of both."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    ratios: dict[str, Any] = {"tokenizer_sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
    characters = tokens = 0
    for name, some in texts.items():
        of_some = sum(len(tokenizer.encode(text).ids) for text in some)
        long = sum(map(len, some))
        characters, tokens = characters + long, tokens + of_some
        ratios |= {name: len(some), f"characters_per_token_of_{name}": round(long / of_some, 3)}
    return {**ratios, "characters_per_token": round(characters / tokens, 3)}


if __name__ == "__main__":
    sys.exit(main())
