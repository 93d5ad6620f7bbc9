"""Reading a configuration: the defaults, then a YAML file, then options; and the help of every option."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from toolflow_dataset.errors import ConfigError

from .config import FIELDS, Config, check_keys
from .config_shown import plain_value, shown

PACKAGED = ("default", "paper")


def load_config(source: str | Path | None = None, options: Mapping[str, Any] | None = None) -> Config:
    """Read a configuration: the defaults, then a file, then options.

    Args:
        source: A YAML file, or `default` or `paper` for the ones that come with ToolFlow.
        options: Keys given apart, such as on the command line; None values count as not given.

    Raises:
        ConfigError: If the file cannot be read, a key is unknown, or a value cannot be used.
    """
    values, where = read_config_file(source) if source is not None else ({}, "configuration")
    of_file = Config.from_mapping(values, where)  # a mistake in the file is reported as the file's
    given = {name: value for name, value in (options or {}).items() if value is not None}
    of_options = Config.from_mapping(given, "options")
    _check_permitted(of_file, of_options, where)
    if not given:
        return of_file
    merged = {name: getattr(of_options, name) for name in given}
    if "executors" in given:  # the command line's come first, for the first pattern that fits counts
        merged["executors"] = of_options.executors | {
            name: rule for name, rule in of_file.executors.items() if name not in of_options.executors
        }
    for name in ("models", "shares", "temperature", "extra_headers", "extra_query"):
        # naming one leaves the others alone
        if name in given:
            named = FIELDS[name].metadata["parse"](given[name])
            merged[name] = {**getattr(of_file, name), **named}
    return Config.from_mapping({**values, **merged}, "options")


def _check_permitted(of_file: Config, of_options: Config, where: str) -> None:
    """Have executing permitted by whoever starts the run; a file, which others may have written, cannot."""
    if set(of_file.execute) - set(of_options.execute):
        wanted = ",".join(of_file.execute)
        raise ConfigError(
            f"{where}: execute: it has tools executed ({wanted}), which acts on the world outside "
            f"and which no file can permit; if that is what you want, add --execute {wanted}"
        )


def read_config_file(source: str | Path) -> tuple[dict[str, Any], str]:
    """Return a file's keys as they stand, and how to name the file in messages.

    Raises:
        ConfigError: If it cannot be read or is no mapping of known keys.
    """
    values, where = read_yaml(source, PACKAGED)
    check_keys(values, where)
    return values, where


def read_yaml(source: str | Path, packaged: Sequence[str]) -> tuple[dict[str, Any], str]:
    """Return the keys of any configuration file, known or not, and how to name the file in messages.

    Args:
        source: A YAML file, or one of `packaged`.
        packaged: Names of files in `configs/`, without their suffix.

    Raises:
        ConfigError: If it cannot be read or is no mapping.
    """
    path = Path(source)
    where = str(path)
    try:
        if str(source) in packaged and not path.exists():
            where = f"configs/{source}.yaml"
            content = resources.files("toolflow_configs").joinpath(f"{source}.yaml").read_text("utf-8")
        else:
            content = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"{where}: cannot be read ({error}); give a YAML file, or one of {', '.join(packaged)}"
        ) from error
    try:
        values = yaml.safe_load(content)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise ConfigError(
            f"{where}{line}: not valid YAML: {getattr(error, 'problem', None) or error}"
        ) from error
    if values is None:
        values = {}
    if not isinstance(values, dict):
        raise ConfigError(f"{where}: expected keys and values, got {shown(values)}")
    return values, where


def option_help() -> dict[str, str]:
    """Return every key's help with its default, in the order of the fields."""
    texts = {}
    defaults = Config()
    for name, item in FIELDS.items():
        plain = plain_value(getattr(defaults, name))
        suffix = "" if plain is None or plain is False or plain == {} else f"  [default: {_brief(plain)}]"
        texts[name] = item.metadata["help"] + suffix
    return texts


def _brief(plain: Any) -> str:
    if isinstance(plain, dict):
        numeric = all(isinstance(value, float) for value in plain.values())
        return ",".join(f"{name}={value:g}" for name, value in plain.items()) if numeric else ",".join(plain)
    if isinstance(plain, list):
        return ",".join(str(item["model"]) if isinstance(item, dict) else str(item) for item in plain)
    return str(plain)
