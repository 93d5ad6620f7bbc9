"""Turn a GGUF file into a model folder that `transformers`, TRL and servers load.

    python -m toolflow_training.gguf_model FILE.gguf OUT

The weights are what the file's quantisation left of them, as float32. Needs the package `gguf`.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from toolflow_dataset.errors import ConfigError, ToolflowError

from .base_model import GGUF, load_model, load_tokenizer


def convert_gguf(file: Path, out: Path) -> None:
    """Write the model and the tokenizer of a GGUF file to a new folder.

    Raises:
        ConfigError: If the file cannot be loaded, or the folder is there already.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise ConfigError(f"{out} is not empty; name a new folder")
    name = f"{GGUF}{file}"
    tokenizer = load_tokenizer(name)
    load_model(name).save_pretrained(out)
    tokenizer.save_pretrained(out)


def main(arguments: Sequence[str] | None = None) -> None:
    """Convert as the command line says."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path, metavar="FILE.gguf")
    parser.add_argument("out", type=Path, metavar="OUT")
    options = parser.parse_args(arguments)
    try:
        convert_gguf(options.file, options.out)
    except ToolflowError as error:
        raise SystemExit(f"error: {error}") from error


if __name__ == "__main__":
    main()
